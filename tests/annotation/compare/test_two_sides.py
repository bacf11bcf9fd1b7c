"""Any two of people, one person, a model, imported labels and the student, set against each other."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotation.models import Annotation, Report, Resolution
from generation.children import carry_out_open_jobs
from generation.models import Membership
from tests.annotation.making import answer, distinct_text, machine_label, make_sample

pytestmark = pytest.mark.django_db(transaction=True)

ANNA, ARNO = "person:anna", "person:arno"


@pytest.fixture
def samples(project, codebook, annotator, annotator2):
    """Ten rows that `gpt` calls positive; `llama` calls six negative, and has two more of its own.

    Anna says negative of the first three, and positive of the next three; Arno answered the first two: one as she did.
    """
    rows = [make_sample(project, distinct_text(i), "positive", source="gpt") for i in range(10)]
    for i, sample in enumerate(rows):
        machine_label(sample, "negative" if i < 6 else "positive", source="llama")
    for i in (20, 21):
        make_sample(project, distinct_text(i), "negative", source="llama")
    for i in range(6):
        answer(annotator, rows[i], "negative" if i < 3 else "positive")
    for i in range(2):
        answer(annotator2, rows[i], "negative" if i == 0 else "positive", resolve=False)
    return rows


@pytest.fixture
def look(project, viewer, signed_in):
    def asked_by(user=viewer, name="compare", **query):
        client, address = signed_in(user), reverse(f"annotation:{name}", args=[project.slug])
        client.get(address, query)
        carry_out_open_jobs()
        client.get(address, query)
        carry_out_open_jobs()
        return client.get(address, query)

    return asked_by


def cells(page) -> dict:
    [matrix] = page.context["matrices"]
    return {
        (row["label"], label): cell["count"]
        for row in matrix["rows"]
        for label, cell in zip(matrix["labels"], row["cells"], strict=True)
        if cell["count"]
    }


def items(text: str) -> int:
    return text.count('<td class="text">')


def test_two_models_that_labelled_elsewhere(samples, look):
    page = look(source="gpt", other="llama")
    assert "gpt against llama" in page.text
    assert cells(page) == {("positive", "negative"): 6, ("positive", "positive"): 4}
    assert "40.0%" in page.text
    assert "of the 10 samples that both labelled" in page.text


def test_a_model_against_one_person(samples, look):
    page = look(source="llama", other=ANNA)
    assert cells(page) == {("negative", "negative"): 3, ("negative", "positive"): 3}
    assert "llama against anna" in page.text
    assert "not the rate of the data" in page.text
    assert "n = 6" in page.text


def test_two_people(samples, look):
    page = look(source=ANNA, other=ARNO)
    assert cells(page) == {("negative", "negative"): 1, ("negative", "positive"): 1}


def test_a_person_against_people_counts_what_rests_on_more_than_their_own_answer(samples, look):
    assert "anna against People: no row has a label of both." in look(source=ANNA).text
    Resolution.objects.filter(item=samples[0].item).update(rule=Resolution.Rule.AGREEMENT)
    Report.objects.all().delete()
    assert cells(look(source=ANNA)) == {("negative", "negative"): 1}


def test_people_against_a_model_are_the_numbers_that_are_there(samples, look):
    page = look(source="human", other="llama")
    assert "llama against People" in page.text
    assert sum(cells(page).values()) == 6
    assert not Report.objects.filter(kind__startswith="pair-").exists()


def test_people_who_answered_nothing_and_unknown_ones_are_no_side(samples, look, viewer):
    names = [one["source"] for one in look().context["sources"]]
    assert (ANNA in names, ARNO in names, f"person:{viewer.username}" in names) == (True, True, False)
    assert look(source="gpt", other="person:nobody").context.get("other") is None


@pytest.mark.parametrize(("left", "right", "count"), [("gpt", "llama", 6), ("gpt", ANNA, 3), ("gpt", "human", 3)])
def test_a_cell_opens_its_items(samples, look, left, right, count):
    query = {"codebook": 1, "question": "sentiment", "left": left, "right": right}
    assert items(look(name="compare-items", **query, row="positive", column="negative").text) == count


def test_the_links_of_a_matrix_open_as_many_items_as_it_counts(samples, look):
    page = look(source=ANNA, other="llama")
    [matrix] = page.context["matrices"]
    url = next(cell["url"] for row in matrix["rows"] for cell in row["cells"] if cell["count"])
    query = dict(part.split("=") for part in url.partition("?")[2].split("&"))
    query = {name: value.replace("%3A", ":") for name, value in query.items()}
    assert items(look(name="compare-items", **query).text) == 3


def test_an_annotator_is_told_of_no_single_person(samples, look, annotator, api_client):
    page = look(annotator)
    assert not [one for one in page.context["sources"] if one["source"].startswith("person:")]
    assert look(annotator, source="gpt", other=ARNO).context.get("other") is None
    client = api_client(annotator)
    assert client.get(f"/api/v1/projects/reviews/compare?left=gpt&right={ARNO}").status_code == 403
    assert client.get("/api/v1/projects/reviews/compare?left=gpt&right=llama").status_code == 200


def test_by_rest(samples, api_client, viewer):
    client = api_client(viewer)
    address = f"/api/v1/projects/reviews/compare?left=gpt&right={ANNA}"
    assert client.get(address).json()["state"] == "pending"
    carry_out_open_jobs()
    told = client.get(address).json()
    assert (told["left"], told["right"]) == ("gpt", ANNA)
    assert sorted(told["cells"]) == [["positive", "negative", 3], ["positive", "positive", 3]]
    assert (told["answered"]["n"], told["answered"]["value"], told["blind"]["n"]) == (6, 0.5, 6)


@pytest.fixture
def told(project, viewer, api_client):
    """`told("gpt", ANNA)`: two sides as REST tells them once the worker has compared them."""
    client = api_client(viewer)

    def asked(left, right):
        address = f"/api/v1/projects/{project.slug}/compare?left={left}&right={right}"
        client.get(address)
        carry_out_open_jobs()
        return client.get(address).json()

    return asked


def test_only_blind_answers_say_how_far_a_person_and_a_model_agree_beyond_chance(samples, look, told):
    in_sight(samples[:4])
    compared = told("llama", ANNA)
    assert (compared["answered"]["n"], compared["answered"]["value"]) == (6, 0.5)
    assert (compared["blind"]["n"], compared["blind"]["value"]) == (2, 0)
    text = look(source="llama", other=ANNA).text
    assert "Cohen's kappa, blind answers" in text
    assert "n = 2 · of these rows, those where nobody had a suggestion in sight" in text


def test_where_no_answer_was_blind_there_is_no_kappa_and_the_page_says_so(samples, look, told):
    in_sight(samples)
    assert told("llama", ANNA)["blind"]["kappa"]["value"] is None
    text = look(source="llama", other=ANNA).text
    assert "n = 0 · of these rows, those where nobody had a suggestion in sight" in text


def test_what_another_person_saw_leaves_an_answer_blind(samples, told):
    Annotation.objects.filter(user__username="arno").update(blind=False)
    assert told("gpt", ANNA)["blind"]["n"] == 6
    assert told(ANNA, ARNO)["blind"]["n"] == 0
    assert told("gpt", "human")["blind"]["n"] == 4


def in_sight(samples):
    Annotation.objects.filter(item__sample__in=samples).update(blind=False)


def test_the_page_lists_those_with_most_answers_and_says_that_it_cuts(samples, look, told, monkeypatch):
    assert "with the most answers" not in look().text
    monkeypatch.setattr("annotation.compare.views.report.PERSONS", 1)
    page = look()
    names = [one["source"] for one in page.context["sources"]]
    assert (ANNA in names, ARNO in names) == (True, False)
    assert "Of 2 people who answered, the one with the most answers is listed" in page.text
    assert told("gpt", ARNO)["answered"]["n"] == 2


def test_who_left_the_project_is_compared_by_their_answers(samples, look, told, annotator):
    Membership.objects.filter(user=annotator).delete()
    assert ANNA in [one["source"] for one in look().context["sources"]]
    assert told("gpt", ANNA)["answered"]["n"] == 6


def test_by_rest_too_an_annotator_is_told_of_no_single_person(samples, look, annotator, viewer, api_client):
    look()
    address = "/api/v1/projects/reviews/compare"
    people = [{"name": "anna", "answers": 6}, {"name": "arno", "answers": 2}]
    assert api_client(viewer).get(address).json()["people"] == people
    assert "people" not in api_client(annotator).get(address).json()


@pytest.mark.parametrize(
    "query",
    [
        "left=gpt",
        "left=gpt&right=gpt",
        "left=gpt&right=nobody",
        "left=gpt&right=person:cleo",
        "left=gpt&right=human&question=x",
    ],
)
def test_by_rest_an_unknown_side_is_404(samples, api_client, viewer, query):
    assert api_client(viewer).get(f"/api/v1/projects/reviews/compare?{query}").status_code == 404


@pytest.mark.parametrize(("left", "right"), [("gpt", "llama"), ("gpt", ANNA)])
def test_more_rows_and_more_people_cost_no_more_queries(samples, project, signed_in, viewer, annotator, left, right):
    client = signed_in(viewer)
    cell = {"codebook": 1, "question": "sentiment", "row": "positive", "column": "negative"}
    pages = [
        (reverse("annotation:compare", args=[project.slug]), {"source": left, "other": right}),
        (reverse("annotation:compare-items", args=[project.slug]), cell | {"left": left, "right": right}),
    ]

    def cost() -> list[int]:
        counts = []
        for address, query in pages:
            for _ in range(2):
                client.get(address, query)
                carry_out_open_jobs()
            with CaptureQueriesContext(connection) as seen:
                client.get(address, query)
            counts.append(len(seen))
        return counts

    few = cost()
    assert max(few) <= 15  # two reports, each asked whether it still holds
    for i in range(30, 130):
        sample = make_sample(project, distinct_text(i), "positive", source="gpt")
        machine_label(sample, "negative", source="llama")
        answer(annotator, sample, "negative")
    page, of_cell = cost()
    assert page <= few[0] + 4  # and what came since is counted, a thousand of each at most
    assert of_cell == few[1]


def test_what_nobody_labelled_says_so(samples, look, project):
    make_sample(project, distinct_text(50), "positive", source="alone")
    page = look(source="alone", other=ANNA)
    assert "no row has a label of both" in page.text
