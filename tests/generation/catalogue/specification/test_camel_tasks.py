"""CAMEL's tasks: a pair of roles that comes again takes another one of its list."""

from collections import defaultdict

from generation.catalogue.specification.camel import RECIPE
from tests.generation.catalogue.instructing import step_of
from tests.generation.catalogue.specification.test_camel import talked
from tests.generation.catalogue.talking import Talk

WHAT = ("harbour", "garden", "engine", "letter", "violin", "ledger", "saddle", "kettle", "orchard", "mirror")
TASKS = [f"plan the {thing}" for thing in WHAT]


class Alike(Talk):
    """Lists the same tasks each time it is asked, as an endpoint does at temperature 0."""

    def other(self, ask, rng):
        return {"tasks": TASKS} if step_of(ask) == "tasks" else super().other(ask, rng)


def tasks_by_pair(model: Alike, made) -> dict[tuple, list[str]]:
    told = [ask.messages[-1]["content"] for ask in model.asked if step_of(ask) == "specify"]
    found = defaultdict(list)
    for (draw, _candidate, _said), text in zip(made.rows, told, strict=True):
        found[draw.conditions].append(next(task for task in TASKS if task in text))
    return found


def test_a_pair_that_comes_again_takes_another_task_of_its_list():
    model = Alike(done_after=1)
    made = talked(RECIPE, model, count=24, solvers=2, askers=2)
    found = tasks_by_pair(model, made)
    assert {len(tasks) for tasks in found.values()} == {6}
    assert all(len(set(tasks)) == 6 for tasks in found.values())


def test_pairs_begin_with_different_tasks():
    model = Alike(done_after=1)
    made = talked(RECIPE, model, count=16)
    assert len({tasks[0] for tasks in tasks_by_pair(model, made).values()}) > 4
