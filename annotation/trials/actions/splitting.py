"""Drawing the items that a codebook is tried on."""

import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from annotation.methods.trials.drawing import draw
from annotation.methods.trials.thresholds import Thresholds
from annotation.models import TrialItem, TrialSplit
from annotation.trials.frames import (
    FEWEST,
    MOST_OF_A_HALF,
    answered_items,
    is_in_force,
    settled_answers,
    used_items,
)
from annotation.trials.questions import asked_of_models
from generation import audit
from generation.locks import lock_project
from generation.models import Codebook, Project

A_LABEL = 5  # items of each label that a half has at least, where there are as many


@transaction.atomic
def draw_split(
    *,
    project: Project,
    by,
    development: int,
    held_out: int,
    seed: int | None = None,
    thresholds: Thresholds = Thresholds(),
) -> TrialSplit:
    """Draw both halves from what people have answered under the version in force, and freeze their answers.

    ValidationError where there are too few; the held-out half takes only items that no earlier split has used.
    """
    lock_project(project.pk)
    codebook = codebook_in_force(project)
    answered, used = answered_items(project, codebook), used_items(project)
    fresh = answered.keys() - used
    _check(development, held_out, len(answered), len(fresh), used=bool(used))
    seed = secrets.randbits(31) if seed is None else seed
    labels = {item: one.label for item, one in answered.items()}
    drawn = draw(labels, development=development, held_out=held_out, seed=seed, least=A_LABEL, fresh=fresh)
    given = settled_answers(project, codebook, list(drawn))
    split = TrialSplit.objects.create(
        project=project,
        base=codebook,
        question=codebook.judged_name,
        seed=seed,
        thresholds=thresholds.as_json(),
        created_by=by,
    )
    TrialItem.objects.bulk_create(
        TrialItem(
            split=split,
            item_id=item,
            half=one.half,
            label=answered[item].label,
            settled=given[item],
            rule=answered[item].rule,
            adjudicated=answered[item].adjudicated,
            at_random=answered[item].at_random,
            weight=one.weight,
        )
        for item, one in sorted(drawn.items())
    )
    told = {"development": development, "held_out": held_out, "seed": seed}
    audit.record(actor=by, verb="trial.drawn", project=project, subject=f"split {split.pk}", **told)
    return split


def check_in_force(split: TrialSplit) -> None:
    """ValidationError once another version is in force than the one that the items were drawn under."""
    if not is_in_force(split):
        message = _(
            "These items were drawn under version %(number)d, which is not in force any more. Draw items that people "
            "answered under the version that is."
        )
        raise ValidationError(message % {"number": split.base.number})


def published_codebook(project: Project) -> Codebook:
    """The version in force, whatever it asks; ValidationError where there is none."""
    codebook = Codebook.objects.current(project)
    if codebook is None:
        raise ValidationError(_("Publish a codebook first: people answer by it, and a draft is held against it."))
    return codebook


def codebook_in_force(project: Project) -> Codebook:
    """ValidationError where there is none, or models are asked none of its questions."""
    codebook = published_codebook(project)
    if not asked_of_models(codebook):
        message = _(
            "A try judges a draft by the questions that a model answers, and this codebook leaves all to people."
        )
        raise ValidationError(message)
    return codebook


def _check(development: int, held_out: int, answered: int, fresh: int, *, used: bool) -> None:
    sizes = {"development": development, "held_out": held_out}
    told = _("Between %(least)d and %(most)d items make a half.") % {"least": FEWEST, "most": MOST_OF_A_HALF}
    if wrong := {name: told for name, size in sizes.items() if not FEWEST <= size <= MOST_OF_A_HALF}:
        raise ValidationError(wrong)
    if held_out > fresh and used:
        message = _(
            "%(there)d items that no try has used have answers; the held-out half is to have %(wanted)d. Ask for "
            "fewer, or let people answer more items first."
        )
        raise ValidationError(message % {"there": fresh, "wanted": held_out})
    if development + held_out > answered:
        message = _(
            "%(there)d items have a settled blind answer under the version in force; %(wanted)d are asked for. Ask for "
            "fewer, or let people answer more items first."
        )
        raise ValidationError(message % {"there": answered, "wanted": development + held_out})
