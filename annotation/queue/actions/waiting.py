"""What waits for another person: skipped, expired, disagreed on, or asked of several."""

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from annotation.models import Annotation, Assignment, Dispenser, Item, Stream
from annotation.queue.actions.draws import Draw, chance
from annotation.queue.frames import could_answer
from generation.models import Project
from synthlab.prepared import Given, Prepared

LOOK_BACK = 50
#: So many of the items that wait for another person are looked at first, and as many again at a random place.
LOOK_AT = 200

#: Given back unread, or asked as a check of the person: neither was a turn at the item.
_NO_TURN = Q(state=Assignment.State.RETURNED) | Q(stream=Stream.GOLD)


def _never_had(waiting: QuerySet[Item], user) -> QuerySet[Item]:
    """Of items that wait for another person those that this one never had, in their order."""
    had = Assignment.objects.filter(item=OuterRef("pk"), user=user).exclude(_NO_TURN)
    theirs = waiting.exclude(last_holder=user).filter(~Exists(had))
    return theirs.order_by("-priority", "id").select_related("sample")


def _never_had_among(*order: str, **where) -> QuerySet[Item]:
    waiting = Item.objects.filter(lane=Given("lane"), project=Given("project"), state=Item.State.WAITING, **where)
    some = waiting.order_by(*order).values("pk")[:LOOK_AT]
    return _never_had(Item.objects.filter(pk__in=some), Given("user"))[:1]


FIRST_WAITING = Prepared(lambda: _never_had_among("-priority", "id"))
WAITING_ABOVE = Prepared(lambda: _never_had_among("draw_key", draw_key__gte=Given("key")))
WAITING_BELOW = Prepared(lambda: _never_had_among("-draw_key", draw_key__lt=Given("key")))


def waiting_draw(dispenser: Dispenser, user, stream: str | None) -> Draw | None:
    """An item that waits for another person, and that this person never had.

    However many of them the person had, it takes no longer: the first are looked at, and as many from a random place
    on, so that each has its turn in the long run. All are looked at only before the queue ends.
    """
    if not dispenser.some_wait:  # as a rule
        return None
    if stream:
        return waiting_anywhere(dispenser, user, stream)
    key, side = chance.getrandbits(63), chance.choice((WAITING_ABOVE, WAITING_BELOW))
    # What is for some people alone comes first: nobody else can be given it.
    for lane in reversed(dispenser.mine):
        given = {"project": dispenser.project_id, "user": user.pk, "lane": lane}
        if item := FIRST_WAITING.first(**given) or side.first(key=key, **given):
            return _again(item)
    return None


def waiting_anywhere(dispenser: Dispenser, user, stream: str | None) -> Draw | None:
    waiting = waiting_items(dispenser.project, stream).filter(lane__in=dispenser.mine)
    item = _never_had(waiting, user).first()
    return item and _again(item)


def second_turn(dispenser: Dispenser, user, stream: str | None) -> Draw | None:
    """Last resort: what every member had and this person did not answer; what they had longest ago comes first.

    An answer by an earlier codebook counts no longer, so whoever gave it is asked again.
    """
    mine = Annotation.objects.of_items().filter(item=OuterRef("pk"), user=user, codebook=dispenser.codebook_id)
    candidates = waiting_items(dispenser.project, stream).filter(~Exists(mine), lane__in=dispenser.mine)
    recent = dict(candidates.order_by("-priority", "id").values_list("pk", "lane")[:LOOK_BACK])
    if not recent:
        return None
    had: dict[int, set[int]] = {pk: set() for pk in recent}
    past = Assignment.objects.filter(item__in=recent).exclude(_NO_TURN)
    for item_id, user_id in past.values_list("item_id", "user_id"):
        had[item_id].add(user_id)
    members = {lane: could_answer(dispenser.project_id, lane) | {user.pk} for lane in set(recent.values())}
    shared = [pk for pk, lane in recent.items() if members[lane] <= had[pk]]
    oldest_first = Item.objects.filter(pk__in=shared).annotate(last=Max("assignments")).order_by("last")
    item = oldest_first.select_related("sample").first()
    return item and _again(item)


def waiting_items(project: Project, stream: str | None) -> QuerySet[Item]:
    waiting = Item.objects.filter(project=project, state=Item.State.WAITING)
    if stream == Stream.OVERLAP:
        return waiting.filter(answers__gt=0)
    return waiting.filter(stream=stream, answers=0) if stream else waiting


def _again(item: Item) -> Draw:
    """An item keeps its stream and probability until its first answer; the answers after that are overlap."""
    if item.answers:
        return Draw(item, Stream.OVERLAP)
    first = item.assignments.exclude(stream=Stream.GOLD).order_by("pk").values_list("probability", flat=True).first()
    if first is None and item.stream == Stream.AUDIT:  # drawn by somebody who may not have it
        first = 1 / item.audit_draws.latest("pk").remaining
    return Draw(item, item.stream, first)
