"""What asking a model for labels will cost, and the run that asks. Imports no numpy: pages say it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from annotation.enhance.asking import Asked, check_asked
from annotation.models import Enhancement
from generation.models import Codebook, Endpoint, LabelSource, Project, Sample
from generation.recipes.prices import Price
from generation.runs.actions.lifecycle import check_budget
from generation.runs.actions.trying import LOOKED_AT, price_of_proposing, start_proposing
from generation.runs.doorbell import ring_workers

EXAMPLES = 50  # any labelled rows: until clean ones are known, prompts are priced with these

#: Which recipe asks. One shows clean labels, the other must see no label at all.
RECIPES = {"freeal_asked": "kate", "ares": "annotate"}


def price_of_asking(*, project: Project, method: str, count: int, endpoint: Endpoint) -> tuple[Price, int]:
    """From low to high, and for how many rows at most: which ones is known once a student has read all."""
    check_asked(method, count)
    codebook = Codebook.objects.current(project)
    if codebook is None or not codebook.judged_name:
        raise ValidationError(_("Publish a codebook that asks for a label first: a model labels by it."))
    labelled = Sample.objects.filter(project=project, label_source=LabelSource.MACHINE).order_by("pk")
    some = dict(labelled.values_list("pk", "current_label")[:EXAMPLES])
    if not some:
        raise ValidationError(_("No row has a model's label yet, so there is nothing to enhance."))
    rows = min(count, labelled[:count].count())
    shown = some if method == "freeal_asked" else {}
    asked = {"recipe": RECIPES[method], "samples": list(some)[:LOOKED_AT], "examples": shown}
    return price_of_proposing(project=project, count=rows, endpoint=endpoint, **asked), rows


def model_to_ask(endpoint: Endpoint, count: int, budget_usd: Decimal | None) -> Asked:
    """ValidationError where the budget is none."""
    check_budget(budget_usd)
    return Asked(endpoint, count, budget_usd)


@transaction.atomic
def start_run(made: Enhancement, *, samples: Sequence[int], examples: Mapping[int, str], asked: Asked) -> None:
    """Have the model asked about these samples; what it says stays in the run's rows. ValidationError says what does
    not fit."""
    how = {"samples": samples, "examples": examples, "by": made.created_by, "budget_usd": asked.budget_usd}
    made.run = start_proposing(project=made.project, recipe=RECIPES[made.method], endpoint=asked.endpoint, **how)
    made.save(update_fields=["run"])
    ring_workers(made.run)
