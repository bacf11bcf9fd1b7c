import pytest
from django.test import RequestFactory
from django.urls import reverse

from annotation.models import Dispenser
from annotation.templatetags.navigation import GROUPS, project_navigation
from generation.access import project_for


@pytest.fixture
def navigation(project):
    def of(user, path="/"):
        request = RequestFactory().get(path)
        request.user = user
        return project_navigation({"request": request}, project_for(user, "reviews"))

    return of


def names(groups) -> set[str]:
    return {link["entry"].name for _label, links in groups for link in links}


def test_each_role_sees_what_it_may_open(navigation, lead, annotator, viewer):
    leads, annotators, viewers = (names(navigation(user)["groups"]) for user in (lead, annotator, viewer))
    for_leads = {"settings", "generate", "import", "effects", "judges", "aggregation"}
    assert for_leads <= leads
    telling = {"map", "filters", "duplicates", "routing", "stopping"}
    assert annotators == leads - for_leads - telling, "these tell labels of rows that they may be asked about"
    assert viewers == leads - for_leads - {"review", "attention"}


@pytest.mark.parametrize("entry", [entry for _label, entries in GROUPS for entry in entries], ids=lambda e: e.name)
def test_every_entry_leads_somewhere_and_is_marked_there(navigation, lead, entry):
    path = reverse(entry.url_name, args=["reviews"])
    assert navigation(lead, path)["current"] == path


@pytest.mark.parametrize(
    ("page", "entry"),
    [
        ("generation:endpoint-create", "generation:project-settings"),
        ("generation:event-list", "generation:project-settings"),
        ("annotation:policy", "generation:project-settings"),
        ("annotation:review-answers", "annotation:review"),
        ("generation:codebook-edit", "generation:codebook-list"),
    ],
)
def test_a_page_inside_marks_its_entry(navigation, lead, page, entry):
    current = navigation(lead, reverse(page, args=["reviews"]))["current"]
    assert current == reverse(entry, args=["reviews"])


def test_the_open_items_are_counted(navigation, project, annotator, signed_in):
    Dispenser.objects.create(project=project, open_items=8278)
    counts = {link["entry"].name: link["count"] for _l, links in navigation(annotator)["groups"] for link in links}
    assert (counts["review"], counts["home"]) == ("8,278", "")
    page = signed_in(annotator).get(reverse("annotation:dashboard", args=["reviews"])).text
    assert '<span class="count" id="open-items">8,278</span>' in page
