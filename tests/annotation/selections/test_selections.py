"""Rows that were picked out: kept, shown, asked about first, and in turn again."""

import pytest
from django.urls import reverse

from annotation.models import Item, Selection, Signal
from annotation.queue.actions.pull import TOP
from annotation.selections.actions import MOST_ROWS
from generation.models import Event, Project, Sample, SampleState
from tests.annotation.making import make_sample

pytestmark = pytest.mark.django_db
BASE = "/api/v1/projects/reviews/selections"
JSON = {"content_type": "application/json"}


@pytest.fixture
def rows(project, codebook):
    samples = [make_sample(project, f"text {n}", "positive") for n in range(6)]
    for place, sample in enumerate(samples):
        Signal.objects.create(project=project, sample=sample, name="suspicion", value=place / 10)
        Item.objects.filter(sample=sample).update(priority=place / 10)
    return samples


@pytest.fixture
def keep(signed_in, lead, project):
    def kept(samples, then="show", name="odd ones", who=lead):
        chosen = ",".join(str(sample.pk) for sample in samples)
        address = reverse("annotation:selection-create", args=["reviews"])
        return signed_in(who).post(address, {"samples": chosen, "name": name, "then": then}, follow=True)

    return kept


def order(project) -> list[str]:
    items = Item.objects.filter(project=project, state=Item.State.OPEN).order_by("-priority", "id")
    return [item.sample.fields["text"] for item in items.select_related("sample")]


def test_kept_rows_are_listed_and_no_others(rows, keep):
    page = keep(rows[1:3]).content.decode()
    assert "text 1" in page
    assert "text 2" in page
    assert "text 3" not in page
    selection = Selection.objects.get()
    assert (selection.name, selection.rows) == ("odd ones", 2)


def test_asked_first_they_go_before_all_others_and_in_turn_they_have_their_old_places(
    rows, keep, signed_in, lead, project
):
    keep(rows[1:3], then="ask")
    assert order(project)[:2] == ["text 2", "text 1"], "the most suspicious first"
    selection = Selection.objects.get()
    client = signed_in(lead)
    client.post(reverse("annotation:selection-in-turn", args=["reviews", selection.pk]))
    assert order(project) == ["text 5", "text 4", "text 3", "text 2", "text 1", "text 0"]
    assert Item.objects.get(sample=rows[2]).priority == pytest.approx(0.2)


def test_who_leaves_rows_out_is_told_what_was_kept(rows, keep):
    page = keep(rows[1:3], then="leave_out", name="").text
    kept = Selection.objects.get()
    assert f"Kept as “{kept.name}” under Selections; the filter below leaves its rows out." in page


def test_what_another_selection_or_a_gate_asks_for_stays_in_front(rows, keep, signed_in, lead, project):
    keep(rows[:2], then="ask", name="one")
    keep(rows[1:3], then="ask", name="two")
    Item.objects.filter(sample=rows[0]).update(entered_as=SampleState.NEEDS_PERSON)
    signed_in(lead).post(
        reverse("annotation:selection-in-turn", args=["reviews", Selection.objects.get(name="one").pk])
    )
    assert set(Item.objects.filter(priority__gte=TOP).values_list("sample", flat=True)) == {row.pk for row in rows[:3]}
    signed_in(lead).post(
        reverse("annotation:selection-in-turn", args=["reviews", Selection.objects.get(name="two").pk])
    )
    assert set(Item.objects.filter(priority__gte=TOP).values_list("sample", flat=True)) == {rows[0].pk}


def test_what_people_hold_or_answered_keeps_its_place(rows, keep, project):
    Item.objects.filter(sample=rows[0]).update(state=Item.State.HELD)
    Item.objects.filter(sample=rows[1]).update(state=Item.State.ANSWERED, answers=1)
    assert "None of them is waiting" in keep(rows[:2], then="ask").content.decode()
    assert not Item.objects.filter(priority__gte=TOP).exists()


def test_a_dropped_selection_leaves_its_rows_and_the_log_tells_all(rows, keep, signed_in, lead, project):
    keep(rows[1:3], then="ask")
    signed_in(lead).post(reverse("annotation:selection-delete", args=["reviews", Selection.objects.get().pk]))
    assert not Selection.objects.exists()
    assert Sample.objects.count() == 6
    assert order(project)[0] == "text 5"
    verbs = Event.objects.filter(verb__startswith="selection.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["selection.kept", "selection.asked", "selection.in_turn", "selection.dropped"]


@pytest.mark.parametrize("chosen", ["", "1,,2", "one", "1;DROP", "9" * 30, "-4"])
def test_what_is_no_list_of_numbers_is_refused_and_changes_nothing(rows, signed_in, lead, chosen):
    address = reverse("annotation:selection-create", args=["reviews"])
    answer = signed_in(lead).post(address, {"samples": chosen, "name": "x", "then": "show"})
    assert answer.status_code == 302
    assert not Selection.objects.exists()


def test_rows_of_another_project_are_refused_by_their_numbers(rows, keep, lead):
    other = make_sample(Project.objects.create(slug="o", name="O", created_by=lead), "x", "")
    assert f"#{other.pk}" in keep([*rows[:1], other]).content.decode()
    assert not Selection.objects.exists()


def test_by_rest_a_selection_without_a_name_is_named_after_its_number(rows, api_client, lead, project):
    client = api_client(lead)
    answer = client.post(BASE, {"samples": [row.pk for row in rows[:2]] * 2}, **JSON)
    assert answer.status_code == 201
    assert answer.json()["rows"] == 2
    assert answer.json()["name"] == f"Selection {answer.json()['id']}"
    assert client.post(f"{BASE}/{answer.json()['id']}/ask").json() == {"items": 2}
    listed = client.get(BASE).json()["items"]
    assert [one["asked_at"] is None for one in listed] == [False]
    found = client.get(f"/api/v1/projects/reviews/samples?selection={answer.json()['id']}").json()["items"]
    assert {row["id"] for row in found} == {row.pk for row in rows[:2]}


def test_too_many_rows_are_refused(rows, api_client, lead):
    answer = api_client(lead).post(BASE, {"samples": list(range(1, MOST_ROWS + 2))}, **JSON)
    assert answer.status_code == 422
    assert not Selection.objects.exists()


def test_a_lead_renames_one_by_page_and_by_rest(rows, keep, signed_in, api_client, lead):
    keep(rows[:1])
    selection = Selection.objects.get()
    address = reverse("annotation:selection-rename", args=["reviews", selection.pk])
    page = signed_in(lead).post(address, {"name": " late ones "}, follow=True).text
    assert "It is called “late ones” now." in page
    told = api_client(lead).patch(f"{BASE}/{selection.pk}", {"name": "later ones"}, **JSON).json()
    assert (told["name"], told["rows"]) == ("later ones", 1)
    renamed = Event.objects.filter(verb="selection.renamed").values_list("subject", "detail__before")
    assert list(renamed.order_by("pk")) == [("late ones", "odd ones"), ("later ones", "late ones")]


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\x00b"])
def test_a_name_that_is_none_changes_nothing(rows, keep, signed_in, api_client, lead, name):
    keep(rows[:1])
    selection = Selection.objects.get()
    signed_in(lead).post(reverse("annotation:selection-rename", args=["reviews", selection.pk]), {"name": name})
    assert api_client(lead).patch(f"{BASE}/{selection.pk}", {"name": name}, **JSON).status_code == 422
    assert Selection.objects.get().name == "odd ones"
