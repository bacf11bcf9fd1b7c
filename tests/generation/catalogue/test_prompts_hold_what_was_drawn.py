"""What a row was drawn for stands in its requests: a prompt that forgets its label, item or condition is found out.

The rows are those of a run of each recipe on the simulated model. What is drawn and no text of a prompt is written out.
"""

from collections.abc import Iterator, Mapping

import pytest

from generation.catalogue.recipe import Prepared
from generation.catalogue.registry import RECIPES
from generation.methods.steps import Ask, Draw
from tests.generation.catalogue import projects
from tests.generation.catalogue.projects import KINDS
from tests.generation.catalogue.test_every_kind_of_codebook import barred, context_of, ran
from tests.generation.catalogue.test_simulated import Simulated

#: Which wording of a prompt it is, a temperature, a length that is told in other words.
OTHERWISE = {"wording", "style", "operator", "temperature", "length"}
#: Where something is from, or what it is called.
ABOUT_IT = {"explains", "leaf", "source", "sources", "document", "line", "parents", "fact_keys", "shown"}
ASKS_NOBODY = {"regen"}
#: What they ask is not about the codebook's task.
OWN_TASK = {"ada-instruct", "instruction-induction", "metamath", "orca"}
#: Of an item they are told what is asked, and not what was answered.
ASKED_ALONE = {"metamath", "orca"}


class Listener(Simulated):
    """Keeps what was asked for each row."""

    def __init__(self):
        super().__init__()
        self.rows: list[tuple[Draw, list[Ask]]] = []

    def __call__(self, ask):
        if self.rows:
            self.rows[-1][1].append(ask)
        return super().__call__(ask)


def heard(name: str, monkeypatch) -> tuple[projects.Project, list[tuple[Draw, str]]]:
    """The rows of a run on the first kind of project that the recipe fits, each with all that was said for it."""
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
            said = [(draw, [one["content"] for ask in asks for one in ask.messages]) for draw, asks in model.rows]
            return project, [(draw, "\n".join(texts)) for draw, texts in said]
    raise AssertionError(name)


def drawn(name: str, draw: Draw, project: projects.Project) -> Iterator[tuple[str, str]]:
    """What is to stand in the requests of a row, each with what it is."""
    yield from ((what, text) for what, text in draw.conditions if what not in OTHERWISE)
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
    assert rows
    missing = {(what, text) for draw, said in rows for what, text in drawn(name, draw, project) if text not in said}
    assert not missing
