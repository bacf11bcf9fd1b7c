"""S3's check: what the first set lacks is written once a student shows it, and the student gets better by it."""

import re
from collections import Counter
from dataclasses import dataclass
from random import Random

import pytest
from rapidfuzz.distance import Levenshtein

from generation.catalogue.rounds.s3 import RECIPE
from generation.methods.schedules.gold import halves
from generation.methods.schedules.schedule import Known
from generation.methods.steps import SECOND, Answer, Demonstration
from generation.methods.students.lessons import taught
from tests.generation.catalogue.driving import LABELS, context_of
from tests.generation.catalogue.driving_rounds import run_rounds
from tests.generation.catalogue.worlds import FILLER, WORDS

#: Half of what is real is about these, of which the model does not think by itself.
RARE = {
    "World": "fishery glacier embargo visa refugee quota",
    "Sports": "regatta curling dressage javelin relay judo",
    "Tech": "compiler router kernel firmware sensor cipher",
}


@dataclass
class Habit:
    """A model that writes about what is usual, and about a rare thing only where it is shown one."""

    asked: int = 0
    copies: float = 0.0

    def __call__(self, ask) -> Answer:
        self.asked += 1
        rng, user = Random(self.asked), ask.messages[-1]["content"]
        label = re.findall(r"Label: (\w+)$", user, re.MULTILINE)[-1]
        if "values" in ask.schema["properties"]:
            return Answer({"values": [f"it tells of a {word}" for word in WORDS[label].split()]})
        shown = re.search(r"The item: (.+)\n", user)
        if shown and rng.random() < self.copies:
            return Answer({"explanation": "as shown", "fields": {"text": shown.group(1)}})
        themes = [world for world in (RARE, WORDS) if shown and set(world[label].split()) & set(shown.group(1).split())]
        rare = rng.random() < 0.04 if not shown else RARE in themes
        return Answer({"explanation": "because", "fields": {"text": written(label, rng, rare=rare)}})


def written(label: str, rng: Random, *, rare: bool) -> str:
    words = (RARE if rare else WORDS)[label].split()
    return " ".join([*rng.sample(words, 3), *rng.choices(FILLER, k=9)])


def is_rare(text: str) -> bool:
    return any(set(words.split()) & set(text.split()) for words in RARE.values())


@pytest.fixture
def gold() -> list[Demonstration]:
    rng, found = Random(5), []
    for i in range(240):
        label = LABELS[i % 3]
        found.append(Demonstration(f"g{i}", {"text": written(label, rng, rare=i % 6 < 3)}, {"topic": label}))
    return found


def ran(gold, model=None, **params):
    return run_rounds(RECIPE, context_of(RECIPE, 180, **params), model or Habit(), Known(gold=gold))


def share_of_rare(made) -> float:
    return sum(is_rare(one.text) for one in made) / len(made)


def right_of_unused(made, gold) -> float:
    """The downstream score: a student of what was written, on gold samples that no round has used."""
    _used, never = halves(gold)
    view = taught([one.text for one in made], [one.label for one in made], [demo.fields["text"] for demo in never])
    return sum(said == demo.labels["topic"] for said, demo in zip(view.labels, never, strict=True)) / len(never)


def test_what_the_first_set_lacks_is_written_in_the_next_round(gold):
    made = ran(gold)
    assert share_of_rare(made.of_round(2)) > 5 * share_of_rare(made.of_round(1))


def test_a_second_model_writes_from_the_errors(gold):
    asked, habit = set(), Habit()

    def model(ask):
        asked.add((ask.template.split("@")[0], ask.model))
        return habit(ask)

    ran(gold, model, rounds=1)
    assert {template for template, one in asked if one == SECOND} == {"s3.extrapolate"}


def test_by_chance_instead_of_by_errors_less_of_it_is_written(gold):
    made, by_chance = ran(gold), ran(gold, errors=False)
    assert share_of_rare(by_chance.of_round(2)) < 0.8 * share_of_rare(made.of_round(2))


def test_the_student_gets_better_with_each_round_and_than_by_more_of_the_first_set(gold):
    made = ran(gold)
    rounds = [[one for one in made.made.values() if one.round <= number] for number in (1, 2, 3)]
    scores = [right_of_unused(one, gold) for one in rounds]
    assert scores[0] < scores[1] <= scores[2]
    more_of_the_same = ran(gold, seed_share=0.95)
    assert len(more_of_the_same.of_round(1)) > 1.3 * len(made.of_round(1))
    assert right_of_unused(more_of_the_same.of_round(1)[: len(made.made)], gold) < scores[2] - 0.1
    assert made.notes[1]["report"]["right_of_unused"] == pytest.approx(scores[0], abs=0.001)


def test_an_addition_is_near_its_error_and_no_copy_of_any_gold_sample(gold):
    made = ran(gold, Habit(copies=0.3))
    texts = {demo.sample_id: demo.fields["text"] for demo in gold}
    for one in made.of_round(2):
        assert one.label == next(demo.labels["topic"] for demo in gold if demo.sample_id == one.parents[0])
        assert Levenshtein.normalized_distance(one.text, texts[one.parents[0]]) > 0.2
    assert not {one.text for one in made.made.values()} & set(texts.values())
    assert Counter(gate for _draw, _made, gate in made.turned_away)["demonstration_copy"] > 5


def test_the_unused_half_of_the_gold_samples_never_reaches_a_prompt(gold):
    _used, never = halves(gold)
    unused = {demo.sample_id for demo in never}
    drawn = {name for notes in ran(gold).notes[1:] for draw in notes["draws"] for name in draw["extra"]["parents"]}
    assert 80 < len(unused) < 160
    assert drawn
    assert not drawn & unused


def test_errors_are_reported_by_label_and_no_label_gets_more_than_twice_the_median(gold):
    notes = ran(gold).notes[1]
    assert set(notes["report"]["errors_by_label"]) <= set(LABELS)
    drawn = Counter(draw["labels"]["topic"] for draw in notes["draws"])
    by_label = sorted(notes["report"]["errors_by_label"].values())
    assert max(drawn.values()) <= 2 * by_label[len(by_label) // 2]


def test_a_gold_sample_that_stays_wrong_goes_to_people(gold):
    mislabelled = {"g0", "g1", "g2", "g3", "g6", "g7", "g8", "g9"}
    gold = [
        Demonstration(demo.sample_id, demo.fields, {"topic": LABELS[(LABELS.index(demo.labels["topic"]) + 1) % 3]})
        if demo.sample_id in mislabelled
        else demo
        for demo in gold
    ]
    used, _never = halves(gold)
    last = ran(gold, Habit(), rounds=2).notes[-1]
    assert set(last["people"]) & mislabelled
    assert set(last["people"]) <= {demo.sample_id for demo in used}


def test_it_lacks_gold_where_there_is_next_to_none(gold):
    assert RECIPE.prepare(context_of(RECIPE, 10)).lacks.what == "gold"


def test_items_are_written_as_warm_as_published(gold):
    heat, model = {}, Habit()
    ran(gold, lambda ask: heat.update({ask.template.split("@")[0]: ask.decoding}) or model(ask))
    assert {"s3.write", "s3.extrapolate"} <= set(heat)
    assert {heat[name].temperature for name in ("s3.write", "s3.extrapolate")} == {0.9}
