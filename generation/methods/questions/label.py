"""One label of several: what classification asks."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

from generation.methods.questions.kind import AnswerError, Asked, Kind, Texts, shown
from generation.methods.translatable import gettext_noop as _


class OneLabel(Kind):
    """An answer is the name of a label."""

    name, title = "label", _("One label")
    has_labels, fewest_labels = True, 2

    def read(self, question: Asked, value: Any, texts: Texts) -> str | None:
        if value in (None, ""):
            return None
        if value not in [label.name for label in question.labels]:
            raise AnswerError(_("The codebook has no label “%(label)s” here."), {"label": shown(value)})
        return value

    def could_hold(self, question: Asked) -> list[str]:
        return [label.name for label in question.labels]

    def schema(self, question: Asked) -> dict:
        return {"type": "string", "enum": [label.name for label in question.labels]}


class SeveralLabels(Kind):
    """An answer is a list of names of labels, in the codebook's order. An empty one says that none applies.

    With `discards` any of them throws the item away; who leaves the question out keeps it."""

    name, title = "multi_label", _("Several labels")
    has_labels, fewest_labels = True, 1
    options = MappingProxyType({"least": 1, "most": 0, "discards": False})  # most 0: as many as there are

    def option_problems(self, question, fields):
        least, most = self.option(question, "least"), self._most(question)
        if question.labels and not 0 <= least <= most <= len(question.labels):
            message = _("From %(least)d to %(most)d of %(count)d labels cannot be chosen.")
            yield "options", message, {"least": least, "most": most, "count": len(question.labels)}
        if self.option(question, "discards") and (question.required or not least):
            yield "required", _("What discards an item cannot be required: who leaves it out keeps the item."), {}

    def _most(self, question: Asked) -> int:
        return self.option(question, "most") or len(question.labels)

    def read(self, question: Asked, value: Any, texts: Texts) -> list[str] | None:
        if value in (None, "", []) and (value is None or self.option(question, "least")):
            return None
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise AnswerError(_("Send a list of labels."))
        names = [label.name for label in question.labels]
        if wrong := [one for one in value if one not in names]:
            raise AnswerError(_("The codebook has no label “%(label)s” here."), {"label": shown(wrong[0])})
        chosen = [name for name in names if name in value]
        least, most = self.option(question, "least"), self._most(question)
        if len(chosen) < least:
            raise AnswerError(_("Choose at least %(least)d."), {"least": least})
        if len(chosen) > most:
            raise AnswerError(_("Choose at most %(most)d."), {"most": most})
        return chosen

    def merged(self, question: Asked, answers: Sequence[list[str]]) -> list[str] | None:
        """Two have to be the same; of three or more, each label that more than half chose. That none applies holds only
        where more than half say so."""
        if len(answers) < 3:
            return super().merged(question, answers)
        names = [label.name for label in question.labels]
        chosen = [name for name in names if 2 * sum(name in answer for answer in answers) > len(answers)]
        return chosen if len(chosen) >= max(self.option(question, "least"), 1) else super().merged(question, answers)

    def holds(self, answer: list[str], wanted: Sequence[str]) -> bool:
        return any(name in wanted for name in answer)

    def could_hold(self, question: Asked) -> list[str]:
        return [label.name for label in question.labels]

    def schema(self, question: Asked) -> dict:
        names = {"type": "string", "enum": [label.name for label in question.labels]}
        least, most = self.option(question, "least"), self._most(question)
        return {"type": "array", "items": names, "uniqueItems": True, "minItems": least, "maxItems": most}
