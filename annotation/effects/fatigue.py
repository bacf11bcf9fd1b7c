"""Whether people become slower or less right the longer they sit."""

from dataclasses import asdict

import pandas as pd

from annotation.effects.known import Known
from annotation.effects.pace import factor, with_times
from annotation.methods.effects.drift import (
    PARTS,
    agreement_by_part,
    agreement_trend,
    step_of,
    time_trend,
    times_by_part,
)
from annotation.methods.effects.sessions import PAUSE_MINUTES, sessions


def fatigue(answers: pd.DataFrame, known: Known, *, people: list[str]) -> dict:
    """The part of the report on drift within a sitting.

    Positions count all answers, those taken back too: they were work. What is told is of those that stand.
    """
    seated = answers.join(sessions(answers))
    table = seated[seated["stands"]]
    table = table.join(known.beside(table))
    table["agrees"] = (table["label"] == table["truth"]).where(table["truth"].notna())
    lengths, per = seated.groupby("session").size(), step_of(seated["session"])
    return {
        "sessions": int(len(lengths)),
        "longest": int(lengths.max()) if len(lengths) else 0,
        "pause_minutes": PAUSE_MINUTES,
        "per": per,
        **_trends(table, per),
        "times": _parts(times_by_part(with_times(table))),
        "agreement": _parts(agreement_by_part(table)),
        "by_person": [
            {"person": person, "sessions": int(part["session"].nunique()), **_trends(part, per)}
            for person, part in table[table["person"].isin(people)].groupby("person")
        ],
    }


def _trends(table: pd.DataFrame, per: int) -> dict:
    return {
        "time_trend": factor(time_trend(with_times(table), per=per)),
        "agreement_trend": asdict(agreement_trend(table, per=per)),
    }


def _parts(found: dict) -> list[dict]:
    """Each part of a sitting by its first and last position; the last part has no end."""
    return [
        {"first": PARTS[part - 1] + 1 if part else 1, "last": PARTS[part] if part < len(PARTS) else None, **asdict(one)}
        for part, one in sorted(found.items())
    ]
