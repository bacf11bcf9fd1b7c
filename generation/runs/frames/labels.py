"""The labels of a run's examples, frozen at its start: what people or an import say later changes no run."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from generation.methods.questions.revisions import revisions
from generation.methods.taskspec import LABEL, TaskSpec
from generation.models import Codebook, LabelSource, Sample, SampleState


def seeds_as_labelled(seeds: QuerySet[Sample], codebook: Codebook) -> dict[str, Any]:
    """Ids of seeds, and beside them their labels: {question: a label for each id, "" for none}.

    What people came to goes before the label that a seed was imported with, as long as the codebook still has it.
    """
    spec = TaskSpec.from_json(codebook.as_spec())
    columns = ("pk", "reference", "answers", "current_label", "label_source", "state")
    rows = {pk: _labels(spec, *said) if spec.judged else {} for pk, *said in seeds.values_list(*columns)}
    asked = [question.name for question in spec.questions if any(question.name in said for said in rows.values())]
    return {"support": list(rows), "labels": {name: [said.get(name, "") for said in rows.values()] for name in asked}}


def frozen_labels(frozen: Mapping[str, Any]) -> dict[int, dict[str, str]]:
    """What `seeds_as_labelled` froze: {sample: {question: label}}; {} of a run that an earlier SynthLab began."""
    ids, columns = frozen["support"], frozen.get("labels")
    if columns is None:
        return {}
    return {pk: {name: said[at] for name, said in columns.items() if said[at]} for at, pk in enumerate(ids)}


def _labels(spec: TaskSpec, reference: str, answers: Mapping, current: str, source: str, state: str) -> dict[str, str]:
    """What stands of a seed; of people who do not agree a lead is still to decide, so theirs is left out. So is a label
    of a text that they revised: runs show the text as it came."""
    first, by_people = spec.judged.name, source == LabelSource.PERSON
    known = {one.name: {label.name for label in one.labels} for one in spec.questions if one.type == LABEL}
    given = {first: reference} if by_people else {**answers, first: reference}
    if by_people and state != SampleState.NEEDS_PERSON and not revisions(spec.questions, answers):
        said = {**answers, first: current}
        given |= {name: label for name, label in said.items() if _is_label(label) and label in known.get(name, ())}
    return {name: label for name, label in given.items() if name in known and _is_label(label)}


def _is_label(answer: Any) -> bool:
    """An answer to what was a question of another kind, in an earlier version of the codebook, is none."""
    return isinstance(answer, str) and bool(answer)
