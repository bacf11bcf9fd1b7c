import numpy as np
import pytest

from annotation.methods.aggregation.choosing import GOLD, LIKELIHOOD, choose
from tests.annotation.methods.aggregation.tables import ANAESTHETISTS, EMPTY, crowd


def test_without_known_items_the_likelihood_for_its_parameters_decides():
    labels, _gold = crowd("rte")
    choice = choose(labels)
    assert choice.by == LIKELIHOOD
    table = choice.table.set_index("method")
    assert choice.best == table["criterion"].astype(float).idxmin()
    assert table.loc["weighted", "criterion"] != table.loc["weighted", "criterion"]  # it models no answers


def test_too_few_known_items_decide_nothing():
    labels, gold = crowd("rte")
    assert choose(labels, gold=dict(list(gold.items())[:29])).by == LIKELIHOOD


@pytest.mark.parametrize(
    "name", ["adult", "bluebird", "dog", "face", "facteval", "music", "product", "relevance", "rte", "sentiment"]
)
def test_told_half_of_the_gold_it_is_within_a_point_of_the_better_method(name):
    """On the gold as a whole: on the other half alone the better of two has its luck in it."""
    labels, gold = crowd(name)
    told = np.random.default_rng(0).permutation(list(gold))[: len(gold) // 2].tolist()
    choice = choose(labels, gold={item: gold[item] for item in told})
    assert choice.by == GOLD
    better = max(choice.results[method].accuracy(gold) for method in ("majority", "dawid_skene"))
    assert choice.results[choice.best].accuracy(gold) >= better - 0.01


def test_all_methods_are_shown_with_how_often_they_differ():
    table = choose(ANAESTHETISTS).table.set_index("method")
    assert list(table.index) == ["majority", "weighted", "one_coin", "dawid_skene", "mace"]
    assert table["differs"].min() == 0 < table["differs"].max() < 0.5


def test_no_answers_are_no_failure():
    assert choose(EMPTY).best == "majority"


def test_an_unknown_method_is_refused():
    with pytest.raises(ValueError, match="methods must be some of"):
        choose(ANAESTHETISTS, methods=("median",))
