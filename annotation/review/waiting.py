"""What waits for a lead as a list: why each item waits, on which two labels people differ, which one comes next."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations
from urllib.parse import urlencode

from django.db import models
from django.db.models import Count
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from annotation.models import Annotation, Assignment, Item
from annotation.queue.frames import MOST_PASSES
from annotation.review.held_apart import Without
from generation.methods.questions.revisions import revised_fields
from generation.models import Origin, Project, Question, Sample
from generation.talks import in_short, talks_in

#: The newest that wait are looked through; what lies below comes up as these are decided.
MOST = 1_000
#: Rows of the list that stand beside an item.
BLOCK = 20
TEXT_CHARS = 120


class Why(models.TextChoices):
    """Why an item waits for a lead; there may be several reasons."""

    DIFFER = "differ", _("Answers differ")
    REVISED = "revised", _("Somebody revised the text")
    FLAGGED = "flagged", _("Flagged by a person")
    SKIPPED = "skipped", _("Skipped five times")
    ALONE = "alone", _("Nobody left to ask")
    AGREED = "agreed", _("People agree, the rules leave it to a lead")
    REFERENCE = "reference", _("A model contradicts its reference")


@dataclass(frozen=True)
class Wanted:
    """Which of them are looked at: those that wait for a reason, those on which people differ by two labels."""

    why: str = ""
    pair: str = ""

    @classmethod
    def of(cls, params: QueryDict) -> "Wanted":
        return cls(params.get("why", "")[:20], params.get("pair", "")[:400])

    @property
    def query(self) -> dict[str, str]:
        return {name: value for name, value in (("why", self.why), ("pair", self.pair)) if value}


@dataclass
class Row:
    """One that waits; `labels` that people gave it, each once, and why it waits."""

    pk: int
    sample: int
    why: list[Why] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    text: str = ""

    @property
    def pairs(self) -> list[str]:
        return [pair_as_text(pair) for pair in combinations(self.labels, 2)]


class Waiting:
    """The rows that are wanted, the newest first. However many wait, it looks at a thousand.

    `of`: how many of those looked at wait for each reason, and for each pair of labels; `more`: others wait beyond.
    """

    def __init__(self, project: Project, wanted: Wanted):
        self.project, self.wanted = project, wanted
        found = _rows(project)
        self.more = len(found) > MOST
        found = found[:MOST]
        self.total = len(found)
        self.whys = Counter(why for row in found for why in row.why)
        self.pairs = Counter(pair for row in found for pair in row.pairs)
        self.rows = [row for row in found if self._is_wanted(row)]

    def _is_wanted(self, row: Row) -> bool:
        return self.wanted.why in ("", *row.why) and self.wanted.pair in ("", *row.pairs)

    def at(self, asked: str) -> int | None:
        """The item asked for by its number, or where it waits no more the next below it; else the first."""
        wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
        numbers = [row.pk for row in self.rows]
        below = (pk for pk in numbers if wanted is None or pk <= wanted)
        return next(below, numbers[0] if numbers else None)

    def place(self, pk: int) -> int:
        """Where an item stands among these, from 1; 0 where it is none of them."""
        return next((place for place, row in enumerate(self.rows, start=1) if row.pk == pk), 0)

    def before(self, pk: int) -> int | None:
        return self._beside(pk, -1)

    def after(self, pk: int) -> int | None:
        return self._beside(pk, 1)

    def _beside(self, pk: int, step: int) -> int | None:
        at = self.place(pk) - 1 + step
        return self.rows[at].pk if self.place(pk) and 0 <= at < len(self.rows) else None

    def address(self, pk: int | None) -> str:
        """The query that shows an item with the same choice of reasons and labels; its heading gets the focus."""
        query = urlencode(self.wanted.query | ({"item": pk} if pk else {}))
        return f"?{query}#item" if pk else f"?{query}" if query else ""

    def block(self, pk: int) -> list[Row]:
        """The rows of the list around an item, with the beginnings of their texts."""
        start = (max(self.place(pk), 1) - 1) // BLOCK * BLOCK
        rows, talks = self.rows[start : start + BLOCK], talks_in(self.project)
        texts = dict(Sample.objects.filter(pk__in=[row.sample for row in rows]).values_list("pk", "fields"))
        for row in rows:
            row.text = in_short(texts.get(row.sample, {}), talks, most=TEXT_CHARS)
        return rows

    def blocks_beside(self, pk: int) -> tuple[int | None, int | None]:
        """The first items of the block before and of the one after, where there are any."""
        start = (max(self.place(pk), 1) - 1) // BLOCK * BLOCK
        newer = self.rows[start - BLOCK].pk if start else None
        older = self.rows[start + BLOCK].pk if start + BLOCK < len(self.rows) else None
        return newer, older


def pair_as_text(labels: Iterable[str]) -> str:
    """Two labels as one value of a filter; no sign that a label may hold could part them."""
    return json.dumps([*labels], ensure_ascii=False)


def whys_of(items: Iterable[Item], project: Project) -> dict[int, list[Why]]:
    """Why each of these waits, by its number."""
    return {row.pk: row.why for row in _rows(project, Item.objects.filter(pk__in=[item.pk for item in items]))}


def _rows(project: Project, among: models.QuerySet | None = None) -> list[Row]:
    """Five queries, whatever waits. The database holds the answers against each other: of a thousand items with long
    texts only labels come here."""
    waiting = (Item.objects if among is None else among).filter(project=project, state=Item.State.FLAGGED)
    names = ("pk", "sample", "sample__origin", "answers", "answers_needed")
    found = list(waiting.order_by("-id").values_list(*names)[: MOST + 1])
    numbers = [pk for pk, *_more in found]
    revising = list(revised_fields(Question.objects.filter(codebook__project=project, type="text")))
    given = Annotation.objects.valid().filter(item__in=numbers).order_by()
    labels, ended = _labels(given), _ended(numbers)
    differ, revised = _differ(given, revising), _revised(given, revising)
    rows = []
    for pk, sample, origin, answers, needed in found:
        is_check = origin == Origin.GOLD and not answers
        why = _why(ended[pk], pk in differ, pk in revised, is_short=answers < needed, is_check=is_check)
        rows.append(Row(pk, sample, why, sorted(labels[pk])))
    return rows


def _why(ended: Counter, differs: bool, is_revised: bool, *, is_short: bool, is_check: bool) -> list[Why]:
    """By how often it was skipped and flagged. A gold check comes here by a flag, or because a model contradicts its
    reference (`queue/actions/checks.py`: into_doubt)."""
    held = {
        Why.DIFFER: differs,
        Why.REVISED: is_revised,
        Why.FLAGGED: ended[Assignment.State.FLAGGED] > 0,
        Why.SKIPPED: ended[Assignment.State.SKIPPED] >= MOST_PASSES,
    }
    found = [why for why, holds in held.items() if holds]
    if not (held[Why.FLAGGED] or held[Why.SKIPPED]) and (is_check or is_short):
        found.append(Why.REFERENCE if is_check else Why.ALONE)
    return found or [Why.AGREED]


def _labels(given: models.QuerySet) -> dict[int, set[str]]:
    """The labels that people gave, by item."""
    found = defaultdict(set)
    for pk, label in given.exclude(label="").values_list("item", "label"):
        found[pk].add(label)
    return found


def _differ(given: models.QuerySet, revising: list[str]) -> set[int]:
    """The items of which people answered otherwise than each other, whatever they made of the text."""
    told = given.values("item").annotate(kinds=Count(Without("answers", revising), distinct=True))
    return set(told.filter(kinds__gt=1).values_list("item", flat=True))


def _revised(given: models.QuerySet, revising: list[str]) -> set[int]:
    return set(given.filter(answers__has_any_keys=revising).values_list("item", flat=True)) if revising else set()


def _ended(numbers: list[int]) -> dict[int, Counter]:
    """How often each was skipped and flagged."""
    found = defaultdict(Counter)
    passed = Assignment.objects.filter(item__in=numbers, state__in=[Assignment.State.SKIPPED, Assignment.State.FLAGGED])
    for pk, state in passed.values_list("item", "state"):
        found[pk][state] += 1
    return found
