"""Wire schemas inside the strict subset: an object at the root, every property required, nothing additional.

Keys are produced in schema order, so what leads to an answer stands before it: rule and quote before label.
"""

from generation.methods.taskspec import QuestionSpec, TaskSpec

NO_RULE = "none"


def closed(properties: dict) -> dict:
    """Return an object schema with all of `properties` required and no others allowed."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def item_schema(spec: TaskSpec) -> dict:
    """Return the schema of one new item: each field of the codebook as a string."""
    return closed({field.name: {"type": "string"} for field in spec.fields})


def labels_of(question: QuestionSpec) -> dict:
    """Return the property of an answer that is one of the labels, as verbalised."""
    return {"label": {"type": "string", "enum": [label.verbalizer for label in question.labels]}}


def label_schema(
    spec: TaskSpec, question: QuestionSpec, *, confidence: bool = False, answer: dict | None = None
) -> dict:
    """Return the schema of one labelling: the rule that decided, the words that show it, the label as verbalised.

    `rule` is left out where no rule applies to the question; `confidence` asks for a number from 0 to 1 as well;
    `answer` are the properties that say the label in another way.
    """
    properties: dict = {"reason": {"type": "string"}}
    rules = spec.rules_for(question)
    if rules:
        properties["rule"] = {"type": "string", "enum": [*(rule.id for rule in rules), NO_RULE]}
    properties["quote"] = {"type": "string"}
    properties |= labels_of(question) if answer is None else answer
    if confidence:
        properties["confidence"] = {"type": "number"}
    return closed(properties)


def list_schema(name: str, enum: list[str] | None = None) -> dict:
    """Return the schema of a list of strings called `name`, each a member of `enum` where one is given."""
    member = {"type": "string", "enum": enum} if enum else {"type": "string"}
    return closed({name: {"type": "array", "items": member}})
