"""The agent speaks: it asks the model, reads a pilot that is over, and stops where somebody else has to speak.

Worker and command line only. Whatever dies, the next one goes on from the database: an answer that is stored is not
asked for again, and a turn that is written stands.
"""

from django.utils import translation
from django.utils.translation import gettext_noop as _

from generation.agent.actions.asking import Asking, NotWanted, Stuck, book_what_died
from generation.agent.actions.turning import say, stick
from generation.agent.frames import decided_rows, gates_of, is_over
from generation.agent.talks import labels_of, talk_of
from generation.catalogue.agent.agent import AGENT, PILOTING, next_turn, whose_turn
from generation.catalogue.agent.reading import Tried, measured
from generation.catalogue.agent.turns import Decision, Seen, Talk, Turn
from generation.methods.steps import drive
from generation.models import Codebook, Plan, PlannedRow, PlanState, Run, RunState
from generation.runs.measures import measure

LOOKS = ("obedience", "distinct", "coverage", "balance", "self_bleu")
NO_CODEBOOK = _("Publish a codebook first: it is what the model is told.")


def think(plan_id: int) -> None:
    """Say the agent's turns until it is another's. Running it twice is harmless."""
    plan = Plan.objects.select_related("project", "endpoint", "run").get(pk=plan_id)
    if plan.state != PlanState.THINKING:
        return
    book_what_died(plan_id)
    try:
        with translation.override("en"):  # what the model is told; pages put what was kept into their own language
            _speak(plan)
    except Stuck as problem:
        stick(plan_id, str(problem))
    except NotWanted:
        return


def _speak(plan: Plan) -> None:
    if Codebook.objects.current(plan.project) is None:
        raise Stuck(NO_CODEBOOK)
    asking = Asking(plan)
    while turn := _next(plan, talk := talk_of(plan), asking):
        if not say(plan.pk, turn, number=talk.number):
            return
    if whose_turn(talk) == PILOTING:  # somebody resumed it before it was read
        Plan.objects.filter(pk=plan.pk, state=PlanState.THINKING).update(state=PlanState.PILOT)


def _next(plan: Plan, talk: Talk, asking: Asking) -> Turn | None:
    whose = whose_turn(talk)
    if whose == PILOTING and is_over(plan.run):
        return seen(plan.run, talk)
    return drive(next_turn(talk), asking) if whose == AGENT else None


def seen(run: Run, talk: Talk) -> Seen:
    """What a pilot showed."""
    decided = talk.all(Decision)[-1]
    look = measure(run)
    looks = {name: look.data.get(name) for name in LOOKS} if look else {}
    return Seen(
        recipe=decided.recipe,
        settings=decided.settings,
        looks=looks,
        calls=run.calls,
        cost_usd=float(run.cost_usd + run.lost_usd),
        setup_usd=float(run.setup.get("setup_usd", 0)),
        reason=run.reason or ("" if run.state == RunState.DONE else run.get_state_display()),
        **measured(tried(run), labels_of(run.codebook), talk.wanted),
    )


def tried(run: Run) -> list[Tried]:
    """Each candidate that a run has decided, with the gate that turned it away, in the order of the plan."""
    gates = gates_of(run)
    return [_tried(row, place, one, gates) for row in decided_rows(run) for place, one in enumerate(row.candidates)]


def _tried(row: PlannedRow, place: int, one: dict, gates: dict) -> Tried:
    drawn = next(iter(row.condition.get("labels", {}).values()), "")
    label = one["labels"][0]["label"] if one.get("labels") else drawn
    text = "\n".join(map(str, (one.get("fields") or {}).values()))
    return Tried(text, label, gates.get((row.pk, place), "") or one.get("problem", ""))
