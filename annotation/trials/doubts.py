"""Items whose answers of people a newer version of the codebook puts in doubt."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from annotation.methods.agreement.same import labels_named, same
from annotation.models import BY_REFERENCE_RULE, Annotation, AuditDraw, Item, Resolution, Trial
from annotation.trials.changes import Change, alike, changed_rules, changes, rules_of_no_label
from annotation.trials.frames import all_said_in
from generation.codebooks.cells import Cell
from generation.methods.questions.kind import Answer
from generation.models import Codebook, MachineLabel, Project, ProposedFor, QuestionType
from generation.models.machine import ENHANCED, STUDENT

MOST = 10_000  # answered items that are looked at: the newest
MOST_CELLS = 50  # that changes were proposed for: the newest
LOOKED_BACK = 20  # versions whose questions may be those of the version in force
WORDED = QuestionType.TEXT  # two wordings may say the same: a model's is held against nobody's


@dataclass(frozen=True)
class Earlier:
    """What holds for an item since an earlier version, by question, and the rule that people named: a lead's, who
    decided it, before all others."""

    item: int
    sample: int
    codebook: int
    answers: dict[str, Answer]
    rule: str


class Reason(NamedTuple):
    """Why an item is in doubt: a `model` answers otherwise, the question itself is `asked` otherwise, a `label` that
    the answer names means something else, the `rule` that was named changed, or a change was proposed for the `cell` of
    Compare that the item was in; `name` is that of label, rule or cell."""

    why: str
    question: str = ""
    name: str = ""

    @classmethod
    def of(cls, text: str) -> "Reason | None":
        """As an address has it; None where it asks for no reason, or for none that there is."""
        try:
            told = json.loads(text)
        except ValueError:
            return None
        is_reason = isinstance(told, list) and [*map(type, told)] == [str] * len(cls._fields)
        return cls(*told) if is_reason else None

    def as_text(self) -> str:
        return json.dumps(self, ensure_ascii=False)


MODEL, ASKED, LABEL, RULE, CELL = "model", "asked", "label", "rule", "cell"


@dataclass(frozen=True)
class Doubt:
    """One item with all reasons why it is in doubt, and by question what a model answers otherwise."""

    earlier: Earlier
    reasons: tuple[Reason, ...]
    said: dict[str, Answer]


@dataclass
class InDoubt:
    """How many items are in doubt by their answer to one question.

    `labels`: by a label that it names and that means something else now; `asked`: because the question itself does;
    `cells`: by what a model and people said where a change was proposed for it; `contradicted`: because a model answers
    otherwise by the version in force, of `heard` answers beside which one has answered at all and `held` that a model
    could be held against; `items`: together, each once.
    """

    question: str
    title: str
    labels: dict[str, int] = field(default_factory=dict)
    cells: dict[str, int] = field(default_factory=dict)
    asked: int = 0
    contradicted: int = 0
    heard: int = 0
    held: int = 0
    items: int = 0


@dataclass(frozen=True)
class Doubts:
    """`questions`: each of the version in force; `rules`: items in doubt by the rule that was named for them, which
    changed. `doubts` are all of them, each item once, the contradicted ones first; `looked_at` answers were there to
    doubt, and with `more` even more than are looked at.
    """

    codebook: Codebook
    earlier: int | None  # the newest version before that such answers were given under
    questions: tuple[InDoubt, ...]
    rules: dict[str, int]
    contradicted: int
    doubts: tuple[Doubt, ...]
    looked_at: int
    more: bool
    of_no_label: tuple[str, ...] = ()  # new or changed rules that put in doubt only what they were named for

    @property
    def items(self) -> tuple[int, ...]:
        return tuple(one.earlier.item for one in self.doubts)

    def because(self, reason: Reason | None) -> "Doubts":
        """Only what is in doubt for this reason; everything where it is None."""
        return self if reason is None else replace(self, doubts=tuple(d for d in self.doubts if reason in d.reasons))


def doubts_of(project: Project, codebook: Codebook) -> Doubts:
    """What the version in force puts in doubt, by every question that it has and an earlier one had.

    What audits drew is left out: it counts for the snapshot it was drawn from, and a new one is drawn for this version.
    """
    found = _earlier(project, codebook)
    more, found = len(found) > MOST, found[:MOST]
    books = {book.pk: book for book in Codebook.objects.filter(pk__in={one.codebook for one in found}).with_parts()}
    samples = [one.sample for one in found]
    tally = _Tally(codebook, books, _said_now(project, codebook, samples))
    tally.in_cells = in_cells(project, codebook, books, found)
    tally.said_alike = _said_alike(project, codebook, {at for one in found for at in tally.unsaid(one)})
    for one in found:
        tally.add(one)
    return Doubts(
        codebook=codebook,
        earlier=max((books[pk].number for pk in tally.versions), default=None),
        questions=tuple(tally.questions.values()),
        rules=dict(tally.rules.most_common()),
        contradicted=sum(bool(one.said) for one in tally.doubts),
        doubts=tuple(sorted(tally.doubts, key=lambda one: not one.said)),
        looked_at=len(found),
        more=more,
        of_no_label=tuple(sorted(tally.of_no_label)),
    )


def still_settled(codebook: Codebook) -> QuerySet[Item]:
    """Items with settled answers of which nobody has given one under this version."""
    answers = Annotation.objects.of_items().filter(item=OuterRef("pk"), codebook=codebook)
    return Item.objects.filter(~Exists(answers), state=Item.State.ANSWERED)


class _Tally:
    """Counts what is in doubt, and why, item by item."""

    def __init__(self, codebook: Codebook, books: dict[int, Codebook], said: "BySample"):
        asked = list(codebook.questions.all())
        self.kinds = {question.name: question.type for question in asked}
        self.questions = {one.name: InDoubt(one.name, one.title or one.name) for one in asked}
        self.changes = {pk: changes(book, codebook) for pk, book in books.items()}
        self.changed_rules = {pk: changed_rules(book, codebook) for pk, book in books.items()}
        self.of_no_label = frozenset().union(*(rules_of_no_label(book, codebook) for book in books.values()))
        self.said = said
        self.said_alike: BySample = {}
        self.in_cells: dict[int, list[Reason]] = {}
        self.alike = {pk: alike(book, codebook) for pk, book in books.items()}
        self.rules: Counter[str] = Counter()
        self.doubts: list[Doubt] = []
        self.versions: set[int] = set()

    def add(self, one: Earlier) -> None:
        answered = list(self._answered(one))
        said = {name: told for name, change in answered if (told := self._otherwise(one, name, change)) is not None}
        reasons = [reason for name, change in answered for reason in _stale(one, name, change)]
        reasons += [Reason(MODEL, name) for name in said]
        reasons += [reason for reason in self.in_cells.get(one.item, ()) if reason.question in self.questions]
        if one.rule in self.changed_rules[one.codebook]:
            reasons.append(Reason(RULE, name=one.rule))
        if reasons:
            self._count(reasons)
            self.doubts.append(Doubt(one, tuple(reasons), said))
            self.versions.add(one.codebook)

    def _count(self, reasons: list[Reason]) -> None:
        for why, question, name in reasons:
            if why == RULE:
                self.rules[name] += 1
                continue
            told = self.questions[question]
            if why == LABEL:
                told.labels[name] = told.labels.get(name, 0) + 1
            if why == CELL:
                told.cells[name] = told.cells.get(name, 0) + 1
            told.asked += why == ASKED
            told.contradicted += why == MODEL
        for question in {reason.question for reason in reasons if reason.question}:
            self.questions[question].items += 1

    def unsaid(self, one: Earlier) -> Iterator[tuple[int, str]]:
        """(sample, question) of which no model says anything by the version in force, but one may have by another."""
        for name, change in self._answered(one):
            at = one.sample, name
            if self._is_held_against(name, change) and at not in self.said and name not in self.alike[one.codebook]:
                yield at

    def _answered(self, one: Earlier) -> Iterator[tuple[str, Change]]:
        known = self.changes[one.codebook]
        return ((name, change) for name, change in known.items() if one.answers.get(name) is not None)

    def _otherwise(self, one: Earlier, name: str, change: Change) -> Answer | None:
        """What a model answers otherwise than people; None where none does."""
        if not self._is_held_against(name, change):
            return None
        said, told = self._said(one, name), self.questions[name]
        told.held, told.heard = told.held + 1, told.heard + (said is not None)
        return None if said is None or same(change.kind, one.answers[name], said) else said

    def _is_held_against(self, name: str, change: Change) -> bool:
        return change.kind != WORDED and change.kind == self.kinds[name]

    def _said(self, one: Earlier, name: str) -> Answer | None:
        """By the version in force, or by an earlier one that asks the question alike; not beside an answer that was
        given to a version like that itself, for nothing has changed for it."""
        at = one.sample, name
        if at in self.said or name in self.alike[one.codebook]:
            return self.said.get(at)
        return self.said_alike.get(at)


def _stale(one: Earlier, name: str, change: Change) -> Iterator[Reason]:
    """What of an answer means something else now."""
    for label in sorted(labels_named(change.kind, one.answers[name]) & change.labels):
        yield Reason(LABEL, name, label)
    if change.asked:
        yield Reason(ASKED, name)


BySample = dict[tuple[int, str], Answer]  # (sample, question) -> what a model says of it


def _earlier(project: Project, codebook: Codebook) -> list[Earlier]:
    """What holds for settled items since an earlier version, nobody having answered them under this one; one more than
    are looked at."""
    before = list(Codebook.objects.published().filter(project=project).exclude(pk=codebook.pk))
    if not before:
        return []
    newer = Resolution.objects.filter(item=OuterRef("item"), pk__gt=OuterRef("pk"))
    answers = Annotation.objects.of_items().filter(item=OuterRef("item"))
    rows = Resolution.objects.filter(
        ~Exists(newer),
        ~Exists(AuditDraw.objects.filter(item=OuterRef("item"))),
        ~Exists(answers.filter(codebook=codebook)),
        codebook__in=before,
        item__project=project,
        item__state=Item.State.ANSWERED,
    ).exclude(item__stream__in=BY_REFERENCE_RULE)
    by_people = Subquery(answers.order_by("-pk").values("rule")[:1])
    rows = rows.annotate(named=Coalesce(NullIf("named_rule", Value("")), by_people)).order_by("-item_id")
    names = ("item_id", "item__sample_id", "codebook_id", "answers", "named")
    return [Earlier(*values, rule or "") for *values, rule in rows.values_list(*names)[: MOST + 1]]


def in_cells(
    project: Project, codebook: Codebook, books: Mapping[int, Codebook], found: list[Earlier]
) -> dict[int, list[Reason]]:
    """By item the cells of Compare that it was in and that a change since was proposed for: what a model said, and what
    people say still. A label of the model's that a later one replaced counts, for the change may have brought it."""
    at: dict[int, list[Reason]] = {}
    since = ProposedFor.objects.filter(
        codebook__project=project, codebook__published_at__isnull=False, codebook__number__lte=codebook.number
    )
    for asked in {one.query: Cell.of(one.query) for one in since.order_by("-pk")[:MOST_CELLS]}.values():
        if asked is None or asked.beside_people is None:
            continue
        number, question, source, row, column = asked.beside_people
        people = [one for one in found if str(books[one.codebook].number) == number and _says(one, question, column)]
        labels = MachineLabel.objects.filter(question=question, source=source, label=row)
        samples = set(labels.filter(sample__in=[one.sample for one in people]).values_list("sample", flat=True))
        for one in people:
            if one.sample in samples:
                at.setdefault(one.item, []).append(Reason(CELL, question, f"{row} / {column}"))
    return at


def _says(one: Earlier, question: str, label: str) -> bool:
    return one.answers.get(question) == label


def _said_now(project: Project, codebook: Codebook, samples: list[int]) -> BySample:
    """What a language model says by a version, in a labelling run or when it was a draft."""
    if not samples:
        return {}
    tries = Trial.objects.filter(split__project=project, candidate__fingerprint=codebook.fingerprint)
    found: BySample = {}
    for trial in tries.filter(candidate_run__isnull=False).select_related("candidate_run").order_by("pk"):
        for question, said in all_said_in(trial.candidate_run, samples).items():
            found |= {(sample, question): one.answer for sample, one in said.items()}
    labels = MachineLabel.objects.standing().exclude(source=STUDENT).exclude(source__startswith=ENHANCED).filter(
        sample__in=samples, codebook_number=codebook.number
    )  # fmt: skip
    rows = labels.order_by("-pk").values_list("sample", "question", "label", "value")
    return found | {(sample, question): label if value is None else value for sample, question, label, value in rows}


def _said_alike(project: Project, codebook: Codebook, unsaid: set[tuple[int, str]]) -> BySample:
    """What models said by earlier versions, to the questions that these ask as the version in force does: the newest
    first. So a version that only adds a question drops no doubt.

    Of each (sample, question) but once: an older version is asked only of what no newer one says.
    """
    earlier = Codebook.objects.published().filter(project=project, number__lt=codebook.number).with_parts()
    found: BySample = {}
    for book in earlier.order_by("-number")[:LOOKED_BACK] if unsaid else ():
        names = alike(book, codebook)
        if not names:
            break
        samples = sorted({sample for sample, name in unsaid if name in names})
        said = _said_now(project, book, samples)
        found |= {at: answer for at, answer in said.items() if at in unsaid and at[1] in names}
        unsaid = unsaid - found.keys()
        if not unsaid:
            break
    return found
