"""The pages of a try: what is said before, while and after."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotation.models import Half, Trial, TrialSplit
from annotation.trials.actions.trying import judge, try_draft
from generation.codebooks.actions import publish
from generation.models import Codebook, Run
from tests.annotation.trials.conftest import answer_sixty, carry_out, endpoint_at, halves, save_better
from tests.worlds import Committed, annotator, codebook, lead, project, reviews, viewer  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db(transaction=True)
# ruff: noqa: F811 - the fixtures

TRIES = "/projects/reviews/codebooks/tries/"
SIZES = {"development": 20, "held_out": 20, "macro_f1": 0.8, "recall": 0.7, "target": 0.85, "slack": 0.05}


def tried(peer) -> SimpleNamespace:
    """The better draft, held against half of what people answered."""
    world = reviews()
    answer_sixty(world.project, world.annotator)
    halves(world.project, world.lead)
    save_better(world.codebook, world.lead)
    endpoint = endpoint_at(world.project, peer)
    world.done = carry_out(try_draft(project=world.project, endpoint=endpoint, by=world.lead))
    return world


TRIED = Committed(tried)


@pytest.fixture
def world(request, transactional_db, sure) -> SimpleNamespace:
    return TRIED.again(sure) if "done" in request.fixturenames else reviews()


@pytest.fixture
def done(world):
    return world.done


def read(client, path, **more):
    return client.get(path, **more).content.decode()


def test_a_lead_goes_from_the_draft_to_its_result(project, lead, answered, endpoint, better_draft, signed_in):
    client = signed_in(lead)
    better_draft()
    assert f"{TRIES}new/" in read(client, "/projects/reviews/codebooks/edit/")
    assert client.get(f"{TRIES}new/").url == TRIES
    assert "60 items have a settled blind answer under version 1" in read(client, TRIES)
    assert client.post(f"{TRIES}draw/", SIZES).url == f"{TRIES}new/"
    page = read(client, f"{TRIES}new/")
    assert "A model labels 20 items of the development half by version 1, then by the draft" in page
    assert "data-price>$0.0" in page
    assert not Run.objects.exists()
    assert not Codebook.candidates.exists()
    answer = client.post(
        f"{TRIES}new/", {"do": "start", "endpoint": endpoint.pk, "recipe": "annotate", "budget_usd": "1"}
    )
    trial = Trial.objects.get()
    assert answer.url == f"{TRIES}{trial.pk}/"
    assert "Labels by the version in force" in read(client, answer.url)
    carry_out(trial)
    page = read(client, answer.url)
    assert "Same label as people, draft" in page
    assert "Wrong before, right now" in page
    assert "or a parcel came late" in page
    assert "Judge once" in page


def test_the_price_follows_what_is_chosen(split, lead, endpoint, better_draft, signed_in):
    better_draft()
    given = {"do": "price", "endpoint": endpoint.pk, "recipe": "label-by-vote", "budget_usd": ""}
    answer = signed_in(lead).post(f"{TRIES}new/", given, headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert "data-price>$" in answer.content.decode()
    wrong = signed_in(lead).post(f"{TRIES}new/", given | {"do": "start", "recipe": "freeal"})
    assert wrong.status_code == 422
    assert not Run.objects.exists()


def test_sizes_that_do_not_fit_are_said_beside_their_field(lead, answered, signed_in):
    answer = signed_in(lead).post(f"{TRIES}draw/", SIZES | {"development": 5, "recall": 7})
    assert answer.status_code == 422
    assert not TrialSplit.objects.exists()
    answer = signed_in(lead).post(f"{TRIES}draw/", SIZES | {"development": 50})
    assert "Ask for fewer, or let people answer more items first." in answer.content.decode()


def test_a_viewer_reads_and_an_annotator_does_not(done, viewer, annotator, signed_in):
    page = read(signed_in(viewer), f"{TRIES}{done.pk}/")
    assert "Same label as people, draft" in page
    assert "Judge once" not in page
    assert signed_in(annotator).get(f"{TRIES}{done.pk}/").status_code == 403


def test_the_items_behind_a_number(done, lead, signed_in):
    client, n = signed_in(lead), done.report["counts"]["after"]
    page = read(client, f"{TRIES}{done.pk}/items/?side=fixed")
    assert f"n = {n}" in page
    assert page.count("The parcel came late") >= n
    assert "<q " in page  # the words that the model names
    wrong = client.get(f"{TRIES}{done.pk}/items/?when=before&wanted=negative&said=positive").content.decode()
    assert f"n = {n}" in wrong
    assert "n = 0" in read(client, f"{TRIES}{done.pk}/items/?rule=R99")


def test_the_judgement_is_told_before_and_after(done, lead, signed_in):
    client = signed_in(lead)
    page = read(client, f"{TRIES}{done.pk}/judge/")
    assert "The 30 held-out items that no try has seen judge the draft" in page
    assert Run.objects.count() == 2
    answer = client.post(f"{TRIES}{done.pk}/judge/", {"budget_usd": ""})
    judged = carry_out(Trial.objects.get(half=Half.HELD_OUT))
    page = read(client, answer.url)
    assert "The draft reached everything that you had set" in page
    assert "Recall of “negative”" in page
    again = client.post(f"{TRIES}{done.pk}/judge/", {"budget_usd": ""})
    assert again.status_code == 422
    assert "have judged a candidate already" in again.content.decode()
    assert Trial.objects.filter(half=Half.HELD_OUT).get() == judged


def test_what_the_try_found_stands_where_the_draft_is_published(done, lead, signed_in):
    page = read(signed_in(lead), "/projects/reviews/codebooks/edit/")
    assert "Tried on the development half alone: on 30 items the model agrees with people on 100.0%" in page
    carry_out(judge(trial=done, by=lead))
    page = read(signed_in(lead), "/projects/reviews/codebooks/edit/")
    assert "The held-out half says go" in page


def test_a_draft_that_was_edited_since_was_not_tried(done, lead, better_draft, signed_in):
    better_draft("Something that nobody tried.")
    assert "The draft as it is saved was not tried." in read(signed_in(lead), "/projects/reviews/codebooks/edit/")


def test_publishing_goes_without_a_try(project, lead, answered, better_draft, signed_in):
    draft = better_draft()
    assert "was not tried" not in read(signed_in(lead), "/projects/reviews/codebooks/edit/")
    publish(codebook=draft, author=lead)
    assert Codebook.objects.current(project).number == 2


def test_many_drafts_on_the_same_items_are_warned_of(project, lead, split, endpoint, better_draft, signed_in):
    for number in range(3):
        better_draft(f"The reviewer advises against the film, or a parcel came late, {number}.")
        carry_out(try_draft(project=project, endpoint=endpoint, by=lead))
    assert "3 drafts were tried on the same items." in read(signed_in(lead), TRIES)


def test_a_page_asks_the_database_as_often_for_many_tries_as_for_one(
    done, lead, signed_in, django_assert_max_num_queries
):
    client = signed_in(lead)
    for number in range(5):
        again = Trial.objects.get(pk=done.pk)
        again.pk, again.params = None, {"n": number}
        again.save()
    with django_assert_max_num_queries(22):
        client.get(TRIES)
    with django_assert_max_num_queries(45):
        client.get(f"{TRIES}{done.pk}/")


#: How a query names the column where it reads the whole of it.
WHOLE = ', "annotation_trial"."report", "annotation_trial"."reported_at"'


@pytest.fixture
def asked(done, lead, signed_in):
    """`asked(address)`: the page and what the database was asked for it."""

    def get(address: str, headers: dict | None = None, client=None) -> tuple:
        with CaptureQueriesContext(connection) as seen:
            page = (client or signed_in(lead)).get(address, headers=headers)
        return page, [query["sql"] for query in seen]

    return get


def reads_all(queries: list[str]) -> bool:
    return any(WHOLE in sql for sql in queries)


def test_a_list_of_tries_reads_no_row_of_their_items(asked, done, lead, api_client):
    assert reads_all(asked(f"{TRIES}{done.pk}/")[1])
    assert not reads_all(asked(TRIES)[1])
    page, queries = asked("/api/v1/projects/reviews/tries", client=api_client(lead))
    assert [row["id"] for row in page.json()["items"]] == [done.pk]
    assert not reads_all(queries)


def test_the_list_tells_what_came_of_each_try(asked, done):
    page, _queries = asked(TRIES)
    [row] = page.context["rows"]
    assert row["report"] == {name: done.report[name] for name in ("before", "after", "difference")}


def test_looking_again_counts_no_answers_that_could_be_drawn(asked):
    page, first = asked(TRIES)
    rows, again = asked(TRIES, {"HX-Request": "true"})
    assert "counts" in page.context
    assert "counts" not in rows.context
    assert len(again) < len(first)
