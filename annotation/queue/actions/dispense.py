"""Who gets which item next, why, and with what probability (the sampling design of the certificate)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom

from django.db import transaction
from django.db.models import Case, DateTimeField, Exists, Max, OuterRef, Q, QuerySet, When
from django.utils import timezone

from annotation.models import (
    Annotation,
    Assignment,
    AuditDraw,
    Dispenser,
    Item,
    Lane,
    Snapshot,
    SnapshotItem,
    Stream,
    Suggestion,
)
from annotation.queue.actions.checks import checks_run, draw_check, pull_checks
from annotation.queue.actions.day import check_day
from annotation.queue.actions.lanes import first_of_mine, lanes_for
from annotation.queue.actions.pull import TOP, lock_dispenser, policy_under, pull_into
from annotation.queue.actions.settle import pass_to_lead
from annotation.queue.frames import ANSWERING, EVERYBODY, could_answer
from annotation.queue.refusals import TooManyLeases
from generation.audit import record
from generation.models import LabelSource, Membership, Project
from synthlab.prepared import Given, Prepared, PreparedInsert, PreparedUpdate, together

MOST_LEASES = 10
EXPIRED_AT_ONCE = 50
PULL_AT_ONCE = 300
LOOK_BACK = 50
#: So many of the items that wait for another person are looked at first, and as many again at a random place.
LOOK_AT = 200
PASSED_AT_ONCE = 50
#: Some active items stay blind although the lead shows suggestions: they measure what suggestions do to people.
BLIND_SHARE = 0.15
LOOKED_AT_LATER = (Suggestion.DELAYED, Suggestion.ASKED)
RANDOM_SHARE = 0.5

# Coins that neither the queue nor a model can foresee.
chance = SystemRandom()


@dataclass(frozen=True)
class Draw:
    item: Item
    stream: str
    probability: float | None = None


@transaction.atomic
def hand_out(*, project: Project, user, stream: str | None = None) -> Assignment | None:
    """Lease the next item to a person; None where nothing is left for them.

    First what others skipped, let expire or disagree on; then a coin decides between an audit draw and the active
    order. `stream` asks for one stream only.
    """
    dispenser = lock_dispenser(project)
    if dispenser.codebook_id is None:
        return None
    now = timezone.now()
    held = _free_expired(dispenser, user, now)
    if held >= MOST_LEASES:
        raise TooManyLeases
    check_day(policy_under(dispenser.project), user, held)
    dispenser.mine = lanes_for(dispenser, user)
    if (check := _check(dispenser, user, stream)) or stream == Stream.GOLD:
        return check and lease(dispenser, item=check, user=user, stream=Stream.GOLD, now=now)
    draw = _waiting(dispenser, user, stream) or _fresh(dispenser, user, stream)
    if draw is None and pull_into(dispenser, limit=PULL_AT_ONCE):
        dispenser.some_wait = True
        draw = _waiting(dispenser, user, stream) or _fresh(dispenser, user, stream)
    draw = draw or _waiting_anywhere(dispenser, user, stream) or _second_turn(dispenser, user, stream)
    if draw is None:
        _pass_on(dispenser)
    return draw and _lease(dispenser, user, draw, now)


def audit_is_on(dispenser: Dispenser) -> bool:
    snapshot = dispenser.snapshot
    ready = snapshot is not None and snapshot.frozen_at is not None and not snapshot.published_seed
    # Under another codebook other labels are right: the next draws are those of the next snapshot.
    ready = ready and snapshot.codebook_id == dispenser.codebook_id
    return ready and policy_under(dispenser.project).audit_open and snapshot.removals < snapshot.size


# -- what is handed out ------------------------------------------------------------------------------------------------
def _mine_or_over() -> QuerySet[Assignment]:
    held = Assignment.objects.filter(project=Given("project"), state=Assignment.State.HELD)
    mine_or_over = held.filter(Q(user=Given("user")) | Q(expires_at__lt=Given("now", DateTimeField())))
    # The person's own come first, so that none of them is ever cut off and the count is whole; then the oldest.
    own_first = mine_or_over.order_by(Case(When(user=Given("user"), then=0), default=1), "expires_at")
    return own_first.values_list("pk", "user_id", "expires_at")[: EXPIRED_AT_ONCE + MOST_LEASES]


MINE_OR_OVER = Prepared(_mine_or_over)


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


def _unheard(*order: str) -> QuerySet[Item]:
    open_items = Item.objects.filter(lane=Given("lane"), project=Given("project"), state=Item.State.OPEN)
    return open_items.select_related("sample").order_by(*order)


MOST_SUSPICIOUS = Prepared(lambda: _unheard("-priority", "id")[:1])
NEXT_FIVE = Prepared(lambda: _unheard("-priority", "id")[1:6])
AT_RANDOM = Prepared(lambda: _unheard("draw_key")[:1])
MOST_SUSPICIOUS_OF_MINE = Prepared(lambda: first_of_mine("-priority", "id"))
AT_RANDOM_OF_MINE = Prepared(lambda: first_of_mine("draw_key"))


def _free_expired(dispenser: Dispenser, user, now: datetime) -> int:
    """Leases that ran out go to other people. Returns how many the person still holds."""
    rows = MINE_OR_OVER.all(project=dispenser.project_id, user=user.pk, now=now)
    expired = [pk for pk, _holder, until in rows if until < now]
    if expired:
        _expire(expired, now)
        dispenser.some_wait = True
    return sum(holder == user.pk and until >= now for _pk, holder, until in rows)


def _expire(assignments: list[int], now: datetime) -> None:
    Assignment.objects.filter(pk__in=assignments, state=Assignment.State.HELD).update(
        state=Assignment.State.EXPIRED, ended_at=now
    )
    # An answer may have come in this very moment; its item is not held any more and stays as it is.
    gone = Assignment.objects.filter(pk__in=assignments, state=Assignment.State.EXPIRED).values("item")
    Item.objects.filter(pk__in=gone).let_go()


def _waiting(dispenser: Dispenser, user, stream: str | None) -> Draw | None:
    """An item that waits for another person, and that this person never had.

    However many of them the person had, it takes no longer: the first are looked at, and as many from a random place
    on, so that each has its turn in the long run. All are looked at only before the queue ends.
    """
    if not dispenser.some_wait:  # as a rule
        return None
    if stream:
        return _waiting_anywhere(dispenser, user, stream)
    key, side = chance.getrandbits(63), chance.choice((WAITING_ABOVE, WAITING_BELOW))
    # What is for some people alone comes first: nobody else can be given it.
    for lane in reversed(dispenser.mine):
        given = {"project": dispenser.project_id, "user": user.pk, "lane": lane}
        if item := FIRST_WAITING.first(**given) or side.first(key=key, **given):
            return _again(item)
    return None


def _waiting_anywhere(dispenser: Dispenser, user, stream: str | None) -> Draw | None:
    waiting = _waiting_items(dispenser.project, stream).filter(lane__in=dispenser.mine)
    item = _never_had(waiting, user).first()
    return item and _again(item)


def _second_turn(dispenser: Dispenser, user, stream: str | None) -> Draw | None:
    """Last resort: what every member had and this person did not answer; what they had longest ago comes first.

    An answer by an earlier codebook counts no longer, so whoever gave it is asked again.
    """
    mine = Annotation.objects.of_items().filter(item=OuterRef("pk"), user=user, codebook=dispenser.codebook_id)
    candidates = _waiting_items(dispenser.project, stream).filter(~Exists(mine), lane__in=dispenser.mine)
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


def _pass_on(dispenser: Dispenser) -> None:
    """What waits for somebody who has left the project, and was answered by all who are still there, is a lead's."""
    lanes = Lane.objects.filter(project=dispenser.project_id).values_list("pk", flat=True)
    for lane in (EVERYBODY, *lanes):
        _pass_on_in(dispenser, lane)


def _pass_on_in(dispenser: Dispenser, lane: int) -> None:
    project, codebook, able = dispenser.project, dispenser.codebook_id, could_answer(dispenser.project_id, lane)
    given = Annotation.objects.of_items().filter(
        item=OuterRef(OuterRef("pk")), user=OuterRef("user"), codebook=codebook
    )
    left = Membership.objects.filter(~Exists(given), project=project, role__in=ANSWERING, user__in=able)
    answered = _waiting_items(project, None).filter(lane=lane, answers__gte=max(1, len(able)))
    for item in answered.filter(~Exists(left)).order_by("pk")[:PASSED_AT_ONCE]:
        if pass_to_lead(item, was=Item.State.WAITING):
            record(actor=None, verb="item.passed_on", project=project, subject=f"item {item.pk}")


def _waiting_items(project: Project, stream: str | None) -> QuerySet[Item]:
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


def _check(dispenser: Dispenser, user, stream: str | None) -> Item | None:
    """A gold check, by a coin of its own before all others: its share is of all that a person is handed."""
    policy = policy_under(dispenser.project)
    if stream not in (None, Stream.GOLD) or not policy.gold_share:
        return None
    if stream is None and chance.random() >= policy.gold_share:
        return None
    if dispenser.gold_until == 0:
        pull_checks(dispenser, PULL_AT_ONCE)
    return draw_check(dispenser, user)


def _fresh(dispenser: Dispenser, user, stream: str | None) -> Draw | None:
    """An item that nobody had: an audit draw or the active order."""
    share = policy_under(dispenser.project).audit_share if audit_is_on(dispenser) else 0.0
    if stream == Stream.AUDIT:
        return _audit(dispenser, user, 1.0) if audit_is_on(dispenser) else None
    if stream is None and chance.random() < share and (drawn := _audit(dispenser, user, share)):
        return drawn
    return _active(dispenser, user, 1.0 if stream else 1.0 - share) if stream in (None, Stream.ACTIVE) else None


def _audit(dispenser: Dispenser, user, coin: float) -> Draw | None:
    """The undrawn row with the smallest secret key: a uniform draw from what is left, whoever asks.

    Where it is not this person's to have it is drawn all the same, and waits for somebody whose it is: to pass it over
    would leave out of the audit what few people may answer. Until it is answered it stays open, and the certificate
    counts it as if its label were wrong; so no further one is drawn for people who have one waiting.
    """
    snapshot = dispenser.snapshot
    undrawn = SnapshotItem.objects.filter(snapshot=snapshot, removal=None).order_by("audit_key", "item_id")
    row = undrawn.select_related("item__sample").first()
    if row.item.lane not in dispenser.mine:
        waiting = Item.objects.filter(project=dispenser.project_id, state=Item.State.WAITING, lane=row.item.lane)
        if not waiting.filter(stream=Stream.AUDIT, answers=0).exists():
            _leave_to_others(dispenser, row.item)
        return None
    return Draw(row.item, Stream.AUDIT, coin / (snapshot.size - snapshot.removals))


def _leave_to_others(dispenser: Dispenser, item: Item) -> None:
    """An audit draw waits, out of the pool, for a person who may have it."""
    item.state, item.stream, item.entered_as = Item.State.WAITING, Stream.AUDIT, item.sample.state
    item.answers_needed = _answers_needed(dispenser, None, Stream.AUDIT, item.lane)
    item.save(update_fields=["state", "stream", "entered_as", "answers_needed"])
    dispenser.open_items = max(0, dispenser.open_items - 1)
    dispenser.save(update_fields=["open_items"])
    _remove(dispenser.snapshot, item, Stream.AUDIT)


def _active(dispenser: Dispenser, user, coin: float) -> Draw | None:
    """The most suspicious item. In an unlabelled pool every other one is drawn at random until the student is good.

    What a run, a gate or a contradiction asks people for comes before both.
    """
    given = {"project": dispenser.project_id, "user": user.pk}
    item = MOST_SUSPICIOUS.first(project=dispenser.project_id, lane=EVERYBODY)
    if dispenser.has_lanes:
        of_mine = MOST_SUSPICIOUS_OF_MINE.first(**given)
        item = min(filter(None, (of_mine, item)), key=lambda one: (-one.priority, one.pk), default=None)
    if item is None:
        return None
    explores = item.sample.label_source == LabelSource.NONE and item.priority < TOP
    if explores and dispenser.explore and chance.random() < RANDOM_SHARE:
        if dispenser.has_lanes:  # of what this person may have, which nobody counts
            two = AT_RANDOM.first(project=dispenser.project_id, lane=EVERYBODY), AT_RANDOM_OF_MINE.first(**given)
            return Draw(min(filter(None, two), key=lambda one: one.draw_key), Stream.ACTIVE)
        item = AT_RANDOM.first(project=dispenser.project_id, lane=EVERYBODY)
        return Draw(item, Stream.ACTIVE, coin * RANDOM_SHARE / max(1, dispenser.open_items))
    if item.group is not None and item.group == dispenser.last_group:
        others = NEXT_FIVE.all(project=dispenser.project_id, lane=item.lane)
        item = next((other for other in others if other.group != item.group), item)
    return Draw(item, Stream.ACTIVE)


# -- the lease ---------------------------------------------------------------------------------------------------------
TAKE_ITEM = PreparedUpdate(lambda: Item.objects.filter(pk=Given("item")), "state", "last_holder")
TAKE_FRESH_ITEM = PreparedUpdate(
    lambda: Item.objects.filter(pk=Given("item")),
    "state", "last_holder", "stream", "entered_as", "answers_needed", "done_when",
)  # fmt: skip
COUNT_HAND_OUT = PreparedUpdate(
    lambda: Dispenser.objects.filter(pk=Given("dispenser")), "handed_out", "open_items", "last_group"
)
HAND_OUT = PreparedInsert(Assignment)


def _lease(dispenser: Dispenser, user, draw: Draw, now: datetime) -> Assignment:
    item, fresh = draw.item, draw.item.state == Item.State.OPEN
    told = not fresh and _was_told(item, user)
    item.state, item.last_holder = Item.State.HELD, user
    if fresh:
        item.stream, item.entered_as = draw.stream, item.sample.state
        item.answers_needed = _answers_needed(dispenser, user.pk, draw.stream, item.lane)
        if draw.stream != Stream.AUDIT:  # which goes by its snapshot's reference rule, whatever the lead chose since
            item.done_when = policy_under(dispenser.project).done_when
        taken = TAKE_FRESH_ITEM.of(
            item=item.pk, state=item.state, last_holder=user.pk, stream=item.stream, entered_as=item.entered_as,
            answers_needed=item.answers_needed, done_when=item.done_when,
        )  # fmt: skip
        dispenser.open_items = max(0, dispenser.open_items - 1)
        dispenser.last_group = item.group
        _remove(dispenser.snapshot, item, draw.stream)
    else:
        taken = TAKE_ITEM.of(item=item.pk, state=item.state, last_holder=user.pk)
    dispenser.handed_out += 1
    counted = COUNT_HAND_OUT.of(
        dispenser=dispenser.pk, handed_out=dispenser.handed_out, open_items=dispenser.open_items,
        last_group=dispenser.last_group,
    )  # fmt: skip
    assignment = _assignment(
        dispenser, item=item, user=user, stream=draw.stream, probability=draw.probability, now=now,
        blind=False if told else None,
    )  # fmt: skip
    together(taken, counted, HAND_OUT.of(assignment))
    return assignment


def _was_told(item: Item, user) -> bool:
    """Whether they held it with the suggestion before, or as a check that told: what they say now is not blind."""
    told = Q(blind=False) | Q(stream=Stream.GOLD, state=Assignment.State.SUBMITTED)
    return Assignment.objects.filter(told, item=item, user=user).exists()


def lease(dispenser: Dispenser, **given) -> Assignment:
    """Of an item that nobody else is being handed: `given` are those of `_assignment`."""
    return HAND_OUT(_assignment(dispenser, **given))


def lease_like(first: Assignment, dispenser: Dispenser, *, item: Item, now: datetime) -> Assignment:
    """The same item for the same person anew, asked as it was before."""
    return lease(
        dispenser, item=item, user=first.user, stream=first.stream, now=now, probability=first.probability,
        blind=first.blind, blind_chance=first.blind_chance, look=first.look,
    )  # fmt: skip


def _assignment(
    dispenser: Dispenser,
    *,
    item: Item,
    user,
    stream: str,
    now: datetime,
    probability: float | None = None,
    blind: bool | None = None,
    blind_chance: float | None = None,
    look: str = "",
) -> Assignment:
    policy = policy_under(dispenser.project)
    if blind is None:
        how = Suggestion.HIDDEN if _must_be_blind(dispenser, item, stream) else policy.suggestion
        # Only where the coin fell may blind answers be compared with the others: the rest are of other items, or of
        # people who chose not to look.
        blind_chance = BLIND_SHARE if how == Suggestion.SHOWN else None
        blind = how != Suggestion.SHOWN or chance.random() < BLIND_SHARE
        look = how if how in LOOKED_AT_LATER else ""
    return Assignment(
        project=dispenser.project,
        item=item,
        user=user,
        stream=stream,
        probability=probability,
        blind=blind,
        blind_chance=blind_chance,
        look=look,
        codebook_id=dispenser.codebook_id,
        expires_at=now + timedelta(minutes=policy.lease_minutes),
    )


def _must_be_blind(dispenser: Dispenser, item: Item, stream: str) -> bool:
    """Whatever the lead chose.

    While an audit or checks run, all are blind: a missing suggestion would tell an audit item, or a check. What several
    people answer is blind from the first of them on, or agreement would be measured where they happened to differ.
    """
    return (
        stream != Stream.ACTIVE
        or item.answers_needed > 1
        or audit_is_on(dispenser)
        or checks_run(policy_under(dispenser.project), dispenser)
    )


def _answers_needed(dispenser: Dispenser, first: int | None, stream: str, lane: int) -> int:
    """Two where the reference rule says so; as many as the lead chose where the overlap coin falls, and there are.

    The coin falls for audit draws too: agreement on them is that of items that nobody chose. They are asked of two, as
    the reference rule that is printed on the certificate says.
    """
    policy = policy_under(dispenser.project)
    by_rule = stream == Stream.AUDIT and dispenser.snapshot.reference_rule == Snapshot.ReferenceRule.TWO_ADJUDICATED
    if by_rule:
        return 2
    if chance.random() >= policy.overlap_share:
        return 1
    people = 2 if stream == Stream.AUDIT else policy.overlap_people
    others = could_answer(dispenser.project_id, lane) - {first}
    return min(people, len(others) + (1 if first else 0)) or 1


def _remove(snapshot: Snapshot | None, item: Item, stream: str) -> None:
    """Note that a row of the snapshot left the pool, in the one order of removals; it never comes back."""
    if snapshot is None:
        return
    removal = snapshot.removals + 1
    if not SnapshotItem.objects.filter(snapshot=snapshot, item=item).update(removal=removal, stream=stream):
        return
    snapshot.removals = removal
    snapshot.save(update_fields=["removals"])
    if stream == Stream.AUDIT:
        remaining = snapshot.size - removal + 1
        AuditDraw.objects.create(snapshot=snapshot, removal=removal, item=item, remaining=remaining)
