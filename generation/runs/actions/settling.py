"""Accepting, in the order of the plan. Rows settle as soon as all before them are answered, so which samples are kept
does not depend on which answer came first, nor on how many workers there are."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from generation.inserts import insert
from generation.locks import lock_project
from generation.methods.content import content_hash
from generation.methods.context import Context
from generation.methods.steps import Candidate, Draw, Gate, LabelDraft, Verdict
from generation.methods.tallies import paced, tallied
from generation.methods.verifiers.duplicates import compares
from generation.methods.verifiers.registry import BOUNDARY, GATES, verdicts
from generation.methods.verifiers.text_index import TextIndex
from generation.models import (
    Call,
    GateResult,
    LabelSource,
    MachineLabel,
    Origin,
    PlannedRow,
    Run,
    RunState,
    Sample,
    SampleState,
)
from generation.runs.actions.ledger import note_ends
from generation.runs.actions.planning import ROUND

CHUNK = 64
READ_AT_ONCE = 1000
WORTH_LOOKING_AHEAD = 2000  # texts: with fewer a chunk is compared in milliseconds
State = PlannedRow.State
OPEN = (State.PLANNED, State.CLAIMED)


def candidate_json(candidate: Candidate) -> dict:
    labels = [
        {"question": d.question, "label": d.label, "probability": d.probability, "rule": d.rule, "quote": d.quote,
         "rationale": d.rationale}
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
    )


def gate_results(row: PlannedRow, found: list[Verdict]) -> list[GateResult]:
    return [
        GateResult(row_id=row.pk, gate=said.gate, action=said.action, reason=said.reason[:300], score=said.score)
        for said in found
    ]


@dataclass
class Settler:
    """One worker's settling: keeps the index of accepted texts between chunks."""

    context: Context
    gates: tuple[Gate, ...]
    index: TextIndex = field(init=False)
    last_sample: int = 0

    def __post_init__(self) -> None:
        self.at_boundary = any(GATES[gate.name].when == BOUNDARY for gate in self.gates)
        self.index = TextIndex(near=any(gate.name == "duplicates" and compares(gate.params) for gate in self.gates))

    def settle(self, run_id: int) -> int:
        """Settle the answered rows that are next in order, up to a chunk. Returns how many."""
        settled, project_id = Run.objects.values_list("settled", "project").get(pk=run_id)
        following = PlannedRow.objects.filter(run=run_id, round=ROUND, index=settled)
        if not following.exclude(state__in=OPEN).exists():
            return 0
        if self.at_boundary:
            self._look_ahead(project_id, run_id, settled)
        with transaction.atomic():
            lock_project(project_id)
            # The run itself stays free until the counts are written: answers come in meanwhile.
            run = Run.objects.select_related("endpoint", "codebook").get(pk=run_id)
            if run.state not in (RunState.RUNNING, RunState.PAUSED):
                return 0
            rows = self._prefix(run_id, run.settled)
            if rows:
                self._catch_up(project_id)
                _Chunk(self, run, rows).settle()
        return len(rows)

    def _prefix(self, run_id: int, settled: int) -> list[PlannedRow]:
        following = PlannedRow.objects.filter(run=run_id, round=ROUND, index__gte=settled, index__lt=settled + CHUNK)
        prefix = []
        for row in following.order_by("index"):
            if row.state in OPEN:
                break
            prefix.append(row)
        return prefix

    def _look_ahead(self, project_id: int, run_id: int, settled: int) -> None:
        """Read and compare before the project is locked: what is left under the lock is what came in between."""
        self._catch_up(project_id)
        if not self.index.near or self.index.size < WORTH_LOOKING_AHEAD:
            return
        for row in self._prefix(run_id, settled):
            if row.state == State.ANSWERED and row.candidate:
                draw, candidate = Draw.from_json(row.condition), candidate_of(row.candidate)
                verdicts(self.gates, candidate, draw, self.context, self.index, when=BOUNDARY)

    def _catch_up(self, project_id: int) -> None:
        """Take in what others accepted or imported since. Ids follow commits, so none below the last one can come."""
        if not self.at_boundary:
            return
        newer = Sample.objects.filter(project=project_id).order_by("pk").values_list("pk", "fields")
        while rows := list(newer.filter(pk__gt=self.last_sample)[:READ_AT_ONCE]):
            for _pk, fields in rows:
                self.index.add("\n".join(map(str, fields.values())))
            self.last_sample = rows[-1][0]


class _Chunk:
    """The rows of one transaction."""

    def __init__(self, settler: Settler, run: Run, rows: list[PlannedRow]) -> None:
        self.settler, self.run, self.rows = settler, run, rows
        self.first_question = settler.context.spec.question().name
        self.candidates = {row.pk: candidate_of(row.candidate) for row in rows if row.candidate}
        self.results: list[GateResult] = []
        self.samples: list[Sample] = []
        self.items: list[Sample] = []
        self.given: dict[int, tuple] = {}  # row -> existing sample, its state and answers
        self.accepted = 0
        self.turned_away: list[tuple[str, str]] = []  # gate and reason

    def settle(self) -> None:
        hashes = {pk: content_hash(c.fields) for pk, c in self.candidates.items() if c.fields}
        taken = self._taken(list(hashes.values()))
        reviewed = self._arrivals()
        for row in self.rows:
            self._settle_row(row, hashes.get(row.pk, b""), taken, row.pk in reviewed)
        note_ends(self.rows)
        insert(self.results, ignore_conflicts=True)
        self._store_samples()
        self._store_labels()
        if self.items:
            Sample.objects.bulk_update(self.items, ["current_label", "label_source", "answers", "state"])
        self._count()

    def _taken(self, hashes: list[bytes]) -> set[bytes]:
        known = Sample.objects.filter(project=self.run.project_id, content_hash__in=hashes)
        return {bytes(found) for found in known.values_list("content_hash", flat=True)}

    def _arrivals(self) -> set[int]:
        """The rows that a gate sent to a person on arrival; notes why others were turned away there."""
        said = GateResult.objects.filter(row__in=self.rows, action__in=("review", "reject"))
        found = list(said.values_list("row_id", "action", "gate", "reason"))
        self.turned_away += [(gate, reason) for _row, action, gate, reason in found if action == "reject"]
        return {row for row, action, _gate, _reason in found if action == "review"}

    def _settle_row(self, row: PlannedRow, content: bytes, taken: set[bytes], review: bool) -> None:
        candidate = self.candidates.get(row.pk)
        if row.state != State.ANSWERED or candidate is None:
            return  # rejected on arrival, or given up
        if self.run.accepted + self.accepted >= self.run.count:
            row.state, row.reason = State.SURPLUS, "enough were accepted before"
            return
        if candidate.fields and content in taken:
            row.state, row.reason = State.REJECTED, "duplicate"
            self.results += gate_results(row, [Verdict("reject", "unique", reason="duplicate")])
            return
        draw, settler = Draw.from_json(row.condition), self.settler
        found = verdicts(settler.gates, candidate, draw, settler.context, settler.index, when=BOUNDARY)
        self.results += gate_results(row, found)
        if found and found[-1].action == "reject":
            row.state, row.reason = State.REJECTED, found[-1].reason
            return
        row.state = State.ACCEPTED
        self.accepted += 1
        self._accept(row, candidate, content, review or any(verdict.action == "review" for verdict in found))
        taken.add(content)

    def _accept(self, row: PlannedRow, candidate: Candidate, content: bytes, review: bool) -> None:
        state = SampleState.NEEDS_PERSON if review else SampleState.ACCEPTED
        answers = {draft.question: draft.label for draft in candidate.labels}
        if candidate.item:
            self.given[row.pk] = (int(candidate.item), state, answers)
            return
        label = answers.get(self.first_question, "")
        if self.settler.at_boundary:
            self.settler.index.add(candidate.text)
        self.samples.append(
            Sample(
                project_id=self.run.project_id,
                fields=candidate.fields,
                content_hash=content,
                origin=Origin.GENERATED,
                current_label=label,
                label_source=LabelSource.MACHINE if label else LabelSource.NONE,
                answers=answers,
                state=state,
                run_id=self.run.pk,
                planned_row_id=row.pk,
                simulated=row.candidate.get("simulated", False),
            )
        )

    def _store_samples(self) -> None:
        insert(self.samples)
        made = Sample.objects.filter(planned_row__in=[sample.planned_row_id for sample in self.samples])
        ids = dict(made.values_list("planned_row", "pk"))
        for sample in self.samples:
            sample.pk = ids[sample.planned_row_id]

    def _store_labels(self) -> None:
        given = self.given
        items = self._items([pk for pk, *_rest in given.values()])
        samples = {sample.planned_row_id: sample for sample in self.samples}
        if samples:
            self.settler.last_sample = max(self.settler.last_sample, *(sample.pk for sample in self.samples))
        calls = self._calls()
        labels = []
        for row in self.rows:
            sample = samples.get(row.pk) or items.get(given[row.pk][0] if row.pk in given else 0)
            if sample is not None:
                labels += [self._label(sample, row, draft, calls) for draft in self.candidates[row.pk].labels]
            if sample is not None and row.pk in given:
                self._note_on_item(sample, *given[row.pk][1:])
        insert(labels, ignore_conflicts=True)

    def _items(self, ids: list[int]) -> dict[int, Sample]:
        """Existing samples under a lock: a person may answer at this moment, and what they say stays."""
        locked = Sample.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk")
        return {sample.pk: sample for sample in locked}

    def _note_on_item(self, sample: Sample, state: str, answers: dict) -> None:
        """A person's label or a reference stays what counts; a model's only fills what was empty.

        The label is the answer to the first question; to others there are answers beside it.
        """
        if sample.label_source == LabelSource.PERSON:
            return
        first = answers.get(self.first_question, "")
        if sample.label_source:
            answers = {question: label for question, label in answers.items() if question != self.first_question}
        elif first:
            sample.current_label, sample.label_source, sample.state = first, LabelSource.MACHINE, state
        elif state == SampleState.NEEDS_PERSON:
            sample.state = state
        if answers:
            sample.answers = answers | sample.answers
            self.items.append(sample)

    def _calls(self) -> dict[tuple[int, str], int]:
        stored = Call.objects.filter(row__in=[row.pk for row in self.rows if row.state == State.ACCEPTED], error="")
        return {(row_id, step): pk for pk, row_id, step in stored.values_list("pk", "row_id", "step")}

    def _label(self, sample: Sample, row: PlannedRow, draft: LabelDraft, calls: dict) -> MachineLabel:
        steps = self.candidates[row.pk].steps
        return MachineLabel(
            sample_id=sample.pk,
            question=draft.question,
            source=f"{self.run.endpoint.name} #{self.run.pk}",
            label=draft.label,
            probability=draft.probability,
            codebook_number=self.run.codebook.number,
            rule=draft.rule[:20],
            quote=draft.quote,
            rationale=draft.rationale,
            call_id=calls.get((row.pk, steps[-1])) if steps else None,
            simulated=row.candidate.get("simulated", False),
        )

    def _count(self) -> None:
        states = [row.state for row in self.rows]
        accepted, now = self.run.accepted + self.accepted, timezone.now()
        changes = {
            "settled": self.rows[-1].index + 1,
            "accepted": accepted,
            "rejected": F("rejected") + states.count(State.REJECTED),
            "failed": F("failed") + states.count(State.FAILED),
            "turned_away": self._turned_away(),
            "pace": paced(self.run.pace, now=now.timestamp(), accepted=accepted),
        }
        Run.objects.filter(pk=self.run.pk).update(**changes)
        if accepted >= self.run.count:
            ended = Run.objects.filter(pk=self.run.pk, state=RunState.RUNNING)
            ended.update(state=RunState.DONE, finished_at=now)

    def _turned_away(self) -> dict[str, dict[str, int]]:
        counts = dict(self.run.turned_away)
        rejected = [(result.gate, result.reason) for result in self.results if result.action == "reject"]
        for gate, reason in [*self.turned_away, *rejected]:
            counts[gate] = tallied(counts.get(gate, {}), [reason])
        return counts
