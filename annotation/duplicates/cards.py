"""Groups of near-duplicates for pages and API: a page by key, in a number of queries that knows of no size."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from annotation.methods.duplicates.words import PEOPLE
from annotation.models import MARKS, DuplicateDecision, DuplicateGroup, DuplicateRow, DuplicateSet
from annotation.queue.blind import asked_blind, silent_samples
from annotation.samples.frames import Filters, filtered
from generation.methods.measures.shingles import normalised, shingles, similarity
from generation.models import LabelSource, Project, Sample
from generation.talks import in_short, talks_in

SHOWN = 6  # rows of a group on the list: the rest stand on its own page
CHARACTERS = 1200


@dataclass(frozen=True)
class Member:
    """A row of a group as it is shown. `similarity`: to the row that the rule keeps; `label` None: not told yet."""

    sample: Sample
    text: str
    label: str | None
    answered: bool
    similarity: float
    exact: bool
    kept: bool


@dataclass(frozen=True)
class Card:
    """A group with the rows that are shown of it, the kept one first. `hidden`: its labels are not told to this person
    now. `beyond`: how many more rows it has."""

    group: DuplicateGroup
    keeps: int
    members: list[Member]
    hidden: bool

    @property
    def beyond(self) -> int:
        return self.group.size - len(self.members)

    @property
    def thins(self) -> bool:
        """Whether one row stays and the others go, as far as this person may know."""
        if self.group.choice:
            return self.group.choice == DuplicateDecision.Choice.ONE
        return self.hidden or not self.group.conflict

    @property
    def kept_text(self) -> str:
        return self.members[0].text if self.members else ""


def groups_of(found: DuplicateSet, *, marks: list[str] = (), at_least: int = 0, q: str = "") -> QuerySet:
    """The groups with all of these marks and at least so many rows; `q`: with a row of this text, number or id."""
    chosen = Q(found=found, **{mark: True for mark in marks if mark in MARKS})
    if at_least > 2:
        chosen &= Q(size__gte=at_least)
    if q:
        rows = filtered(found.project, Filters(q=q)).values("pk")
        chosen &= Q(pk__in=DuplicateRow.objects.filter(group__found=found, sample__in=rows).values("group"))
    return DuplicateGroup.objects.filter(chosen)


def cards_of(
    user, project: Project, groups: list[DuplicateGroup], *, rule: str = PEOPLE, marks: list[str] = ()
) -> list[Card]:
    """The groups with their nearest rows. One that this person is asked about blind tells no label, and is left out of
    a list that is narrowed to conflicts."""
    kept = {group.pk: group.chosen or group.keeps[rule] for group in groups}
    near = Q(group__in=groups, place__lt=SHOWN) | Q(group__in=groups, sample__in=kept.values())
    rows = list(DuplicateRow.objects.filter(near).select_related("sample").order_by("group", "place"))
    hidden = _hidden(user, project, groups, rows)
    by_group: dict[int, list[Sample]] = {group.pk: [] for group in groups}
    for row in rows:
        by_group[row.group_id].append(row.sample)
    talks = talks_in(project)
    return [
        Card(
            group,
            kept[group.pk],
            _members(by_group[group.pk], kept[group.pk], talks, group.pk in hidden),
            group.pk in hidden,
        )
        for group in groups
        if not (group.pk in hidden and "conflict" in marks)
    ]


def members_of(user, card: Card, samples: list[Sample], project: Project) -> list[Member]:
    """Further rows of a group, measured against the one that is kept."""
    silent = card.hidden or bool(silent_samples(user, project, [sample.pk for sample in samples]))
    kept = card.members[0].sample
    return _members([kept, *samples], card.keeps, talks_in(project), silent)[1:]


def _hidden(user, project: Project, groups: list[DuplicateGroup], rows: list[DuplicateRow]) -> set[int]:
    """Groups with a row that they are being asked about: what the others are labelled tells its label."""
    silent = silent_samples(user, project, [row.sample_id for row in rows])
    mine = asked_blind(user, project)
    asked = DuplicateRow.objects.filter(sample__in=mine, group__in=groups).values_list("group", flat=True)
    return {*asked, *(row.group_id for row in rows if row.sample_id in silent)}


def _members(samples: list[Sample], kept: int, talks: frozenset[str], hidden: bool) -> list[Member]:
    """The kept one first, the others as they came."""
    samples = sorted(samples, key=lambda sample: sample.pk != kept)
    texts = ["\n".join(str(value) for value in sample.fields.values()) for sample in samples]
    first, sets = normalised(texts[0]) if texts else "", [shingles(text) for text in texts]
    return [
        Member(
            sample=sample,
            text=in_short(sample.fields, talks, between="\n", most=CHARACTERS),
            label=None if hidden else sample.current_label,
            answered=sample.label_source in (LabelSource.PERSON, LabelSource.REFERENCE) and not hidden,
            similarity=similarity(sets[0], sets[at]),
            exact=normalised(texts[at]) == first,
            kept=sample.pk == kept,
        )
        for at, sample in enumerate(samples)
    ]
