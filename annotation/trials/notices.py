"""What is known of a draft, told before it is published."""

from django.utils.translation import gettext as _

from annotation.models import Half, Trial
from generation.codebooks.validation import checked
from generation.models import Codebook, Project
from synthlab.drawing import interval, words


def what_the_trial_found(project: Project) -> str:
    """A sentence about the saved draft; "" where the project has tried nothing yet, or there is no draft."""
    tried = Trial.objects.filter(split__project=project, reported_at__isnull=False)
    draft = Codebook.objects.filter(project=project, published_at=None).with_parts().first()
    if draft is None or not tried.exists():
        return ""
    of_draft = tried.filter(candidate__fingerprint=checked(draft.as_spec()).fingerprint()).order_by("-pk")
    found = of_draft.filter(half=Half.HELD_OUT).first() or of_draft.first()
    if found is None:
        return _("The draft as it is saved was not tried.")
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
