"""The check after ALICE: a classifier errs on what stays far more than on candidates by chance, and the labels hold."""

import re
from dataclasses import dataclass, replace
from random import Random

import pytest

from generation.catalogue.rounds.alice import RECIPE
from generation.methods.schedules.schedule import Known
from generation.methods.steps import Answer, Demonstration
from generation.methods.students.lessons import taught
from tests.generation.catalogue.driving import LABELS, context_of
from tests.generation.catalogue.driving_rounds import run_rounds
from tests.generation.catalogue.worlds import FILLER, WORDS

#: What tells a label to a person, but not to a student of the seeds, in which it does not occur.
HINTS = {"World": "abroad", "Sports": "scored", "Tech": "rebooted"}


def easy(label: str, rng: Random) -> str:
    return " ".join([*rng.sample(WORDS[label].split(), 3), *rng.choices(FILLER, k=8)])


@dataclass
class Writer:
    """Writes easy texts, hard ones (words of another label, with a hint of its own), and wrongly labelled ones."""

    asked: int = 0

    def __call__(self, ask) -> Answer:
        self.asked += 1
        rng, user = Random(self.asked), ask.messages[-1]["content"]
        if ask.step == "read":
            text = re.search(r"<text>\n(.+)\n</text>", user).group(1)
            return Answer({"read": truth_of(text)})
        label = re.search(r"Label: (\w+)$", user).group(1)
        other = rng.choice([one for one in LABELS if one != label])
        kind = rng.random()
        if kind < 0.5:
            return Answer({"text": easy(label, rng)})
        hint = f"{HINTS[label]} " if kind < 0.8 else ""
        return Answer({"text": hint + easy(other, rng)})


def truth_of(text: str) -> str:
    hinted = [label for label, hint in HINTS.items() if hint in text.split()]
    return (
        hinted[0] if hinted else max(LABELS, key=lambda one: sum(word in WORDS[one].split() for word in text.split()))
    )


@pytest.fixture
def seeds() -> tuple[Demonstration, ...]:
    rng = Random(3)
    return tuple(
        Demonstration(f"s{i}", {"text": easy(LABELS[i % 3], rng)}, {"topic": LABELS[i % 3]}) for i in range(90)
    )


def ran(seeds, **params):
    context = context_of(RECIPE, 40, **{"agreed": True, **params})
    return list(run_rounds(RECIPE, context, Writer(), Known(support=seeds)).made.values())


def errors(made, seeds) -> float:
    texts, labels = [demo.fields["text"] for demo in seeds], [demo.labels["topic"] for demo in seeds]
    said = taught(texts, labels, [one.text for one in made]).labels
    return sum(label != one.label for label, one in zip(said, made, strict=True)) / len(made)


def confirmed(made) -> float:
    return sum(truth_of(one.text) == one.label for one in made) / len(made)


def test_a_classifier_errs_on_what_stays_far_more_than_on_candidates_by_chance(seeds):
    assert errors(ran(seeds), seeds) > errors(ran(seeds, by="random"), seeds) + 0.3


def test_without_the_blind_reading_labels_are_wrong(seeds):
    assert confirmed(ran(seeds)) >= 0.9
    assert confirmed(ran(seeds, judge=False)) < 0.8


def test_every_prompt_shows_five_texts_of_the_label_that_it_asks_for(seeds):
    labels = {demo.sample_id: demo.labels["topic"] for demo in seeds}
    for one in ran(seeds):
        shown = one.draw["demonstrations"]
        assert len(shown) == 5
        assert {labels[name] for name in shown} == {one.label}


def test_people_confirm_every_one(seeds):
    made = run_rounds(RECIPE, context_of(RECIPE, 20, agreed=True), Writer(), Known(support=seeds))
    assert set(made.made) <= set(made.reviewed)


def test_it_starts_only_after_somebody_agreed_to_it(seeds):
    asked = replace(context_of(RECIPE, 10), support=seeds)
    assert RECIPE.prepare(asked).lacks.what == "consent"
    assert RECIPE.prepare(replace(asked, params=RECIPE.clean({"agreed": True}))).lacks is None
