"""Answering by a draft, by REST."""

import pytest

from annotation.models import DraftTurn, TrialAnswer
from tests.annotation.trials.drafting import RULE, make_trial

pytestmark = pytest.mark.django_db
BASE = "/api/v1/projects/reviews"


@pytest.fixture
def trial(project, codebook, lead, annotator):
    return make_trial(project, codebook, lead, annotator)


@pytest.fixture
def by_rest(api_client):
    """`by_rest(arno, "draft/next", {...})`: a POST where something is sent, else a GET."""

    def call(user, path, body=None):
        client = api_client(user)
        if body is None:
            return client.get(f"{BASE}/{path}")
        return client.post(f"{BASE}/{path}", body, content_type="application/json")

    return call


@pytest.fixture
def asked(trial, lead, by_rest):
    return by_rest(lead, f"tries/{trial.pk}/people", {"items": 3})


def test_a_lead_asks_and_reads_what_came_of_it(trial, asked, lead, annotator2, by_rest):
    assert (asked.status_code, asked.json()) == (201, {"asked": 3})
    item = by_rest(annotator2, "draft/next", {}).json()
    assert RULE in str(item["guide"])
    sent = {"lease": item["lease"], "answers": {"sentiment": "mixed"}, "rule": "R1", "comment": "one actor"}
    assert by_rest(annotator2, "draft/answers", sent).status_code == 201
    told = by_rest(lead, f"tries/{trial.pk}/people").json()
    assert (told["items"], told["changed"]["value"], told["turns"]["open"]) == (1, 1.0, 2)
    [row] = told["rows"]
    assert (row["sample"], row["before"], row["after"]) == (item["sample"], "positive", "mixed")
    told = {"who": "arno", "label": "mixed", "answer": "mixed", "rule": "R1", "comment": "one actor", "again": False}
    assert row["answers"] == [told]


def test_all_that_a_person_can_do_with_an_item(asked, annotator2, by_rest):
    first, second, third = (by_rest(annotator2, "draft/next", {}).json() for _ in range(3))
    assert by_rest(annotator2, "draft/next", {}).status_code == 204
    assert by_rest(annotator2, f"draft/{first['lease']}/skip", {"reason": "no idea"}).status_code == 204
    assert DraftTurn.objects.get(state="skipped").reason == "no idea"
    assert by_rest(annotator2, f"draft/{second['lease']}/flag", {"reason": "odd"}).status_code == 204
    sent = {"lease": third["lease"], "answers": {"sentiment": "mixed"}}
    given = by_rest(annotator2, "draft/answers", sent).json()
    newest = by_rest(annotator2, f"draft/answers/{given['id']}/correct", {"answers": {"sentiment": "negative"}}).json()
    assert [one["answers"]["sentiment"] for one in by_rest(annotator2, "draft/answers").json()["items"]] == [
        "negative",
        "mixed",
    ]
    again = by_rest(annotator2, f"draft/answers/{newest['id']}/undo", {}).json()
    assert (again["sample"], TrialAnswer.objects.valid().count()) == (third["sample"], 0)


def test_another_comment_to_what_was_answered_is_409(asked, annotator2, by_rest):
    sent = {"lease": by_rest(annotator2, "draft/next", {}).json()["lease"], "answers": {"sentiment": "mixed"}}
    first, second = (by_rest(annotator2, "draft/answers", sent).json()["id"] for _twice in range(2))
    assert first == second
    assert by_rest(annotator2, "draft/answers", sent | {"comment": "A second thought."}).status_code == 409


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"answers": {"sentiment": "unheard of"}}, 422),
        ({"answers": {}}, 422),
        ({"answers": {"sentiment": "mixed"}, "rule": "R9"}, 422),
        ({"answers": {"sentiment": "mixed"}, "comment": "x" * 5001}, 422),
        ({"answers": {"sentiment": "mixed"}, "label": "x"}, 422),
        ({"answers": {"sentiment": "mixed"}, "lease": "nobodys"}, 409),
    ],
)
def test_what_cannot_be_taken_is_refused_and_stores_nothing(asked, annotator2, by_rest, sent, status):
    lease = by_rest(annotator2, "draft/next", {}).json()["lease"]
    assert by_rest(annotator2, "draft/answers", {"lease": lease} | sent).status_code == status
    assert not TrialAnswer.objects.exists()
    assert DraftTurn.objects.get(lease=lease).state == "held"


@pytest.mark.parametrize("sent", [{"items": 0}, {"items": 7}, {"items": 1, "people": ["vera"]}, {"items": "x"}, {}])
def test_a_lead_who_asks_for_what_is_not_there_is_told(trial, lead, by_rest, sent):
    assert by_rest(lead, f"tries/{trial.pk}/people", sent).status_code == 422
    assert not DraftTurn.objects.exists()


def test_a_lead_asks_no_further(trial, asked, lead, annotator2, by_rest):
    assert by_rest(lead, f"tries/{trial.pk}/people/withdraw", {}).json() == {"withdrawn": 3}
    assert by_rest(annotator2, "draft/next", {}).status_code == 204
