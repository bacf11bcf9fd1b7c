"""Instruction Induction: a rule that was planted in the pairs is found again, and a lucky wording is not taken."""

import json
import re
from dataclasses import dataclass, field, replace

import pytest

from generation.catalogue.rounds.instruction_induction import RECIPE
from generation.methods.conditions import Dimension, Scope, Value
from generation.methods.context import Item
from generation.methods.steps import Answer, Demonstration, SetupFailed, drive
from generation.methods.taskspec import TaskSpec
from tests.generation.catalogue.driving import context_of, run, set_up
from tests.generation.catalogue.test_simulated import Simulated

SPEC = TaskSpec.from_json(
    {
        "purpose": "",
        "role": "",
        "fields": [{"name": "text"}],
        "questions": [{"name": "kind", "labels": [{"name": "long"}, {"name": "short"}]}],
    }
)
RULES = {
    "Count the words: five or more are long, fewer are short.": lambda text: len(text.split()) >= 5,
    "Five or more words are long.": lambda text: len(text.split()) >= 5,
    "Texts that begin with a are long.": lambda text: text.startswith("a"),
    "Say long.": lambda text: True,
}
SEEDS = [
    Demonstration(
        str(i), {"text": " ".join(["abc"[i % 3]] + ["word"] * (i % 8))}, {"kind": "long" if i % 8 > 3 else "short"}
    )
    for i in range(24)
]
NEWS = [
    ("The minister signed the treaty at the summit.", "World"),
    ("The coach praised the team after the match and the goal.", "Sports"),
    ("The startup sells a new chip and cloud software.", "Tech"),
]


@dataclass
class Reader:
    """Names the rules it knows in turn, and follows whichever stands in its prompt, to the letter."""

    rules: list = field(default_factory=lambda: list(RULES))
    asked: list = field(default_factory=list)

    def __call__(self, ask) -> Answer:
        self.asked.append(ask)
        user = ask.messages[-1]["content"]
        if "instruction" in ask.schema["properties"]:
            said = {"instruction": self.rules[int(ask.step.split("/")[1]) % len(self.rules)]}
        else:
            rule = next(RULES[name] for name in RULES if user.startswith(name))
            said = {"said" if "said" in ask.schema["properties"] else "label": ""}
            said = dict.fromkeys(said, "long" if rule(item_of(user)) else "short")
        return Answer(said, json.dumps(said))


def item_of(user: str) -> str:
    return re.findall(r"<text>\n(.*)\n</text>", user)[-1]


def context(**params):
    return replace(context_of(RECIPE, 4, **params), spec=SPEC, support=SEEDS, seed=2)


def instruction(made) -> str:
    return made.scope.dimension("instruction").kept()[0].text


def test_the_planted_rule_wins_and_of_equals_the_shortest():
    assert instruction(set_up(RECIPE, context(), Reader()).context) == "Five or more words are long."


def test_with_a_single_try_whatever_comes_first_is_taken():
    one_try = context(candidates=1, held_out=4)
    assert instruction(
        set_up(RECIPE, one_try, Reader(["Count the words: five or more are long, fewer are short."])).context
    )
    with pytest.raises(SetupFailed, match="most frequent label"):
        set_up(RECIPE, one_try, Reader(["Say long."]))


def test_what_it_is_tried_on_was_shown_to_no_candidate():
    model = Reader()
    set_up(RECIPE, context(), model)
    induced = [ask.messages[-1]["content"] for ask in model.asked if ask.step.startswith("induce")]
    tried = {item_of(ask.messages[-1]["content"]) for ask in model.asked if ask.step.startswith("try")}
    shown = {text for prompt in induced for text in re.findall(r"<text>\n(.*)\n</text>", prompt)}
    assert [prompt.count("Its label") for prompt in induced] == [5] * 4
    assert tried
    assert not shown & tried


def test_the_samples_are_labelled_by_it():
    items = [Item(str(i), {"text": text}) for i, text in enumerate(["d", "d d d d d d", "d d", "d d d d d"])]
    made = run(RECIPE, context(), Reader(), items=items)
    assert [(c.item, c.labels[0].label) for _d, c in made.accepted] == [
        ("0", "short"), ("1", "long"), ("2", "short"), ("3", "long"),
    ]  # fmt: skip


def test_one_that_a_person_wrote_is_used_as_it_is():
    own = Scope((Dimension("instruction", "Instruction", "induced", values=(Value("Say long."),)),))
    model = Reader()
    prepared = set_up(RECIPE, replace(context(), scope=own), model)
    assert not model.asked
    assert instruction(prepared.context) == "Say long."


def test_each_question_has_an_instruction_of_its_own():
    two = {"purpose": "", "role": "", "fields": [{"name": "text"}], "questions": []}
    two["questions"] = [{"name": name, "labels": [{"name": "long"}, {"name": "short"}]} for name in ("kind", "tone")]
    both = [replace(seed, labels={**seed.labels, "tone": seed.labels["kind"]}) for seed in SEEDS]
    asked = replace(context(), spec=TaskSpec.from_json(two), support=both)
    scope = Scope(drive(RECIPE.prepare(asked).setup(), Reader()))
    other = replace(asked, scope=scope, params={**asked.params, "question": "tone"})
    assert RECIPE.prepare(other).calls().setup_low > 0
    assert RECIPE.prepare(replace(asked, scope=scope)).calls().setup_low == 0


def test_too_few_seeds_are_named_before_anything_is_asked():
    assert RECIPE.prepare(replace(context(), support=SEEDS[:6])).bars.what == "seeds"
    assert RECIPE.prepare(context()).bars is None


def test_the_simulated_model_finds_one():
    world = [Demonstration(str(i), {"text": text}, {"topic": label}) for i, (text, label) in enumerate(NEWS * 6)]
    seeds = replace(context_of(RECIPE, 4), support=world)
    assert instruction(set_up(RECIPE, seeds, Simulated(label_noise=0.0)).context)
