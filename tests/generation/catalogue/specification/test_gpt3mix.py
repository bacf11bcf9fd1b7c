"""GPT3Mix on a scripted model that writes between its examples, and knows how much of each label it wrote."""

import math
import re
from dataclasses import replace
from random import Random

import pytest
from scipy.stats import spearmanr

from generation.catalogue.specification.gpt3mix import RECIPE
from generation.methods.parts import Part
from generation.methods.steps import Answer, Demonstration
from tests.generation.catalogue.driving import LABELS, context_of, run
from tests.generation.catalogue.test_simulated import Simulated
from tests.generation.catalogue.worlds import WORDS

RECIPE_OF_ONE = Part("same_label", {"k": "$demonstrations"})  # as many, of the label that is drawn
SHARES = {"World": 0.5, "Sports": 0.25, "Tech": 0.25}
SEEDS = tuple(
    Demonstration(str(i), {"text": f"{WORDS[label].split()[i % 6]} seed {i}"}, {"topic": label})
    for i, label in enumerate((["World", "World", "Sports", "Tech"]) * 15)
)


class Mixer:
    """Writes ten words of the labels that its examples have; its label is drawn from what it wrote."""

    def __init__(self, tells: bool = True):
        self.tells, self.asked, self.steps = tells, 0, []

    def __call__(self, ask):
        self.asked += 1
        self.steps.append(ask.step)
        rng, user = Random(self.asked), ask.messages[-1]["content"]
        if ask.step.startswith("vote"):
            shares = shares_of(user)
            return Answer({"vote": rng.choices(list(shares), list(shares.values()))[0]})
        shown = [label for label in LABELS if any(word in user for word in WORDS[label].split())]
        first = rng.randint(5, 10)
        places = [shown[0]] * first + [shown[-1]] * (10 - first)
        text = " ".join([*(rng.choice(WORDS[label].split()) for label in places), str(self.asked)])
        shares = shares_of(text)
        label = rng.choices(list(shares), list(shares.values()))[0]
        told = {"probability": shares[label], "shares": shares} if self.tells and ask.probability_of else {}
        return Answer({"fields": {"text": text}, "label": label}, **told)


def shares_of(text: str) -> dict[str, float]:
    counts = {label: len(re.findall("|".join(WORDS[label].split()), text)) for label in LABELS}
    return {label: count / sum(counts.values()) for label, count in counts.items()}


def entropy(shares) -> float:
    return -sum(share * math.log(share) for share in shares.values() if share)


def made_with(model=None, recipe=RECIPE, count=200, **settings):
    return run(recipe, replace(context_of(recipe, count, **settings), support=SEEDS), model or Mixer())


def mixture(made) -> float:
    """The share of prompts whose examples have two labels or more."""
    labels = {seed.sample_id: seed.labels["topic"] for seed in SEEDS}
    prompts = [{labels[name] for name in draw.demonstrations} for draw, _candidate, _said in made.rows]
    return sum(len(found) > 1 for found in prompts) / len(prompts)


def votes_of_people(made) -> list[dict[str, float]]:
    """What five people say of each text, who each read one of its words."""
    told = []
    for place, (_draw, one) in enumerate(made.accepted):
        shares = shares_of(one.text)
        votes = Random(place).choices(list(shares), list(shares.values()), k=5)
        told.append({label: votes.count(label) / 5 for label in LABELS})
    return told


def known(made) -> list[dict[str, float]]:
    """What the samples say of their labels: shares, or the one label as if it were certain."""
    return [one.kept.get("soft_label") or {one.labels[0].label: 1.0} for _draw, one in made.accepted]


def correlation(made) -> float:
    people = [entropy(shares) for shares in votes_of_people(made)]
    return spearmanr([entropy(shares) for shares in known(made)], people).statistic


def distance(made) -> float:
    """How far the samples' labels are from what people say, in shares of people, on average."""
    pairs = list(zip(known(made), votes_of_people(made), strict=True))
    return sum(abs(ours.get(label, 0) - theirs[label]) for ours, theirs in pairs for label in LABELS) / 2 / len(pairs)


def test_the_mixture_is_as_real_as_chance_makes_it():
    assert mixture(made_with()) == pytest.approx(1 - sum(share**2 for share in SHARES.values()), abs=0.08)


def test_with_examples_of_one_label_nothing_is_mixed():
    one_label = replace(RECIPE, allocator=Part("uniform"), demonstrations=RECIPE_OF_ONE)
    made = made_with(recipe=one_label)
    assert {len(draw.demonstrations) for draw, _candidate, _said in made.rows} == {2}
    assert mixture(made) == 0.0


@pytest.mark.parametrize(("tells", "source"), [(True, "log-probabilities"), (False, "votes")])
def test_soft_labels_are_as_unsure_as_people_are(tells, source):
    made = made_with(Mixer(tells))
    assert {one.kept["soft_label_source"] for _draw, one in made.accepted} == {source}
    assert all(sum(one.kept["soft_label"].values()) == pytest.approx(1, abs=0.001) for _d, one in made.accepted)
    assert correlation(made) > 0.4


def test_hard_labels_are_further_from_what_people_say():
    hard, soft = made_with(soft_labels=False), made_with()
    assert {one.kept["soft_label"] for _draw, one in hard.accepted} == {None}
    assert distance(soft) < 0.7 * distance(hard)


def test_votes_are_asked_for_only_where_probabilities_say_nothing():
    for tells, votes in ((True, 0), (False, 5)):
        model = Mixer(tells)
        made_with(model, count=20)
        assert sum(step.startswith("vote") for step in model.steps) == votes * model.steps.count("write")


def test_the_label_follows_from_the_text_and_every_label_is_named():
    made = made_with(count=2)
    ask = next(RECIPE.prepare(made.context).row(made.rows[0][0]))[0]
    assert list(ask.schema["properties"]) == ["fields", "label"]
    assert not any(draw.labels for draw, _candidate, _said in made.rows)  # nobody says beforehand which it is to be
    assert all(f"- {label}:" in ask.messages[0]["content"] for label in LABELS)
    assert made.accepted[0][1].labels[0].probability == made.accepted[0][1].kept["soft_label"][made.labels[0]]


def test_it_needs_seeds():
    assert RECIPE.prepare(context_of(RECIPE, 1)).lacks.what == "seeds"


def test_it_fills_a_run_on_the_simulated_model():
    made = made_with(Simulated(), count=30)
    assert made.stopped == "reached"
    assert set(made.labels) == set(LABELS)
