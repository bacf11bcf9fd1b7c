"""A text that was accepted before, word for word or nearly."""

from collections.abc import Iterable, Mapping

from generation.methods.steps import Gate
from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding


def compares(params: dict) -> bool:
    """Say whether near-duplicates count, too, so that accepted texts have to be kept to compare with."""
    return params.get("near", True)


def compared_field(gates: Iterable[Gate]) -> str:
    """Return the field that near-duplicates are found by; '' for all fields together."""
    return next((gate.params.get("field", "") for gate in gates if gate.name == "duplicates"), "")


def compared(fields: Mapping[str, str], field: str) -> str:
    """Return what of a sample is compared."""
    return str(fields.get(field, "")) if field else "\n".join(map(str, fields.values()))


def check(case: Case) -> Finding:
    """Reject a text equal to an accepted one or, unless `near` is false, with ROUGE-L F over `rouge_l`.

    With `field` that field alone is compared, and samples of one row may share it: several answers to one question.
    """
    text = case.text
    if case.params.get("field") and text in case.siblings:
        return Finding()
    limit = case.params.get("rouge_l", 0.7) if compares(case.params) else None
    if case.index.holds(text):
        return Finding(_("duplicate"), 1.0)
    nearest = None if limit is None else case.index.nearest(text, limit)
    return Finding() if nearest is None else Finding(_("near-duplicate"), nearest)
