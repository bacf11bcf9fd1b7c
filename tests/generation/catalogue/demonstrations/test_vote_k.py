"""Vote-k's check: with as many labels by people, the model labels better than with those of a choice by chance."""

import re
from dataclasses import dataclass
from random import Random

import pytest

from generation.catalogue.demonstrations.vote_k import RECIPE
from generation.methods.context import Item
from generation.methods.schedules.schedule import Known, PeopleFirst
from generation.methods.steps import Answer
from tests.generation.catalogue.driving import LABELS, context_of
from tests.generation.catalogue.driving_rounds import run_rounds
from tests.generation.catalogue.worlds import FILLER

SUBJECTS = 12


def vocabulary() -> list[list[str]]:
    """Six words of each subject, unlike those of any other."""
    rng = Random(8)
    words = ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=7)) for _ in range(6 * SUBJECTS)]
    return [words[i::SUBJECTS] for i in range(SUBJECTS)]


WORDS_OF = vocabulary()


def subject_of(text: str) -> int:
    return max(range(SUBJECTS), key=lambda i: len({*WORDS_OF[i]} & {*text.split()}))


def label_of(text: str) -> str:
    return LABELS[subject_of(text) % 3]


@dataclass
class Reader:
    """A model that knows the label of a subject only where an example about it is shown; else it guesses."""

    asked: int = 0

    def __call__(self, ask) -> Answer:
        self.asked += 1
        *examples, item = re.findall(r"^<text>\n(.+)\n</text>", ask.messages[-1]["content"], re.MULTILINE)
        shown = re.findall(r"^Its label: (\w+)$", ask.messages[-1]["content"], re.MULTILINE)
        known = dict(zip(map(subject_of, examples), shown, strict=True))
        sure = subject_of(item) in known
        said = known.get(subject_of(item), Random(item).choice(LABELS))
        return Answer({"rule": "none", "quote": "", "reason": "", "label": said}, probability=0.95 if sure else 0.4)


@pytest.fixture
def pool() -> list[Item]:
    rng = Random(4)
    texts = [" ".join([*rng.sample(WORDS_OF[i % SUBJECTS], 4), rng.choice(FILLER), str(i)]) for i in range(360)]
    return [Item(str(i + 1), {"text": text}) for i, text in enumerate(texts)]


def ran(pool, **params):
    """Run it, with people who answer what they are asked."""
    people: dict[str, str] = {}

    def answer(samples) -> None:
        people.update({item.id: label_of(item.fields["text"]) for item in pool if item.id in samples})

    known = Known(items=pool, people=people)
    made = run_rounds(RECIPE, context_of(RECIPE, len(pool), **params), Reader(), known, answer=answer)
    return made, people


def right(made, pool) -> float:
    truth = {item.id: label_of(item.fields["text"]) for item in pool}
    return sum(one.label == truth[name] for name, one in made.made.items()) / len(made.made)


def test_with_well_chosen_examples_labels_are_righter_than_with_as_many_by_chance(pool):
    (chosen, people), (by_chance, others) = (ran(pool, most=14, by=by) for by in ("votes", "random"))
    assert len(people) == len(others) == 14
    assert right(chosen, pool) > right(by_chance, pool) + 0.1


def test_a_run_waits_for_people_and_labels_what_they_did_not(pool):
    with pytest.raises(PeopleFirst) as waiting:
        run_rounds(RECIPE, context_of(RECIPE, 360), Reader(), Known(items=pool))
    assert len(waiting.value.samples) == 18
    made, people = ran(pool)
    assert set(made.made) == {item.id for item in pool} - set(people)
    shown = {name for one in made.made.values() for name in one.draw["demonstrations"]}
    assert shown <= set(people)


def test_the_full_version_asks_for_ten_then_for_others_from_sure_to_unsure(pool):
    made, people = ran(pool, most=22, by="confidence")
    assert len(people) == 22
    assert [len(notes["report"]["asked"]) for notes in made.notes] == [10, 12]
    fast, _people = ran(pool, most=10)
    assert right(made, pool) > right(fast, pool)


def test_what_is_imported_meanwhile_does_not_change_whom_people_are_asked_about(pool):
    schedule, asked = RECIPE.prepare(context_of(RECIPE, 5)).schedule, ("1", "2")
    people = {"1": "World", "2": "Tech"}
    known = Known(items=[*pool, Item("999", {"text": "something new"})], people=people, asked=asked)
    notes = schedule.prepare(RECIPE.prepare(context_of(RECIPE, 5)).kit, 1, known, Random(1))
    assert [demo["sample_id"] for demo in notes["pool"]] == ["1", "2"]
