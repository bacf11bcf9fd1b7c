"""WANLI's check: a student errs more on what stays than on what is dropped, and all that stays goes to people."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from random import Random

import pytest

from generation.catalogue.rounds.wanli import RECIPE
from generation.methods.demonstrations.pool import Want
from generation.methods.demonstrations.variability import select
from generation.methods.schedules.ambiguity import _pool
from generation.methods.schedules.schedule import Known
from generation.methods.steps import Answer, Demonstration
from generation.methods.students.lessons import taught
from tests.generation.catalogue.driving import LABELS, context_of
from tests.generation.catalogue.driving_rounds import run_rounds
from tests.generation.catalogue.worlds import FILLER, WORDS


def text_of(label: str, rng: Random, *, mixed: bool) -> str:
    """A text of its label; a mixed one has nearly as many words of another."""
    own = rng.sample(WORDS[label].split(), 3 if mixed else 4)
    other = WORDS[rng.choice([one for one in LABELS if one != label])].split()
    return " ".join([*own, *(rng.sample(other, 3) if mixed else []), *rng.choices(FILLER, k=6)])


@dataclass
class Writer:
    """Writes a mixed text half of the time where mixed ones are shown, and hardly ever where none are."""

    asked: int = 0

    def __call__(self, ask) -> Answer:
        self.asked += 1
        rng, user = Random(self.asked), ask.messages[-1]["content"]
        label = re.search(r"Label: (\w+)$", user).group(1)
        shown = re.findall(r"^Example \d+:\n(.+)$", user, re.MULTILINE)
        mixed = sum(is_mixed(text) for text in shown) / max(len(shown), 1)
        return Answer({"text": text_of(label, rng, mixed=rng.random() < 0.5 * mixed)})


def is_mixed(text: str) -> bool:
    return sum(bool({*words.split()} & {*text.split()}) for words in WORDS.values()) > 1


@pytest.fixture
def seeds() -> tuple[Demonstration, ...]:
    rng = Random(2)
    labels = [LABELS[i % 3] for i in range(240)]
    return tuple(
        Demonstration(f"s{i:03d}", {"text": text_of(label, rng, mixed=i % 12 < 3)}, {"topic": label})
        for i, label in enumerate(labels)
    )


def ran(seeds, count=60, **params):
    return run_rounds(RECIPE, context_of(RECIPE, count, **params), Writer(), Known(support=seeds))


def errors(made, seeds) -> float:
    learned = [demo.fields["text"] for demo in seeds]
    view = taught(learned, [demo.labels["topic"] for demo in seeds], [one.text for one in made])
    return sum(said != one.label for said, one in zip(view.labels, made, strict=True)) / len(made)


def gap(made, seeds) -> float:
    """How much more often a student of the seeds errs on what stays than on what is dropped."""
    return errors(list(made.made.values()), seeds) - errors(made.dropped, seeds)


def test_a_student_errs_more_on_what_stays_than_on_what_is_dropped(seeds):
    made, by_chance = ran(seeds, 200), ran(seeds, 200, keeps="random")
    assert 195 <= len(made.made) <= 200
    assert gap(made, seeds) > 0.2
    assert abs(gap(by_chance, seeds)) < 0.1


def test_rows_show_five_ambiguous_seeds_of_one_label_that_are_alike(seeds):
    made = ran(seeds)
    label_of = {demo.sample_id: demo.labels["topic"] for demo in seeds}
    text = {demo.sample_id: demo.fields["text"] for demo in seeds}
    shown = [name for draw in made.notes[0]["draws"] for name in draw["demonstrations"]]
    for draw in made.notes[0]["draws"]:
        assert len(set(draw["demonstrations"])) == 5
        assert {label_of[name] for name in draw["demonstrations"]} == {draw["labels"]["topic"]}
    assert sum(is_mixed(text[name]) for name in shown) / len(shown) > 0.7  # a quarter of the seeds


class Terse(Writer):
    """Writes next to nothing, now and then."""

    def __call__(self, ask) -> Answer:
        answer = super().__call__(ask)
        return Answer({"text": "Hm."}) if self.asked % 4 == 0 else answer


def test_a_text_of_under_five_letters_is_turned_away(seeds):
    made = run_rounds(RECIPE, context_of(RECIPE, 12), Terse(), Known(support=seeds))
    assert {one.fields["text"] for _draw, one, why in made.turned_away if why == "length"} == {"Hm."}
    assert "Hm." not in {one.text for one in (*made.made.values(), *made.dropped)}


def test_labels_stay_even_and_everything_goes_to_people(seeds):
    made = ran(seeds)
    assert Counter(one.label for one in made.made.values()).most_common()[-1][1] >= 15
    assert set(made.made) <= set(made.reviewed)


def test_the_order_of_the_seeds_does_not_matter(seeds):
    kwargs = {"share": 0.25}
    one, other = (select(_pool(some, "topic"), Want(), 240, Random(1), **kwargs) for some in (seeds, seeds[::-1]))
    assert one == other


def test_without_seeds_it_cannot_run(seeds):
    assert RECIPE.prepare(context_of(RECIPE, 10)).lacks.what == "alike"
    assert RECIPE.prepare(replace(context_of(RECIPE, 10), support=seeds)).lacks is None
