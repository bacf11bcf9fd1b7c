"""Runs side by side: what each cost, how much of it was accepted, and what its samples are like."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from generation.methods.measures.words import DOWN, MEASURES, SHARES, SIZE, UP
from generation.models import Project, Run, RunMeasures
from generation.runs.frames.for_people import waiting_for_people
from generation.runs.frames.newest import newest
from generation.runs.frames.runs import cost_of_each, runs_of
from synthlab.drawing import words

MOST = 6
LONGEST_NUMBER = 12
OFFERED = 12  # runs beside the chosen ones; the list of runs has all
#: Of the stored measures, those that are compared, in this order.
COMPARED = (
    "balance", "coverage", "obedience", "gini", "marginal_test",
    "distinct", "vocabulary", "self_bleu", "duplicate_share", "similarity_within", "similarity_between",
    "opening_entropy", "top_opening_share",
    "leak", "vocabulary_overlap", "length_distance", "label_named", "readability_grade",
)  # fmt: skip
STUDENT = gettext_noop("Student right on gold")
ALL_REQUESTS = gettext_noop("All requests, by what was accepted; with the most that those may cost that were cut off.")
LOOKED_AT = ("coverage", "distinct", "self_bleu", "duplicate_share", "leak", "obedience", "student")  # on a run's page
#: Measures that drift with the number of texts, and how many are looked at; `distinct` drifts with that of the words.
DRIFTING = {
    "vocabulary": SIZE, "self_bleu": SIZE, "opening_entropy": SIZE, "top_opening_share": SIZE,
    "vocabulary_overlap": SIZE, "duplicate_share": 20_000,
}  # fmt: skip


WAYS = {
    UP: gettext_noop("More is better."),
    DOWN: gettext_noop("Less is better."),
    "": gettext_noop("Neither more nor less is better by itself."),
}
UNEVEN_SAMPLES = gettext_noop(
    "None is marked: it is counted on %(low)s to %(high)s samples of a run, and more of them repeat more."
)
UNEVEN_WORDS = gettext_noop(
    "None is marked: it is counted on %(low)s to %(high)s words of a run, and more of them repeat more."
)
UNLIKE_GRIDS = gettext_noop("None is marked: the runs do not draw from the same values, and fewer are sooner covered.")
UNEVEN_COVER = gettext_noop(
    "None is marked: it is counted on %(low)s to %(high)s samples of a run, and more of them cover more."
)
UNLIKE_MODELS = gettext_noop("None is marked: of some the model is simulated, and its price is nobody's.")
UNLIKE_PRICES = gettext_noop("None is marked: the models' prices differ, so that less says nothing of the recipe.")
PRICES = ("price_in", "price_out")


@dataclass(frozen=True)
class Line:
    """One measure of all runs; `best` are the places of the best values, where one way is better, which `way` says."""

    title: str
    help: str
    values: list[Any]
    best: frozenset[int] = frozenset()
    kind: str = "number"  # number | share | usd | count | up_to
    way: str = ""

    def beside(self, runs: Sequence[Run]) -> list[tuple[Run, Any, bool]]:
        """Each run with its value, and whether it is the best."""
        return [(run, value, at in self.best) for at, (run, value) in enumerate(zip(runs, self.values, strict=True))]


@dataclass(frozen=True)
class Figure:
    """One measure of one run, by the name and the unit that it has beside other runs."""

    title: str
    help: str
    value: float
    kind: str


def kind_of(name: str) -> str:
    return "share" if name in SHARES else "number"


def figures_of(look: RunMeasures | None) -> list[Figure]:
    """What a run's own page shows of its last look; what has no value is left out."""
    found = []
    for name in LOOKED_AT if look else ():
        if (value := look.data.get(name)) is not None:
            measure = MEASURES.get(name)
            title, told = (_(measure.title), _(measure.line)) if measure else (_(STUDENT), "")
            found.append(Figure(title, told, value, kind_of(name)))
    return found


def compared(project: Project, ids: Sequence[int]) -> list[Run]:
    """The runs with these numbers in their order, or the newest that have accepted something."""
    runs = runs_of(project)
    if not ids:
        return list(runs.filter(accepted__gt=0)[:MOST])
    found = {run.pk: run for run in runs.filter(pk__in=ids)}
    return [found[pk] for pk in dict.fromkeys(ids) if pk in found][:MOST]


def left_out(project: Project, asked: Sequence[str], runs: Sequence[Run]) -> tuple[list[str], list[str]]:
    """Of what was `asked` for, as it was written: what is no run of this project, and what is one too many."""
    shown = {str(run.pk) for run in runs}
    rest = [one for one in dict.fromkeys(asked) if one not in shown]
    numbers = [int(one) for one in rest if is_number(one)]
    there = {str(pk) for pk in runs_of(project).filter(pk__in=numbers).values_list("pk", flat=True)} if numbers else ()
    return [one for one in rest if one not in there], [one for one in rest if one in there]


def is_number(one: str) -> bool:
    return one.isascii() and one.isdecimal() and len(one) < LONGEST_NUMBER


def to_choose_from(project: Project, chosen: Sequence[Run]) -> list[Run]:
    """The chosen runs and the newest beside them that have accepted something, newest first."""
    others = runs_of(project).filter(accepted__gt=0).exclude(pk__in=[run.pk for run in chosen])[:OFFERED]
    return sorted([*chosen, *others], key=lambda run: run.pk, reverse=True)


def lines_of(runs: Sequence[Run]) -> list[Line]:
    """A line for each thing that runs are compared by."""
    looks = latest_measures(runs)
    data = [looks[run.pk].data if run.pk in looks else {} for run in runs]
    accepted, for_people = [run.accepted for run in runs], list(waiting_for_people(runs).values())
    tried = [run.passed + run.rejected + run.failed for run in runs]
    lines = [
        Line(_("Accepted"), _("Samples that passed all gates."), accepted, kind="count"),
        Line(_("Wait for a person"), _("Of the accepted ones."), for_people if any(for_people) else [], kind="up_to"),
        _line(_("Yield"), _("Accepted, of all that was generated."), _shares(accepted, tried), "share", UP),
        _cost(runs),
        _line(_("Requests for a sample"), _("Set-up and rejected texts included."), _requests(runs), "number", DOWN),
    ]
    lines += [_covered(runs, data) if name == "coverage" else _measured(name, data) for name in COMPARED]
    gold = next((one["student_gold"] for one in data if one.get("student") is not None), 0)
    told = _("A student that learned from the run's samples alone, tested on %(n)s gold samples.") % {"n": gold}
    lines.append(_line(_(STUDENT), told, [one.get("student") for one in data], "share", UP))
    return [line for line in lines if any(value is not None for value in line.values)]


def latest_measures(runs: Iterable[Run]) -> dict[int, RunMeasures]:
    """The last look at each run."""
    looks = RunMeasures.objects.filter(run__in=list(runs)).order_by("accepted")
    return {look.run_id: look for look in looks}


def samples_of(runs: Iterable[Run]) -> list[list[dict]]:
    return [newest(run, 3) for run in runs]


def _measured(name: str, data: Sequence[dict], why_none: str = "") -> Line:
    measure = MEASURES[name]
    title, told, values = _(measure.title), _(measure.line), [one.get(name) for one in data]
    if measure.better and (why_none := why_none or _uneven(name, data)):
        return Line(title, told, values, kind=kind_of(name), way=why_none)
    return _line(title, told, values, kind_of(name), measure.better)


def _covered(runs: Sequence[Run], data: Sequence[dict]) -> Line:
    """The share of a grid compares with that of the same grid alone, among as many samples."""
    known = [(run, one) for run, one in zip(runs, data, strict=True) if one.get("coverage") is not None]
    if any(_drawn_from(run) != _drawn_from(known[0][0]) for run, _one in known):
        return _measured("coverage", data, _(UNLIKE_GRIDS))
    sizes = {one["samples"] for _run, one in known if "samples" in one}
    uneven = _(UNEVEN_COVER) % _ends(sizes) if len(sizes) > 1 else ""
    return _measured("coverage", data, uneven)


def _drawn_from(run: Run) -> tuple:
    """What the pairs are counted of: the labels of a question, and the values that the set-up found."""
    return (run.codebook_id, run.params.get("question", ""), run.setup.get("scope"))


def _uneven(name: str, data: Sequence[dict]) -> str:
    """Why values do not compare where a measure that drifts with the number of texts was taken on differing numbers."""
    size = DRIFTING.get(name)
    if name == "distinct":
        sizes = {one["distinct_tokens"] for one in data if "distinct_tokens" in one}
    else:
        sizes = {min(one["samples"], size) for one in data if size and "samples" in one}
    if len(sizes) < 2:
        return ""
    message = UNEVEN_WORDS if name == "distinct" else UNEVEN_SAMPLES
    return _(message) % _ends(sizes)


def _ends(sizes: Iterable[int]) -> dict[str, str]:
    return {"low": words(min(sizes), "count"), "high": words(max(sizes), "count")}


def _line(title: str, told: str, values: list[Any], kind: str, better: str) -> Line:
    known, way = [value for value in values if value is not None], _(WAYS[better])
    if not better or len(known) < 2 or len(set(known)) < 2:
        return Line(title, told, values, kind=kind, way=way)
    wanted = max(known) if better == UP else min(known)
    best = frozenset(i for i, value in enumerate(values) if value == wanted)
    return Line(title, told, values, best, kind, way)


def _shares(some: Sequence[int], whole: Sequence[int]) -> list[float | None]:
    return [part / of if of else None for part, of in zip(some, whole, strict=True)]


def _cost(runs: Sequence[Run]) -> Line:
    """What a sample cost: of another price, or of a model that is simulated, less says nothing of the recipe."""
    title, told, values = _("Cost of a sample"), _(ALL_REQUESTS), _each(runs)
    asked = [_asked_at(run) for run, value in zip(runs, values, strict=True) if value is not None]
    if len({simulated for simulated, *_prices in asked}) > 1:
        return Line(title, told, values, kind="usd", way=_(UNLIKE_MODELS))
    if len(set(asked)) > 1:
        return Line(title, told, values, kind="usd", way=_(UNLIKE_PRICES))
    return _line(title, told, values, "usd", DOWN)


def _asked_at(run: Run) -> tuple:
    """Whether the run's model is simulated, and what its models cost a token, live or in batches."""
    batch, models = bool(run.setup.get("batch")), (run.asked, run.asked_second)
    discounts = [Decimal(one.get("batch_discount", 0)) if batch else 0 for one in models]
    return (run.simulated, batch, *discounts, *(Decimal(one.get(name, 0)) for one in models for name in PRICES))


def _each(runs: Iterable[Run]) -> list[float | None]:
    each = (cost_of_each(run) for run in runs)
    return [float(cost) if cost else None for cost in each]


def _requests(runs: Iterable[Run]) -> list[float | None]:
    return [run.calls / run.accepted if run.accepted else None for run in runs]
