"""Runs that write from documents and facts: what there was at their start is what they write from, to their end."""

import pytest
from django.core.exceptions import ValidationError

from generation.knowledge.actions import set_aside
from generation.methods.values import retrieved
from generation.models import Claim, Knowledge, RunState, Sample
from generation.runs.actions import rounds
from generation.runs.actions.worker import work_on
from generation.runs.prepared import prepared

pytestmark = pytest.mark.django_db(transaction=True)

DOCUMENTS = [
    {"title": f"{what} film", "text": f"Critics called the film {what}, number {i}.", "source": f"paper {i}"}
    for i in range(6)
    for what in ("positive", "negative")
]
FACTS = [
    {"subject": f"Film {i}", "relation": "made by", "object": f"Maker {i % 3}", "source": "list"} for i in range(12)
]


@pytest.fixture
def files(project):
    def make(kind: str, rows: list) -> Knowledge:
        return Knowledge.objects.create(project=project, kind=kind, name=kind, rows=rows, count=len(rows))

    return make


@pytest.mark.parametrize("recipe", ["retrieval-grounded", "knowledge-grounded"])
def test_without_any_a_run_is_refused_and_nothing_is_asked(recipe, simulated, endpoint_at, start):
    with pytest.raises(ValidationError, match="Import some first"):
        start(endpoint_at(simulated), recipe=recipe)


def test_texts_are_written_from_facts_and_a_file_set_aside_meanwhile_still_serves(
    files, lead, simulated, endpoint_at, start
):
    kept = files("triples", FACTS)
    run = start(endpoint_at(simulated), recipe="knowledge-grounded", count=4)
    set_aside(knowledge=kept, by=lead)
    work_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.accepted) == (RunState.DONE, 4), run.reason
    for sample in Sample.objects.filter(run=run):
        assert sample.metadata["sources"] == ["list"]
        assert all(" | made by | " in fact for fact in sample.metadata["facts"])
    with pytest.raises(ValidationError, match="Import some first"):
        start(run.endpoint, recipe="knowledge-grounded")


def test_documents_are_found_by_label_and_topic(files, simulated, endpoint_at, start):
    files("documents", DOCUMENTS)
    run = start(endpoint_at(simulated), recipe="retrieval-grounded", count=2, params={"check": False, "topics": 2})
    work_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.accepted) == (RunState.DONE, 2), run.reason
    sample = Sample.objects.filter(run=run).first()
    assert sample.metadata["passages"]
    assert set(sample.metadata["sources"]) <= {one["source"] for one in DOCUMENTS}


def test_what_all_rows_are_looked_up_in_is_made_once_by_the_worker_before_it_holds_rows(
    files, simulated, endpoint_at, start, monkeypatch
):
    """It may take longer than a claim lasts, and a page or the start of a run must not wait for it."""
    made, really = [], retrieved.library

    def library(documents):
        made.append((len(documents), Claim.objects.exists()))
        return really(documents)

    monkeypatch.setattr(retrieved, "library", library)
    files("documents", DOCUMENTS * 40)
    run = start(endpoint_at(simulated), recipe="retrieval-grounded", count=2, params={"check": False, "topics": 2})
    before = len(made)
    assert all(rows <= 300 for rows, _held in made)
    work_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.accepted) == (RunState.DONE, 2), run.reason
    assert made[before:] == [(480, False)]


def test_passages_become_samples_without_a_call(files, simulated, endpoint_at, start, monkeypatch):
    # a child process would not see the tests' database
    monkeypatch.setattr(rounds, "_in_child", lambda run, _work: rounds.prepare_here(run, prepared(run)))
    praise, blame = "warm lovely tender speaks well of the film", "dull dreary lifeless advises against the film"
    own = [" ".join(f"w{i}x{n}" for n in range(12)) for i in range(40)]  # no two are near-duplicates
    texts = [f"{(praise, blame)[i % 2]} {own[i]}" for i in range(40)]
    files("documents", [{"title": "", "text": text, "source": "archive"} for text in texts])
    run = start(endpoint_at(simulated), recipe="regen", count=10, params={"rounds": 1})
    work_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.accepted, run.calls) == (RunState.DONE, 10, 0), run.reason
    for sample in Sample.objects.filter(run=run):
        assert sample.current_label == ("positive" if "speaks well" in sample.fields["text"] else "negative")
