"""Saying a plan's turns again from the stored answers, with the project as it is now: a plan freezes no copy of it.

So each question is compared, too: where it would be put in other words now, the project or its recipes have changed
since, and a turn that no longer follows is no proof of anything else.
"""

from dataclasses import dataclass, field
from difflib import unified_diff

from django.utils import translation

from generation.agent.talks import talk_of
from generation.catalogue.agent.transcript import Differs, replayed
from generation.methods.steps import Answer, Ask, stored_step
from generation.models import Plan

MOST_LINES, LONGEST_LINE = 12, 200  # of a question's comparison


@dataclass(frozen=True)
class Replay:
    """How many turns follow, why the next one does not, and which questions would be put in other words now: by their
    step the lines that differ, with “-” as sent and “+” as now."""

    turns: int
    differs: str = ""
    changed: dict[str, list[str]] = field(default_factory=dict)


def replay_plan(plan: Plan) -> Replay:
    """Nobody is asked."""
    calls = {call.step: call for call in plan.call_log.filter(error="")}
    answers = {step: Answer(**call.reply["answer"]) for step, call in calls.items()}
    changed: dict[str, list[str]] = {}

    def compare(ask: Ask) -> None:
        sent = calls.get(stored_step(ask.step))
        if sent and (lines := _differing(sent.request["messages"], ask.messages)):
            changed[sent.step] = lines

    with translation.override("en"):  # as the model was told it
        try:
            return Replay(len(replayed(talk_of(plan), answers, compare)), changed=changed)
        except Differs as problem:
            return Replay(problem.turns, str(problem), changed)


def _differing(sent, now) -> list[str]:
    sides = ([line for one in side for line in one["content"].splitlines()] for side in (sent, now))
    found = (line for line in unified_diff(*sides, n=0, lineterm="") if not line.startswith(("---", "+++", "@@")))
    return [line[:LONGEST_LINE] for line in found][:MOST_LINES]
