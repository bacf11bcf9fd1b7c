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


def test_a_draft_is_replaced_by_who_has_read_it(api_client, lead, codebook):
    client = api_client(lead)
    first = post(client, ADDRESS, spec(purpose="First.")).json()
    second = post(client, ADDRESS, spec(purpose="Second.", revision=first["revision"]))
    assert (second.status_code, second.json()["number"], second.json()["purpose"]) == (201, 2, "Second.")


@pytest.mark.parametrize("revision", ["", "stale"])
def test_a_draft_that_was_not_read_is_not_replaced(api_client, lead, codebook, revision):
    client = api_client(lead)
    first = post(client, ADDRESS, spec(purpose="First.")).json()
    second = post(client, ADDRESS, spec(purpose="Second.", revision=first["revision"])).json()
    seen = first["revision"] if revision else ""
    answer = post(client, ADDRESS, spec(purpose="Third.", revision=seen))
    assert answer.status_code == 409
    assert answer.json()["detail"].startswith("lena saved the draft")
    assert second["revision"] in answer.json()["detail"]
    assert client.get(f"{ADDRESS}/2").json()["purpose"] == "Second."


def test_a_draft_that_rests_on_an_older_version_is_refused(api_client, lead, codebook):
    client = api_client(lead)
    seen = client.get(f"{ADDRESS}/1").json()["revision"]
    post(client, ADDRESS, spec(purpose="Another."))
    post(client, f"{ADDRESS}/2/publish")
    assert post(client, ADDRESS, spec(purpose="Third.", revision=seen)).status_code == 409
    assert post(client, ADDRESS, spec(purpose="Third.")).status_code == 201


def test_slips_are_told_and_refuse_nothing(api_client, lead, project):
    told = post(api_client(lead), ADDRESS, with_labels("<b>good</b>", "bad\u200b"))
    assert told.status_code == 201
    assert told.json()["warnings"] == [
        "“<b>good</b>” holds markup, which people and models read as it stands: <b>",
        "“bad\ufffd” holds a character that nobody sees (U+200B); it goes into the prompt too.",
    ]
