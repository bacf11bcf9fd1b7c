"""What an earlier release stored may lack a figure of today: its pages show “–” there, and all else as it stands."""

from collections.abc import Iterator
from copy import deepcopy

import pytest
from django.urls import reverse

from annotation import reports
from annotation.certificate.reckoning import certificate_report
from annotation.models import Report
from annotation.templatetags.shares import count, decimal, share, share_interval, usd
from generation.endpoints.simulated import simulated_endpoint

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def look(signed_in, lead, project):
    client = signed_in(lead)
    client.raise_request_exception = False
    return lambda name, *args: client.get(reverse(f"annotation:{name}", args=[project.slug, *args])).status_code


def without_each(stored: dict) -> Iterator[tuple[str, dict]]:
    """The stored figures without one of them, for each that there is at any depth."""
    for path in paths(stored):
        less = deepcopy(stored)
        inner = less
        for name in path[:-1]:
            inner = inner[name]
        del inner[path[-1]]
        yield "/".join(map(str, path)), less


def paths(stored: dict | list, *above) -> Iterator[tuple]:
    for name, value in stored.items() if isinstance(stored, dict) else enumerate(stored):
        if isinstance(stored, dict):
            yield (*above, name)
        if isinstance(value, dict | list):
            yield from paths(value, *above, name)


def test_a_version_of_which_any_one_figure_is_missing_can_be_looked_at(audited, cut, look, project):
    simulated_endpoint(project)
    version = cut()
    whole, broken = version.card, []
    assert {"estimate", "certificate", "label_splits"} <= whole.keys()
    for name, card in without_each(whole):
        version.card = card
        version.save(update_fields=["card"])
        pages = {
            "detail": look("version-detail", version.number),
            "list": look("version-list"),
            "home": look("dashboard"),
        }
        broken += [(name, page) for page, status in pages.items() if status != 200]
    assert broken == []


def test_a_certificate_of_which_any_one_figure_is_missing_can_be_looked_at(audited, look, project):
    seen = reports.watermark(project)
    whole, broken = certificate_report(project, {}), []
    whole["history"] = [{**whole, "history": [], "closed_at": whole["frozen_at"], "because": "again"}]
    for name, data in without_each(whole):
        reports.store(project, "certificate", data, seen=seen)
        if look("certificate") != 200:
            broken.append(name)
    assert Report.objects.filter(project=project, kind="certificate").exists()
    assert broken == []


@pytest.mark.parametrize("told", [share, decimal, count, usd])
def test_a_figure_that_is_not_there_is_shown_as_such(told):
    assert told("") == told(None) == "–"
    assert share_interval({}) == ""
    assert share_interval({"n": 3}) == share_interval({"low": None, "high": None, "n": 3})
