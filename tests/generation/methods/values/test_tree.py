from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generation.methods.values.tree import TRIES, Node, TopicTree, TreeError

WORDS = ["travel", "food", "music", "law", "sport", "banking", "weather", "art", "garden", "space", "trains", "health"]


def grown(seed: int, rounds: int = 40, **limits) -> TopicTree:
    """A tree after replies in which names repeat, nearly repeat and are nonsense."""
    rng = Random(seed)
    tree = TopicTree("daily life", **limits)
    for _ in range(rounds):
        asked = next((name for name in tree.nodes if tree.level(name) < tree.depth and tree.has_room(name)), None)
        if asked is None:
            break
        tree.extend(asked, [" ".join(rng.sample(WORDS, rng.randint(1, 3))) for _ in range(rng.randint(0, 7))])
    return tree


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 500), st.integers(1, 4), st.integers(1, 6))
def test_depth_fan_out_and_names_keep_their_limits_whatever_is_replied(seed, depth, most):
    tree = grown(seed, depth=depth, most_children=most)
    assert all(tree.level(name) <= depth for name in tree.nodes)
    assert all(len(tree.children(name)) <= most for name in tree.nodes)
    keys = {tuple(sorted(name.casefold().split())) for name in tree.nodes}
    assert len(keys) == len(tree.nodes)
    assert all(name in tree.children(node.parent) for name, node in tree.nodes.items() if node.parent)


def test_a_node_has_room_until_it_is_full():
    tree = TopicTree("life", most_children=2)
    tree.extend("life", ["food"])
    assert tree.has_room("life")
    assert tree.extend("life", ["law", "music"]) == ["law"]
    assert not tree.has_room("life")


def test_a_node_that_brings_nothing_new_three_times_is_finished():
    tree = TopicTree("life", depth=1)
    tree.extend("life", ["food"])
    for _ in range(TRIES):
        assert tree.has_room("life")
        assert tree.extend("life", ["Food", "", "foods"]) == []
    assert not tree.has_room("life")


def test_names_are_cleaned_and_those_nearly_there_are_pruned():
    tree = TopicTree("life")
    added = tree.extend("life", ["1. **Train travel**", "travel train", "long train travel", "Food - all of it"])
    assert added == ["Train travel", "Food"]
    assert tree.extend("Food", ["train travel", "bread"]) == ["bread"]


def test_the_way_to_a_topic_leads_over_those_above_it():
    tree = TopicTree("life")
    tree.extend("life", ["music"])
    tree.extend("music", ["jazz", "opera"])
    assert tree.path("jazz") == ("life", "music", "jazz")
    assert tree.leaves() == ("jazz", "opera")


def test_reasons_and_examples_stay_with_their_node():
    tree = TopicTree("life")
    tree.extend("life", [Node("food", reason="everybody eats", examples=("soup", "rice"))])
    assert tree.nodes["food"] == Node("food", "life", "everybody eats", ("soup", "rice"))


@pytest.mark.parametrize("name", ["nowhere", "bread"])
def test_an_unknown_node_and_one_at_the_depth_limit_cannot_be_extended(name):
    tree = TopicTree("life", depth=1)
    tree.extend("life", ["bread"])
    with pytest.raises(TreeError, match=name):
        tree.extend(name, ["x"])


def tree_of(children: dict[str, list[str]], **limits) -> TopicTree:
    tree = TopicTree("life", **limits)
    for parent, names in children.items():
        assert tree.extend(parent, names) == names
    return tree


def alike(one: str, other: str) -> float:
    return float({one, other} == {"trains", "railways"})


def test_siblings_of_nearly_the_same_name_become_one_with_the_children_of_both():
    below = {"life": ["trains", "railways"], "trains": ["tickets"], "railways": ["tunnels"]}
    tree = tree_of(below, depth=3, most_children=3)
    assert tree.merge_siblings(alike, 0.9) == [("trains", "railways")]
    assert tree.children("life") == ("trains",)
    assert tree.children("trains") == ("tickets", "tunnels")
    assert tree.path("tunnels") == ("life", "trains", "tunnels")
    assert tree.merge_siblings() == []


def test_what_has_no_room_after_a_merge_goes_with_all_below_it():
    below = {"life": ["trains", "railways"], "trains": ["tickets", "food"], "railways": ["tunnels"], "tunnels": ["art"]}
    tree = tree_of(below, depth=3, most_children=2)
    tree.merge_siblings(alike, 0.9)
    assert set(tree.nodes) == {"life", "trains", "tickets", "food"}
