"""Attention, computed by the worker and stored as a report: questions to people and to the codebook, never a rank."""

from dataclasses import asdict

import pandas as pd

from annotation.attention.work import answers_in_order, gold_answers, samples_of, suggestions_seen, wrong_labels
from annotation.effects.pace import with_times
from annotation.methods.attention.gold import decision, worn_items
from annotation.methods.attention.hurry import fast_runs, predicted_s, slow_items, too_fast
from annotation.methods.attention.one_label import most_given
from annotation.methods.attention.order import autocorrelation
from annotation.methods.attention.stamps import rubber_stamp
from annotation.methods.attention.tiring import slope
from annotation.methods.effects.times import measured, median_time
from annotation.queue.frames import policy_of
from generation.methods.estimates import Share, wilson
from generation.models import Codebook, Project

#: So many people are looked at, those with the most answers.
PEOPLE = 200
SLOW, RUNS = 20, 5


def attention_report(project: Project, args: dict) -> dict:
    """`people`, by name; `worn`, gold items that should check nobody any more; `slow`, items that take too long."""
    answers, checks, seen = answers_in_order(project), gold_answers(project), suggestions_seen(project)
    standing = answers[answers["stands"]]
    timed = _timed(standing[~standing["together"].astype(bool)])
    wrong = wrong_labels(project)
    most = most_given(standing[standing["label"] != ""])
    people = sorted(standing["person"].value_counts().index[:PEOPLE])
    least = policy_of(project).gold_least
    codebook = Codebook.objects.current(project)
    return {
        "judged": codebook.judged if codebook else "",
        "answers": len(standing),
        "listed": len(people),
        "of_people": int(standing["person"].nunique()),
        "least": least,
        "wrong": _share(wrong) if wrong else None,
        "people": [
            {
                "person": person,
                "answers": int((standing["person"] == person).sum()),
                "gold": _gold(checks[checks["person"] == person], least),
                "time": _times(timed[timed["person"] == person]),
                "most": _most(most.get(person)),
                "order": asdict(_order(standing[standing["person"] == person])),
                "tiring": asdict(_tiring(standing[standing["person"] == person])),
                "changed": _changed(seen[seen["person"] == person], wrong),
            }
            for person in people
        ],
        "worn": _worn(checks, least),
        "slow": _slow(timed),
    }


def _timed(answers: pd.DataFrame) -> pd.DataFrame:
    """Answers whose time says something, with what was foretold and whether they were too fast."""
    timed = with_times(answers)
    timed = timed.assign(predicted=predicted_s(timed) if len(timed) else pd.Series(dtype=float))
    return timed.assign(fast=too_fast(timed))


def _share(share: Share) -> dict:
    return {name: value for name, value in asdict(share).items() if name != "population"}


def _gold(checks: pd.DataFrame, least: float) -> dict:
    found = decision(int(checks["right"].sum()), len(checks), least=least)
    return _share(found.share) | {"below": found.below, "advice": found.advice}


def _times(timed: pd.DataFrame) -> dict:
    runs = fast_runs(timed)
    return {
        "median": asdict(median_time(measured(timed["seconds"].to_numpy(dtype=float)))),
        "fast": _share(wilson(int(timed["fast"].sum()), len(timed))),
        "runs": [{"count": run.count, "from": timed["at"][run.first].isoformat()} for run in runs[-RUNS:]],
        "in_runs": sum(run.count for run in runs),
    }


def _most(found) -> dict | None:
    if found is None:
        return None
    told = {"label": found.label, "stands_out": bool(found.stands_out), "others": _share(found.others)}
    return _share(found.share) | told


def _order(answers: pd.DataFrame):
    ordered = answers.sort_values(["session", "position"], kind="stable")
    return autocorrelation(ordered[ordered["label"] != ""])


def _tiring(answers: pd.DataFrame):
    known = answers[answers["truth"].notna()]
    return slope(known.assign(error=known["label"] != known["truth"]))


def _changed(seen: pd.DataFrame, wrong: Share | None) -> dict:
    share = wilson(int(seen["changed"].sum()), len(seen))
    return _share(share) | {"stamps": rubber_stamp(share, (wrong.low, wrong.high) if wrong else None)}


def _worn(checks: pd.DataFrame, least: float) -> list[dict]:
    found = worn_items(checks, least=least)
    samples = samples_of([one.item for one in found])
    return [
        {"sample": samples[one.item], "seen": one.seen, "why": one.why, "missed": _share(one.missed)} for one in found
    ]


def _slow(timed: pd.DataFrame) -> list[dict]:
    found = slow_items(timed).head(SLOW)
    samples = samples_of(found["item"].tolist())
    return [
        {"sample": samples[row.item], "ratio": float(row.ratio), "n": int(row.n)}
        for row in found.itertuples(index=False)
        if row.item in samples
    ]
