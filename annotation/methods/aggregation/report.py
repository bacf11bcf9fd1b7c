"""What is told of many voices on the same items: the methods side by side, each voice, and where it is hard."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from annotation.methods.aggregation.aggregated import Aggregated
from annotation.methods.aggregation.choosing import USUAL, Choice, choose
from annotation.methods.aggregation.dawid_skene import ALONE
from annotation.methods.columns import LABELS, checked
from generation.methods.estimates import Share, wilson
from generation.methods.translatable import gettext_noop as _

NO_OVERLAP = _("No item has the answers of two voices: nothing tells whose answer is right.")
NOBODY = _("Nobody has answered yet.")
ALIKE = _("All answers to these items are one label: nothing tells how far anybody can be relied on.")
LARGE = _("More than 250,000 answers: GLAD, which takes the longest, is left out.")

GLAD_ANSWERS = 250_000
CELLS = 4_000_000  # of all tables of confusion together
VOICES, LISTED, SHOWN_LABELS = 60, 20, 12
SAME_SHARE, SAME_ANSWERS = 0.95, 20
ENOUGH_FOR_HARDNESS = 3  # answers to an item


def report(labels: pd.DataFrame, *, gold: Mapping[Any, Any], names: Sequence[str]) -> dict:
    """Tell what the methods of aggregation make of items that two voices or more spoke of.

    Items of one voice are left out: its answer would stand as the truth, and count as right.

    Parameters
    ----------
    labels : (item, annotator, label), one row an answer, a voice once an item. gold : {item: label}, shown to no
        method. names : all labels, in the order in which they are told.

    Returns
    -------
    {answers, items, single, voices_in_all, reason} and, where `reason` is "", {best, by, note, methods, voices,
    labels, hardest, hard_note, differ, differ_count}. Shares carry their Wilson interval (95 %). Voices stand by name.
    """
    labels = checked(labels, LABELS).dropna(subset=["label"])  # who gave none is no second voice of the item
    heard = labels.groupby("item")["annotator"].transform("nunique")
    shared = labels[heard > 1].reset_index(drop=True)
    counts = {
        "answers": len(shared),
        "items": int(shared["item"].nunique()),
        "single": int((heard == 1).sum()),
        "voices_in_all": int(labels["annotator"].nunique()),
    }
    if reason := _why_nothing(labels, shared):
        return counts | {"reason": reason}
    shared, large = _bounded(shared), len(shared) > GLAD_ANSWERS
    choice = choose(shared, gold=gold, methods=USUAL if large else (*USUAL, "glad"))
    return counts | {"reason": "", "note": LARGE if large else ""} | _of(choice, labels, shared, gold, names)


def _why_nothing(labels: pd.DataFrame, shared: pd.DataFrame) -> str:
    if labels.empty:
        return NOBODY
    if labels["annotator"].nunique() < 2:
        return ALONE
    if not len(shared):
        return NO_OVERLAP
    return ALIKE if shared["label"].nunique() < 2 else ""


def _bounded(shared: pd.DataFrame) -> pd.DataFrame:
    """Those of the voices with the most answers, so many that their tables of confusion stay within `CELLS`."""
    most = max(2, CELLS // shared["label"].nunique() ** 2)
    voices = shared["annotator"].value_counts().index[:most]
    return shared[shared["annotator"].isin(voices)].reset_index(drop=True)


def _of(choice: Choice, labels: pd.DataFrame, shared: pd.DataFrame, gold: Mapping, names: Sequence[str]) -> dict:
    best = choice.results[choice.best]
    listed = _listed(names, best)
    differ = _where_they_differ(choice.results)
    return {
        "best": choice.best,
        "by": choice.by,
        "methods": _methods(choice),
        "labels": listed,
        "voices": _voices(best, labels, shared, gold, listed),
        **_hardest(choice.results),
        "differ": [_told_of(choice.results, place) for place in differ[:LISTED]],
        "differ_count": len(differ),
    }


def _listed(names: Sequence[str], best: Aggregated) -> list[str]:
    """The labels that tables show: those that were given most, in the order of the codebook."""
    votes = dict(zip(best.answers.labels, best.answers.votes.sum(axis=0), strict=True))
    order = [*names, *(label for label in best.answers.labels if label not in set(names))]
    most = sorted((name for name in order if name in votes), key=lambda name: -votes[name])[:SHOWN_LABELS]
    return [name for name in order if name in set(most)]


def _methods(choice: Choice) -> list[dict]:
    majority = choice.results["majority"]
    rows = choice.table.astype(object).where(choice.table.notna(), None).to_dict("records")
    return [_method(row, choice.results[row["method"]], majority) for row in rows]


def _method(row: dict, result: Aggregated, majority: Aggregated) -> dict:
    kept = ("method", "low", "high", "log_likelihood", "parameters", "criterion")
    return {name: row[name] for name in kept} | {
        "value": row["accuracy"],
        "n": row["gold"],
        "differs": int(_apart(result, majority).sum()),
        "ties": int((result.winners.sum(axis=1) > 1).sum()),
        "notes": list(result.notes),
    }


def _apart(one: Aggregated, other: Aggregated) -> np.ndarray:
    """(items,): whether no label can be that of both; a tie is apart from none of the labels that tie."""
    return ~(one.winners & other.winners).any(axis=1)


def _voices(best: Aggregated, labels: pd.DataFrame, shared: pd.DataFrame, gold: Mapping, listed: list[str]) -> list:
    """Each by name, of the voices with the most answers."""
    table = best.annotators()
    most = table.sort_values("answers", ascending=False, kind="stable").head(VOICES).sort_index()
    counts = best.answers.counts(best.posterior)
    known = _on_references(labels, gold)
    return [
        {
            "name": row.annotator,
            "value": row.right,
            "low": row.low,
            "high": row.high,
            "n": row.answers,
            "on_references": _as_json(known.get(row.annotator, wilson(0, 0))),
            "always": _always(best, place),
            "confusion": _confusion(counts[place].T, best.answers.labels, listed),
        }
        for place, row in zip(most.index, most.itertuples(index=False), strict=True)
    ]


def _on_references(labels: pd.DataFrame, gold: Mapping) -> dict[str, Share]:
    """Of each voice the share of known items that it labelled as they are; items that it alone answered count too."""
    known = labels[labels["item"].isin(list(gold))]
    right = known["label"].to_numpy() == known["item"].map(gold).to_numpy()
    by_voice = pd.Series(right, index=known["annotator"], dtype=bool).groupby(level=0).agg(["sum", "size"])
    return {voice: wilson(int(found["sum"]), int(found["size"])) for voice, found in by_voice.iterrows()}


def _always(best: Aggregated, place: int) -> dict | None:
    """The one label that a voice nearly always gives, where the others on the same items give it less often.

    Told from 20 answers on and 95 in 100 of one label, where the two intervals are apart: of items that are all alike
    it says nothing.
    """
    answers = best.answers
    own = answers.annotator == place
    given = np.bincount(answers.label[own], minlength=len(answers.labels))
    n, label = int(given.sum()), int(given.argmax())
    if n < SAME_ANSWERS or given[label] < SAME_SHARE * n:
        return None
    beside = ~own & np.isin(answers.item, answers.item[own])
    share = wilson(int(given[label]), n)
    others = wilson(int((answers.label[beside] == label).sum()), int(beside.sum()))
    if others.high is None or share.low <= others.high:
        return None
    return {"label": answers.labels[label], "own": _as_json(share), "others": _as_json(others)}


def _confusion(counts: np.ndarray, labels: list, listed: list[str]) -> list[dict]:
    """Rows of what items are by the method, with how many of them were given each label; expected counts."""
    place = {label: number for number, label in enumerate(labels)}
    columns = [place[name] for name in listed]
    return [
        {
            "label": name,
            "n": round(float(counts[place[name]].sum()), 1),
            "given": _rounded(counts[place[name], columns]),
        }
        for name in listed
    ]


def _rounded(counts: np.ndarray) -> list[float]:
    return [round(float(count), 1) for count in counts]


def _hardest(results: Mapping[str, Aggregated]) -> dict:
    """Of items with three answers at least, those that good voices get wrong most by GLAD."""
    result = results.get("glad")
    if result is None or result.hardness is None:
        return {"hardest": [], "hard_note": " ".join(result.notes) if result else LARGE}
    fit = np.flatnonzero(result.answers.votes.sum(axis=1) >= ENOUGH_FOR_HARDNESS)
    order = fit[np.argsort(-result.hardness[fit], kind="stable")][:LISTED]
    told = [{"hardness": float(result.hardness[place]), **_votes(result, place)} for place in order]
    return {"hardest": told, "hard_note": ""}


def _where_they_differ(results: Mapping[str, Aggregated]) -> list[int]:
    """Items where two methods can have no label in common; those of which most votes are against each other first."""
    found = list(results.values())
    apart = np.any([_apart(one, other) for n, one in enumerate(found) for other in found[:n]], axis=0)
    shares = found[0].answers.shares.max(axis=1)
    return [int(place) for place in sorted(np.flatnonzero(apart), key=lambda place: shares[place])]


def _told_of(results: Mapping[str, Aggregated], place: int) -> dict:
    said = {}
    for name, result in results.items():
        labels = [result.answers.labels[number] for number in np.flatnonzero(result.winners[place])]
        said.setdefault(" / ".join(labels), []).append(name)
    first = next(iter(results.values()))
    return _votes(first, place) | {"said": [{"label": label, "methods": names} for label, names in said.items()]}


def _votes(result: Aggregated, place: int) -> dict:
    votes, names = result.answers.votes[place], result.answers.labels
    given = [{"label": names[number], "n": int(votes[number])} for number in np.flatnonzero(votes)]
    item = result.answers.items[place]
    return {"item": int(item) if isinstance(item, np.integer) else item, "votes": given}


def _as_json(share: Share) -> dict:
    return {"value": share.value, "low": share.low, "high": share.high, "count": share.count, "n": share.n}
