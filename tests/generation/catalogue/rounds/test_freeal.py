"""FreeAL's check: labels get righter and fewer change in each round, and what counts as clean is."""

import re
from dataclasses import dataclass
from random import Random

import pytest

from generation.catalogue.rounds.freeal import RECIPE
from generation.methods.context import Item
from generation.methods.schedules.schedule import Known
from generation.methods.steps import Answer
from generation.methods.students.clean import clean_rows
from generation.methods.students.lessons import crossed
from tests.generation.catalogue.driving import LABELS, context_of
from tests.generation.catalogue.driving_rounds import run_rounds
from tests.generation.catalogue.worlds import FILLER, WORDS

NOISE = 0.25


@dataclass
class Annotator:
    """A model that errs on a quarter of the items; shown right examples that are like the item, it errs less."""

    asked: int = 0

    def __call__(self, ask) -> Answer:
        self.asked += 1
        rng, user = Random(self.asked), ask.messages[-1]["content"]
        if ask.step == "example":
            return Answer({"text": text_of(re.search(r"Label: (\w+)$", user).group(1), rng, words=1)})
        *examples, item = re.findall(r"^<text>\n(.+)\n</text>", user, re.MULTILINE)
        shown = re.findall(r"^Its label: (\w+)$", user, re.MULTILINE)
        truth = label_of(item)
        like = [said == truth for text, said in zip(examples, shown, strict=True) if alike(text, item, truth)]
        helped = sum(like) / len(like) if like else 0.0
        right = Random(item).random() < 1 - NOISE * (1 - 0.8 * helped)
        said = truth if right else Random(item).choice([one for one in LABELS if one != truth])
        return Answer({"reason": "so", "said": said}, probability=0.8)


def text_of(label: str, rng: Random, words: int = 4) -> str:
    return " ".join([*rng.sample(WORDS[label].split(), words), *rng.choices(FILLER, k=8), str(rng.random())[2:8]])


def label_of(text: str) -> str:
    return max(LABELS, key=lambda label: sum(text.split().count(word) for word in WORDS[label].split()))


def alike(text: str, item: str, label: str) -> bool:
    """Whether two texts share more than one word of a label: what the model makes up has one alone."""
    return len({*text.split()} & {*item.split()} & {*WORDS[label].split()}) > 1


@pytest.fixture
def pool() -> list[Item]:
    rng = Random(3)
    return [Item(str(i + 1), {"text": text_of(LABELS[i % 3], rng)}) for i in range(300)]


def ran(pool, **params):
    model = Annotator()
    made = run_rounds(RECIPE, context_of(RECIPE, len(pool), **params), model, Known(items=pool))
    made.asked = model.asked
    return made


def right(labels: dict[str, str], pool) -> float:
    return sum(labels[item.id] == label_of(item.fields["text"]) for item in pool) / len(pool)


def test_labels_get_righter_in_each_round_and_only_what_is_not_clean_is_asked_again(pool):
    made = ran(pool)
    first = ran(pool, times=1)
    before = {name: one.before or one.label for name, one in first.made.items()}
    scores = [right(before, pool), *(right({n: m.label for n, m in one.made.items()}, pool) for one in (first, made))]
    assert scores[0] == pytest.approx(1 - NOISE, abs=0.1)
    assert scores[0] < scores[1] <= scores[2]
    asked = [notes["report"]["asked_again"] for notes in made.notes[2:]]
    assert all(number < 0.6 * len(pool) for number in asked)
    assert made.notes[0]["target"] == 15
    assert len(made.made) == len(pool)


def test_a_label_has_its_reason_and_how_sure_it_is(pool):
    labels = [one.labels[0] for one in ran(pool, times=1).drafts.values() if one.labels]
    assert {(one.rationale, one.probability) for one in labels if one.rationale} == {("so", 0.8)}


def test_without_the_choice_everything_is_asked_again(pool):
    assert ran(pool, select=False).asked > 1.4 * ran(pool).asked


def test_fewer_labels_change_from_round_to_round(pool):
    reports = [notes["report"] for notes in ran(pool, times=3).notes[3:]]
    changed = [report["changed"] for report in reports]
    assert changed == sorted(changed, reverse=True)


def test_what_counts_as_clean_is():
    rng = Random(1)
    truth = [LABELS[i % 3] for i in range(600)]
    texts = [text_of(label, rng) for label in truth]
    said = [rng.choice([one for one in LABELS if one != label]) if rng.random() < NOISE else label for label in truth]
    clean = clean_rows(crossed(texts, said), said)
    held = [said[row] == truth[row] for row in range(600) if clean[row]]
    assert sum(held) / len(held) >= 0.95
    assert sum(held) >= 0.8 * sum(left == right for left, right in zip(said, truth, strict=True))


def test_the_examples_that_the_model_wrote_are_shown_first_and_become_no_samples(pool):
    made = ran(pool)
    assert {one["sample_id"] for one in made.notes[1]["pool"]} == {f"own-{i}" for i in range(15)}
    assert set(made.made) == {item.id for item in pool}
    later = {one["sample_id"] for one in made.notes[2]["pool"]}
    assert later <= set(made.made)


def test_each_item_is_shown_the_examples_that_are_most_like_it(pool):
    made = ran(pool, shown=1, times=1)
    shown, others = [], []
    for one in made.made.values():
        words = {*one.text.split()}
        like = {
            demo["sample_id"]: len(words & {*demo["fields"]["text"].split()})
            for demo in made.notes[one.round - 1]["pool"]
            if demo["sample_id"] != one.sample_id
        }
        shown += [like[name] for name in one.draw["demonstrations"]]
        others.append(sum(like.values()) / len(like))
    assert len(shown) > 0.9 * len(pool)
    assert sum(shown) / len(shown) > 1.5 * sum(others) / len(others)
