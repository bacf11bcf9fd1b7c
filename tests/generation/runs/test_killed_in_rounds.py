"""Workers killed in a round, in its preparation, in the choice at its end: the same samples as of a run left alone."""

import pytest

from generation.methods.content import content_hash
from generation.models import Call, Knowledge, Origin, Project, Run, RunState, Sample
from generation.runs.actions import rounds
from generation.runs.actions.worker import work_on
from generation.runs.prepared import prepared
from tests.generation.runs.processes import by_two, killed_where

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.scaled, pytest.mark.kills]

#: So much time for a look at what the choice has settled by now: a row at a time.
SLOW_CHOICE = """
import time
from generation.runs.actions import rounds
settle, rounds.CHUNK = rounds._settle_chosen, 1
rounds._settle_chosen = lambda *args: (settle(*args), time.sleep(0.2))
"""


@pytest.fixture
def again(simulated, endpoint_at, start, project):
    """Begin the same run anew; all that the one before it left is forgotten."""
    endpoint = endpoint_at(simulated)

    def begin(recipe: str, count: int, **params) -> Run:
        _forget(project)
        return start(endpoint, recipe=recipe, count=count, seed=11, params=params)

    return begin


def _forget(project: Project) -> None:
    Sample.objects.filter(origin=Origin.GENERATED).delete()
    Run.objects.all().delete()
    project.attributes.all().delete()


def came_to(run: Run) -> list[tuple]:
    """All that depends on the plan: each sample with its place in it, and what became of each round."""
    run.refresh_from_db()
    assert (run.state, run.reason) == (RunState.DONE, "")
    assert run.accepted == run.samples.count()
    assert run.held == 0
    calls = Call.objects.filter(run=run, error="")
    assert calls.count() == calls.values("row", "step").distinct().count()
    place = ("planned_row__round", "planned_row__index", "place")
    made = run.samples.order_by(*place).values_list(*place, "fields", "current_label")
    return [*made, *run.rounds.values_list("number", "target", "accepted", "kept"), (run.accepted, run.rejected)]


def finished(run: Run) -> list[tuple]:
    work_on(run.pk)
    return came_to(run)


def answers(run: Run, number: int = 1) -> int:
    return Call.objects.filter(run=run, row__round=number, error="").count()


def test_supergen_chooses_the_same(again, simulated):
    undisturbed = finished(again("supergen", 4))
    assert came_to(by_two(again("supergen", 4))) == undisturbed
    simulated.turn(latency_ms=60)
    run = again("supergen", 4)
    killed_where(run, lambda: answers(run) >= 5)
    killed_where(run, lambda: run.samples.exists(), SLOW_CHOICE)
    assert run.rows.filter(state="held").exists()
    rows = run.rows.count()
    assert finished(run) == undisturbed
    assert run.rows.count() == rows


def test_textbooks_keep_away_from_the_same_test(again, simulated, project):
    """What the test holds is frozen with the round, whatever was imported before the run went on."""
    guarded = _gold(project, "A section on the tides, which nobody may copy.")
    asked = {"topics": 2}
    undisturbed = finished(again("textbooks", 12, **asked))
    assert came_to(by_two(again("textbooks", 12, **asked))) == undisturbed
    simulated.turn(latency_ms=60)
    run = again("textbooks", 12, **asked)
    killed_where(run, lambda: answers(run, 0))
    killed_where(run, lambda: answers(run) >= 5)
    beside = " ".join(f"w{i}" for i in range(60))  # so that it is a copy of eight words in a row, and no near-duplicate
    for _round, _index, _place, fields, _label in undisturbed[5:12]:
        _gold(project, f"{fields['text']} {beside}")
    assert finished(run) == undisturbed
    assert run.rounds.get().notes["guarded"] == [guarded.fields["text"]]


def _gold(project: Project, text: str) -> Sample:
    known = {"content_hash": content_hash({"text": text}), "reference": "positive", "origin": Origin.GOLD}
    return Sample.objects.create(project=project, fields={"text": text}, **known)


def test_regen_finds_the_same(again, project, database, monkeypatch):
    _documents(project)
    monkeypatch.setattr(rounds, "_in_child", lambda run, _work: rounds.prepare_here(run, prepared(run)))
    asked = {"rounds": 2, "found": 10, "checked": False}
    undisturbed = finished(again("regen", 16, **asked))
    assert {round for round, *_rest in undisturbed[:16]} == {1, 2}
    assert came_to(by_two(again("regen", 16, **asked))) == undisturbed
    run = again("regen", 16, **asked)
    killed_where(run, lambda: Run.objects.filter(pk=run.pk, round=2).exists())  # its preparation has just begun
    assert not run.rounds.filter(number=2).exists()
    assert finished(run) == undisturbed


def _documents(project: Project) -> None:
    praise, blame = "warm lovely tender speaks well of the film", "dull dreary lifeless advises against the film"
    own = [" ".join(f"w{i}x{n}" for n in range(12)) for i in range(40)]  # no two are near-duplicates
    rows = [{"title": "", "text": f"{(praise, blame)[i % 2]} {own[i]}", "source": "archive"} for i in range(40)]
    Knowledge.objects.create(project=project, kind="documents", name="archive", rows=rows, count=len(rows))
