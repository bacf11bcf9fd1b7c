"""Each recipe turns away what its gates are there for: runs of a model that offends in all that it writes.

Which recipe has which gate is written out here, so that one that loses a gate fails.
"""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from generation.catalogue.registry import RECIPES
from generation.methods.schedules.single_round import Stop, next_batch
from generation.methods.steps import Answer, Ask
from tests.generation.catalogue import driving_rounds, projects
from tests.generation.catalogue.driving_rounds import Ran
from tests.generation.catalogue.projects import KINDS, Project
from tests.generation.catalogue.test_every_kind_of_codebook import barred, context_of, ran
from tests.generation.catalogue.test_simulated import Simulated

WITH = {
    "label_leak": "alice attrprompt class-by-class clingen-pairs datatune few-shot gpt3mix least-similar "
    "logit-suppression plan-draft s3 supergen supergen-pairs zerogen",
    "demonstration_copy": "alice attrprompt class-by-class clingen clingen-pairs few-shot gpt3mix least-similar s3 "
    "textbooks unnatural-instructions wanli",
    "context_copy": "progen zerogen",
    "own_parts": "clingen-pairs wanli",
    "prompt_leak": "evol-instruct orca wanli",
    "no_content": "evol-instruct orca",
    "instruction_form": "explore-instruct self-instruct",
    "duplicates": "ada-instruct alice attrprompt camel chain-of-thought class-by-class clingen "
    "clingen-entities clingen-pairs constitutional determlr evol-instruct exercises few-shot "
    "gpt3mix knowledge-grounded lab-knowledge least-similar logit-suppression plan-draft "
    "preference-pairs progen regen retrieval-grounded roles s3 self-instruct self-prompting "
    "supergen supergen-pairs symgen symgen-programs synthie textbooks tinystories-instruct "
    "tool-verified ultrachat ultrachat-writing unnatural-instructions wanli zerogen",
}
CASES = [(gate, name) for gate, names in WITH.items() for name in names.split()]
SETTINGS = {"attrprompt": {"lengths": "", "demonstrations": 2}, "clingen-pairs": {"mention": False}}
BATCHES = 3
PATIENCE = {"clingen": 12, "clingen-entities": 12, "synthie": 20, "tool-verified": 12}  # other gates take most of it


class Offender(Simulated):
    """Says in every text what the gate turns away. Set-ups and judgements are those of the simulated model."""

    def __init__(self, recipe: str, offend: Callable[[str, str, Ask], str]):
        super().__init__()
        self.recipe, self.offend = recipe, offend

    def __call__(self, ask: Ask) -> Answer:
        answer = super().__call__(ask)
        if answer.fields is None or not ask.template.startswith(f"{self.recipe}."):
            return answer
        fields = changed(answer.fields, ask.schema, lambda name, text: self.offend(name, text, ask))
        return replace(answer, fields=fields, text=json.dumps(fields))


class Stuck(Simulated):
    """Writes the same whatever it is asked for, as long as the same kind of thing is asked for."""

    def __init__(self, recipe: str):
        super().__init__()
        self.recipe, self.written = recipe, {}

    def __call__(self, ask: Ask) -> Answer:
        answer = super().__call__(ask)
        if not ask.template.startswith(f"{self.recipe}."):
            return answer
        return self.written.setdefault((ask.template, ask.step, len(ask.messages)), answer)


def changed(value: Any, schema: dict, offend: Callable[[str, str], str], name: str = "") -> Any:
    """The answer with other texts; labels, numbers and what else was chosen from a list stay."""
    if isinstance(value, str):
        return value if "enum" in schema else offend(name, value)
    if isinstance(value, list):
        return [changed(one, schema["items"], offend, name) for one in value]
    if isinstance(value, dict):
        return {key: changed(one, schema["properties"][key], offend, key) for key, one in value.items()}
    return value


def offender(gate: str, recipe: str, project: Project) -> Simulated:
    if gate == "duplicates":
        return Stuck(recipe)
    label = project.spec.question().labels[0].name

    def seed(name: str, ask: Ask) -> str:
        said = "\n".join(message["content"] for message in ask.messages)
        shown = [one for one in project.seeds if any(text and text in said for text in one.fields.values())]
        fields = (shown or project.seeds)[0].fields
        return fields.get(name) or next(iter(fields.values()))

    def context(ask: Ask, text: str) -> str:
        found = re.search(r"about this: (.+)$", ask.messages[-1]["content"], re.MULTILINE)
        return found[1] if found else text

    offences = {
        "label_leak": lambda name, text, ask: f"{text} Label: {label}" if " " in text else text,
        "demonstration_copy": lambda name, text, ask: seed(name, ask),
        "context_copy": lambda name, text, ask: context(ask, text),
        "own_parts": lambda name, text, ask: "Somebody does it twice.",
        "prompt_leak": lambda name, text, ask: f"{text} As instructed by the examples above, the rewritten prompt.",
        "no_content": lambda name, text, ask: "And then there it was, as it is.",
        "instruction_form": lambda name, text, ask: f"Draw a map of this: {text}",
    }
    return Offender(recipe, offences[gate])


@pytest.fixture(autouse=True)
def _few_batches(monkeypatch, name):
    """What is turned away shows at once."""

    def few(target, batches, *more, **others):
        enough = len(batches) == PATIENCE.get(name, BATCHES)
        return Stop("enough") if enough else next_batch(target, batches, *more, **others)

    monkeypatch.setattr(driving_rounds, "next_batch", few)


def made(gate: str, name: str) -> Ran:
    """A run on the first kind of project that recipe and gate fit."""
    for kind in ("pairs",) if gate == "own_parts" else KINDS:
        project = projects.full(kind)
        context = context_of(RECIPES[name], project, 6, **SETTINGS.get(name, {}))
        if not barred(RECIPES[name], context):
            return ran(RECIPES[name], project, context, offender(gate, name, project))
    raise AssertionError(name)


@pytest.mark.parametrize(("gate", "name"), CASES)
def test_it_turns_away_what_the_gate_is_for(gate, name):
    assert gate in {why for _draw, _one, why in made(gate, name).turned_away}
