"""Values listed by the model: which attributes matter, values for all labels, values of one label.

AttrPrompt, Yu et al. 2023 (arXiv 2306.15895), steps 1, 2 and 4; the list comes as JSON, is cleaned and deduplicated.
"""

from generation.methods.schemas import closed, list_schema
from generation.methods.steps import Answer, Ask, Decoding
from generation.methods.templates import Template
from generation.methods.values.listed import clean_value, distinct

LISTING = Decoding(temperature=1.0, top_p=1.0, max_tokens=400)  # the release's limit for value lists

ATTRIBUTES = Template(
    "values.attributes",
    1,
    "{task}",
    "Many different items of this kind will be written. Name {count} attributes in which such items differ "
    "in the real world, "
    "for example sub-topic, style, place or point of view. Leave out their length and their label. For each "
    "give a short name, "
    "and say whether its values would be different for each label (as sub-topics are) or the same for all "
    "(as styles are).",
)
VALUES = Template(
    "values.list",
    1,
    "{task}",
    "List {count} diverse values of the attribute “{attribute}” of such items. Each value is a short phrase "
    "of at most eight "
    "words, without numbering and without explanation.",
)
VALUES_FOR_LABEL = Template(
    "values.list_for_label",
    1,
    "{task}",
    "List {count} diverse values of the attribute “{attribute}” for items with one label. Each value must fit that "
    "label and none of these: {similar}. Each value is a short phrase of at most eight words, without numbering and "
    "without explanation.\nLabel: {label}",
)


def ask_attributes(task: str, count: int) -> Ask:
    """Ask which attributes matter for this kind of item."""
    attribute = closed({"name": {"type": "string"}, "depends_on_label": {"type": "boolean"}})
    schema = closed({"attributes": {"type": "array", "items": attribute}})
    messages = ATTRIBUTES.render(task=task, count=str(count))
    return Ask("attributes", messages, schema, LISTING, ATTRIBUTES.ref)


def read_attributes(answer: Answer, most: int, taken: set[str]) -> list[tuple[str, bool]]:
    """Return (title, differs by label) of at most `most` attributes; none that is already taken (casefolded titles)."""
    rows = (answer.fields or {}).get("attributes", [])
    by_label = {clean_value(row["name"])[:60].strip(): bool(row["depends_on_label"]) for row in rows}
    titles = distinct(by_label, known=taken, most=most)
    return [(title, by_label[title]) for title in titles if title in by_label]


def ask_values(task: str, step: str, attribute: str, count: int) -> Ask:
    """Ask for values that are shared by all labels."""
    messages = VALUES.render(task=task, count=str(count), attribute=attribute)
    return Ask(step, messages, list_schema("values"), LISTING, VALUES.ref)


def ask_values_for_label(task: str, step: str, attribute: str, count: int, label: str, similar: list[str]) -> Ask:
    """Ask for values of one label, told to keep away from the labels that are easily confused with it."""
    messages = VALUES_FOR_LABEL.render(
        task=task, count=str(count), attribute=attribute, label=label, similar=", ".join(similar) or "(no other)"
    )
    return Ask(step, messages, list_schema("values"), LISTING, VALUES_FOR_LABEL.ref)


def read_values(answer: Answer, most: int, known: list[str] | None = None) -> list[str]:
    """Return the cleaned, distinct values of a listing; [] for a reply that was of no use."""
    return distinct((answer.fields or {}).get("values", []), known=known or (), most=most)
