"""The same rules on the page, by REST and from the command line, and what they mean of a hundred items."""

from io import StringIO

import orjson
import pytest
from django.core.management import CommandError, call_command

from annotation.models import ReviewPolicy
from annotation.review.mix import mix_of
from generation.models import Event, Job
from tests.annotation.making import make_sample
from tests.annotation.review.test_lead_pages import CHOSEN, RULES

pytestmark = pytest.mark.django_db

POLICY = "/api/v1/projects/reviews/policy"


def patch(client, **rules):
    return client.patch(POLICY, rules, content_type="application/json")


def run(*rules) -> dict:
    out = StringIO()
    call_command("review_policy", "reviews", *rules, stdout=out)
    return orjson.loads(out.getvalue())


@pytest.mark.parametrize(
    "rules",
    [
        {},
        {"audit_open": True},
        {"audit_open": True, "gold_share": 0.05, "overlap_share": 0.1},
        {"gold_share": 1 / 3, "overlap_share": 1 / 3, "overlap_people": 5, "audit_open": True, "audit_share": 1 / 3},
        {"overlap_share": 1.0, "overlap_people": 5},
        {"overlap_share": 0.0},
    ],
)
def test_the_parts_add_up_to_a_hundred_and_the_bar_has_no_gap(rules):
    policy = ReviewPolicy(**rules)
    parts = mix_of(policy, gold_share=policy.gold_share).parts
    assert sum(part.count for part in parts) == 100
    assert [part.start for part in parts] == [sum(one.count for one in parts[:place]) for place in range(len(parts))]


def test_what_the_parts_are():
    assert mix_of(ReviewPolicy(overlap_share=0.0, audit_open=True), gold_share=0.2).counts == {
        "audit": 20, "gold": 20, "active": 60,
    }  # fmt: skip
    assert mix_of(ReviewPolicy(overlap_share=1.0, overlap_people=4), gold_share=0.0).counts == {
        "overlap": 75,
        "active": 25,
    }


def test_without_a_gold_sample_no_check_is_promised(queue, signed_in, lead):
    typed = signed_in(lead).post(f"{RULES}mix/", CHOSEN | {"gold_share": "20", "overlap_share": "0"}).text
    assert "because gold checks run" not in typed
    assert "No gold check is given to anybody" in typed


def test_the_sentence_follows_what_is_typed(queue, project, signed_in, lead):
    make_sample(project, "A gold one.", origin="gold", reference="positive")
    browser = signed_in(lead)
    page = browser.get(RULES).content.decode()
    assert 'id="policy-mix"' in page
    typed = browser.post(f"{RULES}mix/", CHOSEN | {"gold_share": "20", "overlap_share": "0"}).content.decode()
    assert "gold checks" in typed
    assert "because gold checks run" in typed
    assert ReviewPolicy.objects.get().gold_share == 0.0


def test_nonsense_leaves_the_sentence_as_it_was(queue, signed_in, lead):
    assert signed_in(lead).post(f"{RULES}mix/", CHOSEN | {"overlap_people": "9"}).status_code == 204


@pytest.mark.parametrize(
    "wrong",
    [
        {"overlap_people": "6"},
        {"gold_share": "51"},
        {"suggestion": "loud"},
        {"suggestion_seconds": "0"},
        {"daily_cap": "-1"},
    ],
)
def test_nonsense_is_refused_on_the_page(queue, signed_in, lead, wrong):
    assert signed_in(lead).post(RULES, CHOSEN | wrong).status_code == 422


def test_by_rest_what_is_not_named_stays(queue, project, policy, api_client, lead):
    make_sample(project, "A gold one.", origin="gold", reference="positive")
    client = api_client(lead)
    told = patch(client, gold_share=0.05, done_when="all").json()
    assert (told["gold_share"], told["done_when"], told["overlap_share"]) == (0.05, "all", 0.0)
    assert told["of_100"] == {"gold": 5, "active": 95}
    assert client.get(POLICY).json() == told
    assert Event.objects.get().detail == {"gold_share": 0.05, "done_when": "all"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"gold_share": 0.6},
        {"gold_least": 1.0},
        {"gold_least": 0.0},
        {"overlap_people": 1},
        {"audit_share": 0},
        {"done_when": "soon"},
        {"colour": "red"},
    ],
)
def test_by_rest_nonsense_is_refused_and_changes_nothing(queue, policy, api_client, lead, wrong):
    assert patch(api_client(lead), **wrong).status_code == 422
    policy.refresh_from_db()
    assert (policy.gold_share, policy.overlap_people, policy.audit_share) == (0.0, 2, 0.25)


def test_opening_the_audit_by_rest_asks_for_a_freeze(queue, api_client, lead):
    patch(api_client(lead), audit_open=True)
    assert Job.objects.get().task == "annotation.freeze"


def test_from_the_command_line(queue, policy):
    told = run("gold_share=0.1", "gold_feedback=no", "daily_cap=200")
    assert (told["gold_share"], told["gold_feedback"], told["daily_cap"]) == (0.1, False, 200)
    assert run() == told


@pytest.mark.parametrize("wrong", ["overlap_people=9", "gold_share=much", "colour=red", "done_when"])
def test_the_command_says_what_is_wrong(queue, policy, wrong):
    with pytest.raises(CommandError, match=wrong.split("=", maxsplit=1)[0]):
        run(wrong)
