import json
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generation.methods.values.tree import Extension, Node, TopicTree, TreeError

WORDS = ["travel", "food", "music", "law", "sport", "banking", "weather", "art", "garden", "space", "trains", "health"]


def grown(seed: int, rounds: int = 40, **limits) -> TopicTree:
    """A tree after replies in which names repeat, nearly repeat and are nonsense."""
    rng = Random(seed)
    tree = TopicTree("daily life", **limits)
    for _ in range(rounds):
        if (asked := tree.next_extension()) is None:
            break
        names = [" ".join(rng.sample(WORDS, rng.randint(1, 3))) for _ in range(rng.randint(0, asked.wanted + 2))]
        tree.extend(asked.node, names)
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


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 500))
def test_a_saved_tree_goes_on_as_if_it_had_never_stopped(seed):
    tree = grown(seed, rounds=10)
    again = TopicTree.from_json(json.loads(json.dumps(tree.to_json())))
    assert again.to_json() == tree.to_json()
    for _ in range(5):
        assert again.next_extension() == (asked := tree.next_extension())
        if asked is None:
            break
        names = [f"topic {seed} {WORDS[i]} {asked.node[:3]}" for i in range(asked.wanted)]
        assert again.extend(asked.node, names) == tree.extend(asked.node, names)


def test_lookahead_goes_level_by_level_and_backtracking_comes_when_all_have_children():
    tree = TopicTree("life", depth=2, most_children=3)
    assert tree.next_extension() == Extension("life", 3, lookahead=True)
    tree.extend("life", ["food", "law"])
    assert tree.next_extension() == Extension("food", 3, lookahead=True)
    tree.extend("food", ["bread"])
    assert tree.next_extension() == Extension("law", 3, lookahead=True)
    tree.extend("law", ["wills", "taxes"])
    assert tree.next_extension() == Extension("food", 2, lookahead=False)
    tree.extend("food", ["cheese", "wine"])
    assert tree.next_extension() == Extension("life", 1, lookahead=False)
    tree.extend("life", ["music"])
    assert tree.next_extension() == Extension("music", 3, lookahead=True)
    tree.extend("music", ["choirs", "jazz", "opera"])
    tree.extend("law", ["courts"])
    assert tree.next_extension() is None
    assert tree.path("jazz") == ("life", "music", "jazz")


def test_a_node_that_brings_nothing_new_three_times_is_finished():
    tree = TopicTree("life", depth=1)
    tree.extend("life", ["food"])
    for _ in range(3):
        assert tree.next_extension().node == "life"
        assert tree.extend("life", ["Food", "", "the foods"[4:]]) == []
    assert tree.next_extension() is None


def test_names_are_cleaned_and_those_nearly_there_are_pruned():
    tree = TopicTree("life")
    added = tree.extend("life", ["1. **Train travel**", "travel train", "long train travel", "Food - all of it"])
    assert added == ["Train travel", "Food"]
    assert tree.extend("Food", ["train travel", "bread"]) == ["bread"]


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


def stored(*nodes: tuple[str, str]) -> dict:
    rows = [{"name": name, "parent": parent, "reason": "", "examples": [], "failures": 0} for name, parent in nodes]
    return {"depth": 2, "most_children": 2, "nodes": rows}


def test_siblings_of_nearly_the_same_name_become_one_with_the_children_of_both():
    tree = TopicTree.from_json(
        {**stored(("life", ""), ("city train travel", "life"), ("train travel city trips", "life"),
                  ("tickets", "city train travel"), ("tunnels", "train travel city trips")),
         "depth": 3, "most_children": 3}
    )  # fmt: skip
    similarity = lambda a, b: 0.95 if {a, b} == {"city train travel", "train travel city trips"} else 0.0  # noqa: E731
    assert tree.merge_siblings(similarity, 0.9) == [("city train travel", "train travel city trips")]
    assert tree.children("life") == ("city train travel",)
    assert tree.children("city train travel") == ("tickets", "tunnels")
    assert TopicTree.from_json(tree.to_json()).to_json() == tree.to_json()
    assert tree.merge_siblings() == []


def test_what_has_no_room_after_a_merge_goes_with_all_below_it():
    tree = TopicTree.from_json(
        {**stored(("life", ""), ("a", "life"), ("b", "life"), ("a1", "a"), ("a2", "a"), ("b1", "b"), ("b2", "b1")),
         "depth": 3}
    )  # fmt: skip
    tree.merge_siblings(lambda one, other: float({one, other} == {"a", "b"}), 0.9)
    assert set(tree.nodes) == {"life", "a", "a1", "a2"}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (stored(), "root"),
        (stored(("life", "above")), "root"),
        (stored(("life", ""), ("food", "nowhere")), "no place"),
        (stored(("life", ""), ("a", "life"), ("b", "a"), ("c", "b")), "no place"),
        (stored(("life", ""), ("a", "life"), ("b", "life"), ("c", "life")), "too many"),
        (stored(("life", ""), ("food", "life"), ("Food", "life")), "same name"),
        (stored(("life", ""), ("", "life")), "has none"),
    ],
)
def test_a_stored_tree_that_breaks_a_rule_is_refused(data, why):
    with pytest.raises(TreeError, match=why):
        TopicTree.from_json(data)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 200), st.integers(0, 1000))
def test_the_quota_is_even_and_adds_up(seed, total):
    quota = grown(seed).quota(total)
    assert sum(quota.values()) == total
    assert max(quota.values()) - min(quota.values()) <= 1


def test_what_a_leaf_has_is_taken_off_its_quota():
    tree = TopicTree("life")
    tree.extend("life", ["food", "law", "music"])
    assert tree.quota(10, {"food": 1, "law": 9}) == {"food": 3, "law": 0, "music": 3}
    assert TopicTree("life").quota(5) == {"life": 5}
