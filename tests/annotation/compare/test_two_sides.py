"""Any two of people, one person, a model, imported labels and the student, set against each other."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotation.models import Report, Resolution
from generation.children import carry_out_open_jobs
from generation.models import Membership, Role
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


def test_people_who_only_look_and_unknown_ones_are_no_side(samples, look, viewer):
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
    assert (told["shared"]["n"], told["shared"]["value"]) == (6, 0.5)


@pytest.mark.parametrize(
    "query", ["left=gpt", "left=gpt&right=gpt", "left=gpt&right=nobody", "left=gpt&right=human&question=x"]
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
    assert max(few) <= 14  # two reports, each asked whether it still holds
    for i in range(30, 130):
        sample = make_sample(project, distinct_text(i), "positive", source="gpt")
        machine_label(sample, "negative", source="llama")
        answer(annotator, sample, "negative")
    page, of_cell = cost()
    assert page <= few[0] + 4  # and what came since is counted, a thousand of each at most
    assert of_cell == few[1]


def test_what_nobody_labelled_says_so(samples, look, project, lead):
    Membership.objects.filter(project=project, user=lead).update(role=Role.LEAD)
    page = look(source="gpt", other=f"person:{lead.username}")
    assert "no row has a label of both" in page.text
