"""Gold checks: now and then a person is asked an item whose right label is known (methods/human.md, 5.4).

They measure the person. An item kept for checks is never held by one person alone, is settled by nobody, and enters
neither agreement nor audit nor an export as what people said: the reference stands. It looks like any other item.
"""

from datetime import datetime, timedelta
from random import SystemRandom

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from annotation.models import Assignment, Dispenser, Item, RetiredCheck, ReviewPolicy, Stream
from annotation.queue.actions.lanes import lanes_for, lanes_of_samples
from annotation.queue.frames import EVERYBODY, machine_answer, policy_of, spec_of
from generation.models import Origin, Sample, SampleState
from synthlab.prepared import Given, Prepared

#: So many are looked at from a random place on, up and down; nobody's check takes longer, however many they had.
LOOK_AT = 50
#: So many people have seen a check: by then it is talked about, and checks nobody else (methods/human.md, 5.4).
EXPOSURES = 20
#: So long after the last one suggestions come back: they tell of none of the answers that may still be taken back.
SETTLED_AFTER = timedelta(hours=1)

chance = SystemRandom()


def _never_asked(*order: str, **where) -> QuerySet[Item]:
    kept = Item.objects.filter(lane=Given("lane"), project=Given("project"), state=Item.State.GOLD, **where)
    some = not_retired(kept).order_by(*order).values("pk")[:LOOK_AT]
    asked = Assignment.objects.filter(item=OuterRef("pk"), stream=Stream.GOLD).exclude(state=Assignment.State.RETURNED)
    # By the one that made it known, whoever it was: of an item that fewer had there is none so far down.
    last = Subquery(asked.order_by("pk").values("pk")[EXPOSURES - 1 : EXPOSURES])
    new = Item.objects.alias(worn_by=last).filter(
        ~Exists(asked.filter(user=Given("user"))), pk__in=some, worn_by__isnull=True
    )
    return new.select_related("sample").order_by(*order)[:1]


def not_retired(items: QuerySet[Item]) -> QuerySet[Item]:
    return items.filter(~Exists(RetiredCheck.objects.standing().filter(item=OuterRef("pk"))))


ABOVE = Prepared(lambda: _never_asked("draw_key", draw_key__gte=Given("key")))
BELOW = Prepared(lambda: _never_asked("-draw_key", draw_key__lt=Given("key")))


def checks_run(policy: ReviewPolicy, dispenser: Dispenser) -> bool:
    return policy.gold_share > 0 and dispenser.gold_until > 0 and not are_spent(dispenser)


def are_spent(dispenser: Dispenser) -> bool:
    """Whether no check has been left for an hour: nobody is given one until the worker has found some again."""
    return dispenser.checks_spent_at is not None and dispenser.checks_spent_at <= timezone.now() - SETTLED_AFTER


def draw_check(dispenser: Dispenser, user) -> Item | None:
    """One that this person was never asked, from a place of its own in a random order; None where there is none.

    Neither where the codebook in force has no such label any more: nobody could answer it right.
    """
    given = {"project": dispenser.project_id, "user": user.pk, "key": chance.getrandbits(63)}
    lanes = lanes_for(dispenser, user)
    for lane in chance.sample(lanes, len(lanes)):
        item = ABOVE.first(lane=lane, **given) or BELOW.first(lane=lane, **given)
        if item:
            return item if is_possible(item.sample.reference, dispenser.codebook_id) else None
    return None


def is_possible(reference: str, codebook_id: int) -> bool:
    judged = spec_of(codebook_id).judged
    return judged is not None and reference in [label.name for label in judged.labels]


def pull_checks(dispenser: Dispenser, limit: int) -> int:
    """Gold samples with a reference are kept for checks; those that a model contradicts are people's to look at."""
    newer = Sample.objects.filter(project=dispenser.project_id, origin=Origin.GOLD, id__gt=dispenser.gold_until)
    found = list(newer.order_by("id").values_list("id", "reference", "state", "item")[:limit])
    lanes = lanes_of_samples(dispenser.project_id, [pk for pk, *_rest in found]) if dispenser.has_lanes else {}
    Item.objects.bulk_create(
        Item(
            project_id=dispenser.project_id, sample_id=pk, state=Item.State.GOLD, stream=Stream.GOLD, entered_as=state,
            lane=lanes.get(pk, EVERYBODY),
        )
        for pk, reference, state, item in found
        if reference and item is None and state not in (SampleState.NEEDS_PERSON, SampleState.REJECTED)
    )  # fmt: skip
    if found:
        dispenser.gold_until, dispenser.checks_spent_at = found[-1][0], None
        dispenser.save(update_fields=["gold_until", "checks_spent_at"])
    return len(found)


def told_at(assignment: Assignment) -> datetime | None:
    """When the person is told whether they were right: now, or not at all. From then on the answer stands."""
    if assignment.stream != Stream.GOLD or not policy_of(assignment.project).gold_feedback:
        return None
    if RetiredCheck.objects.void().filter(item=assignment.item_id).exists():
        return None  # what it calls right is in doubt
    return timezone.now()


def into_doubt(items: QuerySet[Item]) -> int:
    """A flag, or a model that contradicts the reference: it checks nobody until a lead has decided."""
    doubted = list(items.filter(state=Item.State.GOLD).values_list("pk", "sample"))
    Sample.objects.filter(pk__in=[sample for _item, sample in doubted]).update(state=SampleState.NEEDS_PERSON)
    return Item.objects.filter(pk__in=[item for item, _sample in doubted], state=Item.State.GOLD).update(
        state=Item.State.FLAGGED, stream=Stream.PICKED
    )


def is_in_doubt(item: Item, codebook_id: int) -> bool:
    """Whether somebody's flag, or a model that contradicts the reference, still says that it may be wrong."""
    flagged = Assignment.objects.filter(item=item, stream=Stream.GOLD, state=Assignment.State.FLAGGED)
    return flagged.exists() or _is_contradicted(item.sample, codebook_id)


def _is_contradicted(sample: Sample, codebook_id: int) -> bool:
    said, judged = machine_answer(sample), spec_of(codebook_id).judged
    return bool(said and judged) and said["answers"].get(judged.name, sample.reference) != sample.reference


def out_of_doubt(item: Item) -> None:
    """The one flag was taken back: it checks people again."""
    item.state, item.stream = Item.State.GOLD, Stream.GOLD
    item.save(update_fields=["state", "stream"])
    Sample.objects.filter(pk=item.sample_id).update(state=item.entered_as)


def confirms(item: Item, label: str) -> bool:
    """Whether a lead's decision makes it a check again: it is gold, and its reference was right."""
    return item.sample.origin == Origin.GOLD and bool(label) and label == item.sample.reference
