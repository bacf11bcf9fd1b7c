"""Stretches of a field's text, each with a label."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from generation.methods.questions.kind import AnswerError, Asked, Kind, Texts, shown
from generation.methods.translatable import gettext_noop as _

MOST_SPANS = 1_000


class Spans(Kind):
    """An answer is a list of {start, end, label}, in the order of the text: characters (Unicode code points) from
    `start`, the first being 0, up to and without `end`. An empty one says that there is nothing to mark.

    `field` is the field whose text is marked ("" the first); with `overlap` false no two share a character.
    """

    name, title = "spans", _("Marked spans")
    has_labels, fewest_labels = True, 1
    options = MappingProxyType({"field": "", "overlap": False, "least": 0})

    def option_problems(self, question, fields):
        name = self.option(question, "field")
        if name and name not in fields:
            yield "options.field", _("The codebook has no field “%(name)s”."), {"name": name[:60]}
        elif fields and fields.get(name or next(iter(fields))) == "chat":
            yield "options.field", _("Spans are marked in a text, not in a chat; name another field."), {}
        if not 0 <= self.option(question, "least") <= MOST_SPANS:
            yield "options.least", _("Enter a number from %(least)s to %(most)s."), {"least": 0, "most": MOST_SPANS}

    def field_of(self, question: Asked, fields: Sequence[str]) -> str:
        """Return the name of the field that is marked."""
        return self.option(question, "field") or fields[0]

    def read(self, question: Asked, value: Any, texts: Texts) -> list[dict] | None:
        if value is None or value == "":
            return None
        if not isinstance(value, list) or len(value) > MOST_SPANS:
            message = _("Send a list of at most %(most)d spans: {start, end, label}.")
            raise AnswerError(message, {"most": MOST_SPANS})
        found = texts()
        text = found.get(self.field_of(question, list(found)), "")
        spans = sorted({self._span(question, one, len(text)) for one in value})
        if len(spans) < (least := self.option(question, "least")):
            raise AnswerError(_("Mark at least %(least)d."), {"least": least})
        if not self.option(question, "overlap"):
            for before, after in pairwise(spans):
                if after[0] < before[1]:
                    message = _("Two spans share characters %(start)d to %(end)d; here they may not.")
                    raise AnswerError(message, {"start": after[0], "end": min(before[1], after[1])})
        return [{"start": start, "end": end, "label": label} for start, end, label in spans]

    def _span(self, question: Asked, one: Any, length: int) -> tuple[int, int, str]:
        if not isinstance(one, dict) or not all(type(one.get(edge)) is int for edge in ("start", "end")):
            raise AnswerError(_("A span is an object with start, end and label; start and end are whole numbers."))
        start, end, label = one["start"], one["end"], one.get("label")
        if not 0 <= start < end <= length:
            message = _("The span from %(start)d to %(end)d is not within the text of %(length)d characters.")
            raise AnswerError(message, {"start": start, "end": end, "length": length})
        if label not in [known.name for known in question.labels]:
            raise AnswerError(_("The codebook has no label “%(label)s” here."), {"label": shown(label)})
        return start, end, label

    def merged(self, question: Asked, answers: Sequence[list[dict]]) -> list[dict] | None:
        """Two have to be the same; of three or more, each span that more than half marked just so. That there is
        nothing to mark holds only where more than half say so."""
        if len(answers) < 3:
            return super().merged(question, answers)
        votes = Counter(_triple(span) for answer in answers for span in answer)
        kept = sorted(span for span, count in votes.items() if 2 * count > len(answers))
        if len(kept) < max(self.option(question, "least"), 1):
            return super().merged(question, answers)
        return [{"start": start, "end": end, "label": label} for start, end, label in kept]

    def holds(self, answer: list[dict], wanted: Sequence[str]) -> bool:
        return any(span["label"] in wanted for span in answer)

    def could_hold(self, question: Asked) -> list[str]:
        return [label.name for label in question.labels]

    def schema(self, question: Asked) -> dict:
        place = {"type": "integer", "minimum": 0}
        label = {"type": "string", "enum": [label.name for label in question.labels]}
        span = {"type": "object", "properties": {"start": place, "end": place, "label": label}}
        return {"type": "array", "items": span | {"required": ["start", "end", "label"]}}


def _triple(span: dict) -> tuple[int, int, str]:
    return span["start"], span["end"], span["label"]
