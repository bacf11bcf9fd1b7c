"""The columns of a version: the codebook's fields and questions first, then what is said of the row."""

from annotation.methods.exports.columns import Column
from generation.models import Codebook

AFTER_LABEL = (
    Column("split"),
    Column("label_source"),
    Column("reviewed_by", "integer"),
    Column("simulated", "boolean"),
    Column("machine_label"),
    Column("machine_probability", "number"),
    Column("sample", "integer"),
    Column("external_id"),
    Column("origin"),
    Column("machine_labels", "json"),
    Column("annotations", "json"),
    Column("provenance", "json"),
    Column("metadata", "json"),
)
RESERVED = {"label", *(column.name for column in AFTER_LABEL)}


def field_columns(codebook: Codebook) -> dict[str, str]:
    """Field name -> column name; a field that is called like one of our columns gets `field_` before it."""
    return {field["name"]: _free(field["name"], "field_", RESERVED) for field in codebook.fields}


def question_columns(codebook: Codebook) -> dict[str, str]:
    """Question name -> column name. The first question's answer is `label`, whatever the question is called."""
    taken = RESERVED | set(field_columns(codebook).values())
    names = [question.name for question in codebook.questions.all()]
    return {name: "label" if not i else _free(name, "answer_", taken) for i, name in enumerate(names)}


def columns_of(codebook: Codebook) -> list[Column]:
    fields = [Column(name) for name in field_columns(codebook).values()]
    return [*fields, *(Column(name) for name in question_columns(codebook).values()), *AFTER_LABEL]


def _free(name: str, prefix: str, taken: set[str]) -> str:
    while name in taken:
        name = prefix + name
    return name
