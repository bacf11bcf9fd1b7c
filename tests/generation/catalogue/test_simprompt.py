from dataclasses import replace

import pytest

from generation.catalogue.simprompt import RECIPE
from generation.methods.measures.balance import balance
from tests.generation.catalogue.driving import LABELS, context_of, distinct_2, run
from tests.generation.catalogue.worlds import WORDS, World


def test_labels_come_out_even():
    made = run(RECIPE, context_of(RECIPE, 90), World())
    assert balance(made.labels, len(LABELS)) == pytest.approx(1.0)
    assert made.stopped == "reached"


def test_labels_stay_even_when_replies_are_refused():
    made = run(RECIPE, context_of(RECIPE, 90), World(refuses=0.3))
    assert balance(made.labels, len(LABELS)) > 0.999
    assert {said[-1].reason for _d, _c, said in made.rows} == {"", "refused: I can't help with that."}


def test_its_texts_repeat_themselves_the_more_the_model_collapses():
    shares = [distinct_2(run(RECIPE, context_of(RECIPE, 150), World(collapse=c)).texts) for c in (0.0, 0.9)]
    assert shares[1] < shares[0] - 0.02


class Free(World):
    """Where no label is asked for it writes about what it likes."""

    def text(self, messages, step, rng):
        liked = () if "Label: " in messages[-1]["content"] else ({"content": f"Label: {rng.choice(LABELS)}"},)
        return super().text((*messages, *liked), step, rng)


def faithful(noise: float = 0.0, recipe=RECIPE) -> float:
    """The share of texts that are of the label that they carry."""
    made = run(recipe, context_of(recipe, 150), Free(noise=noise))
    right = [
        any(word in text for word in WORDS[label].split()) for label, text in zip(made.labels, made.texts, strict=True)
    ]
    return sum(right) / len(right)


def test_its_labels_are_wrong_the_oftener_the_more_the_model_errs():
    assert faithful() == 1.0
    assert faithful(0.2) == pytest.approx(0.8, abs=0.1)
    assert faithful(0.5) == pytest.approx(0.5, abs=0.1)


def test_without_the_label_in_its_prompt_labels_are_wrong_by_chance():
    mute = replace(RECIPE, templates=(replace(RECIPE.templates[0], user="Write one made-up item."),))
    assert faithful(recipe=mute) == pytest.approx(1 / 3, abs=0.1)


def test_it_filters_nothing_but_refusals():
    assert [gate.name for gate in RECIPE.prepare(context_of(RECIPE, 1)).gates] == ["format", "refusal"]


def test_it_is_frozen():
    # The control of every comparison: a change of its prompt is a new version, never an accident.
    assert (RECIPE.version, RECIPE.fingerprint()) == (1, "179ea916a71b22e3")


def test_a_reply_that_does_not_fit_is_repaired_once():
    made = run(RECIPE, context_of(RECIPE, 30), World(malformed=1.0))
    assert len(made.accepted) == 30
