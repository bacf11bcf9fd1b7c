"""How a kind of question is put to a model, in words and as a schema; and what it says, as an answer of the kind.

What comes out goes to the kind's own `read` (methods/questions), which people's answers go through as well: here only
the form changes. Labels are spoken of by their verbalizers, spans by the words that they hold.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from generation.methods.asking.quotes import find_quote
from generation.methods.questions.kind import Answer, AnswerError, Kind, shown
from generation.methods.questions.registry import kind_of
from generation.methods.translatable import gettext_noop as _

if TYPE_CHECKING:
    from generation.methods.taskspec import QuestionSpec, TaskSpec

Fields = Mapping[str, str]


class Wire:
    """One kind of question on its way to a model and back. `evidence`: words of the item can show the answer."""

    evidence = True

    def told(self, question: "QuestionSpec", spec: "TaskSpec") -> str:
        """Return in words how the question is answered."""
        raise NotImplementedError

    def schema(self, question: "QuestionSpec") -> dict:
        """Return the schema of the answer: types and names. What has bounds is checked by the kind, answer by answer,
        so that one wrong number costs no other question its answer."""
        raise NotImplementedError

    def answer(self, question: "QuestionSpec", said: Any, fields: Fields) -> Answer | None:
        """Return the answer in its canonical form, None for none; AnswerError says what is wrong with it."""
        return kind_of(question).read(question, self.form(question, said, fields), lambda: fields)

    def form(self, question: "QuestionSpec", said: Any, fields: Fields) -> Any:
        """Return what a model said in the form in which people's answers come in."""
        return said


class LabelWire(Wire):
    def told(self, question, spec):
        return "Answer with one label."

    def schema(self, question):
        return {"type": "string", "enum": [label.verbalizer for label in question.labels]}

    def form(self, question, said, fields):
        return _named(question, said)


class LabelsWire(Wire):
    def told(self, question, spec):
        least, most = _option(question, "least"), _option(question, "most")
        count = "Answer with a list of all labels that apply"
        bounds = [f"at least {least}" if least else "an empty list where none applies"]
        bounds += [f"at most {most}"] if most else []
        return f"{count}: {', '.join(bounds)}."

    def schema(self, question):
        return {"type": "array", "items": LabelWire().schema(question)}

    def form(self, question, said, fields):
        return [_named(question, one) for one in said] if isinstance(said, list) else said


class RatingWire(Wire):
    def told(self, question, spec):
        points = kind_of(question).points(question)
        low = _end(points[0], _option(question, "low_word"))
        high = _end(points[-1], _option(question, "high_word"))
        return f"Answer with a whole number from {low} to {high}."

    def schema(self, question):
        return {"type": "integer"}


class RankingWire(Wire):
    evidence = False

    def told(self, question, spec):
        names = ", ".join(kind_of(question).candidates(question))
        ties = "Those that are equally good share a list." if _option(question, "ties") else "No two are equally good."
        return (
            f"Put these parts of the item in order, the best first: {names}. Answer with a list of lists that holds "
            f"each of them once. {ties} In which order they are shown here says nothing."
        )

    def schema(self, question):
        name = {"type": "string", "enum": kind_of(question).candidates(question)}
        return {"type": "array", "items": {"type": "array", "items": name}}


class TextWire(Wire):
    evidence = False

    def told(self, question, spec):
        most, start = _option(question, "most"), _option(question, "starts_from")
        length = f"at most {most} characters"
        if not start:
            return f"Answer with a text of {length}."
        return (
            f"Answer with the whole text of “{start}”, corrected where that is needed and otherwise letter by letter "
            f"as it is; {length}, or as many as it came with."
        )

    def schema(self, question):
        return {"type": "string"}


class SpansWire(Wire):
    evidence = False

    def told(self, question, spec):
        kind = kind_of(question)
        field, least = kind.field_of(question, [one.name for one in spec.fields]), _option(question, "least")
        bounds = f"at least {least}" if least else "an empty list where there is nothing to mark"
        shared = "They may overlap" if _option(question, "overlap") else "No two may share characters"
        return (
            f"Mark pieces of “{field}”. Answer with a list, in the order of the text, {bounds}: for each piece its "
            f"words, copied exactly (quote), which of the places where these words stand is meant (occurrence: 1 is "
            f"the first), and its label. {shared}."
        )

    def schema(self, question):
        properties = {
            "quote": {"type": "string"},
            "occurrence": {"type": "integer"},
            "label": LabelWire().schema(question),
        }
        return {"type": "array", "items": _closed(properties)}

    def form(self, question, said, fields):
        if not isinstance(said, list):
            return said
        text = fields.get(kind_of(question).field_of(question, list(fields) or [""]), "")
        return [self._span(question, one, text) for one in said]

    def _span(self, question: "QuestionSpec", said: Any, text: str) -> Any:
        if not isinstance(said, dict) or not isinstance(said.get("quote"), str):
            raise AnswerError(_("Each piece is told by its words (quote), which of their places, and its label."))
        nth = said.get("occurrence", 1)
        if type(nth) is not int:
            raise AnswerError(_("Which of the places is meant is a whole number; 1 is the first."))
        place = find_quote(text, said["quote"], nth)
        if place is None:
            values = {"quote": shown(said["quote"]), "nth": nth}
            raise AnswerError(_("The words “%(quote)s” do not stand in the text %(nth)d times."), values)
        return {"start": place[0], "end": place[1], "label": _named(question, said.get("label"))}


WIRES: dict[str, Wire] = {
    "label": LabelWire(),
    "multi_label": LabelsWire(),
    "rating": RatingWire(),
    "ranking": RankingWire(),
    "text": TextWire(),
    "spans": SpansWire(),
}


def wire_of(question: "QuestionSpec") -> Wire:
    return WIRES[question.type]


def _named(question: "QuestionSpec", said: Any) -> Any:
    """The name of the label that was said; what is none stays, and its kind says so."""
    return (question.name_of(said) or said) if isinstance(said, str) else said


def _end(point: int, word: str) -> str:
    return f"{point} ({word})" if word else str(point)


def _option(question: "QuestionSpec", name: str) -> Any:
    kind: Kind = kind_of(question)
    return kind.option(question, name)


def _closed(properties: dict) -> dict:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
