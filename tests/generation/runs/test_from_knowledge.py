"""Runs that write from documents and facts: what there was at their start is what they write from, to their end."""

from datetime import timedelta

import pytest
import yaml
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from annotation.samples.actions import requests_of
from generation.catalogue.document import from_yaml, to_yaml
from generation.catalogue.registry import RECIPES
from generation.knowledge.actions import set_aside
from generation.methods.values import retrieved
from generation.models import Claim, Knowledge, RunState, Sample
from generation.runs.actions import rounds
from generation.runs.actions.worker import work_on
from generation.runs.api import run_json
from generation.runs.frames import context
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


def test_facts_that_do_not_hold_yet_are_not_written_from_and_the_day_is_the_runs(files, simulated, endpoint_at, start):
    """However long the run takes, and when it is told again: what held at its start is what it writes from."""
    later = (localdate() + timedelta(days=1)).isoformat()
    since = [{}, {"valid_from": "1990"}, {"valid_from": later}]
    files("triples", [fact | since[i % 3] for i, fact in enumerate(FACTS)])
    run = start(endpoint_at(simulated), recipe="knowledge-grounded", count=4)
    assert run.setup["day"] == localdate().isoformat()
    work_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.accepted) == (RunState.DONE, 4), run.reason
    told = {fact for sample in Sample.objects.filter(run=run) for fact in sample.metadata["facts"]}
    assert told
    assert not any("Maker 2" in fact for fact in told)


def test_where_no_fact_holds_yet_a_run_is_refused(files, simulated, endpoint_at, start):
    files("triples", [fact | {"valid_from": "9000-01-01"} for fact in FACTS])
    with pytest.raises(ValidationError, match="Import some first"):
        start(endpoint_at(simulated), recipe="knowledge-grounded")


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


MANY = [{**one, "subject": f"{one['subject']} of {year}"} for year in range(1900, 1940) for one in FACTS]


@pytest.fixture
def never_read_whole(monkeypatch):
    def refuse(_files):
        raise AssertionError("all facts were read")

    return lambda: monkeypatch.setattr(context, "rows_of", refuse)


@pytest.mark.parametrize(
    ("recipe", "params"),
    [("knowledge-grounded", {}), ("clingen", {"facts": True, "mention": False})],
)
def test_requests_are_rebuilt_without_reading_all_facts(
    files, simulated, endpoint_at, start, never_read_whole, recipe, params
):
    files("triples", MANY)
    run = start(endpoint_at(simulated), recipe=recipe, count=2, params=params, least_yield=0)
    work_on(run.pk)
    never_read_whole()
    found = [one for sample in Sample.objects.filter(run=run) for one in requests_of(sample)]
    assert found
    assert all(one["equal"] for one in found)


def test_what_follows_from_all_facts_is_rebuilt_by_the_command_alone(files, simulated, endpoint_at, start, monkeypatch):
    last = {"subject": "Film 11 of 1939", "relation": "made by", "object": "Maker 2"}
    data = yaml.safe_load(to_yaml(RECIPES["knowledge-grounded"])) | {"name": "looked-up"}
    look = {"do": {"tool": "verdicts", "settings": {"claims": [last]}, "gives": "held"}}
    data |= {"plan": {"steps": {"steps": [look, {"ask": {"step": "write"}}, {"item": {}}]}}}
    data["templates"] = {"write": {"system": "{task}", "user": "Write about what holds: {held}\nLabel: {label}"}}
    monkeypatch.setitem(RECIPES, "looked-up", from_yaml(yaml.safe_dump(data, sort_keys=False)))
    files("triples", MANY)
    run = start(endpoint_at(simulated), recipe="looked-up", count=1)
    work_on(run.pk)
    sample = Sample.objects.get(run=run)
    [on_a_page], [by_command] = requests_of(sample), requests_of(sample, whole=True)
    assert not on_a_page["equal"]
    assert "The command “replay” reads all of them" in on_a_page["why"]
    assert by_command["equal"], by_command["lines"]


def test_labels_that_no_fact_is_called_like_are_noted(files, simulated, endpoint_at, start, signed_in, lead):
    files("triples", FACTS)
    run = start(endpoint_at(simulated), recipe="clingen", count=2, params={"facts": True, "mention": False})
    work_on(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.DONE, run.reason
    (note,) = run_json(run)["notes"]
    page = signed_in(lead).get(f"/projects/reviews/runs/{run.pk}/").text
    assert all("called like these labels: negative, positive." in said for said in (note, page))
