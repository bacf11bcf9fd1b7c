from dataclasses import replace

from generation.catalogue.clingen import RECIPE
from generation.methods.steps import Demonstration
from tests.generation.catalogue.driving import LABELS, context_of, run
from tests.generation.catalogue.worlds import WORDS, World


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


def test_values_that_are_no_terms_are_left_out():
    made = run(RECIPE, context_of(RECIPE, 6), Expert())
    assert all(len(value.text) <= 40 for value in made.context.scope.dimension("topic").values)


def test_it_runs_without_seeds_and_shows_three_where_there_are_some():
    assert RECIPE.prepare(context_of(RECIPE, 6)).lacks == ""
    seeds = tuple(Demonstration(str(i), {"text": f"seed text {i}"}, {"topic": LABELS[i % 3]}) for i in range(12))
    made = run(RECIPE, replace(context_of(RECIPE, 6), support=seeds), Expert())
    assert {len(draw.demonstrations) for draw, _c, _s in made.rows} == {3}
