"""The transcript of a planning: its turns and the model's answers. It replays to the same turns, and asks nobody."""

import json
from collections.abc import Mapping
from dataclasses import replace

from generation.catalogue.agent.agent import AGENT, next_turn, whose_turn
from generation.catalogue.agent.turns import Seen, Talk, Turn, to_json
from generation.methods.steps import Answer, Ask, drive

PRICES = ("price", "whole")


class Differs(ValueError):
    """The transcript is not that of this goal with these recipes."""


def replayed(talk: Talk, answers: Mapping[str, Answer]) -> tuple[Turn, ...]:
    """Say the agent's turns again from what the model answered, by step; the others' turns are taken as they were.

    Differs where the agent asks or says something else than it did.
    """
    said: tuple[Turn, ...] = ()
    for was in talk.turns:
        now = replace(talk, turns=said)
        turn = was
        if whose_turn(now) == AGENT and not isinstance(was, Seen):
            turn = drive(next_turn(now), lambda ask: _answer(ask, answers))
        if _written(turn) != _written(was):
            raise Differs(f"turn {len(said) + 1} is another one: {_written(turn)} instead of {_written(was)}")
        said += (turn,)
    return said


def _answer(ask: Ask, answers: Mapping[str, Answer]) -> Answer:
    if ask.step not in answers:
        raise Differs(f"asks {ask.step}, which the transcript has not")
    return answers[ask.step]


def _written(turn: Turn) -> str:
    """The turn without prices: those are of the day, not the agent's."""
    return json.dumps({name: one for name, one in to_json(turn).items() if name not in PRICES}, sort_keys=True)
