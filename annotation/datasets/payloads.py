"""The canonical JSON line of a row: everything that is known of it, in the order of the columns."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import orjson
from django.db.models import Q

from annotation.curation.selection import Kept
from annotation.datasets.columns import field_columns, question_columns, weight_column
from annotation.datasets.provenance import labelling_of, provenance_of
from annotation.datasets.revised import resolutions_of, revisions_of, told_of
from annotation.datasets.tallies import Tally
from annotation.models import Annotation, Stream
from generation.methods.questions.revisions import texts_that_hold
from generation.models import Codebook, LabelSource, MachineLabel, Sample
from generation.models.machine import STUDENT


class Lines:
    """Writes the lines of a version's rows, a chunk of samples at a time."""

    def __init__(
        self, codebook: Codebook, splits: dict[int, str], since: datetime, weights: dict[int, float] | None = None
    ) -> None:
        self.fields = field_columns(codebook)
        self.questions = question_columns(codebook)
        self.judged = codebook.judged_name
        self.asked = list(codebook.questions.all())
        self.splits = splits
        self.since = since  # when the rows were chosen: what was said or undone afterwards changes nothing here
        self.weights, self.weight = weights, weight_column(codebook)  # None: the version has no such column
        self.tally = Tally()  # of the lines so far

    def of(self, chunk: list[Kept]) -> Iterator[tuple[Kept, str]]:
        ids = [row.sample for row in chunk]
        samples = Sample.objects.filter(pk__in=ids).in_bulk()
        machine, answers = _machine_labels(ids, self.since), _annotations(chunk, self.since)
        provenance = provenance_of(samples.values())
        resolutions = resolutions_of(ids, self.since)
        for row in chunk:
            sample = samples[row.sample]
            held = {**row.answers, self.judged: row.label} if self.judged else row.answers
            self.tally.add(held, machine[row.sample], answers[row.sample])
            resolution = resolutions.get(row.sample, {})
            by = self.tally.add_resolution(resolution) if row.source == LabelSource.PERSON else None
            line = self._line(row, sample, machine[row.sample], answers[row.sample]) | {"resolved_by": by}
            self._tally_origin(row, sample, machine[row.sample])
            revised = revisions_of(self.asked, sample.fields, row.answers, answers[row.sample])
            self.tally.revised += bool(revised.get("revised"))
            line["provenance"] = provenance[row.sample] | revised | told_of(resolution)
            line["metadata"] = sample.metadata
            if self.weights is not None:
                line[self.weight] = self.weights.get(row.sample)
            yield row, orjson.dumps(line).decode()

    def _line(self, row: Kept, sample: Sample, machine: list[dict], answers: list[dict]) -> dict:
        texts = texts_that_hold(self.asked, sample.fields, row.answers)
        line = {column: texts.get(name) for name, column in self.fields.items()}
        line |= {column: row.answers.get(name) for name, column in self.questions.items()}
        given = next((label for label in machine if self._may_hold(label)), {})
        return line | {
            "label": row.label,
            "split": self.splits[row.sample],
            "label_source": row.source,
            "reviewed_by": len({answer["annotator"] for answer in answers}),
            "resolved_by": None,
            "simulated": sample.simulated or self._label_is_simulated(row, machine),
            "machine_label": given.get("label"),
            "machine_probability": given.get("probability"),
            "sample": sample.pk,
            "external_id": sample.external_id,
            "origin": sample.origin,
            "machine_labels": machine,
            "annotations": answers,
        }

    def _may_hold(self, label: dict) -> bool:
        return label["question"] == self.judged and label["source"] != STUDENT and not label["replaced"]

    def _tally_origin(self, row: Kept, sample: Sample, machine: list[dict]) -> None:
        givers = self._givers(row, machine)
        self.tally.add_origin(
            row.source,
            givers[0]["source"] if givers else "",
            simulated_text=sample.simulated,
            simulated_label=any(label["simulated"] for label in givers),
        )

    def _label_is_simulated(self, row: Kept, machine: list[dict]) -> bool:
        return any(said["simulated"] for said in (*self._givers(row, machine), *self._answering(row, machine)))

    def _givers(self, row: Kept, machine: list[dict]) -> list[dict]:
        """What models said that gives the row its label, oldest first; nothing where a person or reference does. Of a
        codebook that asks for no label, what gives it its answers."""
        if row.source != LabelSource.MACHINE:
            return []
        if not self.judged:
            return self._answering(row, machine)
        return [label for label in machine if self._may_hold(label) and label["label"] == row.label]

    def _answering(self, row: Kept, machine: list[dict]) -> list[dict]:
        """What models said that gives the row its answers to further questions; nothing where people answered."""
        if row.source == LabelSource.PERSON:
            return []
        others = (said for said in machine if said["question"] != self.judged and said["source"] != STUDENT)
        return [said for said in others if not said["replaced"] and _said(said) == row.answers.get(said["question"])]


def _said(said: dict) -> Any:
    return said["label"] if said["value"] is None else said["value"]


def _machine_labels(ids: list[int], since: datetime) -> dict[int, list[dict]]:
    """What models had said when the rows were chosen; the student's guesses, which are written over, are the latest."""
    names = ("question", "source", "label", "value", "probability", "codebook_number", "rule", "quote", "simulated",
             "call_id")  # fmt: skip
    found = defaultdict(list)
    given = MachineLabel.objects.given_by(since).filter(sample__in=ids).order_by("sample", "id")
    rows = list(given.values("sample_id", *names, "replaced_at"))
    labelling = labelling_of({row["call_id"] for row in rows if row["call_id"]})
    for row in rows:
        replaced_at = row.pop("replaced_at")
        row["replaced"] = replaced_at is not None and replaced_at <= since
        row["provenance"] = labelling.get(row["call_id"], {})
        found[row.pop("sample_id")].append(row)
    return found


def _annotations(chunk: list[Kept], since: datetime) -> dict[int, list[dict]]:
    """The answers that stood when the rows were chosen."""
    found = defaultdict(list)
    upto = {row.sample: row.upto for row in chunk}
    given = Annotation.objects.exclude(stream=Stream.GOLD).filter(item__sample__in=upto)
    given = given.filter(Q(undone_at=None) | Q(undone_at__gt=since))
    for answer in given.order_by("pk").select_related("assignment", "codebook", "item"):
        sample = answer.item.sample_id
        if answer.pk <= upto[sample]:
            found[sample].append(_answer(answer))
    return found


def _answer(row: Annotation) -> dict:
    """One human answer; people appear under a number, not by name."""
    return {
        "id": row.pk,
        "annotator": f"annotator-{row.user_id}",
        "answers": row.answers,
        "stream": row.stream,
        "inclusion_probability": row.assignment.probability,
        "blind": row.blind,
        "codebook": row.codebook.number,
        "rule": row.rule,
        "comment": row.comment,
        "seconds": row.seconds,
        "at": row.created_at.isoformat(),
    }
