"""The rows that an estimation sample is drawn from, and what people have said of those drawn. Imports numpy."""

from dataclasses import dataclass

import numpy as np
from django.db.models import Case, Exists, OuterRef, When

from annotation.certificate.frames import with_decision
from annotation.methods.estimators.strata import by_size, most_strata, risk_strata
from annotation.methods.signals.words import WRONG
from annotation.models import Annotation, EstimatedRow, Estimation, Signal, Snapshot, Stream

CHUNK = 10_000


@dataclass(frozen=True)
class Left:
    """Rows of a snapshot that nobody has had: item, frozen label, and the chance that it is wrong (NaN: not known)."""

    items: np.ndarray
    labels: list[str]
    chances: np.ndarray


@dataclass(frozen=True)
class Taken:
    """Of one stratum, up to the first row in its secret order that nobody was handed: settled right or wrong, or open.
    `looks`: of the rows drawn."""

    size: int
    looks: int
    right: int
    wrong: int
    open: int

    @property
    def checked(self) -> int:
        return self.right + self.wrong


def left_of(snapshot: Snapshot) -> Left:
    """In one query, so that they are those of one moment."""
    rows = snapshot.items.filter(removal__isnull=True).order_by("item_id")
    left = list(rows.values_list("item_id", "item__sample_id", "label").iterator(chunk_size=CHUNK))
    stored = Signal.objects.filter(project=snapshot.project_id, name=WRONG).values_list("sample_id", "value")
    known = dict(stored.iterator(chunk_size=CHUNK))
    chances = np.array([known.get(sample, np.nan) for _item, sample, _label in left], dtype=float)
    items = np.array([item for item, _sample, _label in left], dtype=np.int64)
    return Left(items, [label for _item, _sample, label in left], np.clip(chances, 0, 1))


def strata_of(left: Left, looks: int) -> np.ndarray:
    """(rows,) The riskier rows of a label come in later strata; as many as are worth it for so many looks."""
    return risk_strata(left.chances, left.labels, most=most_strata(looks))


def looks_at(strata: np.ndarray, looks: int) -> np.ndarray:
    """By the strata's sizes. More where the chances say that errors spread would be wider than no strata at all where
    they are wrong, and nobody knows that before the answers (docs/methods.md, intervals)."""
    return by_size(np.bincount(strata), looks)


def taken(estimation: Estimation) -> list[Taken]:
    """By stratum. Only blind answers count, however a row was handed out: by the sample, the audit or the queue.

    A row that was put off because of what it is must not leave the sample, so each stratum ends at the first row that
    nobody was handed: those before it are a uniform draw from the stratum.
    """
    assisted = Annotation.objects.valid().exclude(stream=Stream.GOLD).filter(item=OuterRef("item"), blind=False)
    drawn = EstimatedRow.objects.filter(estimation=estimation)
    rows = with_decision(estimation.snapshot.items.filter(item__in=drawn.values("item")))
    rows = rows.annotate(by_people=Case(When(~Exists(assisted), then=True), default=False))
    names = ("item", "removal", "label", "decided", "settled", "by_people")
    said = {item: tuple(values) for item, *values in rows.values_list(*names)}
    strata: list[list[int]] = [[0, 0, 0] for _stratum in estimation.strata]
    ended: set[int] = set()
    for stratum, item in drawn.order_by("key").values_list("stratum", "item"):
        removal, label, decided, settled, by_people = said[item]
        if removal is None:
            ended.add(stratum)
        if stratum in ended:
            continue
        place = 2 if not (settled and by_people) else int(decided != label)
        strata[stratum][place] += 1
    return [Taken(told["rows"], told["looks"], *counts) for told, counts in zip(estimation.strata, strata, strict=True)]
