"""Storing signals: only what is new or moved is written, and what a signal no longer says is taken away."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
import orjson
import pandas as pd
from django.db import transaction

from annotation.machine.upserts import upsert
from annotation.methods.signals.registry import SIGNALS
from annotation.methods.signals.words import BEFORE, SUSPICION, WRONG
from annotation.models import Signal
from generation.models import Project
from synthlab.turns import turn

DIGITS = 6
#: A value that moved by less stays as it is: pages show two decimals, and a refit moves nearly all of them a little.
#: Suspicion and the chance of a wrong label alone are exact: orders and sums are taken from them.
STILL = 0.005
CHUNK = 10_000
AT_ONCE = 500


@dataclass
class Change:
    """What is to be written of one signal, (sample, value, detail as JSON or None), and samples of which it is gone."""

    name: str
    rows: list[tuple[int, float, str | None]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)


def changes(project: Project, signals: pd.DataFrame, details: Mapping[str, Mapping[str, Sequence]]) -> Iterator[Change]:
    """Compare each column with what is stored of it, column by column.

    Of a sparse signal a row that it says 0 of is not stored. Samples that are not among these rows, such as rejected
    ones, keep what was said of them.
    """
    for name in signals:
        values = signals[name].round(DIGITS)
        sparse = name in SIGNALS and SIGNALS[name].sparse
        said = values.notna() & (values > 0) if sparse else values.notna()
        yield _change(project, name, values[said], details.get(name, {}), np.flatnonzero(said), signals.index)


def _change(
    project: Project, name: str, values: pd.Series, details: Mapping, places: np.ndarray, samples: pd.Index
) -> Change:
    stored, told = _stored(project, name, with_details=bool(details))
    change = Change(name, gone=[int(pk) for pk in stored.index.difference(values.index).intersection(samples)])
    before = stored.reindex(values.index)
    least = 10**-DIGITS if name in (SUSPICION, WRONG, BEFORE) else STILL
    moved = (before.isna() | ((values - before).abs() >= least)).to_numpy()
    for pk, value, place, differs in zip(values.index, values, places, moved, strict=True):
        detail = _json(details, place)
        if differs or (told and told.get(pk) != detail):
            change.rows.append((int(pk), float(value), detail))
    return change


def _stored(project: Project, name: str, *, with_details: bool) -> tuple[pd.Series, dict[int, str | None]]:
    rows = Signal.objects.filter(project=project, name=name)
    columns = ("sample_id", "value", "detail") if with_details else ("sample_id", "value")
    found = list(rows.values_list(*columns).iterator(chunk_size=CHUNK))
    values = pd.Series([row[1] for row in found], index=[row[0] for row in found], dtype=float)
    return values, {row[0]: _written(row[2]) for row in found} if with_details else {}


def _json(details: Mapping[str, Sequence], place: int) -> str | None:
    told = {name: _plain(column[place]) for name, column in details.items()}
    told = {name: value for name, value in told.items() if value is not None}
    return _written(told) if told else None


def _plain(value):
    return value.item() if isinstance(value, np.generic) else value


def _written(told: dict | None) -> str | None:
    return None if told is None else orjson.dumps(told, option=orjson.OPT_SORT_KEYS).decode()


def keep(project: Project, found: Sequence[Change]) -> Iterator[int]:
    """Write the changes; yields how many rows are done."""
    rows = ((project.pk, pk, one.name, value, detail) for one in found for pk, value, detail in one.rows)
    columns = {
        "project_id": "bigint", "sample_id": "bigint", "name": "varchar", "value": "float8", "detail": "jsonb",
    }  # fmt: skip
    done = 0
    for done in upsert(Signal._meta.db_table, columns, ("sample_id", "name"), rows):
        yield done
    for one in found:
        samples = iter(one.gone)
        while part := list(islice(samples, AT_ONCE)):
            with turn(), transaction.atomic():
                Signal.objects.filter(sample__in=part, name=one.name).delete()
            done += len(part)
            yield done


def amount(found: Sequence[Change]) -> int:
    return sum(len(one.rows) + len(one.gone) for one in found)


def summary(signals: pd.DataFrame, bins: int) -> dict[str, dict]:
    """For each signal how many rows it speaks of, its mean and a histogram of equal bins; sparse ones without zeros."""
    found = {}
    for name in signals:
        values = signals[name].dropna().to_numpy()
        values = values[values > 0] if name in SIGNALS and SIGNALS[name].sparse else values
        if len(values):
            histogram = np.histogram(values, bins=bins, range=(0, 1))[0].tolist()
            found[name] = {"rows": len(values), "mean": round(float(values.mean()), 6), "histogram": histogram}
    return found
