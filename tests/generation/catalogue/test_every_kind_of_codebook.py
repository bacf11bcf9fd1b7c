"""Whichever codebook a recipe is started on: it says beforehand why it cannot run, or it gives samples."""

from dataclasses import replace

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
PAIR = ("request", "answer_a", "answer_b")


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
        lack = recipe.prepare(context).bars
        return lack.what if lack else ""
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
        ("supergen-pairs", "classification", "no field for “premise”, “hypothesis”:"),
        ("clingen-pairs", "classification", "no field for “premise”, “hypothesis”:"),
        ("clingen-entities", "classification", "no field for “entities”:"),
        ("preference-pairs", "classification", "no field for “instruction”, “answer_a”, “answer_b”:"),
        ("preference-pairs", "instruction", "no field for “answer_a”, “answer_b”:"),
        ("self-instruct", "classification", "no field for “instruction”, “response”:"),
        ("tool-verified", "classification", "no field for “question”, “answer”:"),
        ("orca", "dialogue", "reads “instruction” from your samples"),
        ("metamath", "classification", "reads “answer”, “question” from your samples"),
        ("textbooks", "extraction", "writes nothing for the codebook's field “triples”"),
        ("evol-instruct", "classification", "no field for “instruction”, “response”:"),
        ("synthetic-prompting", "dialogue", "no field for “question”, “answer”:"),
        ("ultrachat", "pairs", "no field for “conversation”"),
        ("s3", "classification", "gold"),
    ],
)
def test_the_reason_names_what_is_missing(name, kind, why):
    project = projects.bare(kind) if why == "gold" else projects.full(kind)
    assert why in barred(RECIPES[name], context_of(RECIPES[name], project, 4))


@pytest.mark.parametrize("name", ["ultrachat", "camel", "tinystories", "textbooks", "tinystories-instruct"])
def test_what_makes_one_text_goes_into_a_codebook_s_only_field(name):
    project = projects.full("classification")
    assert barred(RECIPES[name], context_of(RECIPES[name], project, 4)) == ""


def test_two_parts_that_stand_apart_cannot_be_sent_into_one_field():
    recipe = RECIPES["clingen-pairs"]
    said = {"fields": "premise=text, hypothesis=text"}
    why = barred(recipe, context_of(recipe, projects.full("classification"), 4, **said))
    assert why.startswith("“premise”, “hypothesis” would all go into the field “text”")


@pytest.mark.parametrize(
    ("first", "second", "fits"),
    [
        ("A is better", "B is better", True),
        ("answer_a", "answer_b", True),
        ("1", "2", True),
        ("A가 낫다", "B가 낫다", True),
        ("A is better than B", "B is a better one than A", True),
        ("B is better", "A is better", False),
        ("billing", "delivery", False),
    ],
)
def test_preference_pairs_need_labels_that_say_which_answer_is_better(first, second, fits):
    recipe, project = RECIPES["preference-pairs"], projects.full("preferences")
    question = project.spec.questions[0]
    labels = [
        replace(one, name=name, verbalizer=name) for one, name in zip(question.labels, (first, second), strict=True)
    ]
    spec = replace(project.spec, questions=(replace(question, labels=tuple(labels)),))
    why = barred(recipe, context_of(recipe, replace(project, spec=spec, seeds=()), 4))
    assert (why == "") is fits
    assert fits or why.endswith(f"They are: {first}, {second}.")


@pytest.mark.parametrize(("seeds", "why"), [(0, "alike"), (6, "alike"), (8, "alike"), (9, "")])
def test_wanli_says_beforehand_where_no_label_has_enough_seeds(seeds, why):
    """Of five seeds of a label three are ambiguous, as many as a prompt shows."""
    recipe, project = RECIPES["wanli"], projects.full("classification")
    few = replace(project, seeds=project.seeds[:seeds])
    assert barred(recipe, context_of(recipe, few, 4, group=3, share=0.5)) == why


def test_a_part_may_be_said_to_stand_in_a_field():
    recipe = RECIPES["orca"]
    said = {"fields": "instruction=text, response=text"}
    assert barred(recipe, context_of(recipe, projects.full("classification"), 4, **said)) == ""


def test_preference_pairs_run_where_the_field_is_called_request_as_the_recipe_calls_it():
    recipe, project = RECIPES["preference-pairs"], projects.full("preferences")
    fields = tuple(replace(field, name=name) for field, name in zip(project.spec.fields, PAIR, strict=True))
    renamed = replace(project, spec=replace(project.spec, fields=fields))
    assert barred(recipe, context_of(recipe, renamed, 4)) == ""


def test_a_field_for_an_input_may_stay_empty():
    recipe, project = RECIPES["chain-of-thought"], projects.full("instruction")
    made = ran(recipe, project, context_of(recipe, project, 2))
    assert {one.fields["input"] for one in made.made.values()} == {""}
