"""Whichever codebook a recipe is started on: it says beforehand why it cannot run, or it gives samples."""

import pytest

from generation.catalogue.recipe import Recipe
from generation.catalogue.registry import RECIPES
from generation.methods.context import Context
from generation.methods.parts import PartError
from generation.methods.schedules.schedule import Known
from generation.methods.steps import SetupFailed
from tests.generation.catalogue import projects
from tests.generation.catalogue.driving_rounds import Ran, run_rounds
from tests.generation.catalogue.projects import KINDS, SMALL, Project
from tests.generation.catalogue.test_simulated import Simulated

#: Nothing to start from is found out at its set-up, or before its first round, by looking at the samples themselves.
LOOKS_FIRST = {"instruction-induction"}
#: They work on samples that are there, in the order they came in; without any, a run has no row.
WAITING = {"annotate", "coannotating", "kate", "label-by-vote", "metamath", "orca", "supergen-pairs"}


def context_of(recipe: Recipe, project: Project, count: int, **params) -> Context:
    return Context(
        project.spec,
        recipe.clean(SMALL.get(recipe.name, {}) | params),
        count,
        support=project.seeds,
        topics=tuple("\n".join(item.fields.values()) for item in project.items),
        gold=len(project.gold),
        documents=project.documents,
        triples=project.facts,
    )


def barred(recipe: Recipe, context: Context) -> str:
    try:
        return recipe.prepare(context).bars
    except PartError as problem:
        return problem.message % problem.values


def ran(recipe: Recipe, project: Project, context: Context, model: Simulated | None = None) -> Ran:
    people: dict[str, str] = {}
    known = Known(gold=list(project.gold), support=list(project.seeds), items=list(project.items), people=people)
    label = project.spec.question().labels[0].name
    model = model or Simulated()
    return run_rounds(recipe, context, model, known, answer=lambda ids: people.update(dict.fromkeys(ids, label)))


@pytest.mark.parametrize("name", RECIPES)
def test_it_is_barred_or_gives_samples_on_each_kind(name):
    recipe, gives = RECIPES[name], []
    for kind in KINDS:
        project = projects.full(kind)
        context = context_of(recipe, project, 4)
        if barred(recipe, context):
            continue
        try:
            made = ran(recipe, project, context)
        except SetupFailed:
            assert name in LOOKS_FIRST
            continue
        assert made.made, f"{kind}: {made.stopped} {[why for _draw, _one, why in made.turned_away][:3]}"
        gives.append(kind)
    assert gives


@pytest.mark.parametrize("name", RECIPES)
def test_in_a_project_that_has_only_a_codebook_too(name):
    recipe = RECIPES[name]
    for kind in KINDS:
        project = projects.bare(kind)
        context = context_of(recipe, project, 2)
        if barred(recipe, context):
            continue
        model = Simulated()
        made = ran(recipe, project, context, model)
        assert made.made or (name in WAITING and model.asked == 0), f"{kind}: {made.stopped}"


@pytest.mark.parametrize(
    ("name", "kind", "why"),
    [
        ("supergen-pairs", "classification", "reads “premise” from your samples"),
        ("orca", "dialogue", "reads “instruction” from your samples"),
        ("metamath", "classification", "reads “answer” from your samples"),
        ("textbooks", "extraction", "writes nothing for the codebook's field “triples”"),
        ("evol-instruct", "classification", "measures “instruction” by itself"),
        ("synthetic-prompting", "dialogue", "measures “question” by itself"),
        ("ultrachat", "pairs", "no field for “conversation”"),
        ("s3", "classification", "gold"),
    ],
)
def test_the_reason_names_what_is_missing(name, kind, why):
    project = projects.bare(kind) if why == "gold" else projects.full(kind)
    assert why in barred(RECIPES[name], context_of(RECIPES[name], project, 4))


def test_a_part_may_be_said_to_stand_in_a_field():
    recipe = RECIPES["orca"]
    said = {"fields": "instruction=text, response=text"}
    assert barred(recipe, context_of(recipe, projects.full("classification"), 4, **said)) == ""


def test_a_field_for_an_input_may_stay_empty():
    recipe, project = RECIPES["chain-of-thought"], projects.full("instruction")
    made = ran(recipe, project, context_of(recipe, project, 2))
    assert {one.fields["input"] for one in made.made.values()} == {""}
