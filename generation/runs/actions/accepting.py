"""Accepted candidates become samples, or labels of the samples that they are about."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from generation.inserts import insert
from generation.methods.steps import Candidate, LabelDraft, repair_step
from generation.models import (
    Call,
    LabelSource,
    MachineLabel,
    Origin,
    PlannedRow,
    Run,
    Sample,
    SampleState,
)
from generation.models.machine import STUDENT, sources_of
from generation.models.run import STAYING
from generation.runs.actions.candidates import Place
from generation.runs.actions.ingredients import names_of, note

State = PlannedRow.State


class Accepting:
    """The candidates of `rows` that one transaction accepts. `store` writes them; the project is locked meanwhile."""

    def __init__(self, run: Run, first_question: str, rows: Sequence[PlannedRow]) -> None:
        self.run, self.first_question = run, first_question
        self.samples: list[Sample] = []
        self._rows: dict[int, PlannedRow] = {}
        self._candidates: dict[Place, Candidate] = {}
        self._given: dict[Place, tuple[int, str, dict]] = {}  # the existing sample, its state and answers
        self._items: list[Sample] = []
        self._templates: defaultdict[int, set[str]] = defaultdict(set)  # of a row's requests
        self._sources = sources_of(run)
        self._own = _labelled_before(run, [row.source_id for row in rows if row.source_id])
        self._others: dict[int, dict[str, Any]] = {}  # what other models say of these

    def add(self, row: PlannedRow, place: int, candidate: Candidate, content: bytes, *, review: bool) -> None:
        state = SampleState.NEEDS_PERSON if review else SampleState.ACCEPTED
        answers = {draft.question: draft.answer for draft in candidate.labels}
        self._rows[row.pk], self._candidates[Place(row.pk, place)] = row, candidate
        if candidate.item:
            self._given[Place(row.pk, place)] = (int(candidate.item), state, answers)
            return
        label = answers.get(self.first_question, "")
        self.samples.append(
            Sample(
                project_id=self.run.project_id,
                fields=candidate.fields,
                content_hash=content,
                origin=Origin.GENERATED,
                metadata=candidate.kept,
                current_label=label,
                label_source=LabelSource.MACHINE if label else LabelSource.NONE,
                answers=answers,
                state=state,
                run_id=self.run.pk,
                planned_row_id=row.pk,
                place=place,
                simulated=self._is_simulated(row.pk, place),
            )
        )

    def is_new(self, candidate: Candidate) -> bool:
        """Whether it counts as another sample of the run: one that an earlier round has labelled does not."""
        return not candidate.item or int(candidate.item) not in self._own

    def store(self) -> None:
        if self.run.purpose in STAYING:
            return  # what it says stays in its rows: no sample carries it
        self._store_samples()
        self._store_labels()
        if self._items:
            Sample.objects.bulk_update(self._items, ["current_label", "label_source", "answers", "state"])

    def _store_samples(self) -> None:
        insert(self.samples)
        made = Sample.objects.filter(planned_row__in=list(self._rows))
        ids = {Place(row, place): pk for row, place, pk in made.values_list("planned_row", "place", "pk")}
        for sample in self.samples:
            sample.pk = ids[sample.planned_row_id, sample.place]

    def _is_simulated(self, row: int, place: int) -> bool:
        return self._rows[row].candidates[place].get("simulated", False)

    def _said_by_others(self) -> dict[int, dict[str, Any]]:
        """Sample -> question -> the answer of another model that holds: one taken into use, else the oldest."""
        if not self._own:
            return {}
        said = (
            MachineLabel.objects.standing().filter(sample__in=self._own).exclude(source__in=[STUDENT, *self._sources])
        )
        found: defaultdict[int, dict[str, Any]] = defaultdict(dict)
        for sample, question, label, value in said.in_turn().values_list("sample", "question", "label", "value"):
            found[sample].setdefault(question, label if value is None else value)
        return found

    def _store_labels(self) -> None:
        self._others = self._said_by_others()
        items = self._locked([pk for pk, *_rest in self._given.values()])
        made = {Place(sample.planned_row_id, sample.place): sample for sample in self.samples}
        calls, labels, ingredients = self._calls(), [], {}
        for at, candidate in self._candidates.items():
            sample = made.get(at) or items.get(self._given[at][0] if at in self._given else 0)
            if sample is None:
                continue
            labels += [self._label(sample, at, candidate, draft, calls) for draft in candidate.labels]
            row, templates = self._rows[at.row], self._templates[at.row]
            ingredients[sample.pk] = names_of(row, candidate.parents, templates, self.run.setup)
            if at in self._given:
                self._note_on_item(sample, *self._given[at][1:])
        insert(labels, ignore_conflicts=True)
        self._replace_earlier()
        note(self.run.project_id, ingredients)

    def _replace_earlier(self) -> None:
        """Where this round answered a question anew, what the run's earlier rounds said of it stands no longer."""
        if not self._own:
            return
        *earlier, current = self._sources
        anew = MachineLabel.objects.filter(sample=OuterRef("sample"), question=OuterRef("question"), source=current)
        replaced = MachineLabel.objects.standing().filter(Exists(anew), sample__in=self._own, source__in=earlier)
        replaced.update(replaced_at=timezone.now())

    def _locked(self, ids: Sequence[int]) -> dict[int, Sample]:
        """Existing samples under a lock: a person may answer at this moment, and what they say stays."""
        if not ids:
            return {}
        locked = Sample.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk")
        return {sample.pk: sample for sample in locked}

    def _note_on_item(self, sample: Sample, state: str, answers: dict) -> None:
        """A person's label or a reference stays what counts; a model's only fills what was empty or its run's own.

        The label is the answer to the first question; to others there are answers beside it.
        """
        if sample.label_source == LabelSource.PERSON:
            return
        again = sample.pk in self._own and sample.label_source != LabelSource.REFERENCE
        if sample.label_source and not again:
            answers = {question: given for question, given in answers.items() if question != self.first_question}
        said = self._others.get(sample.pk, {})
        answers = {question: said.get(question, given) for question, given in answers.items()}
        if label := answers.get(self.first_question):
            sample.current_label, sample.label_source = label, LabelSource.MACHINE
            if self.first_question not in said:  # a doubt about a second opinion is none about the label that holds
                sample.state = state
        elif answers and not self.first_question and not sample.label_source:
            sample.label_source, sample.state = LabelSource.MACHINE, state  # the codebook asks for no label
        elif not sample.label_source and state == SampleState.NEEDS_PERSON:
            sample.state = state
        if answers or not sample.label_source:
            sample.answers = sample.answers | answers if again else answers | sample.answers
            self._items.append(sample)

    def _calls(self) -> dict[tuple[int, str], int]:
        stored = Call.objects.filter(row__in=list(self._rows), error="")
        found = {}
        for pk, row_id, step, template in stored.values_list("pk", "row_id", "step", "template"):
            found[row_id, step] = pk
            self._templates[row_id].add(template)
        return found

    def _label(self, sample: Sample, at: Place, candidate: Candidate, draft: LabelDraft, calls: dict) -> MachineLabel:
        return MachineLabel(
            sample_id=sample.pk,
            question=draft.question,
            source=self._sources[-1],
            label=draft.label,
            value=draft.value,
            probability=draft.probability,
            codebook_number=self.run.codebook.number,
            rule=draft.rule[:20],
            quote=draft.quote,
            rationale=draft.rationale,
            call_id=_call(calls, at.row, draft.step or next(reversed(candidate.steps), "")),
            simulated=self._is_simulated(*at),
        )


def _labelled_before(run: Run, items: Sequence[int]) -> set[int]:
    """Which existing samples an earlier round of the run has labelled. A later one may change its mind about them; what
    other models said first stays what counts."""
    if run.round == 1:
        return set()
    earlier = PlannedRow.objects.filter(run=run, round__lt=run.round, state=State.ACCEPTED, source__in=items)
    return set(earlier.values_list("source", flat=True))


def _call(calls: dict[tuple[int, str], int], row: int, step: str) -> int | None:
    """The call that answered a step: the follow-up, where the first reply did not fit."""
    return calls.get((row, repair_step(step))) or calls.get((row, step))
