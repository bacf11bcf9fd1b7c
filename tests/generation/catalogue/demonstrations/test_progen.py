"""ProGen's check: texts that a student finds helpful, shown again, give better texts than others do."""

import re
from dataclasses import dataclass, replace
from random import Random

import pytest

from generation.catalogue.demonstrations.progen import RECIPE
from generation.methods.parts import Part
from generation.methods.steps import Answer
from tests.generation.catalogue.driving import LABELS, context_of
from tests.generation.catalogue.driving_rounds import run_rounds
from tests.generation.catalogue.worlds import FILLER, WORDS


@dataclass
class Imitator:
    """A model that errs in its labels, less so the clearer what it is shown, and copies now and then."""

    right: float = 0.7
    copies: float = 0.0
    asked: int = 0

    def __call__(self, ask) -> Answer:
        self.asked += 1
        rng, user = Random(self.asked), ask.messages[-1]["content"]
        if "context" in ask.schema["properties"]:
            return Answer({"context": f"thing {rng.choice(FILLER)} {self.asked}"})
        label = re.search(r"Label: (\w+)$", user).group(1)
        shown = re.findall(r"^Example \d+:\n(.+)$", user, re.MULTILINE)
        if shown and rng.random() < self.copies:
            return Answer({"text": f"{shown[0]} again"})
        clear = sum(fits(text, label) for text in shown) / len(shown) if shown else None
        right = self.right if clear is None else clear
        written_as = label if rng.random() < right else rng.choice([one for one in LABELS if one != label])
        words = [*rng.sample(WORDS[written_as].split(), 3), *rng.choices(FILLER, k=12), str(self.asked)]
        return Answer({"text": " ".join(words)})


def fits(text: str, label: str) -> bool:
    return bool(set(WORDS[label].split()) & set(text.split()))


def ran(side="helpful", model=None, count=720, first=90, **params):
    recipe, shown = RECIPE, {"side": side}
    if side == "harmful":  # what nobody may choose
        recipe, shown = replace(RECIPE, schedule=Part(RECIPE.schedule.name, {**RECIPE.schedule.settings, **shown})), {}
    return run_rounds(recipe, context_of(recipe, count, first=first, **shown, **params), model or Imitator())


def right(made) -> float:
    return sum(fits(one.text, one.label) for one in made) / len(made)


def test_helpful_examples_give_righter_texts_than_those_by_chance_and_harmful_ones_fewer():
    helpful, by_chance, harmful = (right(ran(side).of_round(4)) for side in ("helpful", "random", "harmful"))
    assert helpful > by_chance + 0.05
    assert harmful < by_chance - 0.1


def test_rounds_double_and_half_of_the_prompts_show_eight_texts_of_their_label():
    made = ran(count=400)
    assert [len(made.of_round(number)) for number in (1, 2, 3, 4)] == [90, 90, 180, 40]
    drawn = [one.draw for one in made.of_round(3)]
    shown = [draw for draw in drawn if draw["demonstrations"]]
    assert 0.35 < len(shown) / len(drawn) < 0.65
    for draw in shown:
        assert len(draw["demonstrations"]) == 8
        assert {demo["labels"]["topic"] for demo in draw["extra"]["shown"]} == {draw["labels"]["topic"]}
    assert not any(one.draw["demonstrations"] for one in made.of_round(1))


def test_nothing_is_shown_while_the_student_is_no_guide():
    made = ran(model=Imitator(right=1 / 3), first=360)  # of few rows guessing may look like knowing
    assert [notes["pool"] for notes in made.notes] == [[], []]


def test_nothing_is_shown_once_texts_have_become_less_varied():
    class Narrowing(Imitator):
        def __call__(self, ask):
            answer = super().__call__(ask)
            if "Example 1" in ask.messages[-1]["content"]:
                return Answer({"text": " ".join([*answer.fields["text"].split()[:3], *FILLER[:12], str(self.asked)])})
            return answer

    made = ran(model=Narrowing(), prompts=1.0)
    assert made.notes[1]["pool"]
    assert made.notes[2]["report"]["distinct_of_first"] < 0.9
    assert made.notes[2]["pool"] == []


@pytest.mark.parametrize("copies", [0.0, 0.3])
def test_texts_of_nearly_the_same_words_as_an_example_are_turned_away(copies):
    turned = [gate for _draw, _made, gate in ran(model=Imitator(copies=copies), count=360).turned_away]
    assert (turned.count("demonstration_vocabulary") > 10) == bool(copies)
