"""The transcript of a planning: its turns and the model's answers. It replays to the same turns, and asks nobody."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

from generation.catalogue.agent.agent import AGENT, next_turn, whose_turn
from generation.catalogue.agent.turns import Seen, Talk, Turn, to_json
from generation.methods.steps import Answer, Ask, drive

PRICES = ("price", "whole")


class Differs(ValueError):
    """The transcript is not that of this goal with these recipes; `turns` of it are."""

    def __init__(self, message: str, turns: int = 0) -> None:
        super().__init__(message)
        self.turns = turns


def replayed(
    talk: Talk, answers: Mapping[str, Answer], compare: Callable[[Ask], None] = lambda ask: None
) -> tuple[Turn, ...]:
    """Say the agent's turns again from what the model answered, by step; the others' turns are taken as they were.
    `compare` is told each question as it would be put now.

    Differs where the agent asks or says something else than it did.
    """
    said: tuple[Turn, ...] = ()
    for was in talk.turns:
        now = replace(talk, turns=said)
        if whose_turn(now) == AGENT and not isinstance(was, Seen):
            _check(was, now, answers, compare)
        said += (was,)  # with the prices of its day: later questions tell them
    return said


def _check(was: Turn, talk: Talk, answers: Mapping[str, Answer], compare: Callable[[Ask], None]) -> None:
    done = talk.number - 1
    turn = drive(next_turn(talk), lambda ask: _answer(ask, answers, compare, done))
    if _written(turn) != _written(was):
        told = f"turn {talk.number} is another one: {_written(turn)} instead of {_written(was)}"
        raise Differs(told, done)


def _answer(ask: Ask, answers: Mapping[str, Answer], compare: Callable[[Ask], None], turns: int) -> Answer:
    if ask.step not in answers:
        raise Differs(f"asks {ask.step}, which the transcript has not", turns)
    compare(ask)
    return answers[ask.step]


def _written(turn: Turn) -> str:
    """The turn without prices: those are of the day, not the agent's."""
    return json.dumps({name: one for name, one in to_json(turn).items() if name not in PRICES}, sort_keys=True)
