"""Rows that people had settled are asked again, of somebody who never had them (methods/human.md 9.9).

Once reviewing has stopped, rows are drawn by a secret key from those that were settled then. Whoever is handed one sees
a second answer like any other: blind, under the stream of second answers, and not told of as anything else.
"""

from django.db.models import Exists, OuterRef
from django.utils import timezone

from annotation.models import Annotation, Assignment, Dispenser, DoneWhen, Item, Recheck, RecheckRow, Stream
from annotation.queue.actions.draws import Draw, enough_wait
from annotation.queue.actions.pull import policy_under

#: Drawn rows that wait for an answer anyway, one answer was taken back say, are passed over so often at once.
MOST_AT_ONCE = 20


def rechecks_are_on(dispenser: Dispenser) -> bool:
    """No query: what is left to draw stands on the snapshot."""
    snapshot = dispenser.snapshot
    ready = snapshot is not None and snapshot.rechecks_left > 0 and not snapshot.published_seed
    return ready and snapshot.codebook_id == dispenser.codebook_id and policy_under(dispenser.project).audit_open


def recheck_draw(dispenser: Dispenser, user, coin: float) -> Draw | None:
    """The settled row with the smallest secret key that was not drawn yet: a uniform draw from them, whoever asks.

    Where it is not this person's, for they had it before, it is drawn all the same and waits for somebody else; to pass
    it over would leave the draw to chance no more. Only a few wait at a time.
    """
    recheck = Recheck.objects.get(snapshot=dispenser.snapshot_id)
    for _turn in range(MOST_AT_ONCE):
        if not dispenser.snapshot.rechecks_left or _enough_wait(dispenser, recheck):
            return None
        left = dispenser.snapshot.rechecks_left
        item = _drawn(dispenser, recheck)
        _ask_once_more(item)
        if item.state != Item.State.ANSWERED:  # it is on its way to an answer as it is
            continue
        if item.lane in dispenser.mine and not _had(item, user):
            return Draw(item, Stream.OVERLAP, coin / left)
        item.state = Item.State.WAITING
        item.save(update_fields=["state"])
        dispenser.some_wait = True
    return None


def _drawn(dispenser: Dispenser, recheck: Recheck) -> Item:
    row = recheck.rows.filter(draw=None).order_by("key", "item_id").select_related("item__sample").first()
    recheck.draws += 1
    recheck.save(update_fields=["draws"])
    row.draw, row.drawn_at = recheck.draws, timezone.now()
    row.save(update_fields=["draw", "drawn_at"])
    dispenser.snapshot.rechecks_left -= 1
    dispenser.snapshot.save(update_fields=["rechecks_left"])
    return row.item


def _ask_once_more(item: Item) -> None:
    """One answer more; where it is another one than those before it, a lead decides: they do not outvote it.

    Two more where the row is on its way already, for its own author may be the one who holds it.
    """
    more = 1 if item.state == Item.State.ANSWERED else 2
    item.answers_needed, item.done_when = max(item.answers_needed, item.answers + more), DoneWhen.ALL
    item.save(update_fields=["answers_needed", "done_when"])


def _had(item: Item, user) -> bool:
    theirs = Assignment.objects.filter(item=item, user=user)
    return theirs.exclude(state=Assignment.State.RETURNED).exists()


def _enough_wait(dispenser: Dispenser, recheck: Recheck) -> bool:
    """Of rows that were answered since, and wait for one person more, there may be any number."""
    waiting = RecheckRow.objects.filter(recheck=recheck, draw__isnull=False, item__state=Item.State.WAITING)
    said = Annotation.objects.of_items().filter(item=OuterRef("item"), created_at__gte=OuterRef("drawn_at"))
    return enough_wait(dispenser, waiting.filter(~Exists(said)))
