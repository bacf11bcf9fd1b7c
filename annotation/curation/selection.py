"""Which samples pass the filters now. Read in one statement, so the rows stand as they were at one moment."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import F, FloatField, Max, OuterRef, QuerySet, Subquery, Value

from annotation.curation.filters import Filters
from annotation.models import Annotation, Item
from generation.methods.content import content_hash
from generation.methods.questions.revisions import is_discarded, texts_that_hold
from generation.models import Codebook, LabelSource, MachineLabel, Project, Sample, SampleState
from generation.models.machine import STUDENT

CHUNK = 5000


class Kept(NamedTuple):
    """A row that passes. `content_hash` and `text` are of what a version exports, a revised text where there is one:
    near-duplicates are found and parts are assigned by them."""

    sample: int
    content_hash: str
    label: str
    source: str
    answers: dict  # {question: label}, all questions
    upto: int  # the last human answer that counts, 0 for none: later ones belong to a later version
    text: str


@dataclass
class Selection:
    """The rows kept, in the order of their ids, and how many were left out for which reason."""

    rows: list[Kept] = field(default_factory=list)
    dropped: Counter = field(default_factory=Counter)


@dataclass(frozen=True)
class Out:
    """A row that a filter set leaves out: by which step (from 1), and the numbers of the reason."""

    sample: int
    step: int
    rule: str
    score: float | None
    threshold: float | None


@dataclass(frozen=True)
class Filtered:
    """The rows that stay, those that go, and what a version keeps of the set."""

    rows: list[Kept]
    out: list[Out]
    facts: dict


@dataclass(frozen=True)
class Curated:
    """The rows of a version with their parts, what was left out, and what a filter set did where one was chosen.

    `copies` says as a copy of which sample a near-duplicate is left out, by which rule.
    """

    rows: list[Kept]
    splits: dict[int, str]
    dropped: Counter
    filtered: Filtered | None = None
    copies: list["Copy"] = field(default_factory=list)


class Copy(NamedTuple):
    """A near-duplicate that is left out. `rule`: one of RULES, or BY_A_PERSON."""

    sample: int
    of: int
    rule: str


def select(project: Project, filters: Filters, codebook: Codebook) -> Selection:
    """Sort all samples of a project into kept and dropped, duplicates still among the kept."""
    selection, judged, asked = Selection(), codebook.judged_question, list(codebook.questions.all())
    known = {label.name for label in judged.labels.all()} if judged else {""}
    for row in _candidates(project, filters, codebook.judged_name).iterator(chunk_size=CHUNK):
        pk, stored, fields, label, source, answers, upto, state, item_state, probability = row
        is_answered = label if judged else answers
        if is_discarded(asked, answers):
            reason = "discarded"
        elif not is_answered:
            reason = "unlabelled"
        else:
            reason = _reason(filters, label, known, source, state, item_state, probability)
        if reason:
            selection.dropped[reason] += 1
        else:
            held = texts_that_hold(asked, fields, answers)
            same = bytes(stored if held == fields else content_hash(held)).hex()
            text = "\n".join(str(value) for value in held.values())
            selection.rows.append(Kept(pk, same, label, source, answers, upto or 0, text))
    return selection


def _candidates(project: Project, filters: Filters, question: str) -> QuerySet:
    samples = Sample.objects.filter(project=project).order_by("pk")
    probability = Value(None, output_field=FloatField())
    if filters.min_probability is not None:
        # The student's probability stands beside the labels, it is no source of them.
        given = MachineLabel.objects.standing().exclude(source=STUDENT)
        given = given.filter(sample=OuterRef("pk"), question=question, label=OuterRef("current_label"))
        probability = Subquery(given.order_by().values("sample").annotate(top=Max("probability")).values("top"))
    valid = Annotation.objects.of_items().filter(item__sample=OuterRef("pk"))
    newest = Subquery(valid.order_by("-pk").values("pk")[:1])  # answers to one item come one after the other
    label = ("current_label", "label_source", "answers", "upto")
    return samples.annotate(given_probability=probability, item_state=F("item__state"), upto=newest).values_list(
        "pk", "content_hash", "fields", *label, "state", "item_state", "given_probability"
    )


def _reason(
    filters: Filters,
    label: str,
    known: set[str],
    source: str,
    state: str,
    item_state: str | None,
    probability: float | None,
) -> str:
    """Why a row with a label, or without a question on one, is left out; empty where it is kept."""
    if label not in known:
        return "unknown_label"
    if state == SampleState.REJECTED:
        return "rejected"
    if item_state == Item.State.FLAGGED:  # it waits for a person too, but under its own choice
        if filters.drop_flagged:
            return "flagged"
    elif state == SampleState.NEEDS_PERSON and not filters.needs_person:
        return "needs_person"
    if source != LabelSource.MACHINE:
        return ""
    if not filters.machine_labels:
        return "machine_label"
    if filters.min_probability is not None and (probability is None or probability < filters.min_probability):
        return "improbable"
    return ""


def chunks(rows: list, size: int) -> Iterator[list]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
