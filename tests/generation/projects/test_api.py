import pytest

from generation.models import Codebook, Event, Project, User

ROOT = "/api/v1/"
SPEC = {
    "name": "Tickets",
    "purpose": "Say what a ticket is about.",
    "role": "You read tickets.",
    "fields": [{"name": "text", "type": "text"}],
    "questions": [
        {
            "name": "topic",
            "type": "label",
            "labels": [
                {"name": "billing", "definition": "Money.", "verbalizer": "billing", "examples": ["Charged twice."]},
                {"name": "delivery", "definition": "Goods."},
            ],
        }
    ],
}


def post(client, path, data):
    return client.post(ROOT + path, data, content_type="application/json")


def test_a_project_comes_with_its_first_codebook(api_client, lead):
    response = post(api_client(lead), "projects", SPEC)
    assert response.status_code == 201
    assert response.json() | {"created_at": ""} == {
        "slug": "tickets",
        "name": "Tickets",
        "my_role": "lead",
        "created_at": "",
        "codebook": 1,
    }
    codebook = Codebook.objects.current(Project.objects.get(slug="tickets"))
    assert [label["name"] for label in codebook.as_spec()["questions"][0]["labels"]] == ["billing", "delivery"]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"name": ""}, "name"),
        ({"name": "two\nlines"}, "name"),
        ({"name": "x\x00"}, "name"),
        ({"name": 5}, "name"),
        ({"fields": []}, "fields"),
        ({"questions": []}, "questions"),
        ({"questions": [{"name": "topic", "labels": []}]}, "questions[0].labels"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_bad_project_says_where_and_leaves_nothing(api_client, lead, change, place):
    response = post(api_client(lead), "projects", SPEC | change)
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert place in [error["field"] for error in response.json()["errors"]]
    assert not Project.objects.exists()
    assert not Event.objects.exclude(verb__startswith="token").exists()


def test_lists_turn_pages_by_cursor(api_client, lead):
    client = api_client(lead)
    for number in range(5):
        post(client, "projects", SPEC | {"name": f"Tickets {number}"})
    names, cursor = [], ""
    while cursor is not None:
        page = client.get(ROOT + "projects", {"limit": 2, "cursor": cursor, "order": "-name"}).json()
        names += [item["name"] for item in page["items"]]
        cursor = page["next"]
    assert names == [f"Tickets {number}" for number in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": 1001}, {"limit": "x"}, {"cursor": "nonsense"}, {"order": "password"}]
)
def test_a_bad_query_is_refused(api_client, lead, project, query):
    assert api_client(lead).get(ROOT + "projects", query).status_code == 422


def test_members_are_listed_and_added(api_client, lead, project, stranger):
    client = api_client(lead)
    added = post(client, "projects/reviews/members", {"username": "stan", "role": "annotator"})
    assert (added.status_code, added.json()["username"]) == (201, "stan")
    items = client.get(ROOT + "projects/reviews/members").json()["items"]
    assert [item["username"] for item in items] == ["anna", "arno", "lena", "stan", "vera"]


@pytest.mark.parametrize("data", [{"username": "nobody", "role": "viewer"}, {"username": "anna", "role": "viewer"}])
def test_a_member_that_cannot_be_added_changes_nothing(api_client, lead, project, data):
    assert post(api_client(lead), "projects/reviews/members", data).status_code == 422
    assert project.memberships.count() == 4


def test_every_kind_of_error_is_a_problem(api_client, lead, viewer, project, client):
    answers = {
        400: api_client(lead).post(ROOT + "projects", "{broken", content_type="application/json"),
        401: client.get(ROOT + "projects"),
        403: post(api_client(viewer), "projects/reviews/members", {"username": "stan", "role": "viewer"}),
        404: api_client(lead).get(ROOT + "no/such/path"),
        405: api_client(lead).delete(ROOT + "projects"),
        422: post(api_client(lead), "projects", {}),
    }
    for status, response in answers.items():
        body = response.json()
        assert response["Content-Type"] == "application/problem+json"
        assert (response.status_code, body["status"], body["type"]) == (status, status, "about:blank")
    assert answers[401]["WWW-Authenticate"].startswith("Bearer")
    assert set(answers[405]["Allow"].split(", ")) == {"GET", "POST"}


def test_the_answer_is_one_query_more_than_the_token(api_client, lead, project, django_assert_max_num_queries):
    client = api_client(lead)
    client.get(ROOT + "projects")
    with django_assert_max_num_queries(2):
        client.get(ROOT + "projects")


def test_a_site_admin_sees_every_project_as_lead(api_client, admin, project):
    items = api_client(admin).get(ROOT + "projects").json()["items"]
    assert [(item["slug"], item["my_role"]) for item in items] == [("reviews", "lead")]
    assert User.objects.filter(is_superuser=True).count() == 1


def test_a_body_that_is_too_large_says_how_large_it_may_be(api_client, lead, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024**2
    response = post(api_client(lead), "projects", SPEC | {"purpose": "x" * 1024**2})
    assert response.status_code == 413
    assert "larger than 1 MB" in response.json()["detail"]


@pytest.mark.parametrize("body", ["[" * 100_000, "\x00", "null", "[]", '{"name": 1e999}', "\udcff"])
def test_a_body_that_makes_no_sense_is_refused(api_client, lead, body):
    sent = body.encode("utf-8", "surrogateescape")
    response = api_client(lead).generic("POST", ROOT + "projects", sent, content_type="application/json")
    assert response.status_code in (400, 422)
