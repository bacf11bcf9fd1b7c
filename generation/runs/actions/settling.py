"""Accepting, in the order of the plan. Rows settle as soon as all before them are answered, so which samples are kept
does not depend on which answer came first, nor on how many workers there are."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from generation.locks import lock_project
from generation.methods.content import content_hash
from generation.methods.context import Context
from generation.methods.steps import Candidate, Draw, Gate, Verdict
from generation.methods.tallies import paced, tallied
from generation.methods.verifiers.duplicates import compared, compared_field, compares
from generation.methods.verifiers.registry import BOUNDARY, GATES, verdicts
from generation.methods.verifiers.text_index import TextIndex
from generation.models import GateResult, PlannedRow, Round, Run, RunState, Sample
from generation.runs.actions.accepting import Accepting
from generation.runs.actions.candidates import (
    Place,
    Said,
    candidates_of,
    gate_results,
    left_out,
    store_gate_results,
)
from generation.runs.actions.ledger import note_ends

CHUNK = 64  # rows that are worth a transaction
MOST_AT_ONCE = 4 * CHUNK  # where answers come faster than they settle
READ_AT_ONCE = 1000
WORTH_LOOKING_AHEAD = 2000  # texts: with fewer a chunk is compared in milliseconds
State = PlannedRow.State
OPEN = (State.PLANNED, State.CLAIMED)
ENOUGH = "enough were accepted before"


@dataclass
class Settler:
    """One worker's settling: keeps the index of accepted texts between chunks.

    `holds`: what passes waits for the choice at its round's end. `ends`: the last round ends the run.
    """

    context: Context
    gates: tuple[Gate, ...]
    holds: bool = False
    rounds: int = 1
    index: TextIndex = field(init=False)
    last_sample: int = 0
    held: dict[bytes, int] = field(default_factory=dict)  # content of what is held -> its row
    _held_until: int = 0

    def __post_init__(self) -> None:
        self.at_boundary = any(GATES[gate.name].when == BOUNDARY for gate in self.gates)
        self.field = compared_field(self.gates)
        near = any(gate.name == "duplicates" and compares(gate.params) for gate in self.gates)
        self.index = TextIndex(near=near, begins=any(gate.name == "opening_cap" for gate in self.gates))

    def settle(self, run_id: int) -> int:
        """Settle the answered rows that are next in order, as many as one transaction takes. Returns how many."""
        following = PlannedRow.objects.filter(run=run_id, round=F("run__round"), index=F("run__settled"))
        ready = following.exclude(state__in=OPEN).values_list("round", "index", "run__project").first()
        if ready is None:
            return 0
        number, settled, project_id = ready
        if self.at_boundary:
            self._look_ahead(project_id, run_id, number, settled)
        with transaction.atomic():
            lock_project(project_id)
            # The run itself stays free until the counts are written: answers come in meanwhile.
            run = Run.objects.select_related("endpoint", "codebook").get(pk=run_id)
            if run.state not in (RunState.RUNNING, RunState.PAUSED) or run.round != number:
                return 0
            rows = self._prefix(run_id, number, run.settled)
            if rows:
                self._catch_up(project_id)
                self._catch_up_held(run)
                _Chunk(self, run, rows).settle()
        return len(rows)

    def _prefix(self, run_id: int, number: int, settled: int) -> list[PlannedRow]:
        until = settled + MOST_AT_ONCE
        following = PlannedRow.objects.filter(run=run_id, round=number, index__gte=settled, index__lt=until)
        prefix = []
        for row in following.order_by("index"):
            if row.state in OPEN:
                break
            prefix.append(row)
        return prefix

    def _look_ahead(self, project_id: int, run_id: int, number: int, settled: int) -> None:
        """Read and compare before the project is locked: what is left under the lock is what came in between."""
        self._catch_up(project_id)
        if not self.index.near or self.index.size < WORTH_LOOKING_AHEAD:
            return
        rows = {row.pk: row for row in self._prefix(run_id, number, settled) if row.state == State.ANSWERED}
        for at, candidate in candidates_of(rows.values()).items():
            draw = Draw.from_json(rows[at.row].condition)
            verdicts(self.gates, candidate, draw, self.context, self.index, when=BOUNDARY)

    def _catch_up(self, project_id: int) -> None:
        """Take in what others accepted or imported since. Ids follow commits, so none below the last one can come."""
        if not self.at_boundary:
            return
        newer = Sample.objects.filter(project=project_id).order_by("pk").values_list("pk", "fields")
        while rows := list(newer.filter(pk__gt=self.last_sample)[:READ_AT_ONCE]):
            for _pk, fields in rows:
                self.index.add(compared(fields, self.field))
            self.last_sample = rows[-1][0]

    def _catch_up_held(self, run: Run) -> None:
        """Take in what another worker holds: it counts as accepted until the choice is made."""
        if not self.holds:
            return
        rows = run.rows.filter(round=run.round, state=State.HELD, index__gte=self._held_until).order_by("index")
        for at, candidate in held_candidates(list(rows)).items():
            self.hold(at, candidate, content_hash(candidate.fields))
        self._held_until = max(self._held_until, run.settled)

    def hold(self, at: Place, candidate: Candidate, content: bytes) -> None:
        if content and content not in self.held:  # labels of existing samples have no text of their own
            self.held[content] = at.row
            self.index.add(compared(candidate.fields, self.field))


def held_candidates(rows: list[PlannedRow]) -> dict[Place, Candidate]:
    """The candidates of held rows that wait for the choice: the first of those that no gate turned away, as many as
    were counted. Those after them came when there were enough."""
    said = GateResult.objects.filter(row__in=rows, action="reject").values_list("row_id", "place")
    away = {Place(*found) for found in said}
    left = {row.pk: row.accepted for row in rows}
    found = {}
    for at, candidate in candidates_of(rows).items():
        if left[at.row] and at not in away and not candidate.problem:
            left[at.row] -= 1
            found[at] = candidate
    return found


class _Chunk:
    """The rows of one transaction."""

    def __init__(self, settler: Settler, run: Run, rows: list[PlannedRow]) -> None:
        self.settler, self.run, self.rows = settler, run, rows
        self.round = Round.objects.defer("notes").get(run=run, number=run.round)
        self.candidates = candidates_of(rows)
        self.accepting = Accepting(run, settler.context.judged_name, rows)
        self.results: list[Said] = []
        self.accepted = self.rejected = 0
        self.held = 0  # of the accepted ones: those that wait for the choice
        self.counted = 0  # and of the others, those that are new to the run
        self.turned_away: list[tuple[str, str]] = []  # gate and reason

    def settle(self) -> None:
        hashes = {at: content_hash(c.fields) for at, c in self.candidates.items() if c.fields}
        taken = self._taken(list(hashes.values()))
        away, reviewed = self._arrivals()
        for row in self.rows:
            if row.state == State.ANSWERED:
                self._settle_row(row, hashes, taken, away, reviewed)
            elif row.state == State.REJECTED:
                self.rejected += max(len(row.candidates), 1)
        note_ends(self.rows)
        store_gate_results(self.results)
        self.accepting.store()
        for sample in self.accepting.samples:
            self.settler.last_sample = max(self.settler.last_sample, sample.pk)
        self._count()

    def _taken(self, hashes: list[bytes]) -> set[bytes]:
        known = Sample.objects.filter(project=self.run.project_id, content_hash__in=hashes)
        return {bytes(found) for found in known.values_list("content_hash", flat=True)} | self.settler.held.keys()

    def _arrivals(self) -> tuple[set[Place], set[Place]]:
        """The candidates that a gate turned away on arrival, with the counts of why, and those it sent to a person."""
        said = GateResult.objects.filter(row__in=self.rows, action__in=("review", "reject"))
        found = list(said.values_list("row_id", "place", "action", "gate", "reason"))
        self.turned_away += [(gate, reason) for _row, _place, action, gate, reason in found if action == "reject"]
        away = {Place(row, place) for row, place, action, *_rest in found if action == "reject"}
        return away, {Place(row, place) for row, place, action, *_rest in found} - away

    def _settle_row(self, row: PlannedRow, hashes: dict, taken: set, away: set, reviewed: set) -> None:
        """A row is accepted where one of its candidates is; else its last one says why not."""
        ends, siblings = [], []
        for place in range(len(row.candidates)):
            at = Place(row.pk, place)
            if at in away or self.candidates[at].problem:
                ends.append((State.REJECTED, self.candidates[at].problem or "turned away"))
            else:
                ends.append(self._settle_candidate(row, at, hashes.get(at, b""), taken, at in reviewed, siblings))
        row.accepted = sum(state in (State.ACCEPTED, State.HELD) for state, _reason in ends)
        self.rejected += sum(state == State.REJECTED for state, _reason in ends)
        row.state, row.reason = next((end for end in ends if not end[1]), ends[-1])

    def _settle_candidate(
        self, row: PlannedRow, at: Place, content: bytes, taken: set[bytes], review: bool, siblings: list[str]
    ) -> tuple[str, str]:
        """How the candidate ends, and why where it is of no use; `siblings` grows by one that is accepted."""
        candidate, settler = self.candidates[at], self.settler
        if self.round.accepted + self.accepted >= self.round.target:
            return State.SURPLUS, ENOUGH
        if candidate.fields and content in taken:
            return self._turn_away(at, Verdict("reject", "unique", reason="duplicate"))
        draw = Draw.from_json(row.condition)
        found = verdicts(
            settler.gates, candidate, draw, settler.context, settler.index, when=BOUNDARY, siblings=siblings
        )
        if found and found[-1].action == "reject":
            self.results += gate_results(*at, found[:-1])
            return self._turn_away(at, found[-1])
        self.results += gate_results(*at, found)
        self.accepted += 1
        if candidate.is_aside:
            return State.ACCEPTED, ""
        taken.add(content)
        siblings.append(compared(candidate.fields, settler.field))
        if settler.holds:
            settler.hold(at, candidate, content)
            self.held += 1
            return State.HELD, ""
        self.turned_away += left_out(candidate)
        self.counted += self.accepting.is_new(candidate)
        if settler.at_boundary and not candidate.item:
            settler.index.add(compared(candidate.fields, settler.field))
        review = review or bool(candidate.review) or any(verdict.action == "review" for verdict in found)
        self.accepting.add(row, at.place, candidate, content, review=review)
        return State.ACCEPTED, ""

    def _turn_away(self, at: Place, verdict: Verdict) -> tuple[str, str]:
        self.results += gate_results(*at, [verdict])
        self.turned_away.append((verdict.gate, verdict.reason[:300]))
        return State.REJECTED, verdict.reason[:300]

    def _count(self) -> None:
        now, passed = timezone.now(), self.run.passed + self.counted + self.held
        failed = sum(row.state == State.FAILED for row in self.rows)
        changes = {
            "settled": self.rows[-1].index + 1,
            "accepted": F("accepted") + self.counted,
            "held": F("held") + self.held,
            "rejected": F("rejected") + self.rejected,
            "failed": F("failed") + failed,
            "turned_away": self._turned_away(),
            "pace": paced(self.run.pace, now=now.timestamp(), accepted=passed),
        }
        Run.objects.filter(pk=self.run.pk).update(**changes)
        Round.objects.filter(pk=self.round.pk).update(accepted=F("accepted") + self.accepted)
        reached = self.round.accepted + self.accepted >= self.round.target
        if reached and self.run.round >= self.settler.rounds and not self.settler.holds:
            Round.objects.filter(pk=self.round.pk).update(ended_at=now)
            ended = Run.objects.filter(pk=self.run.pk, state=RunState.RUNNING)
            ended.update(state=RunState.DONE, finished_at=now)

    def _turned_away(self) -> dict[str, dict[str, int]]:
        counts = dict(self.run.turned_away)
        for gate, reason in self.turned_away:
            counts[gate] = tallied(counts.get(gate, {}), [reason])
        return counts
