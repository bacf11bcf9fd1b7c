import re
from collections import Counter
from dataclasses import replace

import pytest

from generation.catalogue.attrprompt import RECIPE
from generation.catalogue.preview import preview
from generation.catalogue.simprompt import RECIPE as CONTROL
from generation.methods.allocation import Grid, cell_of
from generation.methods.conditions import SIMILAR, Dimension, Scope, Value, count_words, obeys
from generation.methods.measures.balance import balance
from generation.methods.measures.coverage import coverage
from generation.methods.steps import Demonstration, SetupFailed, drive
from tests.generation.catalogue.driving import LABELS, context_of, distinct_2, run
from tests.generation.catalogue.worlds import AMBIGUOUS, FILLER, WORDS, World


def covered(made) -> float:
    grid = Grid(LABELS, RECIPE.prepare(made.context).kit.scope)
    return coverage(grid, [cell_of(draw, "topic") for draw, _candidate in made.accepted])


def obeyed(made) -> float:
    length = made.context.scope.dimension("length")
    kept = [obeys(length, dict(d.conditions)["length"], c.text) for d, c in made.accepted]
    return sum(kept) / len(kept)


def test_the_set_up_lists_what_the_entry_names():
    context = context_of(RECIPE, 10)
    scope = Scope(drive(RECIPE.prepare(context).setup(), World()))
    assert [(d.name, d.kind) for d in scope.dimensions] == [
        ("length", "length"),
        ("sub-topic", "attribute"),
        ("style", "attribute"),
        ("similar-labels", SIMILAR),
    ]
    assert scope.similar_to("World") == ("Sports", "Tech")


def test_the_set_up_asks_similar_labels_only_where_there_is_a_choice():
    few = [World(), World()]
    for model, similar in zip(few, (5, 1), strict=True):
        drive(RECIPE.prepare(context_of(RECIPE, 10, similar=similar, ambiguity_filter=False)).setup(), model)
    assert few[1].asked - few[0].asked == len(LABELS)


def test_the_ambiguity_filter_takes_out_what_fits_a_similar_label():
    on, off = (
        Scope(drive(RECIPE.prepare(context_of(RECIPE, 10, ambiguity_filter=used)).setup(), World())).dimension(
            "sub-topic"
        )
        for used in (True, False)
    )
    assert AMBIGUOUS not in {value.text for value in on.kept()}
    assert AMBIGUOUS in {value.text for value in off.kept()}
    assert [value.state for value in on.values if value.text == AMBIGUOUS] == ["ambiguous"] * len(LABELS)


class Economist(World):
    """Of money it writes what belongs to another label as well."""

    def text(self, messages, step, rng):
        text = super().text(messages, step, rng)
        if AMBIGUOUS not in text:
            return text
        label = re.findall(r"Label: (\w+)", messages[1]["content"])[-1]
        other = WORDS[next(name for name in WORDS if name != label)].split()
        return " ".join([AMBIGUOUS, *other[:4], *text.split()[7:]])


def confused(**settings) -> float:
    """The share of texts that read like another label than the one they were asked for."""
    made = run(RECIPE, context_of(RECIPE, 90, check_length=False, near_duplicates=False, **settings), Economist())
    read = [World().label(one.text, {"label": {}}, None)["label"] for _draw, one in made.accepted]
    return sum(label != said for label, said in zip(made.labels, read, strict=True)) / len(read)


def test_without_the_ambiguity_filter_similar_labels_are_taken_for_each_other():
    assert confused() < 0.02
    assert confused(ambiguity_filter=False) > 0.05


class Rephraser(World):
    """Writes one text again and again, with another word at its end."""

    def text(self, messages, step, rng):
        return f"{' '.join(FILLER)} {rng.randrange(10**9)}"


def test_near_duplicates_are_dropped_unless_they_may_stay():
    kept = run(RECIPE, context_of(RECIPE, 20, lengths=""), Rephraser())
    lax = run(RECIPE, context_of(RECIPE, 20, lengths="", near_duplicates=False), Rephraser())
    assert (len(kept.accepted), len(lax.accepted)) == (1, 20)


def test_what_a_person_entered_is_left_alone_and_only_the_rest_is_asked():
    style = Dimension("style", "Style", values=(Value("dry", source="person"),))
    topic = Dimension("topic", "Sub-topic", depends_on_label=True, values=(Value("war", "World", source="person"),))
    context = replace(context_of(RECIPE, 10, ambiguity_filter=False), scope=Scope((style, topic)))
    model = World()
    scope = Scope(drive(RECIPE.prepare(context).setup(), model))
    assert model.asked == 2  # sub-topics of Sports and of Tech
    assert scope.dimension("style") == style
    assert [value.text for value in scope.dimension("topic").kept("World")] == ["war"]


def test_all_pairs_are_covered_within_a_fifth_of_the_least_possible():
    context = context_of(RECIPE, 104, values=6, check_length=False, near_duplicates=False)
    made = run(RECIPE, context, World())
    # 3 labels x 6 or 7 own sub-topics x 4 styles is the largest pair table, 87 cells at most
    assert covered(made) == 1.0
    by_chance = run(RECIPE, replace(context, params={**context.params, "allocator": "uniform"}), World())
    assert covered(by_chance) < 0.9


def test_lengths_are_obeyed_after_one_more_try():
    made = run(RECIPE, context_of(RECIPE, 60), World(obeys_length=False))
    assert obeyed(made) == 1.0
    assert {c.steps for _d, c in made.accepted} == {("write", "write~length")}
    assert balance(made.labels, len(LABELS)) == pytest.approx(1.0)


def test_without_the_check_lengths_are_not_obeyed():
    made = run(RECIPE, context_of(RECIPE, 60, check_length=False), World(obeys_length=False))
    assert obeyed(made) == 0.0


def test_a_model_that_never_keeps_a_length_ends_the_run():
    model = World(obeys_length=False, repairs_length=False)
    made = run(RECIPE, context_of(RECIPE, 600), model, largest=256)
    assert made.stopped == "low_yield"
    assert made.rows[0][2][-1].gate == "length"


def test_texts_vary_more_than_the_control_s():
    made = run(RECIPE, context_of(RECIPE, 120, lengths="20 to 20"), World(collapse=0.9))
    control = run(CONTROL, context_of(CONTROL, 120), World(collapse=0.9))
    assert distinct_2(made.texts) > 1.2 * distinct_2(control.texts)


def test_shared_values_come_out_as_often_as_they_were_asked_for():
    made = run(RECIPE, context_of(RECIPE, 120), World(refuses=0.1))
    counts = Counter(dict(draw.conditions)["style"] for draw, _c in made.accepted)
    expected = sum(counts.values()) / len(counts)
    chi_square = sum((n - expected) ** 2 / expected for n in counts.values())
    assert chi_square < 7.81  # 3 degrees of freedom, 5 %


def test_the_prompt_names_every_condition_and_its_label_last():
    made = run(RECIPE, context_of(RECIPE, 3), World())
    draw = made.rows[0][0]
    ask = next(RECIPE.prepare(made.context).row(draw))[0]
    user = ask.messages[1]["content"]
    assert f"Style: {dict(draw.conditions)['style']}" in user
    assert "words" in user
    assert user.endswith(f"Label: {draw.labels['topic']}")
    assert ask.messages[0]["content"].startswith("You are a news editor.")


def test_before_the_set_up_the_preview_says_what_will_be_listed():
    shown = preview(RECIPE.prepare(context_of(RECIPE, 10, dimensions=2, similar=1)), seed=1)[0]
    user = shown.asks[0].messages[1]["content"]
    assert "1. Length: between " in user
    assert "2. Attribute 1: … (listed in the set-up)\n3. Attribute 2: … (listed in the set-up)\n4. The label" in user
    assert "clearly fits it, and none of these does: … (listed in the set-up)" in user


def test_before_the_set_up_the_preview_shows_what_a_person_entered():
    style = Dimension("style", "Style", values=(Value("dry"),))
    topics = Dimension("sub-topic", "Sub-topic", depends_on_label=True)
    context = replace(context_of(RECIPE, 10, similar=5), scope=Scope((style, topics)))
    user = preview(RECIPE.prepare(context), seed=1)[0].asks[0].messages[1]["content"]
    assert "Style: dry" in user
    assert "Sub-topic: … (listed in the set-up)" in user
    assert "Attribute 1" not in user
    assert "none of these does: … " not in user  # all other labels are similar: nothing is asked


def test_seeds_of_the_label_are_shown_where_wanted():
    seeds = tuple(Demonstration(str(i), {"text": f"seed text {i}"}, {"topic": LABELS[i % 3]}) for i in range(9))
    context = replace(context_of(RECIPE, 3, demonstrations=2), support=seeds)
    made = run(RECIPE, context, World())
    draw = made.rows[0][0]
    assert {seed.labels["topic"] for seed in seeds if seed.sample_id in draw.demonstrations} == {draw.labels["topic"]}
    assert "Example 2:\nseed text" in next(RECIPE.prepare(made.context).row(draw))[0].messages[1]["content"]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_seed_draws_the_same_rows(seed):
    first, second = (run(RECIPE, context_of(RECIPE, 40), World(), seed=seed) for _ in range(2))
    assert [row[0] for row in first.rows] == [row[0] for row in second.rows]


def test_a_model_that_lists_nothing_fails_the_set_up():
    with pytest.raises(SetupFailed, match="named no attributes"):
        drive(RECIPE.prepare(context_of(RECIPE, 10)).setup(), World(refuses=1.0))


def test_word_counts_are_those_of_the_prompt():
    made = run(RECIPE, context_of(RECIPE, 6, lengths="30"), World())
    assert all(30 <= count_words(text) <= 80 for text in made.texts)
