"""Asking a model again about labels that it gave: in the same words several times, or in another form. Its answers are
further opinions, and the signals of self-consistency come of them by the next score."""

from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from annotation.asked.frames import AGAIN, ASKED_ON, MOST, SAME_WORDS, WHICH, rows_to_ask_again, runs_to_repeat
from annotation.methods.signals.executions import expected_executions
from annotation.models import Asking
from annotation.routing.labelling import check_free
from generation.catalogue.annotate import ORDER
from generation.locks import lock_project
from generation.methods.plans.label_order import SHUFFLED
from generation.models import Codebook, Project, Run, User
from generation.recipes.prices import Price
from generation.runs.actions.lifecycle import check_budget
from generation.runs.actions.trying import labelling_forms, price_of_labelling, start_labelling, trying_recipes
from generation.runs.doorbell import ring_workers
from generation.runs.frames.prompt_forms import PromptForm, form_of

SAME = "same"
USUAL_TIMES, MOST_TIMES = 3, 10
SAMPLED = 0.7  # temperature: at 0 a model says the same again, and its answer would be taken over unasked
CENTS = Decimal("0.000001")  # what a budget is kept to
DIFFER = 0.25  # of the rows, as a price is told before it is known


@dataclass(frozen=True)
class Again:
    """What is asked again: about which rows of which run, how, how often at least, and at most where answers differ.

    `form`: SAME, or the name of another one (prompt_forms.py). `shuffled`: labels in another order for each row and
    each time, whatever the form. `most`: None, or up to how many times a row is asked about on which answers differ.
    """

    run: int
    form: str = SAME
    times: int = USUAL_TIMES
    which: str = WHICH[0]
    count: int = 200
    shuffled: bool = False
    most: int | None = None

    @property
    def at_most(self) -> int:
        return self.most or self.times


@transaction.atomic
def ask_again(*, project: Project, by: User | None, budget_usd: Decimal | None = None, **asked) -> list[Run]:
    """Start `times` runs that ask the model of a run about rows with its labels: each is one more opinion. `asked` is
    what Again says; where it has a `most`, a sweep goes on with the rows on which they differ.

    The budget is divided among them. ValidationError where there are no such rows, where a model is labelling rows
    already, or where something does not fit.
    """
    lock_project(project.pk)
    check_free(project)
    check_budget(budget_usd)
    again = Again(**asked)
    first, how, rows = _chosen(project, again)
    budget = None if budget_usd is None else (budget_usd / again.times).quantize(CENTS, ROUND_DOWN)
    each = {"same": is_same(again), "by": by, "budget_usd": budget}
    runs = [one_more(first, how, rows, **each) for _each in range(again.times)]
    if again.at_most > again.times:
        Asking.objects.create(
            project=project,
            first=first,
            times=again.times,
            most=again.at_most,
            runs=[run.pk for run in runs],
            budget_usd=budget_usd,
            created_by=by,
        )
    return runs


def one_more(
    first: Run,
    how: dict,
    rows: list[int],
    *,
    same: bool,
    by: User | None,
    budget_usd: Decimal | None,
    on: bool = False,
) -> Run:
    """Start a run that asks about these rows once more; `on`: because the answers about them differ."""
    asked = how | {"samples": rows, "endpoint": first.endpoint, "by": by, "budget_usd": budget_usd}
    more = {AGAIN: first.pk, SAME_WORDS: same} | ({ASKED_ON: True} if on else {})
    run = start_labelling(project=first.project, more=more, **asked)
    ring_workers(run)
    return run


def is_same(again: Again) -> bool:
    return again.form == SAME and not again.shuffled


def price_of_again(*, project: Project, **asked) -> tuple[Price, int, Run]:
    """What all of it will cost, from low (all answers agree) to high (none does), for how many rows, and whose model is
    asked. Nothing is asked."""
    again = Again(**asked)
    first, how, rows = _chosen(project, again)
    once = price_of_labelling(project=project, samples=rows, endpoint=first.endpoint, **how)
    return _times(once, again.times, again.at_most), len(rows), first


def likely_price(price: Price, *, times: int, most: int | None) -> Price | None:
    """The same where the answers differ on one row in four; None where that changes nothing."""
    if not most or most <= times:
        return None
    likely = expected_executions(times, most, DIFFER)
    return _times(price, likely / times, likely / most)


def _times(once: Price, low: float, high: float) -> Price:
    def ends(name: str) -> tuple:
        kind = type(getattr(once, name)[0])
        pair = zip(getattr(once, name), (low, high), strict=True)
        return tuple(
            kind(round(end * how_often)) if kind is int else end * Decimal(how_often) for end, how_often in pair
        )

    return replace(once, **{name: ends(name) for name in ("calls", "tokens", "usd")})


def _chosen(project: Project, again: Again) -> tuple[Run, dict, list[int]]:
    """The run, recipe and settings to ask with, and the rows."""
    first = _run(project, again.run)
    _check(again)
    how = _how(first, again)
    rows = rows_to_ask_again(project, first, **how, which=again.which, count=again.count)
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


def _check(again: Again) -> None:
    if not 1 <= again.times <= MOST_TIMES:
        raise ValidationError({"times": _("Ask 1 to %(most)d times.") % {"most": MOST_TIMES}})
    if again.most is not None and not again.times <= again.most <= MOST_TIMES:
        told = {"least": again.times, "most": MOST_TIMES}
        raise ValidationError({"most": _("Where answers differ, ask %(least)d to %(most)d times.") % told})
    if again.which not in WHICH:
        told = {"name": again.which[:40], "known": ", ".join(WHICH)}
        raise ValidationError({"which": _("There are no rows “%(name)s”; known are %(known)s.") % told})
    if not 1 <= again.count <= MOST:
        raise ValidationError({"count": _("Ask about 1 to %(most)d rows at once.") % {"most": MOST}})


def _how(run: Run, again: Again) -> dict:
    """{recipe, params}: asked more than once in the same words a model needs a temperature to say something else."""
    recipes = {one.name: one for one in trying_recipes(run.project)}
    form = form_of(run) if again.form == SAME else PromptForm.named(again.form)
    recipe = recipes.get(form.recipe)
    if again.form == SAME and (recipe is None or recipe.fingerprint() != run.recipe_hash):
        text = _("Run %(number)d wrote its texts, or its recipe has changed since: ask in another form.")
        raise ValidationError({"form": text % {"number": run.pk}})
    known = [SAME, *labelling_forms(run.project)]
    if again.form not in known:
        told = {"name": again.form[:40], "known": ", ".join(known)}
        raise ValidationError({"form": _("There is no form “%(name)s”; known are %(known)s.") % told})
    if again.form == form_of(run).name:
        text = _("Run %(number)d asked in this form: ask in the same words, or choose another one.")
        raise ValidationError({"form": text % {"number": run.pk}})
    return {"recipe": form.recipe, "params": _params(run, again, form, {param.name for param in recipe.params})}


def _params(run: Run, again: Again, form: PromptForm, known: set[str]) -> dict:
    question = {"question": run.codebook.judged_name} if "question" in known else {}
    params = run.params if again.form == SAME else question | form.params
    if again.shuffled and ORDER.name not in known:
        raise ValidationError({"shuffled": _("This recipe keeps the order of the labels: choose another form.")})
    if again.shuffled:
        params = params | {ORDER.name: SHUFFLED}
    if (again.form == SAME or again.at_most > 1) and "temperature" in known and not params.get("temperature"):
        params = params | {"temperature": SAMPLED}
    return params
