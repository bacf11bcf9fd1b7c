"""Who may be given which item. Each item keeps the id of the first rule that matches it (`Item.lane`; 0: everybody), so
that a hand-out is a look at the top of the person's lanes and never a search."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from annotation.models import Dispenser, Item, Lane, Part, Skill
from annotation.queue.frames import EVERYBODY
from generation.models import Sample
from synthlab.prepared import Given, Prepared

STEP = 1000
#: What a rule can look at.
LOOKED_AT = ("fields", "metadata", "current_label", "planned_row__condition")


def _mine() -> QuerySet[Lane]:
    """The rules by which a person is given items."""
    skilled = Skill.objects.filter(
        word=OuterRef("skill"), membership__user=Given("user"), membership__project=OuterRef("project")
    )
    named = Lane.people.through.objects.filter(lane=OuterRef("pk"), membership__user=Given("user"))
    return Lane.objects.filter(Exists(skilled) | Exists(named), project=Given("project")).order_by("pk")


MY_LANES = Prepared(lambda: _mine().values_list("pk", flat=True))


def lanes_for(dispenser: Dispenser, user) -> list[int]:
    """Everybody's lane and the person's own."""
    if not dispenser.has_lanes:
        return [EVERYBODY]
    return [EVERYBODY, *MY_LANES.all(project=dispenser.project_id, user=user.pk)]


def first_of_mine(*order: str) -> QuerySet[Item]:
    """Of the first open items of each of the person's own lanes the first: one look by index for each lane."""
    of_lane = Item.objects.filter(project=Given("project"), state=Item.State.OPEN, lane=OuterRef("pk"))
    firsts = _mine().annotate(first=Subquery(of_lane.order_by(*order).values("pk")[:1])).values("first")
    return Item.objects.filter(pk__in=firsts.order_by()).select_related("sample").order_by(*order)[:1]


# -- which lane an item is in ------------------------------------------------------------------------------------------
def lane_of(lanes: Iterable[Lane], fields: Mapping, metadata: Mapping, label: str, condition: Mapping | None) -> int:
    """The first rule that matches; case and space at the ends do not count."""
    conditions = dict((condition or {}).get("conditions", []))
    found = {Part.METADATA: metadata, Part.FIELD: fields, Part.LABEL: {"": label}, Part.CONDITION: conditions}
    for lane in lanes:
        value = found[Part(lane.part)].get(lane.key)
        if value is not None and _plain(value) == _plain(lane.value):
            return lane.pk
    return EVERYBODY


def _plain(value: object) -> str:
    return str(value).strip().casefold()


def lanes_of_samples(project_id: int, samples: Iterable[int]) -> dict[int, int]:
    """{sample: lane} of those that are not for everybody."""
    lanes = list(Lane.objects.filter(project=project_id))
    if not lanes:
        return {}
    rows = Sample.objects.filter(pk__in=list(samples)).values_list("pk", *LOOKED_AT)
    found = {pk: lane_of(lanes, *looked_at) for pk, *looked_at in rows}
    return {pk: lane for pk, lane in found.items() if lane != EVERYBODY}


@transaction.atomic
def apply_rules(dispenser: Dispenser) -> int:
    """Put the next thousand items into the lanes that the newest rules give them. Returns how many were looked at."""
    after = dispenser.laned_until
    if after is None:
        return 0
    items = list(Item.objects.filter(project=dispenser.project_id, pk__gt=after).order_by("pk")[:STEP])
    lanes = lanes_of_samples(dispenser.project_id, [item.sample_id for item in items])
    moved: dict[int, list[int]] = {}
    for item in items:
        lane = lanes.get(item.sample_id, EVERYBODY)
        if lane != item.lane:
            moved.setdefault(lane, []).append(item.pk)
    for lane, pks in moved.items():
        Item.objects.filter(pk__in=pks).update(lane=lane)
    until = items[-1].pk if len(items) == STEP else None
    dispenser.laned_until = until
    Dispenser.objects.filter(pk=dispenser.pk).update(laned_until=until)
    return len(items)
