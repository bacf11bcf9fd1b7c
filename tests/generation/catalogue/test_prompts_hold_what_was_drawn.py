"""What a row was drawn for stands in its requests, and what one step wrote in those of the steps that work on it: a
prompt that forgets a condition, its item, its label or an earlier answer is found out.

The rows are those of a run of each recipe on the simulated model. What is drawn and no text of a prompt is written out.
"""

from collections.abc import Iterator, Mapping

import pytest

from generation.catalogue.prepared import Prepared
from generation.catalogue.registry import RECIPES
from generation.methods.steps import Answer, Ask, Draw
from tests.generation.catalogue import projects
from tests.generation.catalogue.instructing import step_of
from tests.generation.catalogue.projects import KINDS
from tests.generation.catalogue.test_every_kind_of_codebook import barred, context_of, ran
from tests.generation.catalogue.test_simulated import Simulated

#: Which wording of a prompt it is, a temperature, a length that is told in other words.
OTHERWISE = {"wording", "style", "operator", "temperature", "length"}
#: Where something is from, or what it is called.
ABOUT_IT = {"explains", "leaf", "source", "sources", "document", "line", "parents", "fact_keys", "shown"}
ABOUT_IT |= {"passages_at", "facts_at"}
ASKS_NOBODY = {"regen"}
#: What they ask is not about the codebook's task.
OWN_TASK = {"ada-instruct", "instruction-induction", "metamath", "orca"}
#: Of an item they are told what is asked, and not what was answered.
ASKED_ALONE = {"metamath", "orca"}


#: Steps of a recipe, each with those whose answers it works on.
WORKS_ON = {
    "class-by-class": {"read": "continue"},
    "logit-suppression": {"read": "write"},
    "synthie": {"stated": "write", "claims": "write"},
    "tinystories": {"repair": "write"},
    "tinystories-instruct": {"summary": "write"},
    "ultrachat": {"assistant": "opening", "user": "opening assistant"},
    "ultrachat-writing": {"detail": "request", "user": "assistant"},
    "ultrachat-material": {"assistant": "request", "user": "request assistant"},
    "clingen-pairs": {"hypothesis": "premise"},
    "gpt3mix": {"vote": "write"},
    "camel": {"specify": "tasks", "instruct": "specify", "solve": "specify instruct"},
    "lab": {"judge_question": "questions", "answer": "questions", "judge_pair": "questions answer"},
    "lab-knowledge": {"faithful": "pairs", "relevant": "pairs", "alone": "pairs"},
    "self-instruct": {"classify": "continue", "input_first": "continue", "output_first": "continue"},
    "annollm": {"recover": "explain"},
    "self-prompting": {
        "alone": "passage",
        "question": "alone entities",
        "from_passage": "passage question",
        "from_sentence": "alone question",
    },
    "chain-of-thought": {"solve": "problem"},
    "constitutional": {"revise": "draft critique"},
    "symgen": {"query": "question"},
    "symgen-programs": {"program": "question"},
    "plan-draft": {"part": "plan", "check": "plan part", "rewrite": "plan part"},
    "determlr": {"derive": "puzzle"},
    "evol-instruct": {"judge": "evolve", "answer": "evolve"},
    "unnatural-instructions": {"output": "fourth", "reword": "fourth", "again": "fourth reword"},
    "oss-instruct": {"judge": "inspired"},
    "synthetic-prompting": {"forward": "backward"},
    "alice": {"read": "write"},
    "tool-verified": {"words": "program", "solve": "words"},
    "preference-pairs": {"careful": "request", "free": "request", "judge": "request careful free"},
    "retrieval-grounded": {"support": "write"},
    "knowledge-grounded": {"claims": "write"},
}


class Listener(Simulated):
    """Keeps what was asked and answered for each row."""

    def __init__(self):
        super().__init__()
        self.rows: list[tuple[Draw, list[tuple[Ask, Answer]]]] = []

    def __call__(self, ask):
        answer = super().__call__(ask)
        if self.rows:
            self.rows[-1][1].append((ask, answer))
        return answer


def heard(name: str, monkeypatch) -> tuple[projects.Project, list[tuple[Draw, list[tuple[Ask, Answer]]]]]:
    """The rows of a run on the first kind of project that the recipe fits."""
    model, row = Listener(), Prepared.row

    def listened(prepared, draw):
        model.rows.append((draw, []))
        return (yield from row(prepared, draw))

    monkeypatch.setattr(Prepared, "row", listened)
    for kind in KINDS:
        project = projects.full(kind)
        context = context_of(RECIPES[name], project, 6)
        if not barred(RECIPES[name], context):
            ran(RECIPES[name], project, context, model)
            return project, model.rows
    raise AssertionError(name)


def said(*asks: Ask) -> str:
    return "\n".join(message["content"] for ask in asks for message in ask.messages)


def drawn(name: str, draw: Draw, project: projects.Project) -> Iterator[tuple[str, str]]:
    """What is to stand in the requests of a row beside its conditions, each with what it is."""
    yield from (("label", f": {label}") for label in draw.labels.values())
    told = [*draw.item_fields.values()]
    yield from (("item", text) for text in (told[:1] if name in ASKED_ALONE else told))
    yield from ((what, text) for what, value in draw.extra.items() if what not in ABOUT_IT for text in texts_of(value))
    shown = {demo.sample_id: demo for demo in (*project.seeds, *project.gold)}
    yield from (("example", next(iter(shown[one].fields.values()))) for one in draw.demonstrations if one in shown)
    if name not in OWN_TASK:
        yield "purpose", project.spec.purpose


def texts_of(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from texts_of([*value.values()])
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts_of(one)


@pytest.mark.parametrize("name", [name for name in RECIPES if name not in ASKS_NOBODY])
def test_all_that_a_row_was_drawn_for_is_said(name, monkeypatch):
    project, rows = heard(name, monkeypatch)
    missing = set()
    for draw, asked in rows:
        first, whole = said(asked[0][0]), said(*(ask for ask, _answer in asked))
        missing |= {pair for pair in draw.conditions if pair[0] not in OTHERWISE and pair[1] not in first}
        missing |= {pair for pair in drawn(name, draw, project) if pair[1] not in whole}
    assert rows
    assert not missing


@pytest.mark.parametrize("name", WORKS_ON)
def test_what_a_step_works_on_is_said_to_it(name, monkeypatch):
    _project, rows = heard(name, monkeypatch)
    met = set()
    for _draw, asked in rows:
        for place, (ask, _answer) in enumerate(asked):
            for step, earlier in pairs_of(name, ask):
                wrote = [answer.fields for before, answer in asked[:place] if step_of(before).startswith(earlier)]
                if texts := [text for text in texts_of(wrote) if len(text) > 1]:
                    assert any(text in said(ask) for text in texts), (step, earlier)
                    met.add((step, earlier))
    assert met == {(step, one) for step, earlier in WORKS_ON[name].items() for one in earlier.split()}


def pairs_of(name: str, ask: Ask) -> list[tuple[str, str]]:
    """The step that a request is for, with each step whose answers it works on."""
    return [
        (step, one)
        for step, earlier in WORKS_ON[name].items()
        if step_of(ask).startswith(step)
        for one in earlier.split()
    ]
