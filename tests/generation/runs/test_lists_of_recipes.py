"""What a set-up lists belongs to its recipe, and a setting counts in every run."""

import pytest

from generation.conditions.actions import add_attribute, set_values
from generation.runs.actions.worker import work_on

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def drawn(start, endpoint_at, simulated):
    endpoint = endpoint_at(simulated)

    def values(name: str, recipe: str, count: int = 6, **params) -> set[str]:
        run = start(endpoint, recipe=recipe, count=count, params=params)
        work_on(run.pk)
        rows = run.rows.filter(round__gt=0).values_list("condition", flat=True)
        return {dict(row["conditions"])[name] for row in rows}

    return values


def test_a_setting_counts_in_the_second_run_as_well(drawn):
    others = {"rounds": 1, "second_reading": False}
    drawn("temperature", "logit-suppression", temperatures="0.1, 0.2", **others)
    assert drawn("temperature", "logit-suppression", temperatures="1.0, 1.2", **others) == {"1.0", "1.2"}


def test_values_of_a_setting_do_not_stand_among_the_attributes(drawn, project):
    drawn("temperature", "logit-suppression", temperatures="0.1, 0.2", rounds=1, second_reading=False)
    assert not project.attributes.filter(name__contains="temperature").exists()


def test_the_measures_of_a_run_know_the_values_of_its_setting(start, endpoint_at, simulated):
    settings = {"temperatures": "0.1, 0.2", "rounds": 1, "second_reading": False}
    run = start(endpoint_at(simulated), recipe="logit-suppression", count=4, params=settings)
    work_on(run.pk)
    run.refresh_from_db()
    frozen = next(one for one in run.setup["scope"] if one["name"] == "temperature")
    assert [value["text"] for value in frozen["values"]] == ["0.1", "0.2"]


def test_lengths_of_a_setting_count_in_the_second_run_as_well(drawn):
    assert drawn("length", "attrprompt", lengths="30, 60") == {"30 to 80", "60 to 110"}
    assert drawn("length", "attrprompt", lengths="90, 120") == {"90 to 140", "120 to 170"}


def test_the_measures_of_a_run_know_its_own_lengths_alone(start, endpoint_at, simulated):
    endpoint, frozen = endpoint_at(simulated), []
    for lengths in ("30, 60", "90, 120", ""):
        run = start(endpoint, recipe="attrprompt", count=2, params={"lengths": lengths})
        work_on(run.pk)
        run.refresh_from_db()
        bands = (one for one in run.setup["scope"] if one["name"] == "length")
        frozen.append([value["text"] for one in bands for value in one["values"]])
    assert frozen == [["30 to 80", "60 to 110"], ["90 to 140", "120 to 170"], []]


def test_each_recipe_lists_its_own_topics_once(drawn, project):
    first = drawn("topic", "clingen")
    theirs = project.attributes.get(name__startswith="clingen.topic.")
    assert first <= set(theirs.values.values_list("text", flat=True))
    drawn("topic", "textbooks")
    assert project.attributes.filter(name__startswith="textbooks.topic.").exists()
    before = theirs.values.count()
    drawn("topic", "clingen")
    assert theirs.values.count() == before


def test_what_a_lead_entered_by_hand_is_drawn_by_the_recipes_that_list(drawn, project, lead):
    topic = add_attribute(project=project, title="Topic", kind="attribute", depends_on_label=False, actor=lead)
    set_values(attribute=topic, label="", texts=["ferries", "tugs"], actor=lead)
    assert drawn("topic", "textbooks") == {"ferries", "tugs"}
    assert not project.attributes.filter(name__contains=".topic.").exists()


def test_what_a_lead_changed_in_a_recipe_s_list_is_drawn_next(drawn, project, lead):
    drawn("topic", "textbooks")
    listed = project.attributes.get(name__startswith="textbooks.topic.")
    set_values(attribute=listed, label="", texts=["ferries", "tugs"], actor=lead)
    assert drawn("topic", "textbooks") == {"ferries", "tugs"}
