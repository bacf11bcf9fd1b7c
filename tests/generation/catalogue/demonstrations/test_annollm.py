"""AnnoLLM's check: with explained examples labels depend less on how the question is put than with plain ones."""

import re
from dataclasses import dataclass, replace
from random import Random
from statistics import pvariance

import pytest

from generation.catalogue.demonstrations.annollm import LABEL, RECIPE
from generation.methods.context import Item
from generation.methods.plans.steps.tools.explaining import blinded, recovered, telling
from generation.methods.schedules.schedule import Known
from generation.methods.steps import FIRST, SECOND, Answer, Demonstration
from tests.generation.catalogue.driving import LABELS, context_of
from tests.generation.catalogue.driving_rounds import run_rounds
from tests.generation.catalogue.worlds import FILLER, WORDS


@dataclass
class Pupil:
    """A model that sticks to the rule where examples tell it why, and else depends on the wording of the question."""

    misled: float = 0.3
    asked: int = 0

    def __call__(self, ask) -> Answer:
        self.asked += 1
        rng, user = Random(self.asked), ask.messages[-1]["content"]
        item = re.findall(r"^<text>\n(.+)\n</text>", user, re.MULTILINE)[-1]
        if ask.step.startswith("explain"):
            label = re.search(r"label of this item is: (\w+)", user).group(1)
            cue = next(word for word in item.split() if word in WORDS[label])
            other = rng.choice([one for one in LABELS if one != label])
            said = cue if rng.random() > self.misled else rng.choice(WORDS[other].split())
            return Answer({"explanation": f"it speaks of a {said} and of things that go with it"})
        if ask.step.startswith("recover"):
            said = re.search(r"Somebody said of this item: (.+)", user).group(1)
            return Answer({"again": truth_of(said)})
        whys = re.findall(r"^Why: (.+)$", user, re.MULTILINE)
        wording = Random(user.splitlines()[0]).uniform(0.5, 0.95)  # of this paraphrase
        right = 0.92 if whys and all(truth_of(why) for why in whys) else wording
        truth = truth_of(item)
        said = truth if Random(item).random() < right else next(one for one in LABELS if one != truth)
        return Answer({"reason": "so", "said": said}, probability=0.9)


def truth_of(text: str) -> str:
    return max(LABELS, key=lambda label: sum(word in WORDS[label].split() for word in text.split()))


def text_of(label: str, rng: Random) -> str:
    return " ".join([*rng.sample(WORDS[label].split(), 3), *rng.choices(FILLER, k=6), str(rng.random())[2:8]])


@pytest.fixture
def known() -> Known:
    rng = Random(7)
    seeds = [Demonstration(f"s{i}", {"text": text_of(LABELS[i % 3], rng)}, {"topic": LABELS[i % 3]}) for i in range(45)]
    items = [Item(str(i + 1), {"text": text_of(LABELS[i % 3], rng)}) for i in range(90)]
    return Known(support=seeds, items=items)


def ran(known, paraphrase="Label this item.", **params):
    asked = replace(LABEL, user=LABEL.user.replace("Label this item.", paraphrase))
    recipe = replace(RECIPE, templates=(*RECIPE.templates[:2], asked))
    return run_rounds(recipe, context_of(recipe, 90, **params), Pupil(), known)


def right(made) -> float:
    return sum(one.label == truth_of(one.text) for one in made.made.values()) / len(made.made)


def test_with_explanations_labels_depend_less_on_the_wording_than_without(known):
    wordings = ["Label this item.", "Sort it.", "Which label?", "Decide on a label.", "What is it?"]
    explained = [right(ran(known, one)) for one in wordings]
    plain = [right(ran(known, one, explain=False)) for one in wordings]
    assert pvariance(explained) < 0.2 * pvariance(plain)
    assert sum(explained) > sum(plain)


def test_only_explanations_that_lead_back_to_the_label_are_shown_with_their_rate(known):
    made = ran(known, seeds=30)
    pool = made.notes[1]["pool"]
    assert 20 <= len(pool) <= 30
    for demo in pool:
        assert truth_of(demo["known"]["explanation"]) == demo["labels"]["topic"]
    rates = made.notes[1]["report"]["recovered"]
    assert all(0 < rate <= 1 for rate in rates.values())
    assert min(rates.values()) < 1
    assert len(made.made) == 90


def test_a_label_has_its_reason_and_how_sure_it_is(known):
    labels = [one.labels[0] for one in ran(known).drafts.values() if one.labels]
    assert {(one.rationale, one.probability) for one in labels} == {("so", 0.9)}


def test_a_prompt_shows_as_many_of_the_explained_as_asked_for_and_never_the_item_s_own_twin(known):
    twins = replace(known, items=[Item(str(i + 1), demo.fields) for i, demo in enumerate(known.support)])
    made = ran(twins, shown=4, seeds=45)
    text = {demo["sample_id"]: demo["fields"]["text"] for demo in made.notes[1]["pool"]}
    for one in made.made.values():
        assert len(one.draw["demonstrations"]) == 4
        assert one.text not in {text[name] for name in one.draw["demonstrations"]}


def test_one_explanation_of_a_seed_is_one(known):
    pool = ran(known, tries=1).notes[1]["pool"]
    assert len(pool) > 5
    assert {demo["known"]["explanation"].split(" a ")[0] for demo in pool} == {"it speaks of"}


def test_a_second_model_explains_what_the_first_one_labels_by(known):
    asked, pupil = set(), Pupil()

    def model(ask):
        asked.add((ask.step.partition("/")[0], ask.model))
        return pupil(ask)

    run_rounds(RECIPE, context_of(RECIPE, 90), model, known)
    assert asked == {("explain", SECOND), ("recover", FIRST), ("annotate", FIRST)}


def test_without_any_good_explanation_the_run_stops(known):
    made = run_rounds(RECIPE, context_of(RECIPE, 90), Pupil(misled=1.0), known)
    assert "led back" in made.stopped
    assert not made.made


def test_explanations_that_restate_the_label_or_name_it_are_of_no_use():
    assert telling(["About World.", "It names a treaty."], "About World.", "World") == ["It names a treaty."]
    assert blinded(["Clearly world news"], "World", "World") == ["Clearly … news"]
    good = recovered(["long and good", "bad", "good"], ["World", "Tech", "World"], "World")
    assert good == {"explanation": "good", "share": 0.6667}
