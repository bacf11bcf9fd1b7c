"""The agent's script: it yields requests to the model and pilots, and hands back a proposal. It starts no run.

It is pure like a recipe's: given the same answers it asks the same, so its transcript replays to the same recipe.
"""

import json
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generation.catalogue.agent.brief import STEADY, Requirements, analysed
from generation.catalogue.agent.pilot import Pilot, TryOut, measured, shortfalls
from generation.catalogue.agent.plan import RECIPE, Change, NotAllowed, Plan, listed
from generation.catalogue.recipe import Recipe
from generation.methods.fence import fence
from generation.methods.schemas import closed
from generation.methods.steps import Answer, Ask, Script, asked
from generation.methods.templates import Template

PLANNER = Template(
    "agent.planner",
    1,
    "You choose how a data set is generated. You may only name what is listed.",
    "{brief}\n\nRequirements: {wanted}\nLabels: {labels}\n\nRecipes:\n{recipes}\n\n"
    "Give the reason in one sentence and the recipe's name.{wrong}",
)
CRITIC = Template(
    "agent.critic",
    1,
    "You improve a recipe by one change at a time. You may only change what is listed.",
    "Requirements: {wanted}\nRecipe: {recipe}\nSettings:\n{settings}\n"
    "- recipe (one of {recipes}): takes another recipe, with its settings as they come\n\n"
    "Its last pilot: {measures}\nIt misses: {missed}\nTried before:\n{before}\n\n"
    "Name the one change that most likely mends what is missed: a reason in one sentence, the setting, its new value "
    "as text. Where nothing would help, leave the setting empty.{wrong}",
)
TRIES = 3  # at a plan or a change that is allowed
PILOT = 30
SHARE = 0.05  # of the budget that pilots may spend
MOST_PILOTS = 6
PATIENCE = 2  # pilots in a row that are no better than the best

Script_ = Generator[Any, Any, "Proposal"]


@dataclass(frozen=True)
class Tested:
    """A plan with what its pilot showed, and the change that led to it."""

    plan: Plan
    measures: Mapping[str, Any]
    missed: Mapping[str, float]
    cost_usd: float
    change: Change | None = None


@dataclass(frozen=True)
class Proposal:
    """What a person is asked to approve: the document, why, and all pilots. `stopped` is met, budget, no_better,
    no_change or pilots."""

    document: str
    plan: Plan
    requirements: Requirements
    pilots: tuple[Tested, ...] = ()
    stopped: str = ""
    missed: Mapping[str, float] = field(default_factory=dict)


def proposed(
    brief: str, labels: Sequence[str], recipes: Mapping[str, Recipe], budget_usd: float | None = None
) -> Script_:
    """Plan, pilot and change until the bars are met or going on makes no sense; return the best plan there was."""
    wanted = yield from analysed(brief)
    plan, change = (yield from _planned(brief, wanted, labels, recipes)), None
    tested: list[Tested] = []
    while True:
        pilot: Pilot = yield TryOut(plan.document(recipes), PILOT)
        measures = measured(pilot, labels, wanted)
        missed = shortfalls(measures, wanted.bars)
        tested.append(Tested(plan, measures, missed, pilot.cost_usd, change))
        if stopped := _stopped(tested, budget_usd):
            break
        change = yield from _criticised(wanted, plan, tested, recipes)
        if change is None:
            stopped = "no_change"
            break
        plan = plan.changed(change, recipes)
    best = min(tested, key=lambda one: sum(one.missed.values()))
    return Proposal(best.plan.document(recipes), best.plan, wanted, tuple(tested), stopped, best.missed)


def _stopped(tested: Sequence[Tested], budget_usd: float | None) -> str:
    if not tested[-1].missed:
        return "met"
    if budget_usd is not None and sum(one.cost_usd for one in tested) >= SHARE * budget_usd:
        return "budget"
    short = [sum(one.missed.values()) for one in tested]
    if len(short) > PATIENCE and min(short[-PATIENCE:]) >= min(short[:-PATIENCE]):
        return "no_better"
    return "pilots" if len(tested) >= MOST_PILOTS else ""


def _planned(brief: str, wanted: Requirements, labels: Sequence[str], recipes: Mapping[str, Recipe]) -> Script[Plan]:
    told = "\n".join(f"- {name}: {one.summary} {one.when}" for name, one in recipes.items())
    schema = closed({"reason": {"type": "string"}, "recipe": {"type": "string", "enum": list(recipes)}})
    for number in range(1, TRIES + 1):
        messages = PLANNER.render(
            brief=fence("brief", brief),
            wanted=json.dumps(wanted.to_json()),
            labels=", ".join(labels),
            recipes=told,
            wrong=_told("It must be one of the names above." if number > 1 else ""),
        )
        answer = yield from asked(Ask(f"planner/{number}", messages, schema, STEADY, PLANNER.ref))
        if (name := (answer.fields or {}).get("recipe")) in recipes:
            return Plan(name)
    return Plan(next(iter(recipes)))


def _criticised(
    wanted: Requirements, plan: Plan, tested: Sequence[Tested], recipes: Mapping[str, Recipe]
) -> Script[Change | None]:
    """One change that is allowed and was not tried before; None where the critic has none."""
    last, seen, wrong = tested[-1], {_key(one.plan) for one in tested}, ""
    schema = closed({name: {"type": "string"} for name in ("reason", "setting", "value")})
    for number in range(1, TRIES + 1):
        messages = CRITIC.render(
            wanted=json.dumps(wanted.to_json()),
            recipe=plan.recipe,
            settings=listed(recipes[plan.recipe], plan.settings),
            recipes=", ".join(recipes),
            measures=json.dumps(last.measures, ensure_ascii=False),
            missed=json.dumps({name: round(short, 3) for name, short in last.missed.items()}),
            before="\n".join(map(_history, tested)),
            wrong=_told(wrong),
        )
        step = f"critic/{len(tested)}/{number}"
        answer: Answer = yield from asked(Ask(step, messages, schema, STEADY, CRITIC.ref))
        change = Change(*(str((answer.fields or {}).get(name, "")).strip() for name in ("setting", "value", "reason")))
        if not change.setting:
            return None
        try:
            if _key(plan.changed(change, recipes)) not in seen:
                return change
            wrong = "That was tried before."
        except NotAllowed as problem:
            wrong = str(problem)
    return None


def _key(plan: Plan) -> tuple:
    return plan.recipe, json.dumps(dict(plan.settings), sort_keys=True)


def _history(one: Tested) -> str:
    what = f"{one.change.setting} = {one.change.value}" if one.change else f"{RECIPE} = {one.plan.recipe}"
    return f"- {what}: missed {json.dumps({name: round(short, 3) for name, short in one.missed.items()})}"


def _told(wrong: str) -> str:
    return f"\n\nYour last answer could not be used. {wrong}" if wrong else ""
