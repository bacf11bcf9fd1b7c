"""The audit log of an item."""

from annotation.models import Item
from generation.audit import record
from generation.models import Project


def record_of(item: Item, project: Project, *, actor, verb: str, **detail) -> None:
    """A line about an item, with the number that people call it by."""
    record(actor=actor, verb=verb, project=project, subject=f"item {item.pk}", number=item.number, **detail)
