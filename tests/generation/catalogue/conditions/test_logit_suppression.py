"""Worn words on a scripted model that loves a few words, and slips where it may not use them."""

import re
from dataclasses import replace
from random import Random

from generation.catalogue.conditions.logit_suppression import RECIPE
from generation.methods.measures.distinct import distinct, token_count
from generation.methods.steps import Answer
from tests.generation.catalogue.driving import LABELS, context_of, run
from tests.generation.catalogue.driving_rounds import run_rounds
from tests.generation.catalogue.test_simulated import Simulated
from tests.generation.catalogue.worlds import WORDS

STOCK = [f"word{i}" for i in range(2000)]
ZIPF = [1 / (place + 1) ** 1.3 for place in range(len(STOCK))]


class Habitual:
    """Writes its favourite words first; the more words it must avoid, the likelier it writes of another label."""

    def __init__(self):
        self.asked, self.temperatures, self.forbidden = 0, [], []

    def __call__(self, ask):
        self.asked += 1
        rng, user = Random(self.asked), ask.messages[-1]["content"]
        if "read" in ask.schema["properties"]:
            return Answer({"read": read(user)})
        told = re.search(r"Do not use these words, in any form: (.+)\.", user)
        avoid = set(told.group(1).split(", ")) if told else set()
        self.temperatures.append(ask.decoding.temperature)
        self.forbidden.append(avoid)
        label = user.rsplit("Label: ", 1)[1].strip()
        if rng.random() < min(0.4, 0.04 * len(avoid)):
            label = rng.choice([one for one in LABELS if one != label])
        free = [(word, weight) for word, weight in zip(STOCK, ZIPF, strict=True) if word not in avoid]
        words = rng.choices([word for word, _w in free], [weight for _w, weight in free], k=12)
        return Answer({"text": " ".join([*words, *rng.choices(WORDS[label].split(), k=2), f"n{self.asked}"])})


def read(text: str) -> str:
    item = text.split("<text>")[-1]
    return max(LABELS, key=lambda label: sum(word in item for word in WORDS[label].split()))


def made_with(model=None, count=300, **settings):
    return run(RECIPE, context_of(RECIPE, count, **settings), model or Habitual(), largest=30)


def right(candidates) -> float:
    return sum(read(one.text) == one.labels[0].label for one in candidates) / len(candidates)


def varied(*made) -> list[float]:
    """DIST-1 of each at the same number of words."""
    tokens = min(token_count(one.texts) for one in made)
    return [distinct(one.texts, 1, tokens=tokens) for one in made]


def test_texts_vary_more_the_stronger_words_are_suppressed_while_labels_go_wrong():
    off, some, strong = (made_with(most=most, strength=by) for most, by in ((0, 1.0), (100, 1.0), (100, 2.0)))
    first, second, third = varied(off, some, strong)
    assert first < second < third
    assert right([one for _d, one in off.accepted]) > right([one for _d, one in strong.accepted])


def test_people_get_the_labels_that_are_wrong_and_that_moves_them_up_again():
    made = [one for _draw, one in made_with(strength=2.0).accepted]
    sure = [one for one in made if not one.review]
    assert right(made) < 0.9
    assert right(sure) == 1.0
    blind = [one for _draw, one in made_with(strength=2.0, second_reading=False).accepted]
    assert not any(one.review for one in blind)


def test_nothing_is_forbidden_before_something_was_accepted_nor_where_no_word_is_watched():
    model = Habitual()
    made_with(model, count=90)
    assert not any(model.forbidden[:30])
    assert any(model.forbidden[30:])
    quiet = Habitual()
    made_with(quiet, count=90, most=0)
    assert not any(quiet.forbidden)


def test_words_of_labels_are_never_forbidden():
    model = Habitual()
    made_with(model, strength=10.0)
    assert not any({"world", "sports", "tech"} & avoid for avoid in model.forbidden)
    assert all(len(avoid) <= 40 for avoid in model.forbidden)


def test_every_temperature_is_tried_and_recorded():
    model = Habitual()
    made = made_with(model, count=90)
    assert {0.3, 0.7, 0.9, 1.3} == set(model.temperatures)
    assert {dict(draw.conditions)["temperature"] for draw, _one in made.accepted} == {"0.3", "0.7", "0.9", "1.3"}
    assert all(one.kept["temperature"] == dict(draw.conditions)["temperature"] for draw, one in made.accepted)
    assert any(one.kept["avoided"] for _draw, one in made.accepted)


def test_by_logits_the_prompt_stays_as_it_is_and_words_are_biased_by_their_share():
    asked = []

    class Biased(Habitual):
        def __call__(self, ask):
            asked.append(ask)
            return super().__call__(ask)

    model = Biased()
    made = made_with(model, count=90, by="logits")
    assert not any(model.forbidden)
    last = next(ask for ask in reversed(asked) if ask.step == "write")
    shares = {word: sum(word in text.split() for text in made.texts[:60]) / 60 for word, _bias in last.decoding.bias}
    for word, bias in last.decoding.bias:
        assert bias == max(-7.5, bias) < 0
        assert abs(bias + 7.5 * shares[word]) < 2.5
    assert not any(ask.decoding.bias for ask in asked if ask.step == "read")


def test_the_same_seed_forbids_the_same():
    first, second = Habitual(), Habitual()
    made_with(first, count=120), made_with(second, count=120)
    assert first.forbidden == second.forbidden


def test_it_fills_a_run_on_the_simulated_model():
    made = run_rounds(RECIPE, context_of(RECIPE, 30), Simulated())
    assert len(made.made) == 30
    assert len(made.notes) == 5
    assert run(RECIPE, replace(context_of(RECIPE, 30), count=30), Simulated()).stopped == "reached"
