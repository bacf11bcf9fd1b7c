import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from generation.catalogue.registry import RECIPES
from generation.conditions.actions import add_attribute, save_dimensions, set_values
from generation.conditions.frames import scope_of
from generation.endpoints.simulated import simulated_endpoint
from generation.methods.conditions import AMBIGUOUS, LENGTH, Dimension, Value
from generation.models import AttributeValue, Event, Run


@pytest.fixture
def style(project, lead):
    return add_attribute(project=project, title="Style", kind="attribute", depends_on_label=False, actor=lead)


@pytest.fixture
def visitor(signed_in, lead, codebook):
    return signed_in(lead)


def at(name: str, *args) -> str:
    return reverse(f"generation:{name}", args=["reviews", *args])


def drawn(project, name: str, label: str = "") -> list[str]:
    return [value.text for value in scope_of(project).dimension(name).kept(label)]


def test_a_listing_is_stored_and_read_back(project, lead):
    found = (
        Dimension(
            "topic", "Sub-topic", depends_on_label=True, values=(Value("war", "World"), Value("x", "World", AMBIGUOUS))
        ),
        Dimension("length", "Length", LENGTH, hard=True, values=(Value("30 to 80", source="recipe"),)),
    )
    assert save_dimensions(project=project, dimensions=found, source="run 1") == 3
    scope = scope_of(project)
    assert scope.dimension("topic").values[0] == Value("war", "World", "kept", "run 1")
    assert drawn(project, "topic", "World") == ["war"]
    assert scope.dimension("length").hard


def test_a_listing_changes_nothing_that_is_there(project, style, lead):
    set_values(attribute=style, label="", texts=["dry", "warm"], actor=lead)
    set_values(attribute=style, label="", texts=["dry"], actor=lead)
    listed = (Dimension("style", "Other title", values=(Value("warm"), Value("new"))),)
    assert save_dimensions(project=project, dimensions=listed, source="run 1") == 1
    assert drawn(project, "style") == ["dry", "new"]
    assert scope_of(project).dimension("style").title == "Style"


def test_what_is_typed_again_is_drawn_again(project, style, lead):
    for texts in (["dry", "warm"], ["dry"], ["warm", "dry"]):
        set_values(attribute=style, label="", texts=texts, actor=lead)
    assert sorted(drawn(project, "style")) == ["dry", "warm"]
    assert AttributeValue.objects.count() == 2
    assert Event.objects.filter(verb="attribute.set_values").count() == 3


def test_a_length_must_be_one(project, lead):
    length = add_attribute(project=project, title="Words", kind=LENGTH, depends_on_label=True, actor=lead)
    with pytest.raises(ValidationError, match="“short” is no length"):
        set_values(attribute=length, label="", texts=["30 to 80", "short"], actor=lead)
    assert (length.hard, length.depends_on_label) == (True, False)


def test_a_title_is_used_once(project, style, lead):
    with pytest.raises(ValidationError, match="of this title"):
        add_attribute(project=project, title="style", kind="attribute", depends_on_label=False, actor=lead)


def test_the_page_says_what_to_do_when_there_are_none(visitor):
    assert "No attributes yet" in visitor.get(at("attribute-list")).content.decode()


def test_a_lead_adds_an_attribute_and_types_its_values(visitor, project):
    answer = visitor.post(at("attribute-create"), {"title": "Style", "kind": "attribute"})
    attribute = project.attributes.get()
    assert answer.url == at("attribute-update", attribute.pk)
    visitor.post(answer.url, {"values_0": "dry\n\nwarm\ndry"})
    assert drawn(project, "style") == ["dry", "warm"]
    assert "warm" in visitor.get(at("attribute-list")).content.decode()


def test_values_that_differ_by_label_have_a_box_each(visitor, project):
    visitor.post(at("attribute-create"), {"title": "Topic", "kind": "attribute", "depends_on_label": "on"})
    edit = at("attribute-update", project.attributes.get().pk)
    assert [group["label"] for group in visitor.get(edit).context["groups"]] == ["negative", "positive"]
    visitor.post(edit, {"values_0": "plot holes", "values_1": "music"})
    assert drawn(project, "topic", "positive") == ["music"]


def test_a_wrong_length_is_said_and_changes_nothing(visitor, project):
    visitor.post(at("attribute-create"), {"title": "Words", "kind": "length"})
    answer = visitor.post(at("attribute-update", project.attributes.get().pk), {"values_0": "long"})
    assert answer.status_code == 422
    assert "is no length" in answer.content.decode()
    assert not AttributeValue.objects.exists()


def test_a_lead_removes_an_attribute(visitor, project, style):
    visitor.post(at("attribute-delete", style.pk))
    assert not project.attributes.exists()


def test_the_model_lists_what_is_missing_in_a_run_of_its_own(visitor, project):
    answer = visitor.post(at("attribute-listing"), {"endpoint": simulated_endpoint(project).pk, "budget_usd": "1"})
    run = Run.objects.get()
    assert (run.recipe, run.count) == ("attrprompt", 0)
    assert answer.url == at("run-detail", run.pk)


def test_where_nothing_is_missing_no_run_starts_and_the_page_says_so(visitor, project, style, lead):
    set_values(attribute=style, label="", texts=["dry"], actor=lead)
    data = {"endpoint": simulated_endpoint(project).pk, "budget_usd": "1"}
    answer = visitor.post(at("attribute-listing"), data)
    assert answer.status_code == 422
    assert "Nothing is missing: each list has values." in answer.text
    assert not Run.objects.exists()
    assert not Event.objects.filter(verb="run.start").exists()
    set_values(attribute=style, label="", texts=[], actor=lead)
    assert visitor.post(at("attribute-listing"), data).status_code == 302


def test_an_annotator_looks_but_does_not_touch(signed_in, annotator, project, style):
    client = signed_in(annotator)
    assert "Add an attribute" not in client.get(at("attribute-list")).content.decode()
    assert client.post(at("attribute-delete", style.pk)).status_code == 403


def test_hostile_values_are_shown_as_text(visitor, project, style, lead):
    set_values(attribute=style, label="", texts=["<img src=x onerror=alert(1)>"], actor=lead)
    assert "<img src=x" not in visitor.get(at("attribute-list")).content.decode()


def test_two_lists_of_one_recipe_say_by_what_they_were_asked_for(visitor, project, codebook, lead):
    endpoint = simulated_endpoint(project)
    recipe = RECIPES["explore-instruct"]
    for digest, about in (("11111111", "ferries"), ("22222222", "")):
        run = Run.objects.create(
            project=project,
            recipe=recipe.name,
            codebook=codebook,
            endpoint=endpoint,
            params=recipe.clean({"about": about}),
            count=1,
            seed=1,
            created_by=lead,
        )
        found = Dimension(
            "topic", "Topic", "listed", values=(Value(f"of {about}"),), key=f"{recipe.name}.topic.{digest}"
        )
        save_dimensions(project=project, dimensions=[found], source=f"run {run.pk}")
    first, second = visitor.get(at("attribute-list")).content.decode().split(">Topic</h2>")[1:]
    assert f'title="explore-instruct">{recipe.title}</span>' in first
    number = codebook.number
    assert f"run {run.pk - 1}</a> for codebook version {number} · About: ferries</p>" in first
    assert f"run {run.pk}</a> for codebook version {number}</p>" in second
