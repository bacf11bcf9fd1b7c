"""Lengths that people gave the project go before a recipe's setting, and every page says which of the two holds."""

import pytest
from django.urls import reverse

from generation.conditions.actions import add_attribute, save_dimensions, set_values
from generation.endpoints.simulated import simulated_endpoint
from generation.methods.conditions import LENGTH, Dimension, Value
from generation.models import Attribute, Run
from generation.runs.actions.lifecycle import start_run
from generation.runs.frames.settings import settings_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(signed_in, lead, codebook, project):
    simulated_endpoint(project)
    return signed_in(lead)


@pytest.fixture
def shown(visitor):
    return lambda: visitor.get(reverse("generation:recipe-detail", args=["reviews", "attrprompt"])).text


@pytest.fixture
def own(project, lead) -> Attribute:
    length = add_attribute(project=project, title="Length", kind=LENGTH, depends_on_label=False, actor=lead)
    set_values(attribute=length, label="", texts=["5 to 12"], actor=lead)
    return length


def left_by_an_earlier_run(project) -> None:
    found = Dimension("length", "Length", LENGTH, hard=True, values=(Value("30 to 80", source="recipe"),))
    save_dimensions(project=project, dimensions=[found], source="run 1")


def started(project, lead) -> Run:
    params, endpoint = {"lengths": "200 to 300"}, project.endpoints.get()
    return start_run(project=project, recipe="attrprompt", count=3, endpoint=endpoint, by=lead, params=params)


def used(project, lead) -> str:
    return dict(settings_of(started(project, lead)))["Lengths"]


def test_beside_the_setting_it_says_that_the_attribute_goes_first(shown, own):
    html = shown()
    assert "an attribute of the project goes before it: Length: 5 to 12." in html
    assert "Look at it or edit it" in html


def test_the_run_s_page_shows_what_was_used(visitor, project, own, lead):
    assert used(project, lead) == "Length: 5 to 12 (an attribute of the project)"
    html = visitor.get(reverse("generation:run-detail", args=["reviews", project.runs.get().pk])).text
    assert "200 to 300" not in html


def test_what_the_run_froze_is_shown_whatever_people_edit_later(visitor, project, own, lead):
    run = started(project, lead)
    set_values(attribute=own, label="", texts=["7 to 9"], actor=lead)
    assert dict(settings_of(run))["Lengths"].startswith("Length: 5 to 12")


def test_lengths_that_an_earlier_run_left_do_not_go_first(shown, project, lead):
    left_by_an_earlier_run(project)
    assert "goes before it" not in shown()
    assert used(project, lead) == "200 to 300"
