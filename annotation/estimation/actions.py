"""Drawing an estimation sample: strata, looks at each, and rows by a secret key. Imports numpy."""

import numpy as np
from django.db import transaction
from django.utils import timezone

from annotation.estimation.frames import Left, left_of, looks_at, strata_of
from annotation.methods.certificate.audit_keys import audit_keys
from annotation.models import EstimatedRow, Estimation
from annotation.queue.actions.pull import lock_dispenser
from generation.encryption import opened


def draw_estimation(*, estimation: Estimation) -> bool:
    """Draw the rows of a sample that was ordered; False where that is done, or it was ended before.

    The smallest keys of each stratum are a uniform draw from it to whoever does not know the seed. All rows that
    nobody had at one moment are drawn from; who is handed one meanwhile takes nothing from that.
    """
    if estimation.drawn_at or estimation.ended_at:
        return False
    left = left_of(estimation.snapshot)
    strata = strata_of(left, estimation.looks)
    looks = looks_at(strata, estimation.looks)
    keys = np.array(audit_keys(opened(estimation.seed_encrypted), left.items.tolist()), dtype=np.int64)
    with transaction.atomic():
        dispenser = lock_dispenser(estimation.project)
        mine = Estimation.objects.select_for_update().get(pk=estimation.pk)
        if mine.drawn_at or mine.ended_at:
            return False
        for stratum, n in enumerate(looks.tolist()):
            rows = np.flatnonzero(strata == stratum)
            _keep(mine, stratum, left.items[rows], keys[rows], n)
        mine.strata = _told(left, strata, looks)
        mine.left, mine.looks, mine.drawn_at = len(strata), int(looks.sum()), timezone.now()
        mine.save(update_fields=["strata", "left", "looks", "drawn_at"])
        dispenser.estimation = mine
        dispenser.save(update_fields=["estimation"])
    return True


def _keep(estimation: Estimation, stratum: int, items: np.ndarray, keys: np.ndarray, looks: int) -> None:
    first = np.lexsort((items, keys))[:looks]
    EstimatedRow.objects.bulk_create(
        EstimatedRow(estimation=estimation, item_id=item, stratum=stratum, key=key, probability=looks / len(items))
        for item, key in zip(items[first].tolist(), keys[first].tolist(), strict=True)
    )


def _told(left: Left, strata: np.ndarray, looks: np.ndarray) -> list[dict]:
    """What each stratum is: its label where all its rows have one, the chances between which they lie, rows, looks."""
    labels, told = np.array(left.labels, dtype=object), []
    for stratum, n in enumerate(looks.tolist()):
        rows = np.flatnonzero(strata == stratum)
        known = left.chances[rows][~np.isnan(left.chances[rows])]
        own = sorted(set(labels[rows].tolist()))
        low, high, mean = (float(known.min()), float(known.max()), float(known.mean())) if len(known) else (None,) * 3
        label = own[0] if len(own) == 1 else ""
        told.append({"label": label, "low": low, "high": high, "expected": mean, "rows": len(rows), "looks": n})
    return told
