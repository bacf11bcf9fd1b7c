"""The planner: which recipe, with which settings, and what else it looked at. It names what is listed, never code."""

import json
from dataclasses import asdict
from typing import Any

from generation.catalogue.agent.brief import STEADY
from generation.catalogue.agent.plan import Change, Plan, known_recipe, listed
from generation.catalogue.agent.story import story
from generation.catalogue.agent.tries import SHORTEST, NotAllowed, Unusable, share, tried, words
from generation.catalogue.agent.turns import NOTHING, PILOT, Proposal, Talk
from generation.methods.fence import fence
from generation.methods.schemas import closed
from generation.methods.steps import Ask, Script
from generation.methods.templates import Template

PLANNER = Template(
    "agent.planner",
    2,
    "You choose how a data set is generated. You may only name what is listed. Write what people read in {language}.",
    "{goal}\n\nRequirements: {wanted}\nSamples: {count}\nLabels: {labels}\nThe project has: {has}\n\n"
    "Recipes that can run here:\n{recipes}\n\nRecipes that cannot run here, and why:\n{barred}\n\n"
    "What happened so far:\n{story}\n\n"
    "Say in two sentences why one recipe fits best, and name it. Name up to three others that you looked at and why "
    "not them. Then list what you cannot know before anything is written.{wrong}",
)
TUNER = Template(
    "agent.tuner",
    1,
    "You set a recipe up. You may only change what is listed. Write what people read in {language}.",
    "{goal}\n\nRequirements: {wanted}\nSamples: {count}\nRecipe: {recipe}: {summary}\nSettings:\n{settings}\n\n"
    "What happened so far:\n{story}\n\n"
    "List the settings that this goal needs to be different, each with its new value as text and a reason in one "
    "sentence; none where they fit as they are. Then say which share of the texts you expect to be accepted, from 0 "
    "to 1.{wrong}",
)
TEXT = {"type": "string"}
CHOICE = closed(
    {
        "why": TEXT,
        "recipe": TEXT,
        "alternatives": {"type": "array", "items": closed({"recipe": TEXT, "why_not": TEXT})},
        "unknown": {"type": "array", "items": TEXT},
    }
)
SETTINGS = closed(
    {
        "settings": {"type": "array", "items": closed({"setting": TEXT, "value": TEXT, "why": TEXT})},
        "expected_accepted": {"type": "number"},
    }
)
MOST_ALTERNATIVES, MOST_UNKNOWN, MOST_CHANGES = 5, 8, 12


def planned(talk: Talk) -> Script[Proposal]:
    """Propose a pilot of a recipe; a proposal of nothing, with the reasons, where no answer could be used."""
    chosen = yield from _chosen(talk)
    if isinstance(chosen, Unusable):
        return Proposal(NOTHING, problems=chosen.problems)
    tuned = yield from _tuned(talk, chosen["recipe"])
    problems = tuned.problems if isinstance(tuned, Unusable) else ()
    plan, changes, expected = (Plan(chosen["recipe"]), [], None) if problems else tuned
    return Proposal(
        PILOT,
        plan.recipe,
        plan.settings,
        chosen["why"],
        changes=[asdict(change) for change in changes],
        alternatives=chosen["alternatives"],
        unknown=chosen["unknown"],
        expected=expected,
        problems=problems,
        **priced(talk, plan),
    )


def priced(talk: Talk, plan: Plan, count: int | None = None) -> dict[str, Any]:
    """Return the prices of so many samples (of a pilot unless said) and of all that are wanted."""
    price = talk.shelf.price
    return {
        "price": price(plan.recipe, plan.settings, count or talk.pilot),
        "whole": price(plan.recipe, plan.settings, talk.count),
    }


def _chosen(talk: Talk) -> Script[dict | Unusable]:
    shelf = talk.shelf
    why_not = {name: shelf.why_not(name, {}) for name in shelf.recipes}

    def ask(step: str, wrong: str) -> Ask:
        can = [f"- {name}: {one.summary} {one.when}" for name, one in shelf.recipes.items() if not why_not[name]]
        cannot = [f"- {name}: {why}" for name, why in why_not.items() if why]
        messages = PLANNER.render(
            **_common(talk),
            labels=", ".join(talk.labels) or "none",
            has=talk.has,
            recipes="\n".join(can),
            barred="\n".join(cannot) or "none",
            wrong=wrong,
        )
        return Ask(step, messages, CHOICE, STEADY, PLANNER.ref)

    def read(told: dict) -> dict:
        name = known_recipe(told.get("recipe"), shelf, why_not)
        others: dict[str, str] = {}  # what it said first of each
        for one in _list(told.get("alternatives")):
            if isinstance(one, dict):
                others.setdefault(words(one.get("recipe"), 60), words(one.get("why_not"), SHORTEST))
        return {
            "recipe": name,
            "why": words(told.get("why")),
            "alternatives": [
                {"recipe": other, "why_not": why}
                for other, why in others.items()
                if other in shelf.recipes and other != name
            ][:MOST_ALTERNATIVES],
            "unknown": unknown_of(told),
        }

    return (yield from tried(f"{talk.number}/planner", ask, read))


def _tuned(talk: Talk, name: str) -> Script[tuple[Plan, list[Change], float | None] | Unusable]:
    recipe = talk.shelf.recipes[name]

    def ask(step: str, wrong: str) -> Ask:
        told = {"recipe": name, "summary": recipe.summary, "settings": listed(recipe, {}), "wrong": wrong}
        return Ask(step, TUNER.render(**_common(talk), **told), SETTINGS, STEADY, TUNER.ref)

    def read(told: dict) -> tuple[Plan, list[Change], float | None]:
        plan, changes = Plan(name), []
        for one in _list(told.get("settings"))[:MOST_CHANGES]:
            given = one if isinstance(one, dict) else {}
            change = Change(*(words(given.get(key), SHORTEST) for key in ("setting", "value", "why")))
            plan = plan.set(change, recipe)
            changes.append(change)
        if why := talk.shelf.why_not(plan.recipe, plan.settings):
            raise NotAllowed(why)
        return plan, changes, share(told.get("expected_accepted"))

    return (yield from tried(f"{talk.number}/tuner", ask, read))


def unknown_of(told: dict) -> list[str]:
    """Return what the model says that it cannot know."""
    return [found for one in _list(told.get("unknown")) if (found := words(one, SHORTEST))][:MOST_UNKNOWN]


def _common(talk: Talk) -> dict[str, str]:
    return {
        "goal": fence("goal", talk.goal),
        "wanted": json.dumps(asdict(talk.wanted)),
        "count": str(talk.count),
        "story": story(talk),
        "language": talk.language,
    }


def _list(value: Any) -> list:
    return value if isinstance(value, list) else []
