import json

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from annotation.methods.scoring import prepare, score
from annotation.methods.selection.calibration import calibrated
from annotation.methods.selection.suspicion import suspicion_order
from generation.methods.estimates import wilson


def made(count, *, level=0.0, slope=1.0, seed=0):
    """Log odds, and labels wrong as often as odds of another level and slope say."""
    rng = np.random.default_rng(seed)
    odds = rng.normal(-2, 1.5, count)
    return odds, rng.random(count) < expit(level + slope * odds)


def none_of(odds):
    return np.zeros(len(odds), dtype=bool)


def test_without_answers_odds_are_taken_at_their_word():
    odds = np.array([-2.0, 0.0, 3.0])
    chance, basis = calibrated(odds, none_of(odds), none_of(odds), none_of(odds))
    assert chance == pytest.approx(expit(odds))
    assert basis.told() == {"kind": "assumed", "answers": 0, "errors": 0, "drawn": 0, "drawn_errors": 0}


def test_odds_that_promise_too_much_are_taken_down():
    odds, wrong = made(20_000, level=-1.0, slope=0.6)
    heard = np.arange(20_000) < 10_000
    chance, basis = calibrated(odds, heard, wrong, none_of(odds))
    assert basis.kind == "chosen"
    assert chance[~heard].mean() == pytest.approx(wrong[~heard].mean(), abs=0.01)
    sure = ~heard & (chance > np.quantile(chance, 0.9))
    assert chance[sure].mean() == pytest.approx(wrong[sure].mean(), abs=0.03)


def test_rows_drawn_by_chance_set_the_level():
    """Only the most suspicious were chosen, and they are worse than rows of like odds that nobody chose."""
    odds, wrong = made(10_000, level=-2.0)
    chosen = odds > np.quantile(odds, 0.95)
    wrong |= chosen
    drawn = (np.arange(10_000) % 20 == 0) & ~chosen
    left = ~chosen & ~drawn
    told, _basis = calibrated(odds, chosen, wrong, none_of(odds))
    right, basis = calibrated(odds, chosen | drawn, wrong, drawn)
    assert basis.kind == "drawn"
    assert (basis.drawn, basis.drawn_errors) == (drawn.sum(), wrong[drawn].sum())
    assert told[left].mean() > 5 * wrong[left].mean()
    assert right[left].mean() == pytest.approx(wrong[left].mean(), abs=0.02)


def test_a_few_drawn_rows_move_the_level_a_little():
    odds = np.full(100, -2.0)
    drawn = np.arange(100) < 3
    chance, _basis = calibrated(odds, drawn, drawn, drawn)  # three drawn, three wrong
    assert expit(-2) < chance[50] < 0.8


@pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 1.0])
def test_the_chance_rises_with_the_odds(share):
    """Even where the answers say the opposite: the probability and the order never disagree."""
    odds = np.linspace(-4, 2, 400)
    wrong = np.arange(400) < 400 * share
    chance, _basis = calibrated(odds, np.ones(400, dtype=bool), wrong, none_of(odds))
    assert (np.diff(chance) > 0).all()
    assert ((chance >= 0) & (chance <= 1)).all()


REAL = {
    "global_warming_gpt": ("global_warming_gpt/items.jsonl", 0.05),
    "mr_freeal": ("mr_freeal/train.jsonl", 0.03),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", REAL)
def test_real_errors_are_as_frequent_as_it_says(shared, name):
    """200 rows drawn by chance and the 10 % that it asks for, in five turns; then those that nobody has looked at."""
    path, off = REAL[name]
    rows = [json.loads(line) for line in (shared / "data" / path).read_text().splitlines()]
    rows = [row for row in rows if row["llm_label"] != -1]
    rows = [rows[at] for at in np.random.default_rng(1).permutation(len(rows))[:2500]]
    table = pd.DataFrame({"text": [row["text"] for row in rows], "label": [str(row["llm_label"]) for row in rows]})
    table = table.assign(sample=range(len(rows)), answer=None, reference=None)
    table["confidence"] = [row.get("llm_confidence") for row in rows]
    wrong = table["label"] != pd.Series([str(row["label"]) for row in rows])
    texts = prepare(table["text"].tolist())
    scored = score(table, texts=texts)
    drawn = pd.Series(table.index.isin(np.random.default_rng(0).permutation(len(rows))[:200]))
    seen = drawn.copy()
    for turn in range(6):
        order = suspicion_order(
            scored.signals,
            table["label"],
            wrong.astype(object).where(seen, None),
            preferred=scored.student.set_index("sample")["label"].reindex(table.index),
            view=texts.view,
            drawn=drawn,
            groups=texts.groups,
        )
        if turn < 5:
            seen[order.suspicion[~seen].nlargest(len(rows) // 50).index] = True
    left, said = wrong[~seen], order.wrong[~seen]
    share = wilson(int(left.sum()), len(left), level=0.99)
    assert share.low - 0.02 < said.mean() < share.high + 0.02  # in the large; the level itself is known from 200 rows
    tenth = pd.qcut(said.rank(method="first"), 10, labels=False)
    gaps = (said.groupby(tenth).mean() - left.groupby(tenth).mean()).abs()
    assert gaps.mean() < off  # the expected calibration error
    assert left[tenth == 9].mean() > 2 * left[tenth < 5].mean()
