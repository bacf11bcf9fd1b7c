"""Asking a model again about labels that it gave: in the same words several times, or in another form. Its answers are
further opinions, and the signals of self-consistency come of them by the next score."""

from dataclasses import replace
from decimal import ROUND_DOWN, Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from annotation.asked.frames import AGAIN, MOST, SAME_WORDS, WHICH, rows_to_ask_again, runs_to_repeat
from annotation.routing.labelling import check_free
from generation.locks import lock_project
from generation.models import Codebook, Project, Run, User
from generation.recipes.prices import Price
from generation.runs.actions.lifecycle import check_budget
from generation.runs.actions.trying import price_of_labelling, start_labelling, trying_recipes
from generation.runs.doorbell import ring_workers

SAME = "same"
USUAL_TIMES, MOST_TIMES = 3, 10
SAMPLED = 0.7  # temperature: at 0 a model says the same again, and its answer would be taken over unasked
CENTS = Decimal("0.000001")  # what a budget is kept to


@transaction.atomic
def ask_again(
    *,
    project: Project,
    run: int,
    form: str,
    times: int,
    which: str,
    count: int,
    by: User | None,
    budget_usd: Decimal | None = None,
) -> list[Run]:
    """Start `times` runs that ask the model of a run about rows with its labels: each is one more opinion.

    `form`: SAME, or the recipe that asks in another one. The budget is divided among them. ValidationError where there
    are no such rows, where a model is labelling rows already, or where something does not fit.
    """
    lock_project(project.pk)
    check_free(project)
    check_budget(budget_usd)
    first, how, rows = _chosen(project, run, form, times, which, count)
    budget = None if budget_usd is None else (budget_usd / times).quantize(CENTS, ROUND_DOWN)
    asked = how | {"samples": rows, "endpoint": first.endpoint, "by": by, "budget_usd": budget}
    more = {AGAIN: first.pk, SAME_WORDS: form == SAME}
    runs = [start_labelling(project=project, more=more, **asked) for _each in range(times)]
    for one in runs:
        ring_workers(one)
    return runs


def price_of_again(
    *, project: Project, run: int, form: str, times: int, which: str, count: int
) -> tuple[Price, int, Run]:
    """What all of it will cost, from low to high, for how many rows, and whose model is asked. Nothing is asked."""
    first, how, rows = _chosen(project, run, form, times, which, count)
    once = price_of_labelling(project=project, samples=rows, endpoint=first.endpoint, **how)
    all_of = {name: tuple(end * times for end in getattr(once, name)) for name in ("calls", "tokens", "usd")}
    return replace(once, **all_of), len(rows), first


def _chosen(project: Project, run: int, form: str, times: int, which: str, count: int) -> tuple[Run, dict, list[int]]:
    """The run, recipe and settings to ask with, and the rows."""
    first = _run(project, run)
    _check(times, which, count)
    how = _how(first, form, times)
    rows = rows_to_ask_again(project, first, recipe=how["recipe"], which=which, count=count)
    if not rows:
        raise ValidationError(_("No such rows were found: none, or each that was looked at was asked in this form."))
    return first, how, rows


def _run(project: Project, number: int) -> Run:
    codebook = Codebook.objects.current(project)
    if codebook is None or not codebook.judged_name:
        raise ValidationError(_("Publish a codebook that asks for a label first: a model labels by it."))
    found = runs_to_repeat(project).filter(pk=number).first()
    if found is None:
        raise ValidationError(
            {"run": _("No run %(number)s has ended and given labels by the codebook in force.") % {"number": number}}
        )
    if found.endpoint.model != found.asked["model"]:
        text = _("The endpoint of run %(number)d asks another model now, which would not be the same one again.")
        raise ValidationError({"run": text % {"number": number}})
    return found


def _check(times: int, which: str, count: int) -> None:
    if not 1 <= times <= MOST_TIMES:
        raise ValidationError({"times": _("Ask 1 to %(most)d times.") % {"most": MOST_TIMES}})
    if which not in WHICH:
        told = {"name": which[:40], "known": ", ".join(WHICH)}
        raise ValidationError({"which": _("There are no rows “%(name)s”; known are %(known)s.") % told})
    if not 1 <= count <= MOST:
        raise ValidationError({"count": _("Ask about 1 to %(most)d rows at once.") % {"most": MOST}})


def _how(run: Run, form: str, times: int) -> dict:
    """{recipe, params}: asked more than once in the same words a model needs a temperature to say something else."""
    recipes = {one.name: one for one in trying_recipes(run.project)}
    name = run.recipe if form == SAME else form
    recipe = recipes.get(name)
    if form == SAME and (recipe is None or recipe.fingerprint() != run.recipe_hash):
        text = _("Run %(number)d wrote its texts, or its recipe has changed since: ask in another form.")
        raise ValidationError({"form": text % {"number": run.pk}})
    if recipe is None:
        told = {"name": name[:40], "known": ", ".join([SAME, *recipes])}
        raise ValidationError({"form": _("There is no form “%(name)s”; known are %(known)s.") % told})
    if form == run.recipe:
        text = _("Run %(number)d asked by this recipe: ask in the same words, or choose another one.")
        raise ValidationError({"form": text % {"number": run.pk}})
    known = {param.name for param in recipe.params}
    question = {"question": run.codebook.judged_name} if "question" in known else {}
    params = run.params if form == SAME else question
    if (form == SAME or times > 1) and "temperature" in known and not params.get("temperature"):
        params = params | {"temperature": SAMPLED}
    return {"recipe": name, "params": params}
