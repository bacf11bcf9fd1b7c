"""A method that says which labels it would leave out, and proposes none: its rows are to look at and to ask about."""

from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from annotation.enhance.asking import TASK, job_of, start_enhancement, use
from annotation.models import Enhancement, Item, Selection
from annotation.models.queue import TOP
from generation.jobs import GIVEN_UP
from generation.models import MachineLabel
from tests.annotation.enhance.conftest import WRONG

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def withheld(samples, enhance) -> Enhancement:
    return enhance("regen")


def test_rows_whose_label_students_do_not_give_become_a_selection(withheld, samples, lead):
    chosen = set(withheld.withheld.selected.values_list("sample", flat=True))
    assert {samples[number].pk for number in WRONG} <= chosen
    assert len(chosen) == withheld.withheld.rows < len(samples) / 2
    assert withheld.changed == 0
    assert not MachineLabel.objects.filter(source=withheld.source).exists()
    with pytest.raises(ValidationError, match="no label that could be used"):
        use(enhancement=withheld, by=lead)


def test_a_lead_looks_at_them_and_has_people_asked_first(withheld, signed_in, lead, viewer):
    address = reverse("annotation:enhancement", args=["reviews", withheld.pk])
    page = signed_in(lead).get(address).content.decode()
    assert f"?selection={withheld.withheld_id}" in page
    assert "Ask people first" in page
    assert "Ask people first" not in signed_in(viewer).get(address).content.decode()
    signed_in(lead).post(reverse("annotation:selection-ask", args=["reviews", withheld.withheld_id]))
    assert Item.objects.filter(priority__gte=TOP).count() == withheld.withheld.rows
    assert "People are asked about them first." in signed_in(lead).get(address).content.decode()


def test_by_rest_it_names_the_selection_and_tells_no_before_and_after(withheld, api_client, lead):
    found = api_client(lead).get(f"/api/v1/projects/reviews/enhancements/{withheld.pk}").json()
    assert (found["withheld"], found["audited"], found["changed"]) == (withheld.withheld_id, None, 0)


def test_the_command_says_how_many(samples):
    out = StringIO()
    call_command("enhance", "reviews", "regen", stdout=out, stderr=StringIO())
    selection = Selection.objects.get()
    assert f"{selection.rows} labels would be left out: selection {selection.pk}." in out.getvalue()


def test_one_that_failed_leaves_no_selection(samples, project, lead):
    made = start_enhancement(project=project, method="regen", by=lead)
    made.withheld = Selection.objects.create(project=project, name="half", rows=1, created_by=lead)
    made.save(update_fields=["withheld"])
    GIVEN_UP[TASK](job_of(made), "no memory")
    assert not Selection.objects.exists()
