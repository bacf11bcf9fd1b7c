from dataclasses import replace
from random import Random

import pytest

from generation.catalogue.clingen import RECIPE
from generation.catalogue.simprompt import RECIPE as CONTROL
from generation.methods.demonstrations.vectors import Space, highest_cosine
from generation.methods.steps import Demonstration, SetupFailed
from tests.generation.catalogue.driving import LABELS, context_of, run
from tests.generation.catalogue.worlds import FILLER, WORDS, World


class Expert(World):
    """Lists terms of the label it is asked about, and forgets its topic now and then."""

    def fill(self, ask, rng):
        user = ask.messages[1]["content"]
        if "values" in ask.schema["properties"]:
            label = next((name for name in LABELS if user.endswith(f"Label: {name}")), None)
            terms = [f"{word} law" for word in WORDS[label].split()] if label else ["a forum", "a report", "a note"]
            return {"values": [*terms, "x" * 60]}
        topic = next(
            line.split(": ", 1)[1] for line in user.splitlines() if line.startswith("It names, and is about this")
        )
        text = super().fill(ask, rng)["text"]
        return {"text": text.replace(topic, "something") if rng.random() < 0.2 else text}


def test_every_text_mentions_a_topic_of_its_label():
    made = run(RECIPE, context_of(RECIPE, 60), Expert())
    for draw, candidate in made.accepted:
        topic = dict(draw.conditions)["topic"]
        assert topic in candidate.text
        assert topic.split()[0] in WORDS[candidate.labels[0].label]


def test_without_the_check_texts_forget_their_topic():
    made = run(RECIPE, context_of(RECIPE, 60, mention=False), Expert())
    assert 0.05 < sum(dict(d.conditions)["topic"] not in c.text for d, c in made.accepted) / 60 < 0.4


TERMS = {label: [f"{word} law" for word in words.split()] for label, words in WORDS.items()}


def named(made) -> set[str]:
    return {term for terms in TERMS.values() for term in terms if any(term in text for text in made.texts)}


def distance(made) -> float:
    """How far texts of the real source are from the nearest that was written, on average."""
    rng = Random(3)
    real = [" ".join([term, *rng.sample(FILLER, 6)]) for terms in TERMS.values() for term in terms for _ in range(3)]
    space = Space([*real, *made.texts])
    return float(1 - highest_cosine(space.vectors[: len(real)], space.vectors[len(real) :]).mean())


def test_every_topic_is_written_about_and_texts_are_nearer_to_real_ones_than_the_control_s():
    made, control = run(RECIPE, context_of(RECIPE, 120), Expert()), run(CONTROL, context_of(CONTROL, 120), World())
    assert named(made) == {term for terms in TERMS.values() for term in terms}
    assert not named(control)
    assert distance(made) < distance(control) - 0.03


def test_values_that_are_no_terms_are_left_out():
    made = run(RECIPE, context_of(RECIPE, 6), Expert())
    assert all(len(value.text) <= 40 for value in made.context.scope.dimension("topic").values)


def test_it_runs_without_seeds_and_shows_three_of_the_label_where_there_are_some():
    assert RECIPE.prepare(context_of(RECIPE, 6)).lacks is None
    seeds = tuple(Demonstration(str(i), {"text": f"seed text {i}"}, {"topic": LABELS[i % 3]}) for i in range(12))
    made = run(RECIPE, replace(context_of(RECIPE, 6), support=seeds), Expert())
    assert {len(draw.demonstrations) for draw, _c, _s in made.rows} == {3}
    labels = {seed.sample_id: seed.labels["topic"] for seed in seeds}
    assert all({labels[name] for name in draw.demonstrations} == {draw.labels["topic"]} for draw, _c, _s in made.rows)


FACTS = (
    *(
        {"subject": f"{word} act", "subject_type": label, "relation": "passed in", "object": "parliament"}
        | {"subject_aliases": f"{word} bill", "source": "gazette"}
        for label, words in WORDS.items()
        for word in words.split()
    ),
    {"subject": "summit act", "subject_type": "World", "relation": "cites", "object": "border act"},
)


def test_topics_can_come_from_imported_facts_and_none_is_asked_for():
    model = Expert()
    context = replace(context_of(RECIPE, 60, facts=True), triples=FACTS)
    made = run(RECIPE, context, model)
    assert len(made.accepted) >= 60
    for draw, candidate in made.accepted:
        topic = dict(draw.conditions)["topic"]
        assert topic in {row["subject"] for row in FACTS}
        assert topic.split()[0] in WORDS[candidate.labels[0].label]
        assert draw.extra["sources"] == ["gazette"]
    assert model.asked == 1 + len(made.rows)  # the styles, and each text


def test_without_them_topics_are_what_the_model_lists():
    made = run(RECIPE, replace(context_of(RECIPE, 20), triples=FACTS), Expert())
    assert not any(dict(draw.conditions)["topic"].endswith(" act") for draw, _one in made.accepted)


def test_another_name_of_an_entity_mentions_it():
    class Renaming(Expert):
        def fill(self, ask, rng):
            said = super().fill(ask, rng)
            return {"text": said["text"].replace(" act", " bill")} if "text" in said else said

    context = replace(context_of(RECIPE, 30, facts=True), triples=FACTS)
    assert len(run(RECIPE, context, Renaming()).accepted) >= 30
    bare = tuple({name: text for name, text in row.items() if name != "subject_aliases"} for row in FACTS)
    assert not run(RECIPE, replace(context, triples=bare), Renaming()).accepted


def test_facts_are_missed_before_anything_is_asked_and_a_type_that_there_is_not_before_a_row():
    assert RECIPE.prepare(context_of(RECIPE, 6, facts=True)).bars.what == "triples"
    assert RECIPE.prepare(context_of(RECIPE, 6)).bars is None
    with pytest.raises(SetupFailed):
        run(RECIPE, replace(context_of(RECIPE, 6, facts=True, types="World=planet"), triples=FACTS), Expert())


def test_labels_that_are_called_like_no_type_of_the_facts_are_named_to_the_lead():
    def remarks(known, **params):
        return RECIPE.prepare(replace(context_of(RECIPE, 6, **params), triples=known)).remarks

    typed = [row for row in FACTS if row.get("subject_type") != "Tech"]
    ((message, values),) = remarks(typed, facts=True)
    assert "no type or relation called like these labels" in message
    assert values == {"labels": "Tech"}
    assert remarks(typed, facts=True, types="Tech=cites") == remarks(FACTS, facts=True) == remarks(typed) == []


def test_only_runs_with_topics_from_facts_read_them():
    assert RECIPE.knowledge(RECIPE.clean({})) == ()
    assert RECIPE.knowledge(RECIPE.clean({"facts": True})) == ("triples",)
