"""ClinGen for names: every name that a sample lists stands in its text, letter by letter."""

from dataclasses import replace

import pytest

from generation.catalogue.clingen_entities import RECIPE
from generation.methods.parts import PartError
from generation.methods.steps import Demonstration
from generation.methods.taskspec import TaskSpec
from generation.methods.verifiers.entity_literal import literal
from tests.generation.catalogue.driving import SPEC, context_of, run
from tests.generation.catalogue.test_clingen import FACTS
from tests.generation.catalogue.worlds import World

QUESTIONS = [{"name": "topic", "labels": [{"name": one.name} for one in SPEC.question().labels]}]


def spec_of(*fields: str) -> TaskSpec:
    return TaskSpec.from_json({"purpose": "", "fields": [{"name": name} for name in fields], "questions": QUESTIONS})


class Reader(World):
    """Lists the topic as it stands in the text, and now and then a name that it only thinks of."""

    def fill(self, ask, rng):
        if "values" in ask.schema["properties"]:
            return {"values": ["Ada Hospital", "Bern Clinic", "Cork Surgery", "a forum"]}
        said = super().fill(ask, rng)
        topic = ask.messages[1]["content"].partition("is about this: ")[2].splitlines()[0]
        spoken = topic.upper() if rng.random() < 0.2 else topic
        return {"text": f"{spoken} {said['text']}", "entities": [topic] + ["Doctor Nobody"] * (rng.random() < 0.3)}


def written(count: int = 80, recipe=RECIPE, **params):
    fields = spec_of("text", "entities")
    return run(recipe, replace(context_of(recipe, count, mention=False, **params), spec=fields), Reader())


def absent(made) -> float:
    """The share of listed names that are not in their text."""
    pairs = [(name, one.fields["text"]) for _d, one in made.accepted for name in one.fields["entities"].splitlines()]
    return sum(not literal([name], text) for name, text in pairs) / len(pairs)


def test_names_that_are_not_in_the_text_are_left_out_and_the_text_stays():
    made = written()
    assert absent(made) == 0
    assert any("Doctor Nobody" in one.kept["listed"] for _draw, one in made.accepted)


def test_or_their_text_is_dropped():
    made = written(mend=False)
    assert absent(made) == 0
    assert not any("Doctor Nobody" in one.kept["listed"] for _draw, one in made.accepted)
    reasons = {said.reason for _d, _one, verdicts in made.rows for said in verdicts}
    assert "lists names that are not in the text" in reasons


def test_without_the_gate_and_the_mending_they_stay():
    bare = replace(RECIPE, verify=tuple(gate for gate in RECIPE.verify if gate.name != "entity_literal"))
    assert absent(written(recipe=bare, mend=False)) > 0.1


def test_three_seeds_of_the_type_are_shown_where_there_are_some_and_none_is_needed():
    spec, labels = spec_of("text", "entities"), [one.name for one in SPEC.question().labels]
    seeds = tuple(
        Demonstration(str(i), {"text": f"seed {i}", "entities": f"seed {i}"}, {"topic": labels[i % 3]})
        for i in range(12)
    )
    assert not RECIPE.prepare(replace(context_of(RECIPE, 6), spec=spec)).lacks
    made = run(RECIPE, replace(context_of(RECIPE, 6), spec=spec, support=seeds), Reader())
    known = {seed.sample_id: seed.labels["topic"] for seed in seeds}
    for draw, _one, _said in made.rows:
        assert [known[name] for name in draw.demonstrations] == [draw.labels["topic"]] * 3


def test_every_text_mentions_its_topic_unless_it_need_not():
    class Forgetful(Reader):
        """Writes about something else, now and then."""

        def fill(self, ask, rng):
            other = {"text": f"Something else {rng.random()}.", "entities": ["Something"]}
            return other if "text" in ask.schema["properties"] and rng.random() < 0.3 else super().fill(ask, rng)

    def forgotten(**params) -> int:
        context = replace(context_of(RECIPE, 30, **params), spec=spec_of("text", "entities"))
        return sum(one.text.startswith("Something else") for _d, one in run(RECIPE, context, Forgetful()).accepted)

    assert forgotten() == 0
    assert forgotten(mention=False) > 0


def test_the_fields_may_be_called_otherwise_but_the_text_needs_one_of_its_own():
    context = context_of(RECIPE, 12, mention=False)
    made = run(RECIPE, replace(context, spec=spec_of("sentence", "spans")), Reader())
    assert len(made.accepted) >= 12
    with pytest.raises(PartError, match="no field for “entities”"):
        _ = RECIPE.prepare(replace(context, spec=spec_of("text"))).bars


def test_names_can_come_from_facts():
    context = context_of(RECIPE, 12, facts=True)
    made = run(RECIPE, replace(context, spec=spec_of("text", "entities"), triples=FACTS), Reader())
    assert {one.fields["entities"] for _draw, one in made.accepted} <= {row["subject"] for row in FACTS}
