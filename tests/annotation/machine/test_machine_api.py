import pytest

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_lead_asks_for_a_score_and_everybody_reads_the_signals(samples, api_client, lead, viewer, do_jobs):
    answer = api_client(lead).post("/api/v1/projects/reviews/score")
    assert answer.status_code == 202
    assert answer.json()["state"] == "open"
    do_jobs()
    told = api_client(viewer).get("/api/v1/projects/reviews/signals").json()
    assert told["score"]["state"] == "done"
    assert [signal["name"] for signal in told["items"]][:2] == ["suspicion", "wrong_probability"]
    assert all(sum(signal["histogram"]) == signal["rows"] for signal in told["items"])
    assert told["student"]["with_labels"]["n"] == 60
    assert told["student"]["with_answers"]["value"] is None
    assert told["student"]["learned"] is False
    wrong = told["student"]["wrong"]
    assert (wrong["kind"], wrong["answers"], wrong["left"]["rows"]) == ("assumed", 0, 60)
    assert 0.05 < wrong["left"]["value"] < 0.3


def test_before_any_score_there_is_nothing(project, codebook, api_client, viewer):
    told = api_client(viewer).get("/api/v1/projects/reviews/signals").json()
    assert told == {"items": [], "student": None, "score": None}


def test_a_project_without_a_codebook_says_so(project, api_client, lead):
    answer = api_client(lead).post("/api/v1/projects/reviews/score")
    assert answer.status_code == 422
    assert "codebook" in answer.content.decode()


def test_an_empty_project_says_so(project, codebook, api_client, lead):
    answer = api_client(lead).post("/api/v1/projects/reviews/score")
    assert answer.status_code == 422
    assert "There is nothing to score yet" in answer.json()["detail"]


def test_samples_are_listed_by_suspicion(samples, api_client, lead, do_jobs):
    client = api_client(lead)
    client.post("/api/v1/projects/reviews/score")
    do_jobs()
    first = client.get("/api/v1/projects/reviews/samples?order=-suspicion&limit=2").json()["items"]
    assert {row["id"] for row in first} == {samples[7].pk, samples[22].pk}
    assert {label["source"] for label in first[0]["machine_labels"]} == {"import", "student"}
