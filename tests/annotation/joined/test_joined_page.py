"""The page, REST and the command: a rule is seen before it holds, put to use, and taken back."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from annotation.models import Joining, Resolution, Stream
from generation.children import carry_out_open_jobs
from tests.annotation.joined.test_joined import asked_of

pytestmark = pytest.mark.django_db(transaction=True)

OTHER = {"positive": "negative", "negative": "positive"}


@pytest.fixture
def answered(project, codebook, annotator, annotator2, lead):
    """Fifty items of three people; two of them agree on nearly all, the third is a coin."""
    for n in range(50):
        right = ("positive", "negative")[n % 2]
        lead_says = right if n % 3 else OTHER[right]
        asked_of(project, n, {annotator: right, annotator2: OTHER[right] if n % 10 == 0 else right, lead: lead_says})


@pytest.fixture
def page(project):
    return reverse("annotation:joined", args=[project.slug])


def test_it_is_reckoned_used_and_taken_back_on_the_page(answered, project, lead, signed_in, page):
    client = signed_in(lead)
    assert "No rule was reckoned yet" in client.get(page).text
    sent = {"method": "one_coin", "confidence": "90", "below": "person", "most": "5"}
    assert client.post(page, sent).status_code == 302
    assert "being reckoned" in client.get(page).text
    carry_out_open_jobs()
    text = client.get(page).text
    for words in (
        "From 150 blind answers of 3 people",
        "another label than the votes",
        "Put it to use",
        "not used yet",
    ):
        assert words in text, words
    assert "nothing says how right it is there" in text
    rule = Joining.objects.get()
    assert client.post(reverse("annotation:joined-use", args=[project.slug, rule.pk])).status_code == 302
    carry_out_open_jobs()
    assert f"Rule {rule.pk} is in use: One-coin model" in client.get(page).text
    client.post(reverse("annotation:joined-take-back", args=[project.slug, rule.pk]))
    carry_out_open_jobs()
    assert "More than half settles" in client.get(page).text


def test_a_fragment_is_swapped_and_a_viewer_may_only_read(answered, project, lead, viewer, signed_in, page):
    fragment = signed_in(lead).get(page, headers={"HX-Request": "true"}).text
    assert "<html" not in fragment
    assert 'id="joined-report"' in fragment
    text = signed_in(viewer).get(page).text
    assert "Reckon it" not in text


def test_the_page_takes_as_many_queries_with_many_rules(
    answered, project, lead, signed_in, page, django_assert_max_num_queries
):
    for _number in range(12):
        Joining.objects.create(project=project, state="ready")
    client = signed_in(lead)
    client.get(page)
    with django_assert_max_num_queries(14):
        client.get(page)


def test_a_confidence_that_is_none_is_refused(answered, lead, signed_in, page):
    answer = signed_in(lead).post(page, {"method": "mace", "confidence": "12", "below": "person", "most": "5"})
    assert answer.status_code == 422
    assert not Joining.objects.exists()


def test_by_rest(answered, project, lead, api_client):
    client, path = api_client(lead), f"/api/v1/projects/{project.slug}/joinings"
    answer = client.post(path, {"method": "one_coin", "confidence": 0.9}, content_type="application/json")
    assert answer.status_code == 202
    number = answer.json()["id"]
    early = client.post(f"{path}/{number}/use")
    assert early.status_code == 422
    assert "wait until you see" in early.text
    carry_out_open_jobs()
    told = client.get(f"{path}/{number}").json()
    assert told["state"] == "ready"
    assert sum(told["told"]["outcome"].values()) == 50
    assert client.post(f"{path}/{number}/use").status_code == 202
    carry_out_open_jobs()
    assert client.get(path).json()["items"][0]["state"] == "used"
    assert Resolution.objects.filter(rule="joined").exists()
    assert client.post(f"{path}/{number}/take-back").status_code == 202


def test_on_the_command_line(answered, project):
    said = StringIO()
    call_command("join", project.slug, "--method", "one_coin", "--confidence", "0.9", "--use", "--json", stdout=said)
    told = json.loads(said.getvalue())
    assert told["state"] == "used"
    call_command("join", project.slug, "--take-back", stdout=said)
    assert Joining.objects.get().state == "back"
    with pytest.raises(CommandError, match="No rule is in use"):
        call_command("join", project.slug, "--take-back", stdout=said)


def test_without_overlap_the_command_says_why(project, codebook, annotator, annotator2):
    asked_of(project, 1, {annotator: "positive"}, stream=Stream.ACTIVE)
    asked_of(project, 2, {annotator2: "negative"}, stream=Stream.ACTIVE)
    said = StringIO()
    call_command("join", project.slug, stdout=said)
    assert "No item has the answers of two voices" in said.getvalue()
