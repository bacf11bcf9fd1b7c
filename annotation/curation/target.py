"""How common each label is where the student will be used, as a lead may know it: checked before weights rest on it."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from generation.models import Codebook

TAKES_SHARES = "label_shift"  # the one way to weigh that goes by them
OFF = 0.001  # thirds that are written as 33.3 % add up to 99.9 %
ROUNDING = 1e-9


def check_shares(shares: object, weights: str) -> None:
    """ValidationError unless they are {label: share, 0 to 1} that add up to 1, for weights that go by them; or None."""
    if shares is None:
        return
    if not isinstance(shares, Mapping) or not shares or not all(map(_is_share, shares.values())):
        raise ValidationError(_('target_shares says how common each label is, 0 to 1: {"label": 0.1, …}; or null.'))
    if weights != TAKES_SHARES:
        raise ValidationError(_("target_shares goes with the weights %(name)s.") % {"name": TAKES_SHARES})
    check_sum(sum(shares.values()))


def check_sum(share: float) -> None:
    if abs(share - 1) > OFF + ROUNDING:
        told = {"percent": f"{100 * share:.4g}"}
        raise ValidationError(_("The shares of the target's labels add up to %(percent)s %%, not to 100 %%.") % told)


def check_labels(shares: Mapping[str, float] | None, codebook: Codebook) -> None:
    """ValidationError where a share is of a label that the codebook does not have."""
    known = label_names(codebook)
    unknown = [name for name in shares or () if name not in known]
    if unknown:
        told = {"name": unknown[0][:80], "known": ", ".join(known)}
        raise ValidationError(_("The codebook has no label “%(name)s”; it has: %(known)s.") % told)


def label_names(codebook: Codebook) -> list[str]:
    """Of the question whose labels versions carry; [] where there is none."""
    question = codebook.judged_question
    return [label.name for label in question.labels.all()] if question else []


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
