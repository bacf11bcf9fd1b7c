"""What is shown follows from the samples and the seed alone, never from the ids that a database gave them."""

from random import Random

import pytest

from generation.catalogue.registry import RECIPES
from generation.methods.demonstrations.choosing import Choosing
from generation.methods.demonstrations.selectors import SELECTORS
from generation.methods.steps import Demonstration, Draw
from tests.generation.catalogue.driving import LABELS, context_of
from tests.generation.catalogue.worlds import WORDS

TEXTS = [(f"{word} above all", label) for label in LABELS for word in WORDS[label].split()]
NAMES = ["same_label", "mixed_label", "seeds_and_machine", "seed_sets", "nearest", "vote_k", "cluster_argmax"]


def shown(name: str, ids: list[int]) -> list[list[str]]:
    """The texts that twelve prompts show, of samples that were given these ids."""
    recipe = RECIPES["simprompt"]
    kit = recipe.prepare(context_of(recipe, 12)).kit
    support = [
        Demonstration(str(pk), {"text": text}, {"topic": label}, {"machine": False})
        for pk, (text, label) in sorted(zip(ids, TEXTS, strict=True))
    ]
    texts = {demo.sample_id: demo.fields["text"] for demo in support}
    draws = [Draw(labels={"topic": LABELS[i % len(LABELS)]}) for i in range(12)]
    found, _state = Choosing(name, SELECTORS[name](), kit, support).shown(draws, {}, Random(7))
    return [[texts[pk] for pk in draw.demonstrations] for draw in found]


@pytest.mark.parametrize("most_rows", [5000, 8])
@pytest.mark.parametrize("name", NAMES)
def test_the_same_samples_in_another_order_of_ids_give_the_same_draws(name, most_rows, monkeypatch):
    monkeypatch.setattr(SELECTORS[name], "most_rows", most_rows)
    first = list(range(1, len(TEXTS) + 1))
    later = [pk + 95 for pk in first]
    shuffled = Random(1).sample(first, len(first))
    texts = shown(name, first)
    assert any(texts)
    assert shown(name, later) == texts
    assert shown(name, shuffled) == texts
