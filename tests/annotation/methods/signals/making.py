"""Evidence and the bench of the catalogue, made by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd

from annotation.methods.signals.evidence import Evidence, Facts


def evidence(texts=(), given=None, classes=("a", "b"), **more) -> Evidence:
    """Rows numbered from 10 on; without `given` all carry the first label; tables are NaN unless they are given."""
    rows = len(texts) if len(texts) else len(next(iter(more.values()), []) if given is None else given)
    given = np.zeros(rows, dtype=np.int64) if given is None else np.asarray(given, dtype=np.int64)
    nothing = np.full((rows, len(classes)), np.nan)
    tables = dict.fromkeys(("student", "second", "neighbours"), nothing) | {
        name: np.asarray(more.pop(name), dtype=float) for name in ("student", "second", "neighbours") if name in more
    }
    return Evidence(
        samples=pd.Index(range(10, 10 + rows)),
        classes=[*classes],
        given=given,
        confidence=np.full(rows, np.nan),
        texts=[*texts],
        facts=more.pop("facts", Facts.nothing(rows)),
        **tables,
        **more,
    )


def facts(rows, **known) -> Facts:
    return replace(Facts.nothing(rows), **{name: np.asarray(values) for name, values in known.items()})


def values_of(said) -> list[float]:
    return said.values.tolist()
