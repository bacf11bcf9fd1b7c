"""A place on a scale of whole numbers."""

from collections.abc import Sequence
from statistics import median_low
from types import MappingProxyType
from typing import Any

from generation.methods.questions.kind import AnswerError, Asked, Kind, Texts
from generation.methods.translatable import gettext_noop as _

MOST_POINTS = 11  # 0 to 10; keys and a phone's width hold no more


class Rating(Kind):
    """An answer is a whole number from `low` to `high`; `low_word` and `high_word` say what the ends mean."""

    name, title = "rating", _("Rating")
    options = MappingProxyType({"low": 1, "high": 5, "low_word": "", "high_word": ""})

    def option_problems(self, question, fields):
        low, high = self.points(question)[0], self.points(question)[-1]
        if not 0 <= low < high or high - low >= MOST_POINTS:
            message = _("A scale goes from 0 or more up to a larger number, with at most %(most)d points.")
            yield "options", message, {"most": MOST_POINTS}
        for name in ("low_word", "high_word"):
            if len(self.option(question, name)) > 80:
                yield f"options.{name}", _("At most %(most)d characters are allowed."), {"most": 80}

    def points(self, question: Asked) -> range | list[int]:
        """Return the numbers of the scale, lowest first."""
        low, high = self.option(question, "low"), self.option(question, "high")
        return range(low, high + 1) or [low, high]

    def read(self, question: Asked, value: Any, texts: Texts) -> int | None:
        if value in (None, ""):
            return None
        points = self.points(question)
        is_typed = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 9
        number = int(value) if is_typed else value
        if isinstance(number, bool) or not isinstance(number, int) or number not in points:
            message = _("Enter a whole number from %(low)d to %(high)d.")
            raise AnswerError(message, {"low": points[0], "high": points[-1]})
        return number

    def merged(self, question: Asked, answers: Sequence[int]) -> int | None:
        """Two have to be the same; of three or more the middle one, the lower where there are two."""
        return super().merged(question, answers) if len(answers) < 3 else median_low(answers)

    def could_hold(self, question: Asked) -> list[str]:
        if not 0 < self.option(question, "high") - self.option(question, "low") < MOST_POINTS:
            return []  # no such scale is allowed, and it may be one without an end
        return [str(point) for point in self.points(question)]

    def schema(self, question: Asked) -> dict:
        points = self.points(question)
        return {"type": "integer", "minimum": points[0], "maximum": points[-1]}
