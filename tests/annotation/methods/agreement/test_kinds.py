"""How two sides are held against each other, kind by kind: answers known by hand, and what holds of all of them."""

import random

import pytest
from scipy.stats import kendalltau
from sklearn.metrics import cohen_kappa_score

from annotation.methods.agreement import marked_spans, several_labels
from annotation.methods.agreement.figures import mean, ratio_of_sums, share
from annotation.methods.agreement.free_text import free_text
from annotation.methods.agreement.kinds import MEASURES, equal
from annotation.methods.agreement.ranking import ranking
from annotation.methods.agreement.rating import rating, weighted_kappa
from annotation.methods.agreement.same import KEYS, labels_named, names_label, on_label, same
from generation.methods.questions.registry import KINDS


def span(start, end, label="person"):
    return {"start": start, "end": end, "label": label}


def found(figures) -> dict:
    return {figure.id: figure for figure in figures}


#: kind -> answers, each other than the rest.
ANSWERS = {
    "label": ["news", "story", "advert"],
    "multi_label": [[], ["news"], ["news", "story"], ["story"]],
    "rating": [0, 1, 3, 5],
    "ranking": [[["a"], ["b"], ["c"]], [["b"], ["a"], ["c"]], [["a", "b"], ["c"]], [["a", "b", "c"]]],
    "text": ["It rained.", "It rains.", "Snow", "it rained."],
    "spans": [[], [span(0, 4)], [span(0, 4, "place")], [span(0, 4), span(2, 8)], [span(1, 4)]],
}


def drawn(kind: str, n: int = 30) -> list[tuple]:
    rng = random.Random(7)
    return [(rng.choice(ANSWERS[kind]), rng.choice(ANSWERS[kind])) for _ in range(n)]


# -- what holds of every kind ------------------------------------------------------------------------------------------
def test_every_kind_of_question_has_a_measure_and_a_sense_of_what_is_equal():
    assert set(MEASURES) == set(KEYS) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_is_the_same_as_itself_and_as_no_other(kind):
    answers = ANSWERS[kind]
    assert all(same(kind, left, right) == (left is right) for left in answers for right in answers)


@pytest.mark.parametrize("kind", KINDS)
def test_who_stands_on_the_left_makes_no_difference(kind):
    pairs = drawn(kind)
    turned = [(right, left) for left, right in pairs]
    assert equal(kind, pairs) == equal(kind, turned)
    one, other = found(MEASURES[kind].figures(pairs)), found(MEASURES[kind].figures(turned))
    for id in one.keys() - {"difference"}:
        assert one[id].value == pytest.approx(other[id].value)
        assert one[id].n == other[id].n


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_says_the_same_agrees_in_full(kind):
    pairs = [(answer, answer) for answer in ANSWERS[kind]]
    assert equal(kind, pairs) == len(pairs)
    for id, figure in found(MEASURES[kind].figures(pairs)).items():
        assert figure.value == pytest.approx(0 if id == "difference" else 1)


@pytest.mark.parametrize("kind", KINDS)
def test_the_interval_holds_the_value(kind):
    for figure in MEASURES[kind].figures(drawn(kind)):
        assert figure.low <= figure.value <= figure.high


@pytest.mark.parametrize("kind", KINDS)
def test_without_any_pair_nothing_is_said(kind):
    assert equal(kind, []) == 0
    assert [(figure.value, figure.n) for figure in MEASURES[kind].figures([])] == [(None, 0)] * len(
        MEASURES[kind].figures(drawn(kind))
    )
    if MEASURES[kind].kappa:
        assert MEASURES[kind].kappa([]).value is None


# -- several labels ----------------------------------------------------------------------------------------------------
def test_several_labels_are_compared_as_sets():
    assert same("multi_label", ["news", "story"], ["story", "news"])
    pairs = [(["a", "b"], ["b", "c"]), (["a"], ["a"]), ([], []), (["a"], [])]
    [jaccard] = several_labels.several_labels(pairs)
    assert (jaccard.value, jaccard.n) == (pytest.approx((1 / 3 + 1 + 1 + 0) / 4), 4)


def test_a_label_has_what_both_named_and_what_one_did():
    pairs = [(["a", "b"], ["a"]), (["a"], ["a", "b"]), (["b"], []), ([], [])]
    a, b = several_labels.label_by_label(pairs, ["a", "b"])
    assert (a.both, a.left, a.right, a.share.value) == (2, 0, 0, 1)
    assert (b.both, b.left, b.right, b.share.value, b.share.n) == (0, 2, 1, 0, 3)


# -- ratings -----------------------------------------------------------------------------------------------------------
def test_ratings_within_a_step_and_how_far_one_side_lies_above():
    figures = found(rating([(5, 5), (4, 5), (5, 2), (3, 2)]))
    assert (figures["within_one"].value, figures["within_one"].n) == (3 / 4, 4)
    assert figures["difference"].value == (0 - 1 + 3 + 1) / 4


def test_weighted_kappa_is_scikit_learns_where_the_whole_scale_is_given():
    pairs = [(1, 1), (2, 3), (5, 5), (4, 2), (3, 3), (5, 4), (1, 2), (2, 2)]
    theirs = cohen_kappa_score(*zip(*pairs, strict=True), weights="quadratic", labels=[1, 2, 3, 4, 5])
    assert weighted_kappa(pairs).value == pytest.approx(theirs)


def test_a_point_that_nobody_gave_is_a_step_all_the_same():
    pairs = [(1, 1), (5, 5), (1, 2), (5, 2), (2, 1)]
    theirs = cohen_kappa_score(*zip(*pairs, strict=True), weights="quadratic", labels=[1, 2, 3, 4, 5])
    ranks = cohen_kappa_score(*zip(*pairs, strict=True), weights="quadratic", labels=[1, 2, 5])
    assert weighted_kappa(pairs).value == pytest.approx(theirs) != pytest.approx(ranks)


def test_where_one_number_alone_was_given_there_is_nothing_beyond_chance():
    assert (weighted_kappa([(3, 3)] * 4).value, weighted_kappa([(3, 3)] * 4).reason) == (None, "no variation")


# -- rankings ----------------------------------------------------------------------------------------------------------
def test_three_candidates_have_three_pairs_of_which_one_is_turned_round():
    figures = found(ranking([([["a"], ["b"], ["c"]], [["b"], ["a"], ["c"]])]))
    assert figures["same_order"].value == pytest.approx(2 / 3)
    assert figures["tau"].value == pytest.approx(1 / 3)


def test_of_two_candidates_it_is_a_share_of_items_with_wilsons_interval():
    better, worse, tied = [["a"], ["b"]], [["b"], ["a"]], [["a", "b"]]
    figure = found(ranking([(better, better), (better, worse), (tied, tied), (tied, worse)]))["same_order"]
    assert figure == share("same_order", [True, False, True, False])


def test_tau_b_is_scipys_with_ties_and_none_where_a_side_ties_all():
    left, right = [["a"], ["b", "c"], ["d"]], [["b"], ["a", "c"], ["d"]]
    theirs = kendalltau([1, 2, 2, 3], [2, 1, 2, 3], variant="b").statistic
    assert found(ranking([(left, right)]))["tau"].value == pytest.approx(theirs)
    assert found(ranking([([["a", "b"]], [["a"], ["b"]])]))["tau"].value is None


def test_the_order_within_a_tier_is_none():
    assert same("ranking", [["a", "b"], ["c"]], [["b", "a"], ["c"]])


# -- texts -------------------------------------------------------------------------------------------------------------
def test_texts_are_compared_without_the_space_between_words_and_however_accents_are_composed():
    assert same("text", "Café  au\nlait", " Cafe\u0301 au lait")
    assert not same("text", "Cafe au lait", "Café au lait")


def test_similarity_counts_the_characters_that_have_to_be_changed():
    """kitten and sitting: three edits in seven characters."""
    [figure] = free_text([("kitten", "sitting"), ("same  words", "same words")])
    assert figure.value == pytest.approx(((1 - 3 / 7) + 1) / 2)


# -- spans -------------------------------------------------------------------------------------------------------------
def test_spans_are_counted_exactly_and_where_they_share_a_character():
    """Left marks three, right two; one is the same, one overlaps, one touches without sharing a character."""
    left = [span(0, 4), span(10, 20), span(30, 35)]
    right = [span(0, 4), span(15, 25)]
    figures = found(marked_spans.marked_spans([(left, right)]))
    assert figures["exact_f1"].value == pytest.approx(2 * 1 / 5)
    assert figures["overlap_f1"].value == pytest.approx(4 / 5)
    touching = found(marked_spans.marked_spans([([span(0, 4)], [span(4, 8)])]))
    assert touching["overlap_f1"].value == 0


def test_a_long_span_before_a_short_one_is_found_too():
    inside = found(marked_spans.marked_spans([([span(50, 55)], [span(0, 100), span(10, 20)])]))
    assert inside["overlap_f1"].value == pytest.approx(2 / 3)


def test_another_label_is_another_span():
    figures = found(marked_spans.marked_spans([([span(0, 4)], [span(0, 4, "place")])]))
    assert (figures["exact_f1"].value, figures["overlap_f1"].value) == (0, 0)


def test_each_label_has_its_own_two():
    pairs = [([span(0, 4), span(5, 9, "place")], [span(0, 4), span(6, 9, "place")]), ([], [])]
    person, place, nobody = marked_spans.label_by_label(pairs, ["person", "place", "thing"])
    assert (person.exact.value, person.overlap.value, person.exact.n) == (1, 1, 1)
    assert (place.exact.value, place.overlap.value) == (0, 1)
    assert (nobody.exact.value, nobody.exact.n) == (None, 0)


def test_what_an_answer_says_of_one_label():
    assert on_label("multi_label", ["a", "b"], "a") is True
    assert on_label("spans", [span(0, 4), span(5, 9, "place")], "place") == {(5, 9)}
    assert names_label("spans", [span(0, 4)], "person")
    assert not names_label("spans", [span(0, 4)], "place")


@pytest.mark.parametrize(
    ("kind", "answer", "named"),
    [
        ("label", "spam", {"spam"}),
        ("multi_label", ["a", "b"], {"a", "b"}),
        ("spans", [span(0, 4), span(5, 9, "place"), span(12, 14)], {"person", "place"}),
        ("ranking", [["a"], ["b"]], set()),
        ("rating", 4, set()),
        ("text", "spam", set()),
    ],
)
def test_which_labels_an_answer_names(kind, answer, named):
    assert labels_named(kind, answer) == named


# -- numbers -----------------------------------------------------------------------------------------------------------
def test_items_and_not_what_stands_on_them_are_drawn_again():
    """Ten items of which one holds all that differs: the interval is as wide as one item makes it."""
    many = ratio_of_sums("exact_f1", [10] * 9 + [0], [10] * 10)
    assert (many.value, many.n) == (0.9, 10)
    assert (many.low, many.high) == (mean("x", [1] * 9 + [0]).low, mean("x", [1] * 9 + [0]).high)


def test_items_that_could_say_nothing_do_not_count():
    assert ratio_of_sums("exact_f1", [2, 0], [4, 0]).n == 1


def test_items_that_are_all_alike_bound_nothing():
    assert (mean("jaccard", [1.0] * 5).value, mean("jaccard", [1.0] * 5).low) == (1, None)
