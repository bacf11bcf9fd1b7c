"""What a run is held against: the price that was named before it began, and the pilot that it was tried out with.

Both are frozen in its set-up when it starts, so that its page compares counters and asks the database for nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from generation.catalogue.estimate import estimate
from generation.catalogue.prepared import Prepared
from generation.methods.departures import Ratio, cost_departs, cost_of_a_sample, share_departs
from generation.models import PlannedRow, Run, RunState
from generation.recipes.prices import Models, price_of
from generation.runs.frames.items import next_items
from synthlab.drawing import words

MOST_COST = 2.0  # times the upper end of the price: above it a run pauses and asks, once
JUDGED_FROM = 64  # candidates; a cost is not judged on fewer
LOOKED_AT = 8  # items that prompts are priced with
LATEST = 20  # runs of the recipe among which the pilot is looked for
MOST_ROWS = 1000  # of a pilot
ASKS = ("endpoint", "second", "batch")  # what requests cost depends on these, prices included
DEAR = gettext_noop(
    "A sample costs %(times)s times the upper end of its price: $%(each)s instead of $%(most)s at most. Look at what "
    "the gates say; resume to go on all the same."
)
DEAR_FOR_NOTHING = gettext_noop(
    "None of %(tried)s candidates is accepted, and they cost $%(cost)s; a sample was to cost $%(most)s at most. Look "
    "at what the gates say; resume to go on all the same."
)
State = PlannedRow.State
SETTLED = (State.ACCEPTED, State.REJECTED, State.FAILED)


@dataclass(frozen=True)
class Departure:
    """How a run departs from its pilot: `measure` is cost (USD a sample) or yield (the share that is accepted)."""

    measure: str
    now: float
    pilot: float

    @property
    def times(self) -> float:
        return round(self.now / self.pilot, 2)

    @property
    def worse(self) -> bool:
        return (self.now > self.pilot) == (self.measure == "cost")

    @property
    def title(self) -> str:
        if self.measure == "cost":
            return _("A sample costs %(times)s times what it cost in the pilot") % {"times": words(self.times)}
        return _("The yield is %(times)s times the pilot's") % {"times": words(self.times)}

    @property
    def text(self) -> str:
        if self.measure == "cost":
            told = {"now": _usd(self.now), "pilot": _usd(self.pilot)}
            return _("%(now)s instead of %(pilot)s, the set-up aside; chance does not explain it.") % told
        told = {"now": words(self.now, "percent"), "pilot": words(self.pilot, "percent")}
        return _("%(now)s of what is written is accepted; in the pilot it was %(pilot)s.") % told


def expectations(run: Run, recipe: Prepared) -> dict[str, Any]:
    """What the set-up of a run that starts keeps: `price_usd`, the upper end of its price, and `pilot`."""
    waiting = next_items(run, recipe.recipe.items(run.params), LOOKED_AT, recipe.recipe.times(run.params))
    price = price_of(estimate(recipe, waiting), Models(run.endpoint, run.second, bool(run.setup.get("batch"))))
    found = {"price_usd": str(price.usd[1])} if price.usd[1] and run.count else {}
    pilot = None if "pilot_of" in run.setup else _pilot(run)
    return found | ({"pilot": _figures(pilot)} if pilot else {})


def departures(run: Run, pending: int) -> list[Departure]:
    """Where the run departs from its pilot by more than sampling explains, and by more than half as much again.
    `pending` rows are under way. A pilot has chosen; a run whose choice is still to come is not held against it."""
    pilot = run.setup.get("pilot")
    if not pilot or run.held:
        return []
    return [found for found in (_of_cost(run, pilot, pending), _of_yield(run, pilot)) if found]


def too_dear(run: Run) -> str:
    """Why a lead should be asked whether the run is worth its price; "" where it is within what was named."""
    most, price = run.setup.get("most_cost", MOST_COST), run.setup.get("price_usd")
    if not most or not price or _tried(run) < JUDGED_FROM:
        return ""
    pending = run.rows.filter(round__gt=0, state__in=(State.CLAIMED, State.ANSWERED)).count()
    each, named = _each(run, pending), float(price) / run.count
    if each <= most * named:
        return ""
    if not run.passed:
        return DEAR_FOR_NOTHING % {"tried": _tried(run), "cost": f"{run.cost_usd:.5f}", "most": f"{named:.5f}"}
    return DEAR % {"times": f"{each / named:.1f}", "each": f"{each:.5f}", "most": f"{named:.5f}"}


def _pilot(run: Run) -> Run | None:
    """The newest ended pilot of the same recipe, settings, codebook and endpoint, prices included."""
    alike = Run.objects.filter(
        project=run.project_id, recipe_hash=run.recipe_hash, codebook=run.codebook_id, pk__lt=run.pk
    )
    names = [f"setup__{name}" for name in ("pilot_of", *ASKS)]
    asked = _asked([run.setup.get(name) for name in ASKS])
    for row in alike.order_by("-pk").values("pk", "params", "state", "accepted", *names)[:LATEST]:
        tried = row["setup__pilot_of"] is not None and row["state"] == RunState.DONE and row["accepted"]
        if tried and row["params"] == run.params and _asked([row[f"setup__{name}"] for name in ASKS]) == asked:
            return Run.objects.get(pk=row["pk"])
    return None


def _asked(setup: list) -> list:
    """Whom a run asks and how; that a model is simulated may show itself only while it answers."""
    return [{k: v for k, v in one.items() if k != "simulated"} if isinstance(one, dict) else one for one in setup]


def _figures(pilot: Run) -> dict[str, Any]:
    """Its yield and what a sample cost, without the set-up: its values stay for the run. What an earlier run had paid
    for cost it nothing and says nothing of the price."""
    rows = pilot.rows.filter(round__gt=0, state__in=SETTLED)
    paid = rows.annotate(cost=Sum("calls__cost_usd"), reused=Count("calls", filter=Q(calls__cached=True)))
    known = paid.filter(reused=0, cost__gt=0).order_by("pk").values_list("cost", "accepted")[:MOST_ROWS]
    ratio = cost_of_a_sample([(float(cost), accepted) for cost, accepted in known])
    cost = {"cost": ratio.value, "error": ratio.error, "rows": ratio.rows} if ratio else {}
    return {"run": pilot.pk, "accepted": pilot.accepted, "tried": _tried(pilot)} | cost


def _of_cost(run: Run, pilot: Mapping, pending: int) -> Departure | None:
    if "cost" not in pilot or not run.accepted or not run.cost_usd:
        return None
    each, known = _each(run, pending), Ratio(pilot["cost"], pilot["error"], pilot["rows"])
    rows = round(_tried(run) * pilot["rows"] / pilot["tried"])
    cheaper_by_reuse = run.reused and each < known.value
    return Departure("cost", each, known.value) if cost_departs(each, rows, known) and not cheaper_by_reuse else None


def _of_yield(run: Run, pilot: Mapping) -> Departure | None:
    now, before = (run.accepted, _tried(run)), (pilot["accepted"], pilot["tried"])
    return Departure("yield", now[0] / now[1], before[0] / before[1]) if share_departs(now, before) else None


def _tried(run: Run) -> int:
    return run.passed + run.rejected + run.failed


def _each(run: Run, pending: int) -> float:
    """USD a sample without what the set-up cost, as if of the rows under way the same share were accepted."""
    cost, tried = float(run.cost_usd) - float(run.setup.get("setup_usd", 0)), _tried(run)
    return cost / max(run.passed, 1) * tried / (tried + pending)


def _usd(value: float) -> str:
    return f"${value:.5f}"
