"""All kinds of questions by their names."""

from generation.methods.questions.kind import Asked, Kind
from generation.methods.questions.label import OneLabel, SeveralLabels
from generation.methods.questions.ranking import Ranking
from generation.methods.questions.rating import Rating
from generation.methods.questions.spans import Spans
from generation.methods.questions.text import FreeText

KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (OneLabel(), SeveralLabels(), Rating(), Ranking(), FreeText(), Spans())
}


def kind_of(question: Asked) -> Kind:
    return KINDS[question.type]
