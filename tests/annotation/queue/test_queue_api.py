"""The queue by REST."""

import pytest

from annotation.models import Annotation, Assignment, Item
from annotation.queue.actions import dispense
from generation.models import MachineLabel
from tests.annotation.queue.test_hand_out import expire

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]

QUEUE = "/api/v1/projects/reviews/queue"
ANNOTATIONS = "/api/v1/projects/reviews/annotations"
JSON = "application/json"


def send(client, path, body=None):
    return client.post(path, body if body is not None else {}, content_type=JSON)


def take(client):
    response = send(client, f"{QUEUE}/next")
    assert response.status_code == 200
    return response.json()


def answer(item, label="negative", **more):
    return {"sample": item["sample"]["id"], "lease": item["lease"]["token"], "answers": {"sentiment": label}, **more}


@pytest.fixture
def never_blind(monkeypatch):
    monkeypatch.setattr(dispense.chance, "random", lambda: 0.9)


def test_an_item_comes_with_lease_and_suggestion(queue, api_client, annotator, never_blind):
    item = take(api_client(annotator))
    assert item["sample"] == {"id": queue[0].pk, "fields": {"text": "Review 0"}, "external_id": "row-0"}
    assert item["suggestion"] == {
        "answers": {"sentiment": "positive"}, "probability": 0.9, "source": "import", "rule": "", "quote": "",
        "simulated": False,
    }  # fmt: skip
    assert item["stream"] == "active"
    assert item["lease"]["token"] == Assignment.objects.get().lease


def test_it_works_without_a_body(queue, api_client, annotator):
    assert api_client(annotator).generic("POST", f"{QUEUE}/next").status_code == 200


def test_a_blind_item_has_no_suggestion(queue, policy, api_client, annotator):
    policy.suggestion = "hidden"
    policy.save()
    assert take(api_client(annotator))["suggestion"] is None


def test_the_students_label_is_no_suggestion(queue, api_client, annotator, never_blind):
    MachineLabel.objects.update(source="student")
    assert take(api_client(annotator))["suggestion"] is None


def test_an_empty_queue_answers_204(project, codebook, api_client, annotator):
    response = send(api_client(annotator), f"{QUEUE}/next")
    assert (response.status_code, response.content) == (204, b"")


def test_an_eleventh_item_is_409(queue, api_client, annotator):
    client = api_client(annotator)
    for _ in range(10):
        take(client)
    assert send(client, f"{QUEUE}/next").status_code == 409


def test_an_answer_is_stored(queue, api_client, annotator):
    client = api_client(annotator)
    response = send(client, ANNOTATIONS, answer(take(client), seconds=3.5, comment="Hm."))
    assert response.status_code == 201
    assert Annotation.objects.get().pk == response.json()["id"]


def test_sending_it_twice_gives_the_same_annotation(queue, api_client, annotator):
    client = api_client(annotator)
    item = take(client)
    first, second = send(client, ANNOTATIONS, answer(item)), send(client, ANNOTATIONS, answer(item))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] == second.json()["id"]


def test_another_answer_to_the_same_lease_is_409(queue, api_client, annotator):
    client = api_client(annotator)
    item = take(client)
    send(client, ANNOTATIONS, answer(item))
    assert send(client, ANNOTATIONS, answer(item, "positive")).status_code == 409


@pytest.mark.parametrize("more", [{"comment": "A second thought."}, {"rule": "R1"}])
def test_so_is_another_comment_or_rule(queue, api_client, annotator, more):
    client = api_client(annotator)
    item = take(client)
    send(client, ANNOTATIONS, answer(item))
    refused = send(client, ANNOTATIONS, answer(item, **more))
    assert refused.status_code == 409
    assert "another comment or rule" in refused.json()["detail"]


def test_a_stolen_lease_is_404(queue, api_client, annotator, annotator2):
    item = take(api_client(annotator))
    assert send(api_client(annotator2), ANNOTATIONS, answer(item)).status_code == 404
    assert not Annotation.objects.exists()


def test_a_lease_for_another_sample_is_422(queue, api_client, annotator):
    client = api_client(annotator)
    item = take(client)
    response = send(client, ANNOTATIONS, answer(item) | {"sample": item["sample"]["id"] + 1})
    assert response.status_code == 422


def test_an_unknown_label_is_422_and_names_the_question(queue, api_client, annotator):
    client = api_client(annotator)
    response = send(client, ANNOTATIONS, answer(take(client), "so-so"))
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "sentiment"


def test_an_expired_lease_that_somebody_else_took_is_409(queue, api_client, annotator, annotator2):
    client = api_client(annotator)
    item = take(client)
    expire(Assignment.objects.get())
    take(api_client(annotator2))
    response = send(client, ANNOTATIONS, answer(item))
    assert response.status_code == 409
    assert "no longer yours" in response.json()["detail"]


@pytest.mark.parametrize(("verb", "state"), [("skip", "waiting"), ("flag", "flagged"), ("return", "waiting")])
def test_an_item_can_be_handed_back(queue, api_client, annotator, verb, state):
    client = api_client(annotator)
    item = take(client)
    path = f"{QUEUE}/{item['lease']['token']}/{verb}"
    assert send(client, path, {"reason": "in Finnish"}).status_code == 204
    assert Item.objects.get(sample=item["sample"]["id"]).state == state
    assert send(client, path).status_code == 409


@pytest.mark.parametrize("verb", ["skip", "flag"])
def test_what_was_handed_back_can_be_taken_up_again_once(queue, api_client, annotator, verb):
    client = api_client(annotator)
    item = take(client)
    path = f"{QUEUE}/{item['lease']['token']}/{verb}"
    send(client, path)
    again = send(client, f"{path}/undo")
    assert again.status_code == 200
    assert Item.objects.get(sample=item["sample"]["id"]).state == "held"
    assert send(client, f"{path}/undo").status_code == 409
    assert send(client, ANNOTATIONS, answer(item | {"lease": again.json()})).status_code == 201


def test_an_answer_can_be_taken_back_and_comes_with_a_new_lease(queue, api_client, annotator):
    client = api_client(annotator)
    given = send(client, ANNOTATIONS, answer(take(client))).json()
    undone = send(client, f"{ANNOTATIONS}/{given['id']}/undo").json()
    assert undone["undone"]
    again = {"sample": {"id": undone["sample"]}, "lease": undone["lease"]}
    assert send(client, ANNOTATIONS, answer(again, "positive")).status_code == 201


def test_nobody_takes_back_somebody_elses_answer(queue, api_client, annotator, annotator2):
    client = api_client(annotator)
    given = send(client, ANNOTATIONS, answer(take(client))).json()
    assert send(api_client(annotator2), f"{ANNOTATIONS}/{given['id']}/undo").status_code == 404


def test_only_a_lead_may_ask_for_a_stream(queue, api_client, annotator, lead):
    assert send(api_client(annotator), f"{QUEUE}/next", {"stream": "active"}).status_code == 403
    assert send(api_client(lead), f"{QUEUE}/next", {"stream": "active"}).json()["stream"] == "active"
    assert send(api_client(lead), f"{QUEUE}/next", {"stream": "audit"}).status_code == 204
    assert send(api_client(lead), f"{QUEUE}/next", {"stream": "nonsense"}).status_code == 422


def test_the_stream_is_not_told_once_an_audit_is_open(queue, policy, api_client, annotator):
    policy.audit_open = True
    policy.save()
    assert take(api_client(annotator))["stream"] == "review"


def test_a_request_makes_few_queries(queue, api_client, annotator, django_assert_max_num_queries):
    client = api_client(annotator)
    send(client, ANNOTATIONS, answer(take(client)))
    with django_assert_max_num_queries(14):
        item = take(client)
    with django_assert_max_num_queries(12):
        send(client, ANNOTATIONS, answer(item))
