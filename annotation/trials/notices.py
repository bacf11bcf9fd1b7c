"""What is known of a draft, told before it is published."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotation.models import Half, Trial
from annotation.trials.changes import Change, changes
from annotation.trials.shapes import apart_of, figures_of, no_gain, reports_of
from generation.codebooks.validation import checked
from generation.models import Codebook, Project, Question
from synthlab.drawing import interval, words


def what_the_draft_touches(project: Project) -> str:
    """The questions that the saved draft changes, and how; "" where it changes none."""
    draft, current = _draft(project), Codebook.objects.current(project)
    if draft is None or current is None:
        return ""
    told = [_("“%(title)s” (%(how)s)") % {"title": title, "how": how} for title, how in _touched(current, draft)]
    return _("Questions that this changes: %(names)s.") % {"names": ", ".join(told)} if told else ""


def _touched(current: Codebook, draft: Codebook) -> Iterator[tuple[str, str]]:
    before, known = {one.name: one for one in current.questions.all()}, changes(current, draft)
    for question in draft.questions.all():
        title = question.title or question.name
        if question.name not in before:
            yield title, _("new")
        elif how := _how(known[question.name], before[question.name], question):
            yield title, how
        before.pop(question.name, None)
    yield from ((gone.title or gone.name, _("no longer asked")) for gone in before.values())


def _how(change: Change, old: Question, new: Question) -> str:
    names, known = ([label.name for label in question.labels.all()] for question in (new, old))
    labels = [name for name in dict.fromkeys([*names, *known]) if name in change.labels or name not in known]
    told = [_("asked in another way")] if change.asked else []
    if labels:
        told.append(ngettext("label %(names)s", "labels %(names)s", len(labels)) % {"names": ", ".join(labels)})
    return "; ".join(told)


def _draft(project: Project) -> Codebook | None:
    return Codebook.objects.filter(project=project, published_at=None).with_parts().first()


def what_the_trial_found(project: Project) -> str:
    """A sentence about the saved draft; "" where the project has tried nothing yet, or there is no draft."""
    tried = Trial.objects.filter(split__project=project, reported_at__isnull=False)
    draft = _draft(project)
    if draft is None or not tried.exists():
        return ""
    of_draft = tried.filter(candidate__fingerprint=checked(draft.as_spec()).fingerprint()).order_by("-pk")
    found = of_draft.filter(half=Half.HELD_OUT).first() or of_draft.first()
    if found is None:
        return _("The draft as it is saved was not tried.")
    others = [_of_question(one) for one in reports_of(found)[1:]]
    return " ".join(filter(None, [_of_the_first(found), *others, no_gain(found), *apart_of(found.report)]))


def _of_question(report: dict) -> str:
    """Of a question beside the one that leads, by the first measure of its kind."""
    title = report["title"] or report["question"]
    measured = next(iter(figures_of(report)), None) or {
        "name": _("Agreement"), "before": report["before"]["accuracy"], "after": report["after"]["accuracy"],
        "is_share": True,
    }  # fmt: skip
    gain, unit = report["difference"], "percent" if measured["is_share"] else "coefficient"
    if gain["value"] is None:
        return _("“%(title)s”: no item could be compared.") % {"title": title}
    told = {
        "title": title,
        "measure": measured["name"],
        "before": words(measured["before"]["value"], unit),
        "after": words(measured["after"]["value"], unit),
        "limits": interval(gain["low"], gain["high"], "points"),
        "n": words(report["compared"], "count"),
    }
    said = _(
        "“%(title)s”: %(measure)s %(before)s before, %(after)s with the draft (95%% interval of the difference "
        "%(limits)s, n = %(n)s)."
    )
    return said % told


def _of_the_first(found: Trial) -> str:
    gain = found.report["difference"]
    if gain["value"] is None:
        return _("The draft was tried, but no item could be compared: the page of the try says why.")
    told = {
        "before": words(found.report["before"]["accuracy"]["value"], "percent"),
        "after": words(found.report["after"]["accuracy"]["value"], "percent"),
        "gain": words(gain["value"], "points"),
        "limits": interval(gain["low"], gain["high"], "points"),
        "n": words(found.report["compared"], "count"),
    }
    return " ".join(filter(None, [_verdict(found) % told, _basis(found)]))


def _basis(trial: Trial) -> str:
    """Which answers of people a judgement rests on, where some are by the draft."""
    told = {"n": words(trial.report["by_candidate"], "count"), "number": trial.split.base.number}
    return {
        "draft": _("It rests on people's answers by the draft alone."),
        "both": _("It rests on people's answers by the draft on %(n)s items, by version %(number)d on the others."),
    }.get(trial.report.get("rests_on") if trial.verdict else "", "") % told


def _verdict(trial: Trial) -> str:
    if trial.verdict == Trial.Verdict.GO:
        return _(
            "The held-out half says go: on %(n)s items the model agrees with people on %(after)s, before it was "
            "%(before)s (%(gain)s, 95%% interval %(limits)s)."
        )
    if trial.verdict == Trial.Verdict.NO_GO:
        return _(
            "The held-out half says no-go: on %(n)s items the model agrees with people on %(after)s, before it was "
            "%(before)s (%(gain)s, 95%% interval %(limits)s)."
        )
    if trial.verdict == Trial.Verdict.TOO_FEW:
        return _(
            "The held-out half has too few items to say: on %(n)s items the model agrees with people on %(after)s, "
            "before it was %(before)s (%(gain)s, 95%% interval %(limits)s)."
        )
    return _(
        "Tried on the development half alone: on %(n)s items the model agrees with people on %(after)s, before it was "
        "%(before)s (%(gain)s, 95%% interval %(limits)s). The held-out half has not judged it."
    )
