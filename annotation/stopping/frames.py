"""Where a project's audit stands, and what is known of the rows that are left. Needs numpy: worker only."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from django.db.models import QuerySet

from annotation.agreement.frames import blind_pairs, of_question
from annotation.certificate.frames import Removed, current_snapshot, removals
from annotation.methods.certificate.forecast import Standing
from annotation.methods.effects.times import measured, median_time
from annotation.methods.signals.words import WRONG
from annotation.models import Annotation, Item, Signal, Snapshot
from generation.methods.estimates import Share, wilson
from generation.models import Codebook, LabelSource, Project

CHUNK = 10_000
NEWEST = 5000  # answers that times are measured on
USUAL_RISK = 0.05
ENOUGH_AUDITS = 20  # settled ones, from which on their share of errors stands in for chances that nobody scored

SCORE, AUDIT, NOTHING = "score", "audit", "nothing"


@dataclass(frozen=True)
class Pool:
    """The audit where it stands, the chance of a wrong label of each row left, and what these chances rest on.

    `snapshot` is None before a freeze: then all rows are left that would be frozen, at the usual risk.
    """

    snapshot: Snapshot | None
    removed: list[Removed]
    standing: Standing
    chances: np.ndarray
    basis: str

    @property
    def ended_at(self) -> datetime | None:
        return self.snapshot.ended_at if self.snapshot else None


def pool_of(project: Project) -> Pool:
    """Of the current snapshot, or, before the first and after the seed was published, of what would be frozen now.

    Where reviewing has ended the log is that of the certificate, which ends there too.
    """
    snapshot = current_snapshot(project)
    if snapshot is None or snapshot.published_seed:
        left = _to_be_frozen(project).values_list("sample", flat=True)
        chances = _chances(project, left)
        return Pool(None, [], Standing.of(len(chances), [], risk=USUAL_RISK), *_or_audited(chances, None))
    removed = removals(snapshot.items.all(), snapshot.ended_at)
    standing = Standing.of(snapshot.size, [row.removal for row in removed], risk=snapshot.risk)
    left = snapshot.items.filter(removal__isnull=True).values_list("item__sample", flat=True)
    return Pool(snapshot, removed, standing, *_or_audited(_chances(project, left), standing))


def _to_be_frozen(project: Project) -> QuerySet[Item]:
    return Item.objects.filter(project=project, state=Item.State.OPEN, sample__label_source=LabelSource.MACHINE)


def _chances(project: Project, samples: QuerySet) -> np.ndarray:
    """The stored chance of each sample; NaN where there is none."""
    stored = Signal.objects.filter(project=project, name=WRONG).values_list("sample_id", "value")
    known = dict(stored.iterator(chunk_size=CHUNK))
    return np.array([known.get(sample, np.nan) for sample in samples.iterator(chunk_size=CHUNK)], dtype=float)


def _or_audited(chances: np.ndarray, standing: Standing | None) -> tuple[np.ndarray, str]:
    """Without any score, the share that the audit found wrong is each row's chance, where it has settled enough."""
    if not np.isnan(chances).all():
        return np.clip(chances, 0, 1), SCORE
    losses = [one.loss for one in (standing.log if standing else ()) if one.audit and one.loss is not None]
    if len(losses) < ENOUGH_AUDITS:
        return chances, NOTHING
    return np.full(len(chances), (sum(losses) + 1) / (len(losses) + 2)), AUDIT


def seconds_an_answer(project: Project) -> dict:
    """{value, low, high, n}: the median of the newest 5,000 answers to items; no value without any."""
    answers = Annotation.objects.valid().of_items().filter(project=project, seconds__isnull=False).order_by("-pk")
    told = median_time(measured(np.array(answers.values_list("seconds", flat=True)[:NEWEST], dtype=float)))
    return {"value": told.value, "low": told.low, "high": told.high, "n": told.n}


def answered_twice(project: Project, codebook: Codebook) -> Share:
    """How often the first two blind answers to the judged question are the same."""
    answers = of_question(blind_pairs(project, codebook), codebook.judged_name)
    if not len(answers):
        return wilson(0, 0)
    different = pd.Series(answers["label"].to_numpy()).groupby(answers["item"].to_numpy()).nunique()
    return wilson(int((different == 1).sum()), len(different))
