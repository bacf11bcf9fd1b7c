"""Eight close intents on a scripted model whose lists drift into the neighbouring intent."""

import re
from collections import Counter
from dataclasses import replace
from random import Random

from generation.catalogue.conditions.class_by_class import RECIPE
from generation.methods.steps import Answer, Demonstration
from generation.methods.taskspec import TaskSpec
from tests.generation.catalogue.driving import context_of, run
from tests.generation.catalogue.test_simulated import Simulated

OWN = {
    "card_lost": "misplaced vanished",
    "card_stolen": "thief robbed",
    "pay_late": "overdue tardy",
    "pay_twice": "double repeated",
    "fee_unknown": "unexplained mystery",
    "fee_high": "steep costly",
    "login_code": "digits passcode",
    "login_locked": "blocked frozen",
}
INTENTS = tuple(OWN)
RIVAL = dict(zip(INTENTS, (INTENTS[i ^ 1] for i in range(8)), strict=True))
SPEC = TaskSpec.from_json(
    {
        "purpose": "Route the messages of a bank's customers.",
        "fields": [{"name": "text"}],
        "questions": [{"name": "intent", "labels": [{"name": one, "definition": OWN[one]} for one in INTENTS]}],
    }
)
SEEDS = tuple(
    Demonstration(f"{label}{i}", {"text": f"{OWN[label].split()[i % 2]} seed {i}"}, {"intent": label})
    for label in INTENTS
    for i in range(10)
)


class Teller:
    """Writes of the rival intent now and then; reads well among the labels that it is shown."""

    def __init__(self, drifts: float = 0.3):
        self.drifts, self.asked, self.asks = drifts, 0, []

    def __call__(self, ask):
        self.asked += 1
        self.asks.append(ask)
        rng, user = Random(self.asked), ask.messages[-1]["content"]
        if "labels" in ask.schema["properties"]:
            label = re.search(r"Label: (\w+)$", user).group(1)
            return Answer({"labels": [RIVAL[label], *(one for one in INTENTS if one[:3] == "pay")]})
        if "label" in ask.schema["properties"]:
            shown = ask.schema["properties"]["label"]["enum"]
            return Answer({"label": next((one for one in shown if written_as(user) == one), shown[0])})
        label = re.search(r"Label: (\w+)$", user, re.MULTILINE).group(1)
        count = int(re.search(r"(\d+) new ones", user).group(1))
        return Answer({"items": [{"fields": {"text": self.text(label, rng)}} for _ in range(count)]})

    def text(self, label: str, rng: Random) -> str:
        written = RIVAL[label] if rng.random() < self.drifts else label
        return f"{rng.choice(OWN[written].split())} {rng.randrange(10**6)}"


def written_as(text: str) -> str:
    return next((label for label, words in OWN.items() if any(word in text for word in words.split())), "")


def made_with(model=None, count=240, **settings):
    context = replace(context_of(RECIPE, count, **settings), spec=SPEC, support=SEEDS)
    return run(RECIPE, context, model or Teller())


def confused(made) -> float:
    """The share of items that carry the label of a neighbour."""
    return sum(written_as(one.text) != one.labels[0].label for _draw, one in made.accepted) / len(made.accepted)


def test_the_second_reading_halves_the_confusion_with_neighbours_at_least():
    before, after = confused(made_with(second_reading=False)), confused(made_with())
    assert before > 0.2
    assert after < before / 2


def test_without_it_they_stay_where_the_list_put_them():
    made = made_with(second_reading=False)
    assert all(draw.labels["intent"] == one.labels[0].label for draw, one in made.accepted)
    assert confused(made) > 0.2


def test_no_label_loses_more_than_seven_tenths_of_its_items():
    made = made_with()
    asked = Counter(draw.labels["intent"] for draw, _one in made.accepted)
    kept = Counter(draw.labels["intent"] for draw, one in made.accepted if draw.labels["intent"] == one.labels[0].label)
    assert all(kept[label] >= 0.3 * asked[label] for label in INTENTS)


def test_a_reader_chooses_among_the_label_and_its_rivals_alone():
    model = Teller()
    made_with(model, count=40, rivals=3)
    readings = [ask for ask in model.asks if ask.step.startswith("read")]
    assert {len(ask.schema["properties"]["label"]["enum"]) for ask in readings} <= {2, 4}
    assert all(ask.messages[0]["content"].count("\n- ") in (2, 4) for ask in readings)


def test_a_reply_goes_on_with_the_numbered_seeds_of_its_label():
    model = Teller()
    made = made_with(model, count=10)
    ask = next(ask for ask in model.asks if ask.step == "continue")
    assert re.findall(r"^(\d+)\. \w+ seed \d$", ask.messages[-1]["content"], re.MULTILINE) == list(
        map(str, range(1, 11))
    )
    assert len({candidate.text for _draw, candidate, _said in made.rows}) == 10


def test_an_item_that_the_reader_gives_no_label_is_dropped():
    class Mute(Teller):
        def __call__(self, ask):
            unsure = ask.step.startswith("read") and "7" in ask.messages[-1]["content"]
            return Answer(None, problem="refused") if unsure else super().__call__(ask)

    made = made_with(Mute(), count=40)
    assert not any("7" in text for text in made.texts)
    assert {candidate.problem for _draw, candidate, _said in made.rows} == {"", "no label"}


def test_it_fills_a_run_on_the_simulated_model():
    made = made_with(Simulated(), count=40, demonstrations=4)
    assert made.stopped == "reached"
