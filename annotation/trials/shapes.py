"""From a stored try to what its pages show."""

from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from annotation.compare.words import FIGURES as KINDS_FIGURES
from annotation.methods.agreement.same import same
from annotation.methods.trials.basis import BASE, BOTH, DRAFT, OTHERS, SAME
from annotation.methods.trials.thresholds import FEWEST_OF_A_LABEL, Thresholds
from annotation.models import Half, Trial, TrialSplit
from annotation.trials.frames import IN_SHORT
from annotation.trials.questions import GONE, NEW, OF_OTHER_KIND, kinds_of
from annotation.trials.standing import cost_of, standing
from generation.codebooks.diff import compare, compare_prompts, touched
from generation.codebooks.turned import turned_round
from generation.methods.questions.answers import in_words
from generation.methods.taskspec import TaskSpec
from generation.models import Codebook
from synthlab.drawing import interval, words

UNITS = {"weighted_kappa": "coefficient"}  # of figures that are no share

NAMED = 3  # changes that a line of the list names
MANY = 3  # drafts tried on the same items, from which on the best of them looks better than it is
SIDES = {
    "broken": gettext_noop("Right before, wrong now"),
    "fixed": gettext_noop("Wrong before, right now"),
    "moved": gettext_noop("Wrong before and now, with another label"),
}
MOVED_OTHER = gettext_noop("Wrong before and now, with another answer")
CHECKED = {
    "macro_f1": gettext_noop("Macro-F1"),
    "accuracy": gettext_noop("Agreement with people, its lower limit"),
    "recall": gettext_noop("Recall of “%(label)s”"),
    "jaccard": gettext_noop("Shared labels (mean Jaccard index), its lower limit"),
    "weighted_kappa": gettext_noop("Weighted kappa (quadratic), its lower limit"),
    "same_order": gettext_noop("Pairs in the same order, lower limit"),
    "similarity": gettext_noop("Similarity of the texts, its lower limit"),
    "exact_f1": gettext_noop("F1 of equal spans, its lower limit"),
}
KAPPA = gettext_noop("Weighted kappa (quadratic)")


def is_of_label(report: dict) -> bool:
    """Reports of before tries judged every kind are all of one label."""
    return report.get("kind", "label") == "label"


def row_of(trial: Trial) -> dict:
    return {"trial": trial, "now": standing(trial), "cost": cost_of(trial), "report": trial.report or None}


def listed(trial: Trial) -> dict:
    """A line of the list, of one of `frames.trials_in_short`."""
    report = {name: getattr(trial, f"told_{name}") for name in IN_SHORT} if trial.reported_at else None
    return {"trial": trial, "now": standing(trial), "cost": cost_of(trial), "report": report}


def tried_often(rows: list[dict], split) -> int:
    """On how many different drafts the development half of a split was used, where they are many; else 0."""
    drafts = {
        row["trial"].candidate_id
        for row in rows
        if split and row["trial"].split_id == split.pk and row["trial"].half == Half.DEVELOPMENT and row["report"]
    }
    return len(drafts) if len(drafts) >= MANY else 0


def reports_of(trial: Trial) -> list[dict]:
    """What came of each question, the one that leads first."""
    return [trial.report, *trial.report.get("questions", ())]


def report_for(trial: Trial, question: str) -> dict:
    """Of the question of this name, else of the one that leads."""
    return next((one for one in reports_of(trial) if one.get("question") == question), trial.report)


WANTED = {
    "multi_label": gettext_noop("Lower limit of the mean Jaccard index"),
    "rating": gettext_noop("Lower limit of the weighted kappa"),
    "ranking": gettext_noop("Lower limit of the pairs in the same order"),
    "text": gettext_noop("Lower limit of the similarity of texts"),
    "spans": gettext_noop("Lower limit of F1 of equal spans"),
}


def wanted_of(split: TrialSplit) -> dict:
    """What has to be reached, of the kinds of question that the codebook has: `label` where one takes one label, and
    `kinds` with what each asks for."""
    wanted, kinds = Thresholds.from_json(split.thresholds), kinds_of(split.base)
    told = [
        {"title": _(title), "least": wanted.least_of(kind), "wanted": getattr(wanted, kind), "kind": kind}
        for kind, title in WANTED.items()
        if kind in kinds and wanted.least_of(kind) is not None
    ]
    return {"label": wanted if "label" in kinds else None, "kinds": told}


APART = {
    NEW: gettext_noop("“%(title)s” is new with the draft."),
    GONE: gettext_noop("“%(title)s” is not in the draft any more."),
    OF_OTHER_KIND: gettext_noop("“%(title)s” is of another kind in the draft."),
}


def apart_of(report: dict) -> list[str]:
    """Which questions the try says nothing of, and why, a sentence each."""
    return [_(APART[one["why"]]) % {"title": one["title"]} for one in report.get("apart", ())]


def in_lines(row: dict, kind: str) -> dict:
    """A row with its answers in a line each, and whether what the model said is what people say (`is_right`)."""
    pairs = zip(row["said"], row["wanted"], strict=True)
    told = {name: [in_words(answer) for answer in row[name]] for name in ("said", "wanted")}
    is_same = same(kind, *row["wanted"])
    return row | told | {"is_right": [same(kind, *pair) for pair in pairs], "wanted_is_same": is_same}


def labels_of(report: dict) -> list[dict]:
    """Each label before and after, in the candidate's order; one that only the base has comes last."""
    before = {one["label"]: one for one in report["before"]["labels"]}
    after = {one["label"]: one for one in report["after"]["labels"]}
    return [{"label": name, "before": before.get(name), "after": after.get(name)} for name in {**after, **before}]


def is_label_given(label: dict) -> bool:
    """By people or the model, before or with the draft."""
    return any(one["support"] or one["said"] for one in (label["before"], label["after"]) if one)


def is_rule_named(rule: dict) -> bool:
    return bool(rule["before"]["n"] or rule["after"]["n"])


def rules_of(trial: Trial, report: dict) -> list[dict]:
    """Each rule with what it said before; where the LLM named it, a link to the items."""
    return [
        rule
        | {
            "changed": rule["old"] != rule["new"],
            "urls": {when: items_url(trial, report, rule=rule["key"], when=when) for when in ("before", "after")},
        }
        for rule in report["rules"]
    ]


def cells_of(trial: Trial, report: dict, when: str) -> list[dict]:
    return [
        cell | {"url": items_url(trial, report, when=when, wanted=cell["reference"], said=cell["said"])}
        for cell in report["cells"].get(when, ())
    ]


BY_LABEL = gettext_noop(
    "Which answers are taken for each other is not told of several labels: an item has more than one of them. Which "
    "label is missed, or given too often, stands label by label."
)
NOT_ALIKE = gettext_noop(
    "Which answers are taken for each other is not told of this kind: two answers are seldom alike as a whole."
)
#: Why a kind has no table of answers that are taken for each other.
NO_CELLS = {"multi_label": BY_LABEL, "spans": BY_LABEL, "ranking": NOT_ALIKE, "text": NOT_ALIKE}


def no_cells(report: dict) -> str:
    why = NO_CELLS.get(report.get("kind", "label"))
    return _(why) if why else ""


REFERENCES = {
    DRAFT: gettext_noop("People's answers by the draft"),
    SAME: gettext_noop("People's answers by version %(number)d, on the same items"),
    OTHERS: gettext_noop("People's answers by version %(number)d, on the other items"),
}
COUNTS = {DRAFT: (DRAFT,), BOTH: (DRAFT, OTHERS), BASE: (OTHERS,)}  # of the references, by what figures rest on


def checks_of(report: dict) -> list[dict]:
    """Each threshold in words, with the interval behind it where it has one; `is_too_few`: there are items with the
    label, but fewer than a verdict takes."""
    return [
        one
        | {
            "title": _(CHECKED[one["what"]]) % {"label": one["label"]},
            "note": _behind(one, report),
            "is_too_few": one["passed"] is None and one.get("n", 0) > 0,
        }
        for one in report["checks"]
    ]


def unchecked_of(report: dict) -> dict[str, list[str]]:
    """The labels that the verdict says nothing of: those that no item has by the reference, and those that too few
    have (with their number)."""
    unknown = [one for one in report["checks"] if one["label"] and one["passed"] is None]
    few = [_("%(label)s (n = %(n)s)") % {"label": one["label"], "n": one["n"]} for one in unknown if one.get("n")]
    return {"none": [one["label"] for one in unknown if not one.get("n")], "few": few}


NO_BETTER = gettext_noop(
    "On these items the model agrees with people no better by the draft than by version %(number)d."
)
NOT_SHOWN = gettext_noop(
    "These items do not show that the model agrees with people better by the draft than by version %(number)d: no "
    "difference is clear of zero."
)


def no_gain(trial: Trial) -> str:
    """Of a draft that reached what was set, where no question's interval shows it to be better than the version in
    force: so in a sentence. Else ""."""
    gains = [one["difference"] for one in reports_of(trial) if one["difference"]["value"] is not None]
    if trial.verdict != Trial.Verdict.GO or any((gain["low"] or 0) > 0 for gain in gains):
        return ""
    said = NO_BETTER if all(gain["value"] <= 0 for gain in gains) else NOT_SHOWN
    return _(said) % {"number": trial.split.base.number}


def missed_labels(report: dict) -> list[str]:
    """Those that fell short of the recall that was set."""
    return [one["label"] for one in report["checks"] if one["label"] and one["passed"] is False]


def _behind(check: dict, report: dict) -> str:
    after = report["after"]
    if check["what"] == "macro_f1" and "n" in check:  # reports of before counted every label
        told = {"n": check["n"], "least": FEWEST_OF_A_LABEL, "all": sum(one["support"] > 0 for one in after["labels"])}
        note = _("over %(n)d of %(all)d labels: those with %(least)d items and more")
        return note % told if told["all"] > told["n"] else ""
    if check["what"] == "accuracy":
        found = after["accuracy"]
        told = {"value": words(found["value"], "percent"), "limits": interval(found["low"], found["high"], "percent")}
        return _("agreement %(value)s, 95%% interval %(limits)s") % told if told["limits"] else ""
    if not check["label"] and check["what"] != "macro_f1":
        return _behind_kind(after["figures"][0])
    found = next((one for one in after["labels"] if one["label"] == check["label"]), {})
    limits = interval(found.get("low"), found.get("high"), "percent")
    return _("95%% interval %(limits)s, n = %(n)s") % {"limits": limits, "n": found["support"]} if limits else ""


def _behind_kind(found: dict) -> str:
    unit = UNITS.get(found["id"], "percent")
    told = {"value": words(found["value"], unit), "limits": interval(found["low"], found["high"], unit)}
    told["n"] = found["n"]
    return _("%(value)s, 95%% interval %(limits)s, n = %(n)s") % told if told["limits"] else ""


def figures_of(report: dict) -> list[dict]:
    """What else than the share of equal answers a kind that takes no single label measures, the first one first."""
    pairs = zip(report["before"].get("figures", ()), report["after"].get("figures", ()), strict=True)
    return [
        {
            "name": KINDS_FIGURES[one["id"]][0] if one["id"] in KINDS_FIGURES else _(KAPPA),
            "is_share": UNITS.get(one["id"], "percent") == "percent",
            "before": one,
            "after": other,
        }
        for one, other in pairs
    ]


def references_of(trial: Trial, report: dict) -> list[dict]:
    """The comparison by each kind of people's answers; `counts_here` where the figures rest on it."""
    counted = COUNTS.get(report.get("rests_on"), ())
    return [
        one
        | {
            "title": _(REFERENCES[one["name"]]) % {"number": trial.split.base.number},
            "counts_here": one["name"] in counted,
        }
        for one in report.get("references", ())
    ]


def names_of_changes(trials: Sequence[Trial]) -> dict[int, str]:
    """Try -> the rules and labels that its draft changes, by name. Four queries, however many tries."""
    books = {trial.candidate_id for trial in trials} | {trial.split.base_id for trial in trials}
    found = Codebook._base_manager.filter(pk__in=books).prefetch_related("questions__labels", "rules")
    specs = {book.pk: book.as_spec() for book in found}
    return {trial.pk: _named(touched(specs[trial.split.base_id], specs[trial.candidate_id])) for trial in trials}


def _named(names: list[str]) -> str:
    told = ", ".join(names[:NAMED])
    more = len(names) - NAMED
    if more <= 0:
        return told
    return _("%(names)s and %(n)d more") % {"names": told, "n": more}


def sides_of(trial: Trial, report: dict) -> list[dict]:
    """The items that changed: how many of each kind, and where they are listed."""
    counts = dict.fromkeys(SIDES, 0)
    for row in report["rows"]:
        if row["side"]:
            counts[row["side"]] += 1
    titles = SIDES if is_of_label(report) else SIDES | {"moved": MOVED_OTHER}
    return [
        {"side": side, "title": _(titles[side]), "n": n, "url": items_url(trial, report, side=side)}
        for side, n in counts.items()
    ]


def left_out_of(report: dict) -> list[str]:
    """Why items of the half are not in the numbers, a sentence for each reason."""
    n = Counter(report["left_out"])
    told = {
        "shown": ngettext(
            "%(n)s stands in a codebook as an example: it tells the model its answer.",
            "%(n)s stand in a codebook as examples: they tell the model their answer.",
            n["shown"],
        ),
        "no_base": _("%(n)s got no label by the version in force."),
        "no_candidate": _("%(n)s got no label by the draft."),
        "no_reference": ngettext(
            "%(n)s has no label of people that the draft still has: let people answer it under the draft.",
            "%(n)s have no label of people that the draft still has: let people answer them under it.",
            n["no_reference"],
        ),
        "undecided": _("Items on which people differ by the draft, so that no label was given by most of them: %(n)s."),
        "unanswered": _("To %(n)s people gave no answer to this question under the version in force."),
    }
    if not is_of_label(report):
        told |= {
            "no_base": _("%(n)s got no answer of the model by the version in force."),
            "no_candidate": _("%(n)s got no answer of the model by the draft."),
            "no_reference": ngettext(
                "%(n)s has an answer of people that the draft no longer takes: its labels, scale or "
                "fields are others. Let people answer it under the draft.",
                "%(n)s have an answer of people that the draft no longer takes: its labels, scale or "
                "fields are others. Let people answer them under it.",
                n["no_reference"],
            ),
            "undecided": _("Items on which people differ by the draft, or did not answer this question: %(n)s."),
        }
    return [told[why] % {"n": words(count, "count")} for why, count in n.items() if count]


def chosen_rows(report: dict, params) -> list[dict]:
    """The rows of a stored report that an address asks for."""
    at = 1 if params.get("when") == "after" else 0
    wanted = {
        "side": lambda row, value: row["side"] == value,
        "rule": lambda row, value: row["rules"][at] == value,
        "wanted": lambda row, value: str(row["wanted"][at]) == value,  # a rating is a number
        "said": lambda row, value: str(row["said"][at]) == value,
    }
    asked = [(test, params[name]) for name, test in wanted.items() if params.get(name)]
    return [row for row in report["rows"] if all(test(row, value) for test, value in asked)]


def items_url(trial: Trial, report: dict, **chosen: str) -> str:
    if report is not trial.report:
        chosen["question"] = report["question"]
    return f"{reverse('annotation:trial-items', args=[trial.split.project.slug, trial.pk])}?{urlencode(chosen)}"


def changes_of(base: Codebook, candidate: Codebook) -> dict:
    """What people and models read, before and after."""
    before, after = base.as_spec(), candidate.as_spec()
    prompts = compare_prompts(TaskSpec.from_json(before), TaskSpec.from_json(after), "annotate")
    return {
        "changes": compare(before, after),
        "prompts": [part for part in prompts if len(part.pieces) > 1],
        "turned": turned_round(before, after),
    }
