"""The lease by which a person is handed an item: blind or not, and how many answers the item needs."""

from datetime import datetime, timedelta

from django.db.models import Q

from annotation.models import (
    BY_REFERENCE_RULE,
    Assignment,
    Dispenser,
    Item,
    Lane,
    Part,
    Resolution,
    Snapshot,
    Stream,
    Suggestion,
)
from annotation.queue.actions.audit import audit_is_on, remove
from annotation.queue.actions.checks import checks_run
from annotation.queue.actions.draws import Draw, chance
from annotation.queue.actions.pull import policy_under
from annotation.queue.actions.rechecks import rechecks_are_on
from annotation.queue.frames import EVERYBODY, could_answer
from synthlab.prepared import Given, PreparedInsert, PreparedUpdate, together

#: Some active items stay blind although the lead shows suggestions: they measure what suggestions do to people.
BLIND_SHARE = 0.15
LOOKED_AT_LATER = (Suggestion.DELAYED, Suggestion.ASKED)
ALWAYS_BLIND = {Stream.AUDIT, Stream.GOLD, Stream.SAMPLE}

TAKE_ITEM = PreparedUpdate(lambda: Item.objects.filter(pk=Given("item")), "state", "last_holder")
TAKE_FRESH_ITEM = PreparedUpdate(
    lambda: Item.objects.filter(pk=Given("item")),
    "state", "last_holder", "stream", "entered_as", "answers_needed", "done_when",
)  # fmt: skip
COUNT_HAND_OUT = PreparedUpdate(
    lambda: Dispenser.objects.filter(pk=Given("dispenser")), "handed_out", "open_items", "last_group"
)
HAND_OUT = PreparedInsert(Assignment)


def lease_drawn(dispenser: Dispenser, user, draw: Draw, now: datetime) -> Assignment:
    item, fresh = draw.item, draw.item.state == Item.State.OPEN
    told = not fresh and (_was_told(item, user) or _was_decided(item, dispenser))
    blind = False if told else None
    item.state, item.last_holder = Item.State.HELD, user
    if fresh:
        item.stream, item.entered_as = draw.stream, item.sample.state
        # Items alike are answered together by one person: the coin of overlap is for those that are asked one by one.
        item.answers_needed = 1 if draw.batch else answers_needed(dispenser, user.pk, draw.stream, item.lane)
        if draw.stream not in BY_REFERENCE_RULE:  # which the snapshot froze, whatever the lead chose since
            item.done_when = policy_under(dispenser.project).done_when
        taken = TAKE_FRESH_ITEM.of(
            item=item.pk, state=item.state, last_holder=user.pk, stream=item.stream, entered_as=item.entered_as,
            answers_needed=item.answers_needed, done_when=item.done_when,
        )  # fmt: skip
        dispenser.open_items = max(0, dispenser.open_items - 1)
        dispenser.last_group = item.group
        if audit_is_on(dispenser):
            blind = True  # as all rows while it is on: the last of them ends it, and a coin would fall for that one
        remove(dispenser.snapshot, item, draw.stream)
    else:
        taken = TAKE_ITEM.of(item=item.pk, state=item.state, last_holder=user.pk)
    dispenser.handed_out += 1
    counted = COUNT_HAND_OUT.of(
        dispenser=dispenser.pk, handed_out=dispenser.handed_out, open_items=dispenser.open_items,
        last_group=dispenser.last_group,
    )  # fmt: skip
    assignment = _assignment(
        dispenser, item=item, user=user, stream=draw.stream, probability=draw.probability, now=now,
        blind=blind, batch=draw.batch,
    )  # fmt: skip
    together(taken, counted, HAND_OUT.of(assignment))
    return assignment


def _was_told(item: Item, user) -> bool:
    """Whether they held it with the suggestion before, or as a check that told: what they say now is not blind."""
    told = Q(blind=False) | Q(stream=Stream.GOLD, state=Assignment.State.SUBMITTED)
    return Assignment.objects.filter(told, item=item, user=user).exists()


def _was_decided(item: Item, dispenser: Dispenser) -> bool:
    """Whether a lead had decided it by the codebook in force, and took that back: anybody may have read the label."""
    return item.resolutions.filter(rule=Resolution.Rule.LEAD, codebook=dispenser.codebook_id).exists()


def lease(dispenser: Dispenser, **given) -> Assignment:
    """Of an item that nobody else is being handed: `given` are those of `_assignment`."""
    return HAND_OUT(_assignment(dispenser, **given))


def lease_like(first: Assignment, dispenser: Dispenser, *, item: Item, now: datetime, batch: str = "") -> Assignment:
    """The same item for the same person anew, asked as it was before; one by one, but for those of a `batch`."""
    return lease(
        dispenser, item=item, user=first.user, stream=first.stream, now=now, probability=first.probability,
        blind=first.blind, blind_chance=first.blind_chance, look=first.look, batch=batch,
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
    batch: str = "",
) -> Assignment:
    policy = policy_under(dispenser.project)
    if blind is None and _lane_tells(dispenser, item, stream):
        blind = False
    elif blind is None:
        hidden = bool(batch) or _must_be_blind(dispenser, item, stream)
        how = Suggestion.HIDDEN if hidden else policy.suggestion
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
        batch=batch,
        codebook_id=dispenser.codebook_id,
        expires_at=now + timedelta(minutes=policy.lease_minutes),
    )


def _lane_tells(dispenser: Dispenser, item: Item, stream: str) -> bool:
    """Whether the person knows the model's label by being given the item: then no coin makes their answer blind."""
    policy = policy_under(dispenser.project)
    if item.lane == EVERYBODY or policy.suggestion != Suggestion.SHOWN or {stream, item.stream} & ALWAYS_BLIND:
        return False
    if audit_is_on(dispenser) or rechecks_are_on(dispenser) or checks_run(policy, dispenser):
        return False
    return Lane.objects.filter(pk=item.lane, part=Part.LABEL).exists()


def _must_be_blind(dispenser: Dispenser, item: Item, stream: str) -> bool:
    """Whatever the lead chose.

    While an audit, rechecks or checks run, all are blind: a missing suggestion would tell which one it is. What several
    people answer is blind from the first of them on, or agreement would be measured where they happened to differ.
    """
    return (
        stream != Stream.ACTIVE
        or item.answers_needed > 1
        or audit_is_on(dispenser)
        or rechecks_are_on(dispenser)
        or checks_run(policy_under(dispenser.project), dispenser)
    )


def answers_needed(dispenser: Dispenser, first: int | None, stream: str, lane: int) -> int:
    """Two where the reference rule says so; as many as the lead chose where the overlap coin falls, and there are.

    The coin falls for audit draws too: agreement on them is that of items that nobody chose. They are asked of two, as
    the reference rule that is printed on the certificate says.
    """
    policy = policy_under(dispenser.project)
    by_rule = (
        stream in BY_REFERENCE_RULE and dispenser.snapshot.reference_rule == Snapshot.ReferenceRule.TWO_ADJUDICATED
    )
    if by_rule:
        return 2
    if chance.random() >= policy.overlap_share:
        return 1
    people = 2 if stream in BY_REFERENCE_RULE else policy.overlap_people
    others = could_answer(dispenser.project_id, lane) - {first}
    return min(people, len(others) + (1 if first else 0)) or 1
