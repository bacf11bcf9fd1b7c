"""Two reads, around a hand-out or an answer, tell whoever holds the item nothing of what it was asked for."""

import re

import pytest
from django.urls import reverse

from annotation.certificate.actions import freeze
from annotation.models import Item, ReviewPolicy
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from generation.children import carry_out_open_jobs
from generation.models import LabelSource, Membership, Origin
from tests.annotation.conftest import add_samples
from tests.annotation.making import machine_label

pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/api/v1/projects/reviews/dashboard"
STREAMS = ["audit", "active", "gold", "overlap"]
OF_ITS_MAKING = ("as_of", "made_from", "came_since", "refreshing")
#: What each answer moves alike, and what is of now.
MOVED_BY_ALL = re.compile(r"<time.*?</time>|csrf\w*&quot;: &quot;\w+|As of.*?</span>", re.DOTALL)


@pytest.fixture
def audited(project, codebook, lead, outsider):
    """Of sixty rows six audits are settled; a student labelled all of them, four more rows carry a reference."""
    ReviewPolicy.objects.create(project=project, overlap_share=0.0, gold_share=0.1)
    gold = {"origin": Origin.GOLD, "reference": "positive"}
    for sample in [*add_samples(project, 60), *add_samples(project, 4, start=100, **gold)]:
        machine_label(sample, "positive", source="student")
    project.samples.filter(origin=Origin.GOLD).update(label_source=LabelSource.REFERENCE)
    freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
    for _turn in range(6):
        submit(assignment=hand_out(project=project, user=lead, stream="audit"), answers={"sentiment": "positive"})
    first = hand_out(project=project, user=outsider, stream="active")
    submit(assignment=first, answers={"sentiment": "positive"})
    Item.objects.filter(pk=first.item_id).update(state="waiting", answers_needed=2)


@pytest.fixture
def outsider(project, django_user_model):
    """Another annotator, so that somebody may be asked second."""
    user = django_user_model.objects.create_user("second")
    return Membership.objects.create(project=project, user=user, role="annotator").user


def read(project, client, path: str):
    project.reports.all().delete()
    client.get(path)
    carry_out_open_jobs()
    return client.get(path)


def told(project, client) -> dict:
    body = read(project, client, PATH).json()
    return {name: value for name, value in body.items() if name not in OF_ITS_MAKING}


@pytest.mark.parametrize("stream", STREAMS)
def test_handing_an_item_out_moves_nothing_and_an_answer_counts_as_one(audited, project, api_client, annotator, stream):
    client = api_client(annotator)
    before = told(project, client)
    held = hand_out(project=project, user=annotator, stream=stream)
    assert held.stream == stream
    assert told(project, client) == before
    submit(assignment=held, answers={"sentiment": "negative"})
    after = told(project, client)
    assert after.pop("answers") == {"total": before["answers"]["total"] + 1, "people": before["answers"]["people"] + 1}
    assert after == {name: value for name, value in before.items() if name != "answers"}


def test_an_annotator_reads_no_estimate_no_audit_and_no_states(audited, project, api_client, annotator, viewer):
    mine, whole = told(project, api_client(annotator)), told(project, api_client(viewer))
    assert set(whole) - set(mine) == {"estimate", "audit", "queue", "agreement"}
    assert (whole["audit"]["answered"], whole["answers"]["streams"]["audit"]) == (6, 6)
    assert set(mine["answers"]) == {"total", "people"}
    assert {"answered", "resolved", "seen", "labels"} <= set(whole["samples"]) - set(mine["samples"])


@pytest.mark.parametrize("stream", ["audit", "active", "gold"])
def test_the_page_says_the_same_before_and_after(audited, project, signed_in, annotator, stream):
    client, path = signed_in(annotator), reverse("annotation:dashboard", args=["reviews"])

    def figures() -> str:
        """The page but for the moment it was made at; the counts of answers move alike whatever the stream."""
        page = read(project, client, path).text
        page = page[page.index('id="dashboard-report"') :]
        return MOVED_BY_ALL.sub("", page)

    before = figures()
    held = hand_out(project=project, user=annotator, stream=stream)
    assert figures() == before
    submit(assignment=held, answers={"sentiment": "negative"})
    count = r'<span class="name">Answers of people</span><span class="value">\d+</span><span class="note">\d+ \w+'
    assert re.sub(count, "", figures()) == re.sub(count, "", before)


def test_the_page_says_what_it_leaves_out(audited, project, signed_in, annotator, viewer):
    path, words = reverse("annotation:dashboard", args=["reviews"]), "is told to leads and viewers alone"
    mine, theirs = (read(project, signed_in(person), path).text for person in (annotator, viewer))
    assert words in mine
    assert "Right labels" not in mine
    assert "Labels as they stand" not in mine
    assert words not in theirs
    assert "Right labels" in theirs
    assert "Labels as they stand" in theirs


def test_how_people_stand_beside_the_model_is_not_for_them_either(audited, project, api_client, annotator, viewer):
    path = "/api/v1/projects/reviews/agreement"
    mine, whole = (read(project, api_client(person), path).json() for person in (annotator, viewer))
    assert "beside_model" in whole["codebooks"][0]["questions"][0]
    assert "beside_model" not in mine["codebooks"][0]["questions"][0]
