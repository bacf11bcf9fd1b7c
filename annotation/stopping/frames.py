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
from annotation.methods.signals.words import BEFORE, WRONG
from annotation.methods.stopping.words import ROUNDS
from annotation.models import Annotation, Item, Signal, Snapshot, Stream, Student
from annotation.routing.frames import opinions_beside
from generation.methods.estimates import Share, wilson
from generation.models import Codebook, LabelSource, Project

CHUNK = 10_000
NEWEST = 5000  # answers that times are measured on
USUAL_RISK = 0.05
ENOUGH_AUDITS = 20  # settled ones, from which on their share of errors stands in for chances that nobody scored

SCORE, AUDIT, NOTHING = "score", "audit", "nothing"


@dataclass(frozen=True)
class Pool:
    """The audit where it stands, the rows left, of each the chance of a wrong label, and what these chances rest on.

    `snapshot` is None before a freeze: then all rows are left that would be frozen, at the usual risk.
    """

    snapshot: Snapshot | None
    removed: list[Removed]
    standing: Standing
    samples: np.ndarray
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
        left = _keys(_to_be_frozen(project).values_list("sample", flat=True))
        standing = Standing.of(len(left), [], risk=USUAL_RISK)
        return Pool(None, [], standing, left, *_or_audited(_chances(project, left), None))
    removed = removals(snapshot.items.all(), snapshot.ended_at)
    standing = Standing.of(snapshot.size, [row.removal for row in removed], risk=snapshot.risk)
    left = _keys(snapshot.items.filter(removal__isnull=True).values_list("item__sample", flat=True))
    return Pool(snapshot, removed, standing, left, *_or_audited(_chances(project, left), standing))


def _to_be_frozen(project: Project) -> QuerySet[Item]:
    return Item.objects.filter(project=project, state=Item.State.OPEN, sample__label_source=LabelSource.MACHINE)


def _keys(samples: QuerySet) -> np.ndarray:
    return np.fromiter(samples.iterator(chunk_size=CHUNK), dtype=np.int64)


def _chances(project: Project, samples: np.ndarray) -> np.ndarray:
    """The stored chance of each sample; NaN where there is none."""
    stored = Signal.objects.filter(project=project, name=WRONG).values_list("sample_id", "value")
    known = dict(stored.iterator(chunk_size=CHUNK))
    return np.array([known.get(sample, np.nan) for sample in samples.tolist()], dtype=float)


def _or_audited(chances: np.ndarray, standing: Standing | None) -> tuple[np.ndarray, str]:
    """Without any score, the share that the audit found wrong is each row's chance, where it has settled enough."""
    if not np.isnan(chances).all():
        return np.clip(chances, 0, 1), SCORE
    losses = [one.loss for one in (standing.log if standing else ()) if one.audit and one.loss is not None]
    if len(losses) < ENOUGH_AUDITS:
        return chances, NOTHING
    return np.full(len(chances), (sum(losses) + 1) / (len(losses) + 2)), AUDIT


def audited_chances(pool: Pool) -> tuple[np.ndarray, np.ndarray]:
    """Of each audit row that is settled, by answers given blind or by a lead: the chance that its label is wrong, and
    whether it is.

    The stored chance of an answered row is that of a score without its answer, and before opinions that came after it:
    what the score knew when people were asked. NaN where no score has seen the row.
    """
    loss = {row.item: row.removal.loss for row in pool.removed if row.removal.audit and row.removal.loss is not None}
    if not loss:
        return np.zeros(0), np.zeros(0, dtype=bool)
    drawn = pool.snapshot.items.filter(removal__isnull=False, stream=Stream.AUDIT)
    stored = Signal.objects.filter(name__in=(WRONG, BEFORE), sample__in=drawn.values("item__sample"))
    known = dict(stored.order_by("-name").values_list("sample__item", "value"))  # of two the last holds, BEFORE
    chances = np.array([known.get(item, np.nan) for item in loss], dtype=float)
    return chances, np.array([one > 0 for one in loss.values()], dtype=bool)


def with_further_opinion(project: Project, question: str, samples: np.ndarray) -> int:
    """How many of the rows another model has labelled, or the same in another form."""
    opinions, _askers = opinions_beside(project, question)
    return int(np.isin(samples, opinions["sample"].to_numpy(dtype=np.int64)).sum())


def rounds_so_far(project: Project, question: str) -> list[dict]:
    """What the newest fits that knew more answers than the one before have changed, the newest last."""
    fits = Student.objects.filter(project=project, question=question, metrics__has_key="round")
    return [one["round"] for one in fits.values_list("metrics", flat=True)[:ROUNDS]][::-1]


def answers_so_far(project: Project) -> int:
    """Those that people have given to items, which is what their time was paid for."""
    return Annotation.objects.valid().of_items().filter(project=project).count()


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
