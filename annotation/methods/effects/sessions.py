"""Sittings: a person's answers one after the other, until a pause."""

import pandas as pd

from annotation.methods.columns import checked

PAUSE_MINUTES = 30


def sessions(answers: pd.DataFrame, *, pause_minutes: float = PAUSE_MINUTES) -> pd.DataFrame:
    """Number the sittings of each person and the answers in them.

    A new one begins where more than `pause_minutes` lie between an answer and the one before it.

    Parameters
    ----------
    answers : (person, at), `at` a timestamp, the moment of the answer; in any order.

    Returns
    -------
    DataFrame (session, position) with the index of `answers`: sessions numbered from 0, those of one person together,
    positions from 1.
    """
    ordered = checked(answers, ("person", "at")).set_axis(answers.index).sort_values(["person", "at"], kind="stable")
    pause = pd.to_datetime(ordered["at"], utc=True).diff() > pd.Timedelta(minutes=pause_minutes)
    begins = pause | (ordered["person"] != ordered["person"].shift())
    session = (begins.cumsum() - 1).astype(int)
    position = ordered.groupby(session).cumcount() + 1
    return pd.DataFrame({"session": session, "position": position}).reindex(answers.index)
