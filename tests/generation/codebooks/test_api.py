import pytest

from generation.models import Codebook
from tests.generation.codebooks.specs import spec, with_labels

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/projects/reviews/codebooks"


def post(client, address, data=None):
    return client.post(address, data or {}, content_type="application/json")


def test_a_lead_drafts_and_publishes(api_client, lead, project):
    client = api_client(lead)
    drafted = post(client, ADDRESS, spec(note="first"))
    assert (drafted.status_code, drafted.json()["published"], drafted.json()["number"]) == (201, False, 1)
    assert drafted.json()["rules"] == [{"id": "R1", "text": "Praise for one actor alone is not praise.", "label": ""}]

    published = post(client, f"{ADDRESS}/1/publish")
    assert (published.status_code, published.json()["published"]) == (200, True)
    assert post(client, f"{ADDRESS}/1/publish").status_code == 422


def test_versions_are_listed_newest_first(api_client, lead, project, codebook):
    client = api_client(lead)
    post(client, ADDRESS, spec(purpose="Another."))
    answer = client.get(ADDRESS).json()
    assert [(row["number"], row["published"]) for row in answer["items"]] == [(2, False), (1, True)]
    assert client.get(f"{ADDRESS}/1").json()["questions"][0]["labels"][0]["name"] == "negative"


def test_a_draft_is_seen_by_leads_only(api_client, lead, annotator, codebook):
    post(api_client(lead), ADDRESS, spec(purpose="Another."))
    client = api_client(annotator)
    assert [row["number"] for row in client.get(ADDRESS).json()["items"]] == [1]
    assert client.get(f"{ADDRESS}/2").status_code == 404


def test_the_list_asks_few_queries(api_client, lead, codebook, django_assert_max_num_queries):
    client = api_client(lead)
    client.get(ADDRESS)
    with django_assert_max_num_queries(8):
        client.get(ADDRESS)


def test_it_says_where_a_specification_is_wrong(api_client, lead, project):
    answer = post(api_client(lead), ADDRESS, with_labels("a", "a"))
    assert answer.status_code == 422
    assert answer.json()["errors"][0] == {"field": "questions[0].labels", "message": "The name “a” is used twice."}
    assert not Codebook.objects.exists()


def test_others_may_not_draft(api_client, annotator, project):
    assert post(api_client(annotator), ADDRESS, spec()).status_code == 403
