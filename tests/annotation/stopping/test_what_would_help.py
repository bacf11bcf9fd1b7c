"""How good the score is, what would help where a promise is dear, and the curve of labels in all."""

import pytest

from annotation import reports
from annotation.models import RoutePrices, Signal, Stream
from annotation.queue.actions.pull import pull
from annotation.stopping.helping import score_told
from annotation.stopping.report import stopping_report
from annotation.stopping.shapes import curve_chart, with_prices
from tests.annotation.conftest import add_samples
from tests.annotation.curation.auditing import remove
from tests.annotation.making import machine_label

pytestmark = pytest.mark.django_db


@pytest.fixture
def samples(project, codebook, policy):
    rows = add_samples(project, 100)
    pull(project=project)
    return rows


def score(project, samples, chances, name="wrong_probability") -> None:
    Signal.objects.bulk_create(
        Signal(project=project, sample=sample, name=name, value=chance)
        for sample, chance in zip(samples, chances, strict=True)
    )


def report(project, limit: float = 0.02) -> dict:
    return with_prices(stopping_report(project, {"limits": [limit]}), RoutePrices(project=project, call=0.5))


def test_the_score_is_judged_on_settled_audit_rows_alone(project, samples, snapshot, annotator):
    score(project, samples, [place / 100 for place in range(100)])
    for place in range(24):
        remove(snapshot, samples[place], annotator, "negative" if place >= 12 else "positive")
    remove(snapshot, samples[99], annotator, "positive", stream=Stream.ACTIVE)
    remove(snapshot, samples[98], annotator)  # waits
    remove(snapshot, samples[97], annotator, "positive", blind=False)
    found = report(project)["told_apart"]
    assert (found["value"], found["wrong"], found["right"], found["n"]) == (1, 12, 12, 24)
    assert found["is_enough"]
    assert 0.6 < found["low"] < 1
    assert score_told(found)["value"] == "100.0%"
    assert "n = 12 wrong and 12 right audit rows" in score_told(found)["note"]


def test_an_opinion_that_came_after_the_answer_makes_no_score_look_good(project, samples, snapshot, annotator):
    score(project, samples, [0.5] * 100)
    Signal.objects.filter(sample__in=[one.pk for one in samples[:12]]).update(value=0.9)
    score(project, samples[:12], [0.5] * 12, name="wrong_before_opinion")
    for place in range(24):
        remove(snapshot, samples[place], annotator, "negative" if place < 12 else "positive")
    assert report(project)["told_apart"]["value"] == 0.5


def test_too_few_audit_rows_get_a_word_in_the_place_of_a_figure(project, samples, snapshot, annotator):
    score(project, samples, [0.5] * 100)
    remove(snapshot, samples[0], annotator, "negative")
    told = score_told(report(project)["told_apart"])
    assert told["value"] == "–"
    assert "1 wrong and 0 right; 10 of each are needed" in told["note"]


def test_a_dear_promise_says_what_opinions_would_take(project, samples, snapshot):
    score(project, samples, [0.3] * 100)
    plan = report(project)["plans"][0]
    found = plan["helping"]
    assert plan["share"] >= 0.5
    assert (found["rows"], found["of"], found["missing"], found["usd"], found["measured"]) == (0, 100, 100, 50, False)
    assert "No row of the 100 left has another model's opinion." in found["sentences"]
    assert any("about $50.00 by the price list" in one for one in found["sentences"])
    assert any("not known yet: have a model asked" in one for one in found["sentences"])


def test_opinions_that_are_there_are_counted(project, samples, snapshot):
    score(project, samples, [0.3] * 100)
    for sample in samples[:30]:
        machine_label(sample, "negative", source="other")
    found = report(project)["plans"][0]["helping"]
    assert (found["rows"], found["missing"]) == (30, 70)
    for sample in samples[30:]:
        machine_label(sample, "negative", source="other")
    found = report(project)["plans"][0]["helping"]
    assert found["missing"] == 0
    assert any("try a better model" in one for one in found["sentences"])


def test_a_cheap_promise_needs_no_help(project, samples, snapshot):
    score(project, samples, [0.0] * 100)
    assert report(project, 0.1)["plans"][0]["helping"] is None


def test_the_curve_has_its_least_point_with_its_price(project, samples, snapshot):
    score(project, samples, [0.9] * 10 + [0.001] * 90)
    plan = report(project, 0.05)["plans"][0]
    least, points = plan["curve"]["least"], plan["curve"]["points"]
    assert least["active"] == 10
    assert least["answers"] == least["active"] + least["audits"] <= min(one["answers"] for one in points)
    assert least["cost"]["minutes"] == pytest.approx(least["answers"] * 20 / 60)
    line, point = curve_chart(plan)
    assert (line["points"][0]["x"], line["points"][-1]["x"]) == (0, 100)
    assert point["points"] == [{"x": 10, "y": least["answers"], "n": least["audits"]}]


def test_a_promise_that_holds_has_no_curve(project, samples, snapshot, annotator):
    score(project, samples, [0.0] * 100)
    for sample in samples[:60]:
        remove(snapshot, sample, annotator, "positive")
    plan = report(project, 0.1)["plans"][0]
    assert plan["holds"]
    assert curve_chart(plan) == []


def test_the_page_shows_all_three(project, samples, snapshot, signed_in, viewer):

    score(project, samples, [0.3] * 100)
    reports.store(project, "stopping", stopping_report(project, {}), seen=reports.watermark(project))
    text = signed_in(viewer).get(f"/projects/{project.slug}/stopping/").text
    assert "A wrong label above a right one" in text
    assert "What would help" in text
    assert f'href="/projects/{project.slug}/routing/"' in text
    assert "How many risky rows first" in text
    assert "The least:" in text
