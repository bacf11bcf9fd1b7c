"""Bounds of labels and conditions: which have one is decided at the freeze, and the page says which have none."""

import pytest
from django.urls import reverse

from annotation import reports
from annotation.certificate.actions import freeze
from annotation.certificate.reckoning import certificate_report
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.pull import pull
from generation.endpoints.simulated import simulated_endpoint
from generation.models import PlannedRow, Run, Sample
from tests.annotation.conftest import add_samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(project, codebook, policy, lead):
    """120 rows: half of them blunt, half kind, each of a person of its own."""
    run = Run.objects.create(
        project=project, recipe="attrprompt", codebook=codebook, endpoint=simulated_endpoint(project), seed=1, count=120
    )
    samples = add_samples(project, 120)
    rows = PlannedRow.objects.bulk_create(
        PlannedRow(run=run, round=1, batch=0, index=n, seed=n, condition={"conditions": draw(n)}) for n in range(120)
    )
    for sample, row in zip(samples, rows, strict=True):
        sample.planned_row = row
    Sample.objects.bulk_update(samples, ["planned_row"])
    pull(project=project)
    return samples


def draw(n: int) -> list:
    return [["style", "blunt" if n % 2 else "kind"], ["persona", f"person {n}"]]


@pytest.fixture
def audited(planned, project, lead):
    snapshot = freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
    for _turn in range(8):
        submit(assignment=hand_out(project=project, user=lead, stream="audit"), answers={"sentiment": "positive"})
    return snapshot


def stored(project) -> dict:
    return reports.store(project, "certificate", certificate_report(project, {}), seen=reports.watermark(project)).data


def test_many_small_values_take_nothing_of_the_risk(audited, project):
    told = stored(project)
    assert told["slice_risk"] == pytest.approx(0.05 / 3)  # positive, blunt and kind; 122 without the rule
    assert set(told["by_condition"]) == {"style"}
    assert {value: one["population"] for value, one in told["by_condition"]["style"].items()} == {
        "blunt": 60,
        "kind": 60,
    }
    assert sum(one["audits"] for one in told["by_condition"]["style"].values()) == 8
    assert told["without_bound"] == {"labels": 0, "conditions": {"persona": 120}}


def test_the_choice_stays_while_rows_leave_the_pool(audited, project, lead):
    before = stored(project)
    while held := hand_out(project=project, user=lead, stream="active"):
        submit(assignment=held, answers={"sentiment": "negative"})
    after = stored(project)
    assert after["slice_risk"] == before["slice_risk"]
    assert set(after["by_condition"]["style"]) == set(before["by_condition"]["style"])


def test_the_page_shows_them_and_says_which_have_none(audited, project, lead, signed_in, viewer):
    submit(assignment=hand_out(project=project, user=lead, stream="active"), answers={"sentiment": "positive"})
    stored(project)
    text = signed_in(viewer).get(reverse("annotation:certificate", args=["reviews"])).text
    assert "By condition: style" in text
    assert "By condition: persona" not in text
    nothing = text[text.index("Conditions of which nothing can be promised") :]
    assert "persona</span>" in nothing
    assert "120 values</small>" in nothing
    assert "1 handed out by the queue's choice" in text
    assert "reckoned once so far" in text


def test_a_report_of_an_earlier_release_has_its_page(audited, project, signed_in, viewer):
    old = {name: value for name, value in certificate_report(project, {}).items() if name != "without_bound"}
    reports.store(project, "certificate", old, seen=reports.watermark(project))
    assert "By condition: style" in signed_in(viewer).get(reverse("annotation:certificate", args=["reviews"])).text
