"""What models said of themselves and of each other."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from annotation.methods.columns import GRADES, OTHER_LABELS
from annotation.methods.signals.consistency import consistency_forms, consistency_runs
from annotation.methods.signals.generation_probability import contrast, generation_probability
from annotation.methods.signals.graded import llm_quality, llm_toxicity
from annotation.methods.signals.llm_logprob import llm_logprob
from annotation.methods.signals.llm_verbalised import llm_verbalised
from annotation.methods.signals.source_disagreement import source_disagreement
from tests.annotation.methods.signals.making import evidence, facts, values_of

SOURCES = {"m #1": ("m", "plain"), "m #2": ("m", "plain"), "m #3": ("m", "plain"), "m @short": ("m", "short")}


def others(*rows):
    return pd.DataFrame([(*row, None) for row in rows], columns=list(OTHER_LABELS))


def test_the_model_asked_again_in_the_same_words():
    table = others((10, "m #2", "b"), (10, "m #3", "a"), (11, "m #2", "a"), (10, "m @short", "b"), (10, "other", "b"))
    rows = evidence(["x", "y", "z"], other_labels=table, sources=SOURCES, facts=facts(3, source=["m #1"] * 3))
    said = consistency_runs(rows)
    assert values_of(said)[:2] == pytest.approx([1 / 3, 0])
    assert np.isnan(said.values.iloc[2])  # asked once: no information
    assert (said.details["n"][0], said.details["of"][0], said.details["label"][0]) == (1, 3, "b")


def test_other_forms_are_counted_apart():
    table = others((10, "m #2", "a"), (10, "m @short", "b"))
    rows = evidence(["x"], other_labels=table, sources=SOURCES, facts=facts(1, source=["m #1"]))
    assert values_of(consistency_forms(rows)) == [0.5]
    assert values_of(consistency_runs(rows)) == [0]


def test_a_label_that_the_codebook_has_not_is_a_vote_against():
    table = others((10, "m #2", "nonsense"))
    rows = evidence(["x"], other_labels=table, sources=SOURCES, facts=facts(1, source=["m #1"]))
    assert values_of(consistency_runs(rows)) == [0.5]


def test_how_many_models_differ_is_told():
    table = others(*((10 + i, "x", "ab"[i % 2]) for i in range(8)), *((10 + i, "y", "ab"[i % 2]) for i in range(7)))
    given = [i % 2 for i in range(7)] + [0]
    said = source_disagreement(evidence(["t"] * 8, given=given, other_labels=table))
    assert (said.details["n"][7], said.details["of"][7]) == (1, 1)
    assert (said.details["n"][0], said.details["of"][0]) == (0, 2)


def test_the_same_model_in_the_same_form_is_no_other_opinion_and_another_form_is_one():
    """What "m" says once more in the same words is left to consistency; its other form is heard once."""
    sources = SOURCES | {"m @short #2": ("m", "short")}
    in_use = {"given": [0, 1, 0, 1], "sources": sources, "facts": facts(4, source=["m #1"] * 4)}
    again = [(10 + i, "m #2", "ab"[(i + 1) % 2]) for i in range(4)]
    assert np.isnan(source_disagreement(evidence(["t"] * 4, other_labels=others(*again), **in_use)).values).all()
    short = [(10 + i, "m @short", "aaab"[i]) for i in range(4)]
    twice = [(10 + i, "m @short #2", "ab"[(i + 1) % 2]) for i in range(4)]
    said = source_disagreement(evidence(["t"] * 4, other_labels=others(*again, *short, *twice), **in_use))
    assert values_of(said) == [0, 1, 0, 0]
    assert list(said.details["of"]) == [1, 1, 1, 1]


def test_an_asker_weighs_once_however_often_it_was_heard():
    """ "x" differs at the last row, and "y", which agrees as often elsewhere, does not."""
    given = [i % 2 for i in range(10)]
    by = {"x": lambda i: "ab"[(i + (i == 9)) % 2], "y": lambda i: "ab"[(i + (i == 8)) % 2]}
    once = [(10 + i, source, said(i)) for source, said in by.items() for i in range(10)]
    repeats = [(10 + i, f"x #{n}", by["x"](i)) for n in (2, 3) for i in range(10)]
    sources = {"x": ("x", ""), "x #2": ("x", ""), "x #3": ("x", ""), "y": ("y", "")}
    for table in (others(*once), others(*once, *repeats)):
        rows = evidence(
            ["t"] * 10, given=given, other_labels=table, sources=sources, facts=facts(10, source=["z"] * 10)
        )
        assert values_of(source_disagreement(rows))[8:] == pytest.approx([0.5, 0.5])


def test_a_label_that_an_enhancement_replaced_is_no_opinion_on_the_new_one():
    """Nor is one that an enhancement proposed; what others say stays one, and so does another form of the first."""
    sources = SOURCES | {"enhanced:mckd #1, use 1": ("enhanced", ""), "x": ("x", "")}
    in_use = ["m #1", "enhanced:mckd #1, use 1", "m #1", "enhanced:mckd #1, use 1"]
    known = {"given": [0, 1, 0, 1], "sources": sources, "facts": facts(4, source=in_use)}
    replaced = [(11, "m #1", "a"), (13, "m #1", "a"), (13, "m #2", "a")]
    assert np.isnan(source_disagreement(evidence(["t"] * 4, other_labels=others(*replaced), **known)).values).all()
    said = [*replaced, *((10 + i, "x", "aaab"[i]) for i in range(4)), (13, "m @short", "a")]
    proposed = [(10, "enhanced:mckd #2", "b"), (11, "enhanced:mckd #2", "a")]
    rows = evidence(["t"] * 4, other_labels=others(*said, *proposed), **known)
    assert list(source_disagreement(rows).details["of"]) == [1, 1, 1, 2]
    assert list(source_disagreement(rows).details["n"]) == [0, 1, 0, 1]
    assert list(rows.opinions["source"]) == ["x", "x", "x", "x", "m @short"]


def test_the_opinions_are_looked_for_once_and_anew_where_others_spoke():
    rows = evidence(["x", "y"], other_labels=others((10, "x", "b")))
    assert rows.opinions is rows.opinions
    assert len(replace(rows, other_labels=others()).opinions) == 0


def test_tokens_and_words_of_confidence_are_two_things():
    rows = evidence(["x", "y"], facts=facts(2, logprob=[0.75, np.nan], verbalised=[np.nan, 0.9]))
    assert values_of(llm_logprob(rows))[0] == pytest.approx(0.25)
    assert values_of(llm_verbalised(rows))[1] == pytest.approx(0.1)
    assert np.isnan([values_of(llm_logprob(rows))[1], values_of(llm_verbalised(rows))[0]]).all()


def test_the_contrast_with_other_labels_by_hand():
    assert contrast(np.log(0.4), np.log([0.4, 0.1])) == pytest.approx(np.log(0.4 / 0.25))
    assert contrast(-900.0, np.array([-900.0, -900.0])) == pytest.approx(0)


def test_the_least_likely_text_of_its_label_comes_first():
    likelihood = [-1.0, -2.0, -3.0, -0.5, -0.4, np.nan]
    rows = evidence(["one two"] * 6, given=[0, 0, 0, 1, 1, 1], facts=facts(6, likelihood=likelihood))
    said = values_of(generation_probability(rows))
    assert said[:5] == pytest.approx([1 / 3, 2 / 3, 1, 1, 1 / 2])
    assert np.isnan(said[5])


def test_long_texts_are_compared_with_long_ones():
    texts = ["word " * n for n in (1, 1, 1, 1, 50, 50, 50, 50, 50, 50)]
    likelihood = [-1.0, -1.1, -1.2, -1.3, -3.0, -3.1, -3.2, -3.3, -3.4, -3.5]
    said = generation_probability(evidence(texts, facts=facts(10, likelihood=likelihood))).values
    assert said.iloc[:4].max() == said.iloc[4:].max() == 1


def test_the_contrast_goes_before_the_likelihood():
    known = facts(2, likelihood=[-1.0, -5.0], contrast=[-2.0, 2.0])
    assert values_of(generation_probability(evidence(["x y"] * 2, facts=known))) == [1, 0.5]


def grades(*rows):
    return pd.DataFrame(rows, columns=list(GRADES))


def test_the_quality_is_the_mean_grade_of_the_row_with_its_label():
    table = grades(
        (10, "quality", "a", 4.5, "Fine."),
        (10, "quality", "a", 4.0, "A small flaw."),
        (11, "quality", "b", 5.0, "It is of the label that it had before."),
        (12, "quality", None, 2.5, ""),
        (10, "toxicity", "", 5.0, "It is another question."),
    )
    said = llm_quality(evidence(["x", "y", "z"], grades=table))
    assert values_of(said) == pytest.approx([0.15, np.nan, 0.5], nan_ok=True)
    assert [list(said.details[name]) for name in ("grade", "why")] == [
        ["4.25", None, "2.5"], ["A small flaw", None, None],
    ]  # fmt: skip


def test_toxicity_by_a_model_is_of_the_text_whatever_its_label():
    table = grades((11, "toxicity", "", 4.0, "It insults."), (12, "toxicity", "", 0.0, "Nothing."))
    assert values_of(llm_toxicity(evidence(["x", "y", "z"], grades=table))) == pytest.approx(
        [np.nan, 0.8, 0], nan_ok=True
    )


def test_how_sure_a_model_is_may_be_asked_later():
    table = grades(
        (10, "confidence", "a", 30.0, ""), (11, "confidence", "a", 30.0, ""), (12, "confidence", "b", 9.0, "")
    )
    rows = evidence(["x", "y", "z"], grades=table, facts=facts(3, verbalised=[0.9, np.nan, np.nan]))
    assert values_of(llm_verbalised(rows)) == pytest.approx([0.1, 0.7, np.nan], nan_ok=True)


def test_where_nobody_was_asked_nothing_is_said():
    assert np.isnan(values_of(llm_quality(evidence(["x"])))).all()
    assert values_of(llm_quality(evidence([], given=[]))) == []
