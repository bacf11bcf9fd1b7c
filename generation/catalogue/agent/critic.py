"""The critic: what a pilot's figures mean, and whether to go on, to change one setting, or to take another recipe."""

import json
from dataclasses import asdict, replace

from generation.catalogue.agent.brief import STEADY
from generation.catalogue.agent.plan import Change, Plan, known_recipe, listed
from generation.catalogue.agent.planner import TEXT, priced, unknown_of
from generation.catalogue.agent.reading import lines_of, shortfalls
from generation.catalogue.agent.story import story
from generation.catalogue.agent.tries import SHORTEST, NotAllowed, Unusable, share, tried, words
from generation.catalogue.agent.turns import NOTHING, PILOT, RUN, Proposal, Seen, Talk
from generation.methods.fence import fence
from generation.methods.schemas import closed
from generation.methods.steps import Ask, Script
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

CRITIC = Template(
    "agent.critic",
    2,
    "You read a pilot and say what to do next. You may only name what is listed. Write what people read in {language}.",
    "{goal}\n\nRequirements: {wanted}\nSamples: {count}\nRecipe: {recipe}\nSettings:\n{settings}\n\n"
    "Other recipes that can run here: {recipes}\n\n"
    "Its pilot: {measures}\nFigures against what was expected:\n{figures}\nIt misses: {missed}\n\n"
    "What happened so far:\n{story}\n\n"
    "Say in two or three sentences, with the figures, what they mean. Then say what comes next: go_on with the whole "
    "run as it is, change one setting (name it, and its new value as text), or another recipe (name it). Leave what "
    "does not apply empty. Give the reason in one sentence, the share of texts that you expect to be accepted then, "
    "and what a pilot of this size cannot tell.{wrong}",
)
NEXT = ("go_on", "change", "another")
READING = closed(
    {
        "meaning": TEXT,
        "next": {"type": "string", "enum": list(NEXT)},
        "setting": TEXT,
        "value": TEXT,
        "recipe": TEXT,
        "why": TEXT,
        "expected_accepted": {"type": "number"},
        "unknown": {"type": "array", "items": TEXT},
    }
)
NO_SUCH_STEP = _("“%(name)s” is none of: go_on, change, another.")
TRIED = _("That was tried before.")


def criticised(talk: Talk, seen: Seen) -> Script[Proposal]:
    """Propose the run, or another pilot; of what could not be read nothing, but the pilot stands and may be run."""
    before, plan = talk.all(Proposal)[-1], Plan(seen.recipe, seen.settings)
    why_not = {name: talk.shelf.why_not(name, {}) for name in talk.shelf.recipes}

    def ask(step: str, wrong: str) -> Ask:
        others = [name for name, why in why_not.items() if not why and name != seen.recipe]
        messages = CRITIC.render(
            goal=fence("goal", talk.goal),
            wanted=json.dumps(asdict(talk.wanted)),
            count=str(talk.count),
            recipe=seen.recipe,
            settings=listed(talk.shelf.recipes[seen.recipe], seen.settings),
            recipes=", ".join(others) or "none",
            measures=json.dumps(_told(seen), ensure_ascii=False),
            figures=json.dumps([asdict(line) for line in lines_of(talk.wanted, before, seen, talk.count)]),
            missed=json.dumps({name: round(short, 3) for name, short in shortfalls(seen, talk.wanted).items()}),
            story=story(talk),
            language=talk.language,
            wrong=wrong,
        )
        return Ask(step, messages, READING, STEADY, CRITIC.ref)

    def read(told: dict) -> Proposal:
        found, change = _next(told, talk, plan, why_not)
        return Proposal(
            RUN if change is None else PILOT,
            found.recipe,
            found.settings,
            words(told.get("why")),
            said=words(told.get("meaning")),
            changes=[asdict(change)] if change and change.setting else [],
            unknown=unknown_of(told),
            expected=share(told.get("expected_accepted")),
        )

    told = yield from tried(f"{talk.number}/critic", ask, read)
    if isinstance(told, Unusable):
        told = Proposal(NOTHING, seen.recipe, seen.settings, problems=told.problems)
    count = talk.pilot if told.do == PILOT else talk.count
    return replace(told, **priced(talk, Plan(told.recipe, told.settings), count))


def _next(told: dict, talk: Talk, plan: Plan, why_not: dict[str, str]) -> tuple[Plan, Change | None]:
    """The plan that comes next and the change that leads to it; None where the run may go on as it is."""
    step, shelf = told.get("next"), talk.shelf
    if step == "go_on":
        return plan, None
    if step == "another":
        return _untried(talk, Plan(known_recipe(told.get("recipe"), shelf, why_not))), Change("", "", "")
    if step != "change":
        raise NotAllowed(NO_SUCH_STEP % {"name": words(step, 60)})
    change = Change(*(words(told.get(name), SHORTEST) for name in ("setting", "value", "why")))
    changed = _untried(talk, plan.set(change, shelf.recipes[plan.recipe]))
    if why := shelf.why_not(changed.recipe, changed.settings):
        raise NotAllowed(why)
    return changed, change


def _untried(talk: Talk, plan: Plan) -> Plan:
    if any(plan.key == Plan(seen.recipe, seen.settings).key for seen in talk.all(Seen)):
        raise NotAllowed(TRIED)
    return plan


def _told(seen: Seen) -> dict:
    return {name: value for name, value in asdict(seen).items() if name not in ("recipe", "settings")}
