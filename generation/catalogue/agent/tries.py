"""A question that is asked once more with what was wrong, and then given up: the lead is told why."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from generation.methods.steps import Answer, Ask, Script
from generation.methods.translatable import gettext_noop as _

T = TypeVar("T")
TRIES = 2
SHORTEST, LONGEST = 600, 2000  # characters of the model's words that are kept: of one point, of a reason
NO_ANSWER = _("The model gave no usable answer: %(problem)s")


class NotAllowed(ValueError):
    """What is not on the list, or does not fit; the message goes back to the model, and to the lead in the end."""


@dataclass(frozen=True)
class Unusable:
    """Why each answer could not be used, in order."""

    problems: tuple[str, ...]


def tried(name: str, ask: Callable[[str, str], Ask], read: Callable[[dict], T]) -> Script[T | Unusable]:
    """Ask; where `read` raises NotAllowed, ask once more with its message.

    `ask(step, wrong)` makes the request, `wrong` being what to add to it: '' at first.
    """
    problems: list[str] = []
    for number in range(1, TRIES + 1):
        wrong = f"\n\nYour last answer could not be used. {problems[-1]}" if problems else ""
        answer: Answer = (yield [ask(f"{name}/{number}", wrong)])[0]
        try:
            return read(_fields(answer))
        except NotAllowed as problem:
            problems.append(str(problem))
    return Unusable(tuple(problems))


def _fields(answer: Answer) -> dict:
    if isinstance(answer.fields, dict):
        return answer.fields
    raise NotAllowed(NO_ANSWER % {"problem": (answer.detail or answer.problem or "empty")[:SHORTEST]})


def words(value: Any, longest: int = LONGEST) -> str:
    """Return the model's words as one text of bounded length; '' where they are none."""
    return " ".join(value.replace("\x00", "").split())[:longest] if isinstance(value, str) else ""


def share(value: Any) -> float | None:
    """Return a share from 0 to 1; None where it is none."""
    sound = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
    return float(value) if sound else None
