"""Critique and revise: detectors of our own count how often texts break the rules of the codebook."""

import re
from dataclasses import dataclass, replace

import pytest

from generation.catalogue.stepwise.constitutional import RECIPE
from generation.methods.steps import FIRST, SECOND
from generation.methods.taskspec import TaskSpec
from tests.generation.catalogue.driving import SPEC, context_of, run
from tests.generation.catalogue.instructing import step_of
from tests.generation.catalogue.test_simulated import Simulated
from tests.generation.catalogue.worlds import WORDS, World

RULES = {"R1": "Write no exclamation marks.", "R2": "Write no digits.", "R3": "Write no words in capitals."}
BROKEN = {"R1": r"!", "R2": r"\d", "R3": r"\b[A-Z]{3,}\b"}
BREAKS = {"R1": "wow!", "R2": "in 1999", "R3": "BREAKING"}
RULED = TaskSpec.from_json({**SPEC.to_json(), "rules": [{"id": name, "text": text} for name, text in RULES.items()]})


@dataclass
class Careless(World):
    """Breaks a rule in a third of its drafts; as a critic it sees the rule in its prompt alone, and most of the time.

    Asked to revise, it takes out what is named; now and then it writes about something else altogether.
    """

    breaks: float = 0.35
    misses: float = 0.05
    invents: float = 0.03
    rewrites: float = 0.0
    drifts: float = 0.0

    def fill(self, ask, rng):
        user, properties = ask.messages[-1]["content"], ask.schema["properties"]
        item = re.search(r"<text>\n(.*)\n</text>", user, re.DOTALL)
        rule = re.search(r"^Rule: (R\d)", user, re.MULTILINE)
        if "read_label" in properties:
            return {"read_label": self.label(item.group(1), {"label": {}}, rng)["label"]}
        if "problems" in properties:
            found = re.findall(BROKEN[rule.group(1)], item.group(1)) if rng.random() > self.misses else []
            return {"problems": found or (["wordy"] if rng.random() < self.invents else [])}
        if item:
            return {"text": self.revised(item.group(1), rule.group(1), user, rng)}
        text = super().fill(ask, rng)["text"]
        return {"text": " ".join([text, *(BREAKS[name] for name in RULES if rng.random() < self.breaks)])}

    def revised(self, text, rule, user, rng):
        if rng.random() < self.rewrites:
            label = re.findall(r"Label: (\w+)", user)[-1]
            return " ".join(WORDS[next(name for name in WORDS if name != label)].split() * 4)
        if rng.random() < self.drifts:
            label = re.findall(r"Label: (\w+)", user)[-1]
            other = WORDS[next(name for name in WORDS if name != label)].split()
            return " ".join(other[0] if word in WORDS[label].split() else word for word in text.split())
        return re.sub(BROKEN[rule], "", text).strip()


def made_with(world: World, count: int = 60, **params):
    context = replace(context_of(RECIPE, count, temperature=0.7, **params), spec=RULED, seed=5)
    return run(RECIPE, context, world).accepted


def violations(texts) -> float:
    return sum(bool(re.search(pattern, text)) for text in texts for pattern in BROKEN.values()) / len(texts)


def test_texts_break_fewer_rules_with_each_revision():
    made = made_with(Careless(), quiet=4)
    stages = [[candidate.kept["draft"]["text"] for _draw, candidate in made]]
    stages += [[c.kept["revisions"][turn]["text"]["text"] for _d, c in made] for turn in range(4)]
    shares = [violations(texts) for texts in stages]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 0.8 > 0.2 > shares[-1]


def test_without_its_turns_the_texts_stay_as_they_were_drafted():
    assert violations([candidate.text for _draw, candidate in made_with(Careless(), turns=0)]) > 0.8


def test_a_clean_draft_stays_as_it_is():
    made = made_with(Careless(breaks=0))
    assert sum(candidate.text == candidate.kept["draft"]["text"] for _draw, candidate in made) >= 0.9 * len(made)


def test_the_first_quiet_turn_is_the_last_unless_more_are_asked_for():
    assert {len(c.kept["revisions"]) for _d, c in made_with(Careless(breaks=0, invents=0))} == {1}
    assert {len(c.kept["revisions"]) for _d, c in made_with(Careless(breaks=0, invents=0), quiet=3)} == {3}


def test_each_turn_is_about_another_rule_and_all_that_was_said_is_kept():
    for _draw, candidate in made_with(Careless(), quiet=3, count=12):
        rules = [turn["rule"][:2] for turn in candidate.kept["revisions"][:3]]
        assert len(set(rules)) == len(rules)
    orders = {c.kept["revisions"][0]["rule"] for _d, c in made_with(Careless(), count=12)}
    assert len(orders) == 3


@pytest.mark.parametrize("knob", [{"rewrites": 0.3}, {"drifts": 0.3}])
def test_what_is_accepted_keeps_its_label(knob):
    made = made_with(Careless(**knob))
    assert kept_label(made) >= 0.97
    assert {candidate.labels[0].probability for _draw, candidate in made} == {0.9}  # of the second reading


def test_without_the_second_reading_labels_drift():
    steps = [one for one in RECIPE.plan.settings["steps"] if "require" not in one]
    careless = replace(RECIPE, plan=replace(RECIPE.plan, settings={"steps": steps}))
    made = run(careless, replace(context_of(RECIPE, 60, quiet=4), spec=RULED), Careless(drifts=0.3)).accepted
    assert kept_label(made) < 0.9


def test_a_second_model_criticises_and_reads_what_the_first_one_writes():
    asked, world = set(), Careless()

    def model(ask):
        asked.add((step_of(ask), ask.model))
        return world(ask)

    made_with(model, count=12)
    assert asked == {("draft", FIRST), ("critique", SECOND), ("revise", FIRST), ("read", SECOND)}


def test_a_revision_that_rewrites_everything_is_not_taken():
    strict = made_with(Careless(rewrites=1.0), count=20, quiet=4)
    assert all(candidate.text == candidate.kept["draft"]["text"] for _draw, candidate in strict)


class Wordy(Careless):
    """Asked to revise, it writes another text of the same label."""

    def revised(self, text, rule, user, rng):
        words = WORDS[re.findall(r"Label: (\w+)", user)[-1]].split()
        return " ".join(rng.choice(words) for _ in range(len(text.split())))


def test_another_text_in_place_of_a_revision_is_not_taken_unless_so_much_may_change():
    kept, lax = (made_with(Wordy(), count=20, quiet=4, **most) for most in ({}, {"most_changed": 1.0}))
    assert all(candidate.text == candidate.kept["draft"]["text"] for _draw, candidate in kept)
    assert any(candidate.text != candidate.kept["draft"]["text"] for _draw, candidate in lax)


def kept_label(made) -> float:
    world = World()
    return sum(world.label(c.text, {"label": {}}, None)["label"] == c.labels[0].label for _d, c in made) / len(made)


def test_it_fills_a_run_on_the_simulated_model():
    made = run(RECIPE, replace(context_of(RECIPE, 12), spec=RULED), Simulated())
    assert made.stopped == "reached"
    changed = [c for _d, c in made.accepted if c.text != c.kept["draft"]["text"]]
    assert 0 < len(changed) < 12
