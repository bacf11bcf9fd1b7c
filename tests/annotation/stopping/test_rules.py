"""The rules for stopping on Enough?: each with its state and what it rests on, and only one a promise."""

import pytest

from annotation import reports
from annotation.models import Dispenser, RoutePrices, Signal, Student
from annotation.queue.actions.pull import pull
from annotation.routing.asking import set_prices
from annotation.stopping.report import stopping_report
from annotation.stopping.shapes import with_prices
from tests.annotation.conftest import add_samples
from tests.annotation.curation.auditing import frozen, remove

pytestmark = pytest.mark.django_db


@pytest.fixture
def samples(project, codebook, policy):
    rows = add_samples(project, 200)
    pull(project=project)
    Signal.objects.bulk_create(
        Signal(project=project, sample=sample, name="wrong_probability", value=0.001) for sample in rows
    )
    return rows


@pytest.fixture
def snapshot(project, codebook, samples):
    made = frozen(project, codebook, samples)
    Dispenser.objects.filter(project=project).update(snapshot=made)
    return made


@pytest.fixture
def told(project):
    def tell(limit: float = 0.1) -> dict:
        prices = RoutePrices.objects.filter(project=project).first() or RoutePrices(project=project)
        data = with_prices(stopping_report(project, {"limits": [limit]}), prices)
        return {rule["id"]: rule for rule in data["plans"][0]["rules"]}

    return tell


@pytest.fixture
def look(project, signed_in, viewer):
    def seen() -> str:
        reports.store(project, "stopping", stopping_report(project, {}), seen=reports.watermark(project))
        return signed_in(viewer).get(f"/projects/{project.slug}/stopping/").text

    return seen


def rounds(project, *found: tuple[float | None, float | None]) -> None:
    for kappa, gain in found:
        both = {"kappa": {"value": kappa, "low": kappa, "high": kappa, "n": 200}}
        both |= {"gain": {"value": gain, "low": -0.02, "high": 0.02, "n": 40}, "answers": 25}
        Student.objects.create(project=project, question="sentiment", rows=200, answers=9, metrics={"round": both})


def test_the_promise_alone_is_marked_as_one(snapshot, samples, annotator, told):
    assert told()["certificate"]["state"] == "not_yet"
    for sample in samples[:60]:
        remove(snapshot, sample, annotator, "positive")
    found = told()
    assert found["certificate"]["state"] == "reached"
    assert "after 60 audits; 10.0% may be" in found["certificate"]["rests_on"]
    assert [name for name, rule in found.items() if rule["promises"]] == ["certificate"]
    assert told(0.01)["certificate"]["state"] == "not_yet"


def test_the_budget_is_what_the_lead_set_against_the_answers_so_far(project, snapshot, samples, annotator, lead, told):
    for sample in samples[:3]:
        remove(snapshot, sample, annotator, "positive")
    assert told()["budget"]["state"] == "not_set"
    set_prices(project=project, by=lead, wage=3600.0, seconds=1.0, budget=4.0)
    assert told()["budget"]["state"] == "not_yet"
    assert told()["budget"]["rests_on"] == "3 answers so far took about $3.00 of $4.00."
    set_prices(project=project, by=lead, budget=3.0)
    assert told()["budget"]["state"] == "reached"


def test_the_queue_is_dry_where_less_than_one_wrong_label_is_expected(project, snapshot, told):
    assert told()["queue"]["state"] == "reached"
    assert told()["queue"]["rests_on"].startswith("0.20 expected wrong among the 200 rows left")
    Signal.objects.filter(project=project).update(value=0.01)
    assert told()["queue"]["state"] == "not_yet"


def test_fewer_than_three_rounds_are_told_as_such(project, codebook, snapshot, told):
    assert told()["stable"]["state"] == told()["plateau"]["state"] == "too_few"
    assert "0 of three rounds so far" in told()["stable"]["rests_on"]
    rounds(project, (1.0, 0.0), (0.995, 0.001))
    found = told()["stable"]
    assert found["state"] == "too_few"
    assert "0.995 (0.995–0.995, n = 200, 25 new answers)" in found["rests_on"]
    assert "2 of three rounds so far" in found["rests_on"]


def test_three_rounds_alike_are_stable_and_three_without_gain_a_plateau(project, codebook, snapshot, told):
    rounds(project, (0.5, 0.2), (1.0, 0.0), (0.995, 0.001), (0.99, 0.0))
    found = told()
    assert (found["stable"]["state"], found["plateau"]["state"]) == ("reached", "reached")
    assert "In all +0.1, of +0.2 that go on" in found["plateau"]["rests_on"]
    rounds(project, (0.98, 0.01))
    assert (told()["stable"]["state"], told()["plateau"]["state"]) == ("not_yet", "not_yet")


def test_a_round_without_a_figure_says_so(project, codebook, snapshot, told):
    rounds(project, (None, None), (None, None), (None, None))
    assert "no row was compared, or all have one label" in told()["stable"]["rests_on"]


def test_the_page_tells_the_rules_also_where_no_share_is_looked_at(project, snapshot, look):
    assert "Rules for stopping" in look()
    Signal.objects.filter(project=project).delete()
    text = look()
    assert "What it takes is not known yet" in text
    assert "not set" in text


def test_a_report_stored_before_there_were_rules_is_still_shown(project, snapshot, signed_in, viewer):
    old = stopping_report(project, {})
    for name in ("rounds", "told_apart", "opinions", "answers"):
        del old[name]
    for plan in old["plans"]:
        del plan["curve"]
    reports.store(project, "stopping", old, seen=reports.watermark(project))
    text = signed_in(viewer).get(f"/projects/{project.slug}/stopping/").text
    assert "What each promise takes" in text
    assert "Rules for stopping" not in text
