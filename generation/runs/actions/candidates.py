"""What came of a row, as it is stored: its candidates, and what the gates said of each."""

from collections.abc import Iterable
from typing import NamedTuple

from generation.inserts import insert_values
from generation.methods.asking.reading import UNASKED, UNUSABLE
from generation.methods.steps import Candidate, LabelDraft, Verdict
from generation.models import GateResult, PlannedRow

ANSWERS = "answers"  # the gate that looks at them


class Place(NamedTuple):
    """One candidate of a row."""

    row: int
    place: int


def candidate_json(candidate: Candidate, *, simulated: bool) -> dict:
    labels = [
        {"question": d.question, "label": d.label, "probability": d.probability, "rule": d.rule, "quote": d.quote,
         "rationale": d.rationale, "step": d.step, **({} if d.value is None else {"value": d.value})}
        for d in candidate.labels
    ]  # fmt: skip
    return {
        "fields": candidate.fields,
        "labels": labels,
        "item": candidate.item,
        "steps": list(candidate.steps),
        "problem": candidate.problem,
        "detail": candidate.detail[:300],
        "parents": list(candidate.parents),
        "review": candidate.review,
        "kept": candidate.kept,
        "simulated": simulated,
    }


def candidate_of(data: dict) -> Candidate:
    return Candidate(
        data["fields"],
        tuple(LabelDraft(**label) for label in data["labels"]),
        data["item"],
        tuple(data["steps"]),
        data["problem"],
        data["detail"],
        parents=tuple(data["parents"]),
        review=data["review"],
        kept=data["kept"],
    )


def candidates_of(rows: Iterable[PlannedRow]) -> dict[Place, Candidate]:
    """All candidates of the rows, in their order."""
    return {
        Place(row.pk, place): candidate_of(data) for row in rows for place, data in enumerate(row.candidates)
    }  # fmt: skip


class Said(NamedTuple):
    """What a gate said of a candidate, by the columns of GateResult."""

    row_id: int
    place: int
    gate: str
    action: str
    reason: str
    score: float | None
    attempt: int = 1


def gate_results(row: int, place: int, found: Iterable[Verdict]) -> list[Said]:
    return [Said(row, place, said.gate, said.action, said.reason[:300], said.score) for said in found]


def store_gate_results(results: list[Said]) -> None:
    insert_values(GateResult, Said._fields, results, ignore_conflicts=True)


def left_out(candidate: Candidate) -> list[tuple[str, str]]:
    """Answers of an accepted candidate that are not stored, to be counted: the gate, and of which question and why."""
    unusable = [(ANSWERS, f"{name}: not_taken") for name in candidate.kept.get(UNUSABLE, ())]
    return unusable + [(ANSWERS, f"{name}: not_asked") for name in candidate.kept.get(UNASKED, ())]
