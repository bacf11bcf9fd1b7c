"""What suggestions do to answers, from the hand-outs that a coin decided."""

from dataclasses import asdict

import pandas as pd

from annotation.effects.frames import left_to_chance, suggestions
from annotation.effects.known import REFERENCE, SETTLED, Known
from annotation.methods.effects.anchoring import by_person, contrast, label_shift, over_people
from annotation.methods.effects.difference import needed
from generation.models import Project

LABELS = 40
#: So large a difference should not go unseen.
WORTH_SEEING = 0.1


def compared(project: Project, answers: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Ended hand-outs that a coin decided and that had a suggestion to show, each with its answer.

    (person, shown, chance, passed_on, suggested, label, seconds, truth, by, …); `label` is missing where the item was
    passed on. Answers taken back are not there.
    """
    hand_outs = left_to_chance(project)
    hand_outs["suggested"] = suggestions(project, hand_outs, known.judged)
    table = hand_outs[hand_outs["suggested"].notna()]
    standing = answers.loc[answers["stands"], ["assignment", "label", "seconds"]]
    table = table.merge(standing, on="assignment", how="left")
    table = table[table["passed_on"] | (table["label"].notna() & (table["label"] != ""))].reset_index(drop=True)
    return table.join(known.beside(table))


def anchors(table: pd.DataFrame, *, people: list[str]) -> dict:
    """The part of the report on anchoring; `people` are those who get a line of their own."""
    given = table[~table["passed_on"].astype(bool)]
    same = given.assign(so=given["label"] == given["suggested"])
    overall = contrast(same)
    single = by_person(same[same["person"].isin(people)])
    return {
        "answers": len(given),
        "people": int(given["person"].nunique()),
        "chances": sorted(float(chance) for chance in given["chance"].unique()),
        "same": asdict(overall),
        "people_like_these": asdict(over_people(same)),
        "needed": _needed(overall.shown.value, given),
        "passed_on": asdict(contrast(table.assign(so=table["passed_on"].astype(bool)))),
        "known": [_against(same[same["by"] == by], by) for by in (REFERENCE, SETTLED)],
        "by_person": [{"person": person, **asdict(one)} for person, one in single.items()],
        "labels": _labels(given),
    }


def _against(same: pd.DataFrame, by: str) -> dict:
    """Where the right label is known: following the model where it is wrong, leaving it where it is right, errors."""
    wrong = same["suggested"] != same["truth"]
    return {
        "by": by,
        "answers": len(same),
        "follows_wrong": asdict(contrast(same[wrong])),
        "leaves_right": asdict(contrast(same[~wrong].assign(so=~same.loc[~wrong, "so"].astype(bool)))),
        "errors": asdict(contrast(same.assign(so=same["label"] != same["truth"]))),
    }


def _labels(given: pd.DataFrame) -> dict:
    """How often each label was given; those given most, where there are many."""
    shift = label_shift(given)
    most = sorted(
        shift.labels, key=lambda label: (-shift.labels[label].shown.count - shift.labels[label].blind.count, label)
    )
    rows = [{"label": label, **asdict(shift.labels[label])} for label in most[:LABELS]]
    return {"rows": rows, "chi2": shift.chi2, "p": shift.p, "n": shift.n, "reason": shift.reason}


def _needed(shown: float | None, given: pd.DataFrame) -> dict | None:
    """How many answers it takes to see that ten points fewer equal the model's where it is not in sight."""
    if shown is None:
        return None
    share = min(max(shown, WORTH_SEEING + 0.01), 0.99)
    return asdict(needed(share, share - WORTH_SEEING, blind_share=float(given["chance"].mean())))
