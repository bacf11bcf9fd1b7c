"""Drawing the map of a project. Needs pandas and scikit-learn: worker only."""

import time

import numpy as np
import pandas as pd
from django.db import transaction

from annotation.amounts import made_from
from annotation.machine.frames import samples_frame
from annotation.map.frames import Column, columns_of
from annotation.methods.map.layout import layout
from annotation.methods.map.parts import NOTHING, packed
from annotation.methods.map.regions import Region, regions
from annotation.methods.signals.words import SUSPICION
from annotation.models import DataMap, MapPart
from generation import jobs
from generation.methods.students.features import reduced_view, text_features
from generation.models import Codebook, Job, Project
from synthlab.turns import turn

ROWS_A_PART = 10_000
KEPT = 2  # a page that is open reads on in the one before


def draw_map(job: Job) -> DataMap | None:
    """Lay out all rows, colour them, and store the map beside the one before; older ones go.

    No transaction is open while it draws. Done twice, it draws the same twice.
    """
    project, started = job.project, time.monotonic()
    codebook = Codebook.objects.current(project)
    if codebook is None:
        return None
    jobs.report(job, step="read")
    basis = made_from(project)
    samples, _others = samples_frame(project, codebook.judged_name)
    texts = samples["text"].fillna("").tolist()
    jobs.report(job, step="place")
    places = layout(reduced_view(text_features(texts))) if texts else np.empty((0, 2), dtype=np.float32)
    jobs.report(job, step="colour")
    columns = columns_of(project, codebook, pd.Index(samples["sample"]))
    parts = regions(places, texts)
    told = [_told(region, columns) for region in parts]
    columns.append(
        Column(DataMap.REGION, _membership(parts, len(texts)), [str(number) for number in range(len(parts))])
    )
    drawn = DataMap(project=project, made_from=basis, columns=[one.as_json() for one in columns], regions=told)
    jobs.report(job, step="write")
    return _store(drawn, samples["sample"].to_numpy(), places, columns, started)


def _membership(parts: list[Region], rows: int) -> np.ndarray:
    found = np.full(rows, NOTHING, dtype=np.uint8)
    for number, region in enumerate(parts):
        found[region.rows] = number
    return found


def _told(region: Region, columns: list[Column]) -> dict:
    """A region for the table: how many rows, its words, its most frequent label, how suspicious its rows are."""
    by_id = {column.id: column for column in columns}
    told = {"rows": len(region.rows), "x": region.middle[0], "y": region.middle[1], "words": region.words}
    if label := by_id.get(DataMap.LABEL):
        values = label.values[region.rows]
        counts = np.bincount(values[values != NOTHING], minlength=1)
        if counts.sum():
            told |= {"label": label.names[int(counts.argmax())], "share": float(counts.max() / counts.sum())}
    if suspicion := by_id.get(SUSPICION):
        values = suspicion.values[region.rows]
        if (values != NOTHING).any():
            told["suspicion"] = float(values[values != NOTHING].mean() / (NOTHING - 1))
    return told


def _store(drawn: DataMap, samples: np.ndarray, places: np.ndarray, columns: list[Column], started: float) -> DataMap:
    placed = np.flatnonzero(~np.isnan(places).any(axis=1))
    drawn.rows, drawn.unplaced = len(placed), len(places) - len(placed)
    cuts = [placed[start : start + ROWS_A_PART] for start in range(0, len(placed), ROWS_A_PART)]
    data = [packed(samples[rows], places[rows], [column.values[rows] for column in columns]) for rows in cuts]
    drawn.seconds = round(time.monotonic() - started, 2)
    with turn(), transaction.atomic():
        drawn.save()
        MapPart.objects.bulk_create(
            [MapPart(map=drawn, number=n, rows=len(cuts[n]), data=each) for n, each in enumerate(data)], batch_size=20
        )
        _drop_older(drawn.project)
    return drawn


def _drop_older(project: Project) -> None:
    older = DataMap.objects.filter(project=project).values_list("pk", flat=True)[KEPT:]
    DataMap.objects.filter(pk__in=list(older)).delete()
