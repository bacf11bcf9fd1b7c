"""SuperGen on a scripted model that finds its own slips unlikely, and every text likelier after a short request."""

from collections import Counter, defaultdict
from dataclasses import replace
from random import Random
from statistics import fmean

import pytest

from generation.catalogue.conditions.supergen import RECIPE, WORDINGS
from generation.catalogue.conditions.supergen_pairs import RECIPE as PAIRS
from generation.catalogue.conditions.supergen_pairs import WORDINGS as WORDINGS_OF_PAIRS
from generation.methods.context import Item
from generation.methods.measures.entropy import entropy
from generation.methods.parts import Part
from generation.methods.schedules.schedule import Known
from generation.methods.steps import Answer
from generation.methods.taskspec import TaskSpec
from tests.generation.catalogue.driving import LABELS, context_of, distinct_2
from tests.generation.catalogue.driving_rounds import run_rounds
from tests.generation.catalogue.test_simulated import Simulated
from tests.generation.catalogue.worlds import FILLER, WORDS

NLI = TaskSpec.from_json(
    {
        "purpose": "Say whether the second sentence follows from the first.",
        "fields": [{"name": "premise"}, {"name": "hypothesis"}],
        "questions": [{"name": "follows", "labels": [{"name": "yes"}, {"name": "no"}, {"name": "neutral"}]}],
    }
)
FIRSTS = [
    Item(str(day), {"premise": f"On day {day} a man walks his old dog along the quiet river bank.", "hypothesis": ""})
    for day in range(30)
]

MANY = [Item(f"{i}", FIRSTS[i % 30].fields) for i in range(90)]


class Writer:
    """Writes of another label in three texts of ten, and then tells a lower likelihood. Each wording has its habits."""

    def __init__(self, slips: float = 0.3, tells: bool = True, copies: float = 0.0):
        self.slips, self.tells, self.copies, self.asked = slips, tells, copies, 0

    def __call__(self, ask):
        self.asked += 1
        rng, user = Random(self.asked), ask.messages[-1]["content"]
        label = user.rsplit("Label: ", 1)[1].strip()
        if "second" in ask.schema["properties"]:
            told = "a man walks his old dog along the quiet river" if rng.random() < self.copies else rng.choice(FILLER)
            return Answer({"second": f"{label} {told} {self.asked}"}, likelihood=-rng.random())
        slip = rng.random() < self.slips
        words = WORDS[rng.choice([one for one in LABELS if one != label]) if slip else label].split()
        habit = list(WORDINGS).index(next(name for name, text in WORDINGS.items() if user.startswith(text[:20])))
        stock = [*words, *FILLER[habit * 4 : habit * 4 + 4]]
        text = " ".join([*(rng.choice(stock) for _ in range(12)), rng.choice(words), str(self.asked)])
        likelihood = -1.0 - 0.8 * slip - 0.6 * habit - 0.3 * rng.random()
        return Answer({"text": text}, likelihood=likelihood if self.tells else None)


def made_with(model=None, recipe=RECIPE, count=150, **settings):
    return run_rounds(recipe, context_of(recipe, count, **settings), model or Writer())


def faithful(made) -> float:
    """The share of texts with more words of their label than of any other."""
    return sum(read(one.text) == one.label for one in made.made.values()) / len(made.made)


def read(text: str) -> str:
    return max(LABELS, key=lambda label: sum(word in text for word in WORDS[label].split()))


def wordings(made) -> Counter:
    return Counter(dict(map(tuple, one.draw["conditions"]))["wording"] for one in made.made.values())


def even(counts: Counter) -> float:
    return entropy(counts.values()) / entropy([1] * len(WORDINGS))


def test_the_likeliest_are_more_faithful_than_those_kept_by_chance():
    ranked, by_chance = made_with(by_chance=0.0), made_with(by_chance=1.0)
    assert len(ranked.made) == len(by_chance.made) == 150
    assert faithful(ranked) > 0.9
    assert faithful(by_chance) < 0.8


def test_without_probabilities_they_are_as_faithful_as_chance():
    made = made_with(Writer(tells=False))
    assert len(made.made) == 150
    assert faithful(made) < 0.8


def test_a_fifth_stays_by_chance():
    assert faithful(made_with(by_chance=1.0)) < faithful(made_with()) < faithful(made_with(by_chance=0.0))


def test_every_wording_is_as_common_because_likelihoods_are_compared_within_it():
    assert even(wordings(made_with())) >= 0.95
    together = replace(RECIPE, schedule=Part("score_top", {**RECIPE.schedule.settings, "cell": ""}))
    assert even(wordings(made_with(recipe=together))) < 0.95


def test_several_wordings_give_more_varied_texts_than_one():
    one = replace(RECIPE, values=(Part("given", {"name": "wording", "title": "Wording", "values": "plain"}),))
    varied, plain = made_with(), made_with(recipe=one)
    texts = [[one.text for one in made.made.values()] for made in (varied, plain)]
    assert distinct_2(texts[0]) > 1.1 * distinct_2(texts[1])
    assert faithful(varied) == pytest.approx(faithful(plain), abs=0.08)


def test_labels_stay_even():
    assert set(Counter(one.label for one in made_with().made.values()).values()) == {50}


def test_a_wording_that_somebody_entered_is_asked_for_as_the_first_one():
    own = replace(RECIPE, values=(Part("given", {"name": "wording", "title": "Wording", "values": "mine"}),))
    assert len(made_with(recipe=own, count=6).made) == 6


def test_a_second_text_is_written_for_every_label_of_each_first():
    context = replace(context_of(PAIRS, 30, over=2.0), spec=NLI)
    made = run_rounds(PAIRS, context, Writer(), Known(items=FIRSTS))
    assert Counter(one.label for one in made.made.values()) == {"yes": 10, "no": 10, "neutral": 10}
    known = {item.id: item.fields["premise"] for item in FIRSTS}
    for one in made.made.values():
        assert known[one.parents[0]] == one.fields["premise"]
        assert one.label in one.fields["hypothesis"]


def gaps(**settings) -> dict[str, float]:
    """How much likelier the second texts that stay are than those that do not, on average, for each wording."""
    context = replace(context_of(PAIRS, 30, over=3.0, **settings), spec=NLI)
    made = run_rounds(PAIRS, context, Writer(), Known(items=MANY))
    scores = defaultdict(lambda: ([], []))
    for dropped, some in enumerate((made.made.values(), made.dropped)):
        for one in some:
            scores[dict(map(tuple, one.draw["conditions"]))["wording"]][dropped].append(one.kept["score"])
    return {wording: fmean(kept) - fmean(dropped) for wording, (kept, dropped) in scores.items()}


def test_of_the_second_texts_too_the_likeliest_of_every_wording_stay():
    found = gaps(by_chance=0.0)
    assert set(found) == set(WORDINGS_OF_PAIRS)
    assert min(found.values()) > 0.2


def test_chosen_by_chance_they_are_no_likelier_than_others():
    assert fmean(gaps(by_chance=1.0).values()) < 0.1


def test_of_a_label_that_is_not_to_be_ranked_any_may_stay():
    context = replace(context_of(PAIRS, 30, over=3.0, by_chance=0.0, unranked="neutral"), spec=NLI)
    made = run_rounds(PAIRS, context, Writer(), Known(items=MANY))
    scores = defaultdict(lambda: ([], []))
    for dropped, some in enumerate((made.made.values(), made.dropped)):
        for one in some:
            scores[one.label][dropped].append(one.kept["score"])
    gap = {label: fmean(kept) - fmean(dropped) for label, (kept, dropped) in scores.items()}
    assert gap["neutral"] < 0.15 < 0.3 < min(gap["yes"], gap["no"])


def test_second_texts_that_copy_the_first_are_turned_away():
    context = replace(context_of(PAIRS, 30, over=1.0), spec=NLI)
    made = run_rounds(PAIRS, context, Writer(copies=0.3), Known(items=FIRSTS))
    assert not any("a man walks his old dog" in one.fields["hypothesis"] for one in made.made.values())
    assert {why for _draw, _candidate, why in made.turned_away} == {"copies the first text"}
    lax = replace(context, params={**context.params, "copied": 50})
    lax = run_rounds(PAIRS, lax, Writer(copies=0.3), Known(items=FIRSTS))
    assert any("a man walks his old dog" in one.fields["hypothesis"] for one in lax.made.values())


@pytest.mark.parametrize(("recipe", "spec"), [(RECIPE, None), (PAIRS, NLI)])
def test_it_fills_a_run_on_the_simulated_model(recipe, spec):
    context = context_of(recipe, 24, over=1.5)
    made = run_rounds(recipe, replace(context, spec=spec) if spec else context, Simulated(), Known(items=FIRSTS))
    assert len(made.made) == 24
