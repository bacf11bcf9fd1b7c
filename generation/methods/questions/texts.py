"""An item's fields as its codebook lists them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from generation.methods.questions.kind import Texts

if TYPE_CHECKING:
    from generation.methods.taskspec import TaskSpec


def in_order(spec: "TaskSpec", texts: Texts) -> Mapping[str, str]:
    """Return the fields that the codebook has in its order: a database may give them back in one of its own, and what
    says nothing of a field is about the first."""
    fields = texts()
    return {one.name: fields[one.name] for one in spec.fields if one.name in fields}
