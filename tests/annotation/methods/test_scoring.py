import json

import numpy as np
import pandas as pd
import pytest

from annotation.methods.columns import ColumnsError
from annotation.methods.scoring import prepare, score
from annotation.methods.signals.registry import OF_LABELS, SIGNALS

GOOD = ["warm", "funny", "moving", "lovely", "brilliant", "charming"]
BAD = ["dull", "lifeless", "boring", "awful", "clumsy", "tedious"]


def frame(size=120, wrong=(), **more):
    rng = np.random.default_rng(0)
    rows = []
    for i in range(size):
        words = rng.choice(GOOD if i % 2 else BAD, 3)
        label = "good" if i % 2 else "bad"
        flipped = {"good": "bad", "bad": "good"}[label]
        rows.append((i, f"a {words[0]} and {words[1]} film, {words[2]}, number {i}", flipped if i in wrong else label))
    table = pd.DataFrame(rows, columns=["sample", "text", "label"])
    return table.assign(**{"confidence": None, "answer": None, "reference": None, **more})


def test_wrong_labels_come_first():
    wrong = {10, 33, 71}
    result = score(frame(wrong=wrong))
    assert set(result.suspicion.nlargest(3).index) == wrong
    assert not result.learned
    assert list(result.signals.columns) == list(SIGNALS)
    assert result.signals.stack().dropna().between(0, 1).all()
    assert result.suspicion.between(0, 1).all()


def test_the_student_says_its_label_for_every_row():
    result = score(frame(wrong={10}))
    assert len(result.student) == 120
    assert result.student.set_index("sample").loc[10, "label"] == "bad"
    assert result.student["probability"].between(0.5, 1).all()
    assert result.metrics["labels"]["n"] == 120


def test_answers_replace_labels_and_measure_the_student():
    table = frame(wrong={10, 33, 71})
    table["answer"] = ["bad" if i == 10 else "good" if i == 33 else None for i in range(120)]
    result = score(table)
    assert result.metrics["answers"]["n"] == 2
    assert result.metrics["answers"]["right"] == 2
    assert 0 < result.metrics["answers"]["low"] < 1
    assert result.suspicion[10] > 0.9  # the machine label stays suspicious; the queue knows that it is answered


def test_the_llms_doubt_counts():
    table = frame()
    table["confidence"] = [0.3 if i in (4, 5) else 0.99 for i in range(120)]
    result = score(table)
    assert result.signals.loc[4, "llm_confidence"] == pytest.approx(0.7)
    assert {4, 5} <= set(result.suspicion.nlargest(12).index)


def test_other_sources_count_by_their_agreement():
    others = pd.DataFrame(
        [(i, "good model", "bad" if (i % 2 == 0) != (i == 7) else "good", None) for i in range(120)]
        + [(i, "constant", "bad", None) for i in range(120)],
        columns=["sample", "source", "label", "probability"],
    )
    signal = score(frame(), others).signals["source_disagreement"]
    assert signal[7] == pytest.approx(1)
    assert signal[9] == pytest.approx(0)  # the constant source disagrees, but is not better than chance


def test_rows_without_a_label_are_ordered_too():
    table = frame()
    table.loc[100:, "label"] = None
    result = score(table)
    of_labels = result.signals[OF_LABELS].drop(columns="student_entropy")  # that needs none
    assert of_labels.loc[100:].isna().all(axis=None)
    assert result.suspicion.loc[100:].is_unique
    assert result.suspicion.loc[100:].between(0, 1).all()
    assert {"good", "bad"} >= set(result.student.set_index("sample").loc[100:, "label"])


def test_answered_rows_make_no_room_for_more_rows_without_a_label():
    table = frame()
    table.loc[60:, "label"] = None
    table.loc[60:89, "answer"] = "good"
    assert score(table).suspicion.loc[90:].max() == pytest.approx(0.5)


def test_a_student_that_may_be_trusted_has_the_smallest_margin_asked_first():
    table = frame(260, label=None)
    table.loc[:219, "answer"] = ["good" if i % 2 else "bad" for i in range(220)]
    mixed = "a warm and dull film, funny and boring, number 240"
    result = score(table.assign(text=table["text"].mask(table.index == 240, mixed)))
    assert not result.explore
    assert result.suspicion.loc[220:].idxmax() == 240


def test_of_nothing_but_unlabelled_rows_those_come_first_that_stand_for_many():
    rare = pd.Series(["an altogether other matter: invoices and parcels"] * 2, index=[7, 8])
    table = frame(label=None)
    result = score(table.assign(text=rare.reindex(table.index).fillna(table["text"])))
    assert result.suspicion.nunique() == 120
    assert result.suspicion.idxmax() not in rare.index
    assert result.explore
    assert result.student.empty
    assert "Fewer than two labels" in result.notes[0]["text"]


def test_a_reference_settles_the_row():
    table = frame()
    table["reference"] = ["bad" if i in (0, 1) else None for i in range(120)]
    result = score(table)
    assert (result.suspicion[0], result.suspicion[1]) == (0, 1)


def test_the_chance_of_a_wrong_label_says_on_what_it_rests():
    table = frame(wrong={10, 33, 71})
    start = score(table)
    assert start.basis["kind"] == "assumed"
    assert start.wrong.between(0, 1).all()
    table["answer"] = ["bad" if i % 2 == 0 else "good" if i < 80 else None for i in range(120)]
    after = score(table, drawn=range(0, 120, 2))
    assert after.basis == {"kind": "drawn", "answers": 100, "errors": 3, "drawn": 60, "drawn_errors": 1}
    assert after.wrong.mean() < start.wrong.mean()
    assert after.learned


def test_a_reference_settles_the_chance_too():
    table = frame()
    table["reference"] = ["bad" if i in (0, 1) else None for i in range(120)]
    assert (score(table).wrong[0], score(table).wrong[1]) == (0, 1)


def test_near_duplicates_are_not_asked_one_after_the_other():
    table = frame(wrong={10, 33, 71})
    again = table.loc[[10] * 4].assign(sample=range(200, 204))
    result = score(pd.concat([table, again], ignore_index=True))
    twins = {10, *range(200, 204)}
    assert len(twins & set(result.priority.nlargest(20).index)) == 1
    assert sorted(result.priority) == sorted(result.suspicion)


@pytest.mark.parametrize("size", [0, 1, 2, 3])
def test_few_rows_raise_nothing(size):
    result = score(frame(size))
    assert len(result.suspicion) == size


def test_one_class_and_a_class_of_one_are_noted():
    assert "Fewer than two labels" in score(frame(label="good")).notes[0]["text"]
    table = frame()
    table.loc[3, "label"] = "rare"
    result = score(table)
    [note] = result.notes
    assert note["text"] % note["values"] == "Labels with a single row say nothing yet: rare."
    assert np.isnan(result.signals.loc[3, "self_confidence"])


def test_a_label_that_people_removed_everywhere_stays_a_label():
    table = frame()
    table.loc[3, "label"] = "odd"
    table.loc[3, "answer"] = "good"
    assert score(table).signals.loc[3, "self_confidence"] > 0.9


def test_it_asks_for_the_agreed_columns():
    with pytest.raises(ColumnsError, match="answer"):
        score(frame().drop(columns="answer"))


def test_the_order_of_rows_and_the_names_of_labels_change_nothing():
    table = frame(wrong={10, 33})
    plain = score(table).suspicion
    renamed = score(table.assign(label=table["label"].map({"good": "z", "bad": "a"}))).suspicion
    assert set(plain.nlargest(2).index) == set(renamed.nlargest(2).index) == {10, 33}


def test_korean_reviews_work():
    good, bad = ["따뜻한", "재미있는", "감동적인"], ["지루한", "따분한", "끔찍한"]
    rng = np.random.default_rng(1)
    texts = [f"{' '.join(rng.choice(good if i % 2 else bad, 2))} 영화였다 {i}" for i in range(80)]
    table = frame(80).assign(text=texts)
    table.loc[20, "label"] = "good"
    assert score(table).suspicion.idxmax() == 20


@pytest.mark.slow
def test_it_learns_from_answers_on_real_errors(shared):
    lines = (shared / "data" / "global_warming_gpt" / "items.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    gold = pd.Series([str(row["label"]) for row in rows])
    table = pd.DataFrame({"sample": range(len(rows)), "text": [row["text"] for row in rows], "reference": None})
    table["label"] = [str(row["llm_label"]) for row in rows]
    table["confidence"] = [row["llm_confidence"] for row in rows]
    table["answer"] = None
    texts = prepare(table["text"].tolist())
    wrong = table["label"] != gold
    start = score(table, texts=texts)
    seen = start.suspicion.nlargest(460).index
    assert wrong[seen].sum() / wrong.sum() > 0.28  # random finds 0.20
    table["answer"] = gold.where(table.index.isin(seen), None)
    after = score(table, texts=texts)
    assert after.learned
    left = table.index.difference(seen)
    before_next, after_next = (result.suspicion[left].nlargest(230).index for result in (start, after))
    assert wrong[after_next].sum() > wrong[before_next].sum()


def test_labels_that_the_texts_do_not_bear_out_are_scored_all_the_same():
    rng = np.random.default_rng(0)
    texts = [" ".join(f"w{word}" for word in rng.integers(0, 20_000, 20)) for _ in range(300)]
    table = pd.DataFrame({"sample": range(300), "text": texts, "label": rng.choice(["a", "b", "c"], 300)})
    result = score(table.assign(confidence=None, answer=None, reference=None))
    assert len(result.student) == 300
    assert result.suspicion.between(0, 1).all()
    assert result.metrics["labels"]["value"] < 0.5  # there is nothing to learn
