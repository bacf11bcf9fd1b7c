"""What two sides answered to one question of any kind, row by row."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from annotation.compare.frames import answered_pairs, answers_beside, both_answered, both_said, how_asked, is_machine
from annotation.models import Resolution
from generation.methods.questions.kind import Answer
from generation.models import Codebook, Project, Question, QuestionType, Sample

MOST = 10_000  # rows that one comparison of two sides reads: the newest
CHUNK = 500  # rows in memory at a time: a text may be long


@dataclass(frozen=True, slots=True)
class Both:
    """One row of two sides: `row` is of a Resolution or of a Sample; `rule` is the one that the left side named."""

    row: int
    left: Answer
    right: Answer
    item: int | None = None
    rule: str = ""
    blind: bool = True
    drawn: bool = False


def is_label(question: Question) -> bool:
    return question.type == QuestionType.LABEL


def beside_people(project: Project, codebook: Codebook, question: Question, source: str) -> QuerySet[Resolution]:
    """A source's answers beside what people's come to: rows for `read_beside_people`."""
    read = answered_pairs if is_label(question) else answers_beside
    return read(project, codebook, question.name, source)


def read_beside_people(question: Question, rows: QuerySet[Resolution], most: int | None = None) -> Iterator[Both]:
    """The newest first; `most` of them."""
    said = "human" if is_label(question) else "answers"
    columns = ("pk", "machine", said, "item_id", "machine_rule", "blind", "drawn")
    rows = rows.order_by("-pk").values_list(*columns)[:most]
    for row, machine, human, *rest in rows.iterator(chunk_size=CHUNK):
        yield Both(row, machine, human if is_label(question) else human[question.name], *rest)


def of_two(project: Project, codebook: Codebook, question: Question, left: str, right: str) -> QuerySet[Sample]:
    """Any two sides: rows for `read_of_two`."""
    read = both_said if is_label(question) else both_answered
    return read(project, codebook, question.name, left, right)


def read_of_two(
    question: Question, rows: QuerySet[Sample], left: str, right: str, most: int | None = None
) -> Iterator[Both]:
    """The newest first; `most` of them."""
    machines = is_machine(left) and is_machine(right)  # nobody was asked, so nobody saw a suggestion
    rows = rows if machines else how_asked(rows, left, right)
    columns = ("pk", "row", "column") if machines else ("pk", "row", "column", "blind", "drawn")
    rows = rows.order_by("-pk").values_list(*columns)[:most]
    for row, one, other, *asked in rows.iterator(chunk_size=CHUNK):
        answers = (_of(question, side, said) for side, said in ((left, one), (right, other)))
        yield Both(row, *answers, None, "", *asked)


def _of(question: Question, side: str, said: Answer) -> Answer:
    return said if is_label(question) or is_machine(side) else said[question.name]


def answers_of_both(rows: Iterable[Both]) -> list[tuple[Answer, Answer]]:
    return [(one.left, one.right) for one in rows]
