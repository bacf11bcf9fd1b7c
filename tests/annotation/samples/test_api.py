import pytest
from django.utils import timezone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("codebook")]
ADDRESS = "/api/v1/projects/reviews/samples"


@pytest.fixture
def get(api_client, lead):
    client = api_client(lead)
    return lambda query="": client.get(ADDRESS + query)


def walk(get, query: str) -> list[int]:
    """All ids, page by page."""
    ids, cursor = [], ""
    for _page in range(20):
        answer = get(f"?{query}{cursor and '&cursor=' + cursor}").json()
        ids += [row["id"] for row in answer["items"]]
        cursor = answer["next"]
        if cursor is None:
            return ids
    raise AssertionError("the pages never end")


def test_a_row_says_all_about_a_sample(get, rows):
    row = get("?external_id=film-3").json()["items"][0]
    assert row["fields"] == {"text": "Film 3"}
    assert (row["origin"], row["state"], row["label"], row["label_source"]) == (
        "imported", "accepted", "negative", "machine",
    )  # fmt: skip
    assert [(one["source"], one["label"], one["probability"]) for one in row["machine_labels"]] == [
        ("import", "negative", 0.53),
        ("gpt-4", "positive", None),
    ]
    assert row["signals"] == {"neighbours": 0.375, "suspicion": 0.75}
    assert get()["Content-Type"] == "application/json"
    assert row["provenance"] == f"{ADDRESS}/{row['id']}"


def test_what_a_later_round_replaced_is_told_as_such(get, rows):
    rows[3].machine_labels.filter(source="gpt-4").update(replaced_at=timezone.now())
    row = get("?external_id=film-3").json()["items"][0]
    assert [(one["source"], one["replaced"]) for one in row["machine_labels"]] == [("import", False), ("gpt-4", True)]
    detail = get(f"/{row['id']}").json()
    assert [one["replaced"] for one in detail["machine_labels"]] == [False, True]


@pytest.mark.parametrize("order", ["-suspicion", "suspicion", "-neighbours", "neighbours", "id", "-id"])
@pytest.mark.parametrize("limit", [1, 3, 1000])
def test_every_order_shows_each_sample_once_whatever_the_page(get, rows, order, limit):
    ids = walk(get, f"order={order}&limit={limit}")
    assert sorted(ids) == [sample.pk for sample in rows]


def test_the_most_suspicious_come_first_and_those_without_the_signal_last(get, rows):
    n = [sample.pk for sample in rows]
    expected = [n[3], n[7], n[2], n[6], n[1], n[5], n[0], n[4], n[11], n[10], n[9], n[8]]
    assert walk(get, "order=-suspicion&limit=5") == expected


def test_filters_narrow_and_combine_with_orders(get, rows):
    n = [sample.pk for sample in rows]
    assert walk(get, "label=positive&order=-suspicion&limit=2") == [n[2], n[6], n[0], n[4], n[8]]
    assert walk(get, "origin=gold") == [n[10]]
    assert walk(get, "label_source=none") == [n[11]]
    assert walk(get, "label_source=reference") == [n[10]]
    assert walk(get, "state=needs_person") == []
    assert walk(get, "source=gpt-4&limit=4&order=id") == n[:10]
    assert walk(get, "text=%20Film%20%203") == [n[3]]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?order=-nonsense", "order"),
        ("?cursor=abc", "cursor"),
        ("?cursor=WyJ4IiwieSJd", "cursor"),
        ("?limit=1001", "limit"),
        ("?limit=0", "limit"),
    ],
)
def test_a_wrong_question_is_told_so(get, rows, query, field):
    answer = get(query)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


def test_a_hundred_rows_ask_at_most_ten_queries(get, rows, django_assert_max_num_queries):
    get()
    for order in ("-suspicion", "-id", "neighbours"):
        with django_assert_max_num_queries(10):
            get(f"?limit=100&order={order}")


def test_one_sample_has_its_provenance(get, rows):
    detail = get(f"/{rows[3].pk}").json()
    assert detail["fields"] == {"text": "Film 3"}
    assert detail["machine_labels"][1]["source"] == "gpt-4"
    assert detail["made_by"] is None
    assert detail["annotations"] == []


def test_a_sample_of_another_project_is_not_there(get, api_client, lead, rows):
    assert get("/99999").status_code == 404


@pytest.mark.parametrize("query", ["state=foo", "origin=zz"])
def test_an_unknown_state_or_origin_is_refused_and_the_known_are_named(get, rows, query):
    response = get(f"?{query}")
    assert response.status_code == 422
    assert ("needs_person" if "state" in query else "gold") in response.content.decode()


@pytest.mark.parametrize("field", ["external_id", "label", "source", "text"])
def test_a_nul_in_a_filter_is_refused(get, rows, field):
    assert get(f"?{field}=a%00b").status_code == 422


@pytest.mark.parametrize(
    "word", ["nonsense", "style=dry", "value:dry", "file:notes", "document:3", "passage:3/2", ":", "shown:"]
)
def test_what_a_sample_was_made_from_has_a_form_and_another_word_is_refused_with_those_there_are(get, rows, word):
    answer = get(f"?made_from={word}")
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["field"] == "made_from"
    assert "value:NAME=VALUE" in error["message"]


@pytest.mark.parametrize(
    "word",
    ["value:style=dry", "shown:17", "from:17", "template:a.b@1", "file:3", "document:3/2", "passage:3/2/5", "fact:3/2"],
)
def test_of_a_known_form_what_nobody_was_made_from_is_none(get, rows, word):
    assert get(f"?made_from={word}").json()["items"] == []
