"""A run whose recipe names a selector: what it chose stands in the prompt and in the row."""

import pytest
from django.urls import reverse

from generation.catalogue.registry import RECIPES
from generation.models import Call, RunState
from generation.recipes.prices import Models
from generation.recipes.trial import trial_of
from generation.runs.actions.worker import work_on

pytestmark = pytest.mark.django_db(transaction=True)


def prompts(run) -> dict[int, str]:
    """The user message of each row's first request."""
    calls = Call.objects.filter(run=run, step="write", error="").select_related("row")
    return {call.row.index: call.request["messages"][-1]["content"] for call in calls}


def finished(run):
    work_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.reason) == (RunState.DONE, "")
    return run


@pytest.mark.parametrize(
    "selector", ["same_label", {"nearest": {"k": 2}}, {"vote_k": {"most": 8, "k": 2}}, "seed_sets", "cluster_argmax"]
)
def test_the_chosen_examples_stand_in_the_prompt_and_in_the_row(
    simulated, endpoint_at, start, seeds, recipe_with, selector
):
    name = next(iter(selector)) if isinstance(selector, dict) else selector
    run = finished(start(endpoint_at(simulated), recipe=recipe_with(selector), count=12))
    sent = prompts(run)
    rows = list(run.rows.filter(round=1, index__in=sent))
    assert len(rows) >= 12
    for row in rows:
        draw = row.condition
        assert draw["chosen"]["by"] == f"{name}@1"
        assert len(draw["demonstrations"]) == len(draw["chosen"]["scores"]) in (2, 3)
        for pk in draw["demonstrations"]:
            assert seeds[pk].reference == row.label
            assert seeds[pk].fields["text"] in sent[row.index]


def test_a_sample_leads_to_the_rows_that_showed_it(simulated, endpoint_at, start, seeds, recipe_with):
    run = finished(start(endpoint_at(simulated), recipe=recipe_with("same_label"), count=12))
    one = run.rows.filter(round=1).first().condition["demonstrations"][0]
    found = [row for row in run.rows.filter(round=1) if one in row.condition["demonstrations"]]
    assert found
    assert {row.index for row in found} == {i for i, text in prompts(run).items() if seeds[one].fields["text"] in text}


def test_without_the_selector_no_example_is_shown(simulated, endpoint_at, start, seeds, recipe_with):
    run = finished(start(endpoint_at(simulated), recipe=recipe_with("nothing"), count=6))
    assert not any(seed.fields["text"] in text for seed in seeds.values() for text in prompts(run).values())
    assert not any(row.condition["demonstrations"] or row.condition["chosen"] for row in run.rows.filter(round=1))


def test_two_runs_of_a_seed_show_the_same(simulated, endpoint_at, start, seeds, recipe_with):
    name = recipe_with({"cluster_argmax": {"k": 2}})
    endpoint, shown = endpoint_at(simulated), []
    for concurrency in (8, 2):
        endpoint.concurrency = concurrency
        endpoint.save()
        run = finished(start(endpoint, recipe=name, count=8))
        shown.append([row.condition["demonstrations"] for row in run.rows.filter(round=1)[:8]])
    assert shown[0] == shown[1]
    assert all(shown[0])


@pytest.mark.parametrize(
    ("selector", "said"),
    [
        ("leaf_only", "No examples by topic"),
        ("variability_unlabelled", "No generated examples"),
        ("vote_k_confidence", "chooses its examples by “confidence”"),
    ],
)
def test_the_page_says_before_anything_is_paid_what_no_seed_has(
    simulated, endpoint_at, signed_in, lead, codebook, seeds, recipe_with, selector, said
):
    endpoint_at(simulated)
    page = signed_in(lead).get(reverse("generation:recipe-detail", args=["reviews", recipe_with(selector)]))
    assert said in page.content.decode()


def test_the_page_shows_the_examples_that_the_run_then_sends_first(
    simulated, endpoint_at, start, project, codebook, seeds, recipe_with
):
    endpoint, recipe = endpoint_at(simulated), RECIPES[recipe_with({"vote_k": {"k": 2}})]
    chosen = {"project": project, "codebook": codebook, "recipe": recipe, "params": {}, "count": 4, "seed": 7}
    shown = trial_of(models=Models(endpoint), **chosen).rows[0].asks[0].messages[-1]["content"]
    assert prompts(finished(start(endpoint, recipe="shown", count=4)))[0] == shown
