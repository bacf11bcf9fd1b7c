"""The entities that a sample lists stand in its text, letter by letter (ClinGen's named entities)."""

from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding
from generation.methods.verifiers.occurrence import occurs

MISSING = _("lists names that are not in the text")


def check(case: Case) -> Finding:
    """Reject a sample if an entity of its field `entities`, one on each line, is not in its field `field` ('text')."""
    listed = case.candidate.fields.get(case.params.get("entities", "entities"), "").splitlines()
    text = case.candidate.fields.get(case.params.get("field", "text"), "")
    absent = any(entity.strip() and not occurs(entity, text) for entity in listed)
    return Finding(MISSING if absent else "")


def literal(entities: list[str], text: str) -> list[str]:
    """Return the entities that occur in the text as whole words, in the same case; a recipe keeps only these."""
    return [entity for entity in entities if occurs(entity, text)]
