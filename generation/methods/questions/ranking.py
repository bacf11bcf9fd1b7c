"""Fields of the item in order, the best first; of two of them, which is better."""

from collections.abc import Sequence
from itertools import combinations
from types import MappingProxyType
from typing import Any

from generation.methods.questions.kind import AnswerError, Asked, Kind, Texts
from generation.methods.translatable import gettext_noop as _

MOST_CANDIDATES = 10


class Ranking(Kind):
    """An answer is a list of tiers, the best first; a tier is a list of fields that are equally good, in the order of
    the question's own list. With `ties` false a tier holds one."""

    name, title = "ranking", _("Ranking")
    options = MappingProxyType({"fields": (), "ties": True})

    def option_problems(self, question, fields):
        chosen = self.candidates(question)
        if not 2 <= len(chosen) <= MOST_CANDIDATES or len({*chosen}) < len(chosen):
            message = _("Name two to %(most)d different fields that are put in order.")
            yield "options.fields", message, {"most": MOST_CANDIDATES}
        for name in chosen:
            if name not in fields:
                yield "options.fields", _("The codebook has no field “%(name)s”."), {"name": name[:60]}

    def candidates(self, question: Asked) -> list[str]:
        """Return the fields that are put in order, as the codebook lists them."""
        return list(self.option(question, "fields"))

    def read(self, question: Asked, value: Any, texts: Texts) -> list[list[str]] | None:
        if value in (None, "", []):
            return None
        candidates = self.candidates(question)
        if not _is_tiers(value) or sorted(name for tier in value for name in tier) != sorted(candidates):
            message = _("Send a list of lists, the best first, with each of these once: %(fields)s.")
            raise AnswerError(message, {"fields": ", ".join(candidates)})
        tiers = [sorted(tier, key=candidates.index) for tier in value if tier]
        if not self.option(question, "ties") and any(len(tier) > 1 for tier in tiers):
            raise AnswerError(_("No two may be equally good here: say which is better."))
        return tiers

    def merged(self, question: Asked, answers: Sequence[list[list[str]]]) -> list[list[str]] | None:
        """Two have to be the same. Of three or more the order that majorities of pairs give (Condorcet); None where
        they go round in a circle."""
        if len(answers) < 3:
            return super().merged(question, answers)
        places = [_places(answer) for answer in answers]
        names = list(places[0])
        beaten = {name: sum(_majority(places, other, name) > 0 for other in names if other != name) for name in names}
        for one, other in combinations(names, 2):
            said = _majority(places, one, other)
            if (said > 0) != (beaten[one] < beaten[other]) or (said < 0) != (beaten[one] > beaten[other]):
                return None
        return [sorted(n for n in names if beaten[n] == level) for level in sorted({*beaten.values()})]

    def holds(self, answer: list[list[str]], wanted: Sequence[str]) -> bool:
        """Of a ranking: the one that is best, alone."""
        return len(answer[0]) == 1 and answer[0][0] in wanted

    def could_hold(self, question: Asked) -> list[str]:
        return self.candidates(question)

    def schema(self, question: Asked) -> dict:
        candidates = {"type": "string", "enum": self.candidates(question)}
        return {"type": "array", "items": {"type": "array", "items": candidates, "minItems": 1}}


def _is_tiers(value: Any) -> bool:
    if not isinstance(value, list) or not all(isinstance(tier, list) for tier in value):
        return False
    return all(isinstance(name, str) for tier in value for name in tier)


def _places(answer: list[list[str]]) -> dict[str, int]:
    return {name: place for place, tier in enumerate(answer) for name in tier}


def _majority(places: list[dict[str, int]], one: str, other: str) -> int:
    """Above 0 where more put one before the other than the other way round."""
    return _sign(sum(_sign(said[other] - said[one]) for said in places))


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
