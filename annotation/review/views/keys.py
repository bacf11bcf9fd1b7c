"""Which key picks what in the questions of a codebook.

Keys are printed on the buttons and never move, so they follow from the codebook alone, not from the item. A number on a
scale is its own key; labels are counted. Up to nine labels are counted through all questions, and each key means one
thing. Where that is not enough, each question counts for itself, and a key goes to the question that is at hand
(static/js/review/questions.js). Labels beyond the ninth are found by typing (static/js/review/finder.js).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from generation.methods.questions.registry import kind_of
from generation.methods.taskspec import QuestionSpec, TaskSpec

DIGITS = "123456789"
NONE, MARK, WRITE, TIE, FIND, LEFT, RIGHT = "0", "m", "e", "=", "/", "ArrowLeft", "ArrowRight"


@dataclass(frozen=True)
class QuestionKeys:
    """`picks`: by label, by number on a scale, by place of a candidate; `does`: by what else the question offers."""

    picks: dict[str, str]
    does: dict[str, str]

    def all(self) -> list[str]:
        return [*self.picks.values(), *self.does.values()]


@dataclass(frozen=True)
class Keys:
    """The keys of each question by its name; `in_turn` where one key stands in several questions."""

    of: dict[str, QuestionKeys]
    in_turn: bool


def keys_of(spec: TaskSpec) -> Keys:
    through = _counted(spec, shared=iter(DIGITS))
    labelled = [question for question in spec.questions if question.labels]
    if len(labelled) < 2 or sum(len(question.labels) for question in labelled) <= len(DIGITS):
        used = [key for keys in through.values() for key in keys.all()]
        if len({*used}) == len(used):
            return Keys(through, in_turn=False)
    return Keys(_counted(spec), in_turn=True)


def _counted(spec: TaskSpec, shared: Iterator[str] | None = None) -> dict[str, QuestionKeys]:
    return {
        question.name: QuestionKeys(_picks(question, shared or iter(DIGITS)), _does(question))
        for question in spec.questions
    }


def _picks(question: QuestionSpec, digits: Iterator[str]) -> dict[str, str]:
    if question.type == "rating":
        points = kind_of(question).points(question)
        return {str(point): str(point % 10) for point in points if point < 10 or 0 not in points}
    if question.type == "ranking":
        count = len(kind_of(question).candidates(question))
        return {} if count == 2 else dict(zip(map(str, range(1, count + 1)), DIGITS, strict=False))
    return {label.name: key for label, key in zip(question.labels, digits, strict=False)}


def _does(question: QuestionSpec) -> dict[str, str]:
    options = {**kind_of(question).options, **question.options}
    if question.type == "text":
        return {"write": WRITE}
    if question.type == "ranking":
        pair = {"left": LEFT, "right": RIGHT} if len(options["fields"]) == 2 else {}
        return pair | ({"tie": TIE} if options["ties"] else {})
    mark = {"mark": MARK} if question.type == "spans" else {}
    none = {"none": NONE} if options.get("least") == 0 else {}
    return mark | none | ({"find": FIND} if len(question.labels) > len(DIGITS) else {})
