"""The columns of a version: the codebook's fields and questions first, then what is said of the row."""

from annotation.methods.exports.columns import Column
from generation.models import Codebook

AFTER_LABEL = (
    Column("split"),
    Column("label_source"),
    Column("reviewed_by", "integer"),
    Column("resolved_by"),
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
#: How an answer of a kind is written; text where nothing is said.
KINDS = {"multi_label": "json", "rating": "integer", "ranking": "json", "spans": "json"}
RESERVED = {"label", *(column.name for column in AFTER_LABEL)}


def field_columns(codebook: Codebook) -> dict[str, str]:
    """Field name -> column name; a field that is called like one of our columns gets `field_` before it."""
    return {field["name"]: _free(field["name"], "field_", RESERVED) for field in codebook.fields}


def question_columns(codebook: Codebook) -> dict[str, str]:
    """Question name -> column name. The answer that is judged is `label`, whatever its question is called."""
    taken, judged = RESERVED | set(field_columns(codebook).values()), codebook.judged_question
    return {
        question.name: "label" if question == judged else _free(question.name, "answer_", taken)
        for question in codebook.questions.all()
    }


def columns_of(codebook: Codebook, *, weighed: bool = False) -> list[Column]:
    """`label` is there in any case, empty where no question takes one label; weights, where there are some, last."""
    fields = [Column(name) for name in field_columns(codebook).values()]
    names, questions = question_columns(codebook), codebook.questions.all()
    answers = [Column(names[question.name], KINDS.get(question.type, "text")) for question in questions]
    label = [] if codebook.judged_question else [Column("label")]
    weight = [Column(weight_column(codebook), "number")] if weighed else []
    return [*fields, *answers, *label, *AFTER_LABEL, *weight]


def weight_column(codebook: Codebook) -> str:
    """`sample_weight`, as scikit-learn calls it; with `row_` before it where a field or question is called so."""
    return _free("sample_weight", "row_", {*field_columns(codebook).values(), *question_columns(codebook).values()})


def _free(name: str, prefix: str, taken: set[str]) -> str:
    while name in taken:
        name = prefix + name
    return name
