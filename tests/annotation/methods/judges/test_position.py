import json

import numpy as np
import pandas as pd
import pytest

from annotation.methods.judges.length import longer, stands_first
from annotation.methods.judges.position import FEW_PAIRS, both_orders, liking


def verdicts(one, other) -> pd.DataFrame:
    return pd.DataFrame({"item": range(len(one)), "one": one, "other": other})


def test_a_judge_that_always_picks_the_first():
    """evaluation.md 4.5: consistency 0, all pairs ties, first share 1."""
    found = both_orders(verdicts(["first"] * 30, ["first"] * 30))
    assert (found.consistent.value, found.ties, found.first.value) == (0, 30, 1)
    assert (found.flips, found.flips_first) == (30, 30)
    assert found.p < 1e-8


def test_a_perfect_judge_is_consistent():
    found = both_orders(verdicts(["first", "second"] * 10, ["second", "first"] * 10))
    assert (found.consistent.value, found.wins_a, found.wins_b, found.ties) == (1, 10, 10, 0)
    assert (found.flips, found.p, found.first.value) == (0, None, 0.5)


def test_one_tie_is_a_tie_and_two_are_consistent():
    found = both_orders(verdicts(["first", "tie", "tie"], ["tie", "second", "tie"]))
    assert (found.ties, found.consistent.count, found.first.n) == (3, 1, 2)


def test_flips_are_held_to_a_half():
    """8 of 10 flips to the first place: 2 (1 + 10 + 45) / 1024."""
    one = ["first"] * 8 + ["second"] * 2
    assert both_orders(verdicts(one, one)).p == pytest.approx(112 / 1024)


def test_what_is_no_verdict_is_refused():
    with pytest.raises(ValueError, match="first, second, tie"):
        both_orders(verdicts(["A"], ["first"]))
    assert both_orders(verdicts([], [])).consistent.value is None


def pairs(judge, people, a=1, b=2) -> pd.DataFrame:
    return pd.DataFrame({"item": range(len(judge)), "judge": judge, "people": people, "a": a, "b": b})


def test_only_what_goes_beyond_people_is_a_bias():
    people = ["second"] * 18 + ["first"] * 12
    found = liking(longer(pairs(people, people)))
    assert (found.judge.value, found.difference.value) == (pytest.approx(0.6), 0)
    longest = liking(longer(pairs(["second"] * 30, people)))
    assert longest.difference.value == pytest.approx(0.4)
    assert longest.difference.low > 0.2


def test_ties_and_answers_of_one_length_do_not_count():
    found = liking(longer(pairs(["first", "tie"] * 15, ["first"] * 30)))
    assert (found.difference.n, found.ties, found.difference.reason) == (15, 15, FEW_PAIRS)
    assert longer(pairs(["first"], ["first"], a=2, b=2))["judge"].isna().all()


def test_the_bias_covers_what_is_true():
    rng, covered = np.random.default_rng(4), 0
    for _ in range(200):
        people, judge = (np.where(rng.random(200) < share, "first", "second") for share in (0.5, 0.65))
        found = liking(stands_first(pairs(judge, people))).difference
        covered += found.low <= 0.15 <= found.high
    assert 183 <= covered <= 198


def test_pandalm_judges_like_no_place(shared):
    """evaluation.md 6: both pick the first answer in 49 % of the pairs that are no tie."""
    rows = pd.DataFrame(
        json.loads(line) for line in (shared / "data/pandalm_pairs/pairs.jsonl").read_text().splitlines()
    )
    people = rows[["annotator1", "annotator2", "annotator3"]].mode(axis=1)[0].astype(int).astype(str)
    sides = {"1": "first", "2": "second", "0": "tie", "Tie": "tie"}
    for name in ("gpt_3_5", "pandalm_7b"):
        said = rows[name].astype(str).map(sides)
        assert (said == "first").sum() / said.isin(["first", "second"]).sum() == pytest.approx(0.49, abs=0.005)
        table = pairs(said, people.map(sides), rows["response1"].str.len(), rows["response2"].str.len())
        found = liking(stands_first(table[said.notna()])).difference
        assert found.low < 0 < found.high


def test_mtbench_agreement_on_pairs_without_a_tie(shared):
    """evaluation.md 6: .801055 on the 1,327 pairs where neither says tie; .617933 with ties."""
    rows = pd.read_csv(shared / "data/mtbench_pairs/pairs.csv")
    sides = {"model_a": "first", "model_b": "second"}
    judge, people = (rows[name].map(sides).fillna("tie") for name in ("llm_winner", "human_winner"))
    told = stands_first(pairs(judge, people)).dropna()
    assert len(told) == 1327
    assert (told["judge"] == told["people"]).mean() == pytest.approx(0.801055, abs=1e-6)
    assert (judge == people).mean() == pytest.approx(0.617933, abs=1e-6)
