import re
from collections import Counter
from dataclasses import replace

import pytest

from generation.catalogue.preview import setup_preview
from generation.catalogue.simprompt import RECIPE as CONTROL
from generation.catalogue.zerogen import RECIPE
from generation.methods.conditions import CONTEXT, Dimension, Scope, Value
from generation.methods.measures.balance import balance
from generation.methods.parts import Part
from generation.methods.steps import SetupFailed, drive
from generation.methods.students.lessons import taught
from generation.methods.values.contexts import Contexts
from tests.generation.catalogue.driving import LABELS, context_of, distinct_2, run
from tests.generation.catalogue.worlds import WORDS, World


def contexts_by_label(made) -> dict[str, Counter]:
    return {name: Counter(d.conditions[0][1] for d, c in made.accepted if d.labels["topic"] == name) for name in LABELS}


def test_every_label_gets_the_same_contexts():
    made = run(RECIPE, context_of(RECIPE, 150), World())
    world, sports, tech = contexts_by_label(made).values()
    assert world == sports == tech
    assert balance(made.labels, len(LABELS)) >= 0.99


def test_drawing_contexts_by_chance_would_let_the_subject_give_the_label_away():
    by_chance = replace(RECIPE, allocator=Part("uniform"))
    world, sports, _tech = contexts_by_label(run(by_chance, context_of(RECIPE, 150), World())).values()
    assert world != sports


def test_two_stages_vary_more_than_one():
    two = run(RECIPE, context_of(RECIPE, 150, least_words=20, most_words=20), World(collapse=0.9))
    one = run(CONTROL, context_of(CONTROL, 150), World(collapse=0.9))
    assert distinct_2(two.texts) > 1.2 * distinct_2(one.texts)


def guessed(made) -> float:
    """How often a student of half of the texts tells the label of another by its first three words."""
    openings, half = [" ".join(text.split()[:3]) for text in made.texts], len(made.texts) // 2
    said = taught(openings[:half], made.labels[:half], openings[half:]).labels
    return sum(left == right for left, right in zip(said, made.labels[half:], strict=True)) / len(said)


def test_how_a_text_begins_does_not_tell_its_label_as_it_does_without_a_context():
    two = run(RECIPE, context_of(RECIPE, 300, least_words=20, most_words=20), World(collapse=0.9))
    assert guessed(two) < 1 / 3 + 0.05
    assert guessed(run(CONTROL, context_of(CONTROL, 300), World(collapse=0.9))) > 0.8


def test_contexts_are_asked_without_any_label():
    asks = setup_preview(RECIPE.prepare(context_of(RECIPE, 300)))
    assert len(asks) == len({ask.messages[-1]["content"] for ask in asks}) == 50  # no answer serves for two
    assert not any(label in message["content"] for message in asks[0].messages for label in LABELS)


@pytest.mark.parametrize(("count", "contexts"), [(30, 17), (150, 50), (3000, 50), (30_000, 313)])
def test_small_runs_use_fewer_texts_a_context(count, contexts):
    assert Contexts().wanted(RECIPE.prepare(context_of(RECIPE, count)).kit) == contexts


def test_contexts_that_are_there_already_are_not_asked_again():
    known = Dimension("context", kind=CONTEXT, values=tuple(Value(f"thing {i}") for i in range(60)))
    context = replace(context_of(RECIPE, 150), scope=Scope((known,)))
    model = World()
    assert drive(RECIPE.prepare(context).setup(), model) == (known,)
    assert model.asked == 0


def test_unlabelled_samples_can_be_the_contexts():
    context = replace(context_of(RECIPE, 30, context_source="support"), topics=("a train", "a bus"))
    made = run(RECIPE, context, World())
    assert {draw.conditions[0][1] for draw, _c in made.accepted} == {"a train", "a bus"}


def test_without_unlabelled_samples_it_says_what_to_do():
    context = context_of(RECIPE, 30, context_source="support")
    with pytest.raises(SetupFailed, match="no unlabelled samples"):
        drive(RECIPE.prepare(context).setup(), World())


def test_a_model_that_names_nothing_fails_the_set_up():
    with pytest.raises(SetupFailed, match="named nothing"):
        drive(RECIPE.prepare(context_of(RECIPE, 30)).setup(), World(refuses=1.0))


def test_a_prompt_says_how_long_a_text_is_to_be():
    made = run(RECIPE, context_of(RECIPE, 3, least_words=12, most_words=34), World())
    ask = next(RECIPE.prepare(made.context).row(made.rows[0][0]))[0]
    assert re.search(r"\b12\b.*\b34\b words", ask.messages[-1]["content"])


def test_texts_below_ten_words_are_dropped():
    made = run(RECIPE, context_of(RECIPE, 12), World(obeys_length=False), largest=16)
    assert made.texts == []
    assert {said[-1].reason for _d, _c, said in made.rows} == {"fewer than 10 words"}


def test_the_blind_reading_drops_texts_that_read_like_another_label():
    noisy = run(RECIPE, context_of(RECIPE, 90), World(noise=0.3))
    checked = run(RECIPE, context_of(RECIPE, 90, check_label=True), World(noise=0.3))

    def right(made) -> float:
        hits = [any(w in c.text for w in WORDS[c.labels[0].label].split()) for _d, c in made.accepted]
        return sum(hits) / len(hits)

    assert right(noisy) < 0.85
    assert right(checked) > 0.99
    assert all(c.labels[0].probability == 0.9 for _d, c in checked.accepted)
