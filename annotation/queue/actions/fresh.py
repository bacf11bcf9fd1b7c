"""Items that nobody had: audit draws, and the active order."""

from django.db.models import QuerySet

from annotation.methods.selection.explore import RANDOM_SHARE
from annotation.models import Dispenser, Item, SnapshotItem, Stream
from annotation.queue.actions.audit import audit_is_on, remove
from annotation.queue.actions.draws import Draw, chance, enough_wait
from annotation.queue.actions.lanes import first_of_mine
from annotation.queue.actions.lease import answers_needed
from annotation.queue.actions.pull import TOP, policy_under
from annotation.queue.actions.rechecks import recheck_draw, rechecks_are_on
from annotation.queue.actions.sampling import sample_draw, share_of_sample
from annotation.queue.actions.settle import pass_to_lead
from annotation.queue.frames import EVERYBODY, could_answer
from generation.models import LabelSource
from synthlab.prepared import Given, Prepared


def _unheard(*order: str) -> QuerySet[Item]:
    open_items = Item.objects.filter(lane=Given("lane"), project=Given("project"), state=Item.State.OPEN)
    return open_items.select_related("sample").order_by(*order)


MOST_SUSPICIOUS = Prepared(lambda: _unheard("-priority", "id")[:1])
NEXT_FIVE = Prepared(lambda: _unheard("-priority", "id")[1:6])
AT_RANDOM = Prepared(lambda: _unheard("draw_key")[:1])
MOST_SUSPICIOUS_OF_MINE = Prepared(lambda: first_of_mine("-priority", "id"))
AT_RANDOM_OF_MINE = Prepared(lambda: first_of_mine("draw_key"))


def fresh_draw(dispenser: Dispenser, user, stream: str | None) -> Draw | None:
    """An item that nobody had: an audit draw or the active order. Once reviewing has stopped, in the place of audits a
    row that was settled then; and where nothing else is left, too."""
    if rechecks_are_on(dispenser):
        return _among_rechecks(dispenser, user, stream)
    share = policy_under(dispenser.project).audit_share if audit_is_on(dispenser) else 0.0
    if stream == Stream.AUDIT:
        return _audit(dispenser, user, 1.0) if audit_is_on(dispenser) else None
    if stream is None and chance.random() < share and (drawn := _audit(dispenser, user, share)):
        return drawn
    sampled = share_of_sample(dispenser)
    falls = sampled and (stream == Stream.SAMPLE or (stream is None and chance.random() < sampled))
    if falls and (drawn := sample_draw(dispenser)):
        return drawn
    active = 1.0 if stream else (1.0 - share) * (1.0 - sampled)
    return _active(dispenser, user, active) if stream in (None, Stream.ACTIVE) else None


def _among_rechecks(dispenser: Dispenser, user, stream: str | None) -> Draw | None:
    share = policy_under(dispenser.project).audit_share
    if stream in (Stream.AUDIT, Stream.OVERLAP):
        return recheck_draw(dispenser, user, 1.0)
    if stream is None and chance.random() < share and (drawn := recheck_draw(dispenser, user, share)):
        return drawn
    if stream not in (None, Stream.ACTIVE):
        return None
    chosen = _active(dispenser, user, 1.0 if stream else 1.0 - share)
    return chosen or (recheck_draw(dispenser, user, 1.0) if stream is None else None)


def _audit(dispenser: Dispenser, user, coin: float) -> Draw | None:
    """The undrawn row with the smallest secret key: a uniform draw from what is left, whoever asks.

    Whether to draw is decided by what happened so far, before the row is looked at: a row that is put off because of
    what it is stays the next one while the queue clears others, and the next draw is uniform no more. Where it is not
    this person's to have it is drawn all the same, and waits for somebody whose it is: to pass it over would leave out
    of the audit what few people may answer. Until it is answered it stays open, and the certificate counts it as if
    its label were wrong; so only a few wait at a time. What nobody may answer is a lead's at once: it stays open for
    the certificate until they have decided, and holds up no other draw.
    """
    if _enough_wait_for_others(dispenser):
        return None
    snapshot = dispenser.snapshot
    undrawn = SnapshotItem.objects.filter(snapshot=snapshot, removal=None).order_by("audit_key", "item_id")
    row = undrawn.select_related("item__sample").first()
    if row.item.lane in dispenser.mine:
        return Draw(row.item, Stream.AUDIT, coin / (snapshot.size - snapshot.removals))
    _leave_to_others(dispenser, row.item)
    if not could_answer(dispenser.project_id, row.item.lane):
        pass_to_lead(row.item, was=Item.State.WAITING)
    return None


def _enough_wait_for_others(dispenser: Dispenser) -> bool:
    """Whether as many audit draws as may be wait, unanswered, for people other than this one."""
    waiting = Item.objects.filter(project=dispenser.project_id, state=Item.State.WAITING)
    return enough_wait(dispenser, waiting.filter(stream=Stream.AUDIT, answers=0).exclude(lane__in=dispenser.mine))


def _leave_to_others(dispenser: Dispenser, item: Item) -> None:
    """An audit draw waits, out of the pool, for a person who may have it."""
    item.state, item.stream, item.entered_as = Item.State.WAITING, Stream.AUDIT, item.sample.state
    item.answers_needed = answers_needed(dispenser, None, Stream.AUDIT, item.lane)
    item.save(update_fields=["state", "stream", "entered_as", "answers_needed"])
    dispenser.open_items = max(0, dispenser.open_items - 1)
    dispenser.save(update_fields=["open_items"])
    remove(dispenser.snapshot, item, Stream.AUDIT)


def _active(dispenser: Dispenser, user, coin: float) -> Draw | None:
    """The most suspicious item. In an unlabelled pool one in five is drawn at random until the student is good, and all
    of them until somebody has put them in order: they would come as they were imported.

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
    share = RANDOM_SHARE if item.priority else 1.0
    if explores and dispenser.explore and chance.random() < share:
        if dispenser.has_lanes:  # of what this person may have, which nobody counts
            two = AT_RANDOM.first(project=dispenser.project_id, lane=EVERYBODY), AT_RANDOM_OF_MINE.first(**given)
            return Draw(min(filter(None, two), key=lambda one: one.draw_key), Stream.ACTIVE)
        item = AT_RANDOM.first(project=dispenser.project_id, lane=EVERYBODY)
        return Draw(item, Stream.ACTIVE, coin * share / max(1, dispenser.open_items))
    if item.group is not None and item.group == dispenser.last_group:
        others = NEXT_FIVE.all(project=dispenser.project_id, lane=item.lane)
        item = next((other for other in others if other.group != item.group), item)
    return Draw(item, Stream.ACTIVE)
