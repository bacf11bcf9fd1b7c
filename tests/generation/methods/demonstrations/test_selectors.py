"""Every selector as a part of a recipe: what it needs, and what it chooses for the prompts of a run."""

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from generation.catalogue.prepared import Prepared
from generation.catalogue.recipe import Recipe
from generation.methods.allocators import Wanted
from generation.methods.conditions import Dimension, Scope, Value
from generation.methods.context import Context
from generation.methods.demonstrations import choosing
from generation.methods.demonstrations.pool import Pool, Want
from generation.methods.demonstrations.selectors import SELECTORS, Influence, Nearest, SameLabel, VoteK
from generation.methods.demonstrations.words import WORDS
from generation.methods.parts import Part, build
from generation.methods.steps import Demonstration, Draw
from generation.methods.taskspec import TaskSpec
from generation.methods.templates import Template

CHOOSING = [name for name in SELECTORS if name != "nothing"]
EVERY = pytest.mark.parametrize("name", CHOOSING)
ABOUT = {
    "World": "treaty border embassy summit minister election",
    "Sports": "match goal coach season league trophy",
    "Tech": "chip browser cloud robot startup software",
}
SPEC = TaskSpec.from_json(
    {
        "purpose": "Sort news.",
        "fields": [{"name": "text"}],
        "questions": [{"name": "topic", "labels": [{"name": name, "definition": ABOUT[name]} for name in ABOUT]}],
    }
)
RECIPE = Recipe(
    name="r", title="R", summary="", when="", cites=(), params=(), plan=Part("write"), model={},
    templates=(Template("r.write", 1, "{task}", "{demonstrations}Label: {label}"),),
)  # fmt: skip


def seeds(count=90, **known) -> tuple[Demonstration, ...]:
    """Texts of the words of their label; every ninth has the words of the next label, which a student gets wrong."""
    labels, made = list(ABOUT), []
    for i in range(count):
        rng, label = Random(i), labels[i % 3]
        about = ABOUT[labels[(i + 1) % 3] if i % 9 == 4 else label].split()
        text = " ".join(rng.choice(about) for _word in range(8))
        facts = {"machine": i % 5 == 0, "confidence": i / count, "complexity": i, "leaf": f"leaf {i % 2}", **known}
        made.append(Demonstration(f"{i:03d}", {"text": text}, {"topic": label}, facts))
    return tuple(made)


def prepared(name: str, support=(), seed: int = 0, **settings) -> Prepared:
    leaf = Dimension("leaf", "Leaf", values=(Value("leaf 0"), Value("leaf 1")))
    context = Context(SPEC, {}, 40, Scope((leaf,)), support, seed=seed)
    return replace(RECIPE, demonstrations=Part(name, settings)).prepare(context)


def draws(count: int = 24) -> list[Draw]:
    return [Draw({"topic": list(ABOUT)[i % 3]}, (("leaf", f"leaf {i % 2}"),)) for i in range(count)]


def shown(name: str, support=None, seed: int = 0, count: int = 24, **settings) -> list[Draw]:
    run = prepared(name, seeds() if support is None else support, seed, **settings)
    return run._choosing.shown(draws(count), {}, Random(seed))[0]


@EVERY
def test_each_shows_samples_of_the_run_and_says_which_by_what_and_why(name):
    found = shown(name, prompts=1.0)
    known = {demo.sample_id for demo in seeds()}
    assert prepared(name, seeds()).lacks is None
    assert any(draw.demonstrations for draw in found)
    for draw in found:
        assert set(draw.demonstrations) <= known
        assert len(set(draw.demonstrations)) == len(draw.demonstrations) <= build(SELECTORS, Part(name), {}, "x").k
        if draw.demonstrations:
            assert draw.chosen["by"] == f"{name}@1"
            assert len(draw.chosen["scores"]) == len(draw.chosen["why"]) == len(draw.demonstrations)
            assert Draw.from_json(draw.to_json()) == draw


@EVERY
def test_a_seed_gives_the_same_samples_whatever_order_they_came_in_and_however_many_rows_follow(name):
    found = shown(name, seeds()[::-1], seed=3)
    assert found == shown(name, seeds(), seed=3)
    assert found[:5] == shown(name, seeds(), seed=3, count=5)


@EVERY
def test_without_seeds_it_says_so_and_shows_nothing(name):
    assert prepared(name).lacks.what == "seeds"
    assert prepared(name, needed=False).lacks is None
    assert prepared(name, k=0).lacks is None
    assert [draw.demonstrations for draw in shown(name, ())] == [()] * 24
    assert prepared(name, (Demonstration("1", {"text": "x"}, {"other": "World"}),)).lacks.what == "seeds"


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("leaf_only", "groups"),
        ("cluster_complexity", "complexity"),
        ("vote_k_confidence", "confidence"),
        ("variability_unlabelled", "machine"),
    ],
)
def test_what_no_sample_has_is_named_before_anything_is_paid(name, column):
    bare = tuple(replace(demo, known={}) for demo in seeds())
    assert prepared(name, bare).lacks.what == column
    assert [draw.demonstrations for draw in shown(name, bare)] == [()] * 24


def test_a_quality_is_needed_where_one_is_asked_for():
    assert prepared("least_similar", seeds(), quality_from=0.5).lacks.what == "quality"


@pytest.mark.parametrize("name", [name for name in CHOOSING if name != "mixed_label"])
def test_a_prompt_shows_samples_of_its_own_label(name):
    labels = {demo.sample_id: demo.labels["topic"] for demo in seeds()}
    for draw in shown(name, prompts=1.0):
        assert {labels[one] for one in draw.demonstrations} <= {draw.labels["topic"]}


def test_mixed_labels_are_mixed():
    labels = {demo.sample_id: demo.labels["topic"] for demo in seeds()}
    assert any(len({labels[one] for one in draw.demonstrations}) > 1 for draw in shown("mixed_label"))


def test_the_nearest_share_words_with_what_is_asked_for_and_chance_does_not_care():
    """Seeds of two kinds within each label; the condition names one of them."""
    kinds = {"leaf 0": "red apple orchard", "leaf 1": "deep ocean whale"}
    support = tuple(
        Demonstration(f"{i:02d}", {"text": f"{kinds[f'leaf {i % 2}']} leaf {i % 2} number {i}"}, {"topic": "World"})
        for i in range(40)
    )
    asked = [Draw({"topic": "World"}, (("leaf", kinds["leaf 0"]),))] * 8

    def even(name):
        found = prepared(name, support)._choosing.shown(asked, {}, Random(0))[0]
        return sum(int(one) % 2 == 0 for draw in found for one in draw.demonstrations) / (8 * 3)

    assert even("nearest") == 1
    assert even("same_label") < 0.9


def test_an_item_to_label_is_shown_its_neighbours_of_any_label():
    run = prepared("nearest", seeds(), too_close=1.0)
    item = Draw(item="7", item_fields={"text": "coach league trophy"})
    (draw,), _state = run._choosing.shown([item], {}, Random(0))
    texts = [demo.fields["text"] for demo in seeds() if demo.sample_id in draw.demonstrations]
    assert len(texts) == 3
    assert all(set(text.split()) & {"coach", "league", "trophy"} for text in texts)


def test_no_sample_is_shown_too_often_even_over_batches():
    choose, state, used = prepared("same_label", seeds(30))._choosing, {}, Counter()
    for batch in range(10):
        found, state = choose.shown(draws(), state, Random(batch))
        used.update(one for draw in found for one in draw.demonstrations)
    assert state["uses"] == used
    assert state["turns"] == dict.fromkeys(ABOUT, 80)
    assert max(used.values()) <= 3 * sum(used.values()) / 30


def test_sets_take_turns_over_batches():
    choose, state, sets = prepared("seed_sets", seeds(), sets=2)._choosing, {}, []
    for _batch in range(4):
        (draw,), state = choose.shown(draws(1), state, Random(0))
        sets.append(frozenset(draw.demonstrations))
    assert sets[:2] == sets[2:]
    assert sets[0] != sets[1]


def test_a_share_of_the_prompts_and_a_budget_of_tokens():
    assert 60 < sum(bool(draw.demonstrations) for draw in shown("influence", count=200)) < 140
    assert max(len(draw.demonstrations) for draw in shown("same_label", most_tokens=30)) == 2


def test_the_set_of_a_run_is_chosen_once(monkeypatch):
    calls, select = [], choosing.import_module("generation.methods.demonstrations.vote_k").select
    monkeypatch.setattr(
        "generation.methods.demonstrations.vote_k.select", lambda *a, **more: calls.append(a) or select(*a, **more)
    )
    run = prepared("vote_k", seeds(), most=6)
    for batch in range(3):
        run.propose(Wanted(30), Random(batch))
    assert len(calls) == 1
    used = {one for draw in run.propose(Wanted(90), Random(0)).draws for one in draw.demonstrations}
    assert 0 < len(used) <= 6


def test_the_samples_that_judge_are_never_shown():
    run, rows = prepared("influence", seeds(), prompts=1.0), seeds()
    pool, held_out = run._choosing._split(rows)
    assert 10 < len(held_out) < 40
    used = {one for draw in shown("influence", prompts=1.0, count=90) for one in draw.demonstrations}
    assert used <= set(pool.ids)
    assert not used & set(held_out.ids)


def test_what_the_student_gets_wrong_is_shown():
    wrong = {demo.sample_id for i, demo in enumerate(seeds()) if i % 9 == 4}
    used = {one for draw in shown("student_errors") for one in draw.demonstrations}
    assert used
    assert len(used & wrong) > 0.6 * len(used)


def test_of_a_large_pool_as_many_are_looked_at_as_it_can_bear(monkeypatch):
    monkeypatch.setattr(VoteK, "most_rows", 20)
    assert len(prepared("vote_k", seeds())._choosing._space.vectors.toarray()) == 20


def test_settings_reach_the_code():
    pool = Pool(list("abc"), vectors=np.array([[1, 0], [0.8, 0.6], [0.6, 0.8]]))
    want = Want(query=np.array([1.0, 0.0]))
    first = [row.id for row in Nearest(k=2, nearest_last=False).choose(pool, want, Random(0))]
    assert first == [row.id for row in Nearest(k=2).choose(pool, want, Random(0))][::-1] == ["b", "c"]
    assert Influence().own_settings == {}


def test_each_has_words_for_pages():
    assert list(WORDS) == CHOOSING
    assert all(title and line.endswith(".") for title, line in WORDS.values())
    assert all(kind.__doc__.endswith(".") or "\n" in kind.__doc__ for kind in SELECTORS.values())


def test_drawing_by_chance_needs_no_numpy():
    code = """
import sys
from generation.catalogue.preview import preview
from generation.catalogue.registry import RECIPES
from generation.methods.context import Context
from generation.methods.steps import Demonstration
from generation.methods.taskspec import TaskSpec
question = {"name": "topic", "labels": [{"name": "a"}, {"name": "b"}]}
spec = TaskSpec.from_json({"purpose": "Sort.", "fields": [{"name": "text"}], "questions": [question]})
support = [Demonstration(str(i), {"text": f"text {i}"}, {"topic": "ab"[i % 2]}) for i in range(9)]
context = Context(spec, RECIPES["clingen"].clean({}), 9, support=support)
(row,) = preview(RECIPES["clingen"].prepare(context), 1)
print(len(row.draw.demonstrations), "numpy" in sys.modules)
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert said.stdout.strip() == "3 False", said.stderr


def test_a_selector_is_checked_like_every_part():
    assert build(SELECTORS, Part("same_label", {"k": "$n"}), {"n": 4}, "demonstrations") == SameLabel(k=4)
    with pytest.raises(ValueError, match="Did you mean “nearest”"):
        build(SELECTORS, Part("neerest"), {}, "demonstrations")
    with pytest.raises(ValueError, match="from 0 to 50"):
        build(SELECTORS, Part("vote_k", {"k": 99}), {}, "demonstrations")
