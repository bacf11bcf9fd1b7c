"""Asking on about the rows on which a model's answers differ, one run after the other, until they are decided.

Each run is stored before it asks, and which rows are undecided follows from the labels that are stored: whoever dies
here, the next sweep finds what is to be done, and nothing is asked twice.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import ROUND_DOWN, Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from annotation.asked.frames import SAME_WORDS
from annotation.asked.labelling import CENTS, one_more
from annotation.machine.asking import enqueue_score
from annotation.methods.signals.executions import undecided
from annotation.models import Asking
from annotation.routing.labelling import check_free
from generation.locks import lock_project
from generation.models import Codebook, MachineLabel, Run, RunState
from generation.models.machine import sources_of
from generation.models.run import ENDED
from generation.runs.actions.lifecycle import SMALLEST_BUDGET

SPENT = _("The budget is spent.")
ENDED_BY_HAND = _("One of its runs was cancelled or failed.")
ANOTHER_MODEL = _("The endpoint asks another model now.")
NEW_CODEBOOK = _("Another codebook is in force by now.")


def is_asking(asking: Asking) -> bool:
    """Whether one of its runs still moves: asked without a lock, so that a sweep each second keeps nobody waiting."""
    return Run.objects.filter(pk__in=asking.runs).exclude(state__in=ENDED).exists()


@transaction.atomic
def go_on(asking: Asking) -> bool:
    """Start its next run, or end it, once its runs have ended. True where something changed."""
    lock_project(asking.project_id)
    asking = Asking.objects.select_for_update(no_key=True, of=("self",)).get(pk=asking.pk)
    runs = list(Run.objects.filter(pk__in=asking.runs).order_by("pk"))
    if asking.state != Asking.State.RUNNING or any(run.state not in ENDED for run in runs):
        return False
    if why := _stopped(asking, runs):
        return _end(asking, why)
    try:
        check_free(asking.project)
    except ValidationError:
        return False  # the next sweep looks again
    if not (rows := open_rows(asking, runs)):
        return _end(asking, "")
    try:
        with transaction.atomic():
            run = _next(asking, runs[-1], rows)
    except ValidationError as problem:
        return _end(asking, " ".join(problem.messages))
    asking.runs, asking.stopped = [*asking.runs, run.pk], ""
    asking.tries, asking.retry_at = 0, None
    asking.save(update_fields=["runs", "stopped", "tries", "retry_at"])
    return True


def open_rows(asking: Asking, runs: Iterable[Run]) -> list[int]:
    """Those of its rows on which the answers differ, and further ones could still matter; the label that was given is
    one of the answers."""
    runs = list(runs)
    sources = [name for run in [asking.first, *runs] for name in sources_of(run)]
    asked = MachineLabel.objects.standing().filter(source__in=sources, sample__in=runs[0].setup["only"])
    votes: dict[int, Counter] = defaultdict(Counter)
    question = asking.first.codebook.judged_name
    for sample, label in asked.filter(question=question).order_by().values_list("sample_id", "label"):
        votes[sample][label] += 1
    left = asking.most - len(runs)
    return sorted(sample for sample, said in votes.items() if undecided(said, left))


def _stopped(asking: Asking, runs: list[Run]) -> str:
    """Why it goes on no more, whatever the answers; "" where it may."""
    if len(runs) < len(asking.runs) or any(run.state != RunState.DONE for run in runs):
        return ENDED_BY_HAND
    if Codebook.objects.current(asking.project) != asking.first.codebook:
        return NEW_CODEBOOK
    if asking.first.endpoint.model != asking.first.asked["model"]:
        return ANOTHER_MODEL
    left = _left(asking)
    return SPENT if left is not None and left < SMALLEST_BUDGET else ""


def _left(asking: Asking) -> Decimal | None:
    """Of the budget; None: there is none."""
    if asking.budget_usd is None:
        return None
    spent = Run.objects.filter(pk__in=asking.runs).aggregate(usd=Sum(F("cost_usd") + F("lost_usd")))["usd"]
    return asking.budget_usd - spent


def _next(asking: Asking, last: Run, rows: list[int]) -> Run:
    """The run before it, about these rows alone; its own seed draws other answers and other orders of the labels."""
    left = _left(asking)
    budget = None if left is None else left.quantize(CENTS, ROUND_DOWN)
    asked = {"same": last.setup[SAME_WORDS], "on": True, "by": asking.created_by, "budget_usd": budget}
    return one_more(asking.first, {"recipe": last.recipe, "params": last.params}, rows, **asked)


def _end(asking: Asking, why: str) -> bool:
    asking.state, asking.stopped, asking.finished_at = Asking.State.DONE, why, timezone.now()
    asking.save(update_fields=["state", "stopped", "finished_at"])
    if Run.objects.filter(pk__in=asking.runs, accepted__gt=0).exists():
        enqueue_score(asking.project)
    return True
