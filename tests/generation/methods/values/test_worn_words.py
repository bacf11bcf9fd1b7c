"""Which worn words a row has to do without, and which it may always use."""

from generation.catalogue.conditions.logit_suppression import RECIPE
from generation.methods.steps import Demonstration, Draw
from generation.methods.values.worn_words import WornWords
from tests.generation.catalogue.driving import context_of

TEXTS = ("The sports page tells of the treaty.", "A sports summit ends without a treaty.", "The summit was in May.")
GROWN = [Demonstration(str(i), {"text": TEXTS[i % 3]}, {"topic": "World"}) for i in range(12)]


def told(draw: Draw, **settings) -> dict:
    kit = RECIPE.prepare(context_of(RECIPE, 12)).kit
    [dealt] = WornWords(strength=10.0, **settings).deal(kit, [draw], 0, GROWN)
    return dealt.extra


def test_what_stands_in_many_texts_is_forbidden_but_never_the_words_of_labels():
    avoided = set(told(Draw())["avoid"])
    assert {"summit", "treaty", "page"} <= avoided
    assert not {"sports", "world", "tech", "the"} & avoided


def test_a_row_may_use_the_words_of_its_own_conditions():
    about = Draw(conditions=(("setting", "after the summit"),))
    assert "summit" not in told(about)["avoid"]
    assert "treaty" in told(about)["avoid"]
    assert "summit" not in told(about, by="logits")["bias"]
