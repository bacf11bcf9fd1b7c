"""The wire schema of the answers to several questions: flat, so that a label's probability can be read from tokens.

The answer to a question stands under its name; what leads to it before it, under “name.reason”, “name.rule” and
“name.quote”. No question's name has a dot, so none can meet another's.
"""

from collections.abc import Sequence

from generation.methods.asking.wire import wire_of
from generation.methods.schemas import NO_RULE, closed
from generation.methods.taskspec import QuestionSpec, TaskSpec

REASON, RULE, QUOTE, CONFIDENCE = "reason", "rule", "quote", "confidence"


def answers_schema(spec: TaskSpec, questions: Sequence[QuestionSpec], *, confidence: bool = False) -> dict:
    """Return the schema of the answers to `questions`. Null is an answer where a question may go without one."""
    properties: dict = {}
    for question in questions:
        properties[beside(question, REASON)] = {"type": "string"}
        if rules := spec.rules_for(question):
            ids = [*(rule.id for rule in rules), NO_RULE]
            properties[beside(question, RULE)] = {"type": "string", "enum": ids}
        if wire_of(question).evidence:
            properties[beside(question, QUOTE)] = {"type": "string"}
        properties[question.name] = _answer(question, may_be_null(spec, question))
        if confidence:
            properties[beside(question, CONFIDENCE)] = {"type": "number"}
    return closed(properties)


def beside(question: QuestionSpec, what: str) -> str:
    """Return the key of what is said beside an answer."""
    return f"{question.name}.{what}"


def may_be_null(spec: TaskSpec, question: QuestionSpec) -> bool:
    """Whether a question may go without an answer: it is optional, or not always asked."""
    return question.when is not None or not (question.required or question.name == spec.questions[0].name)


def _answer(question: QuestionSpec, nullable: bool) -> dict:
    schema = wire_of(question).schema(question)
    if not nullable:
        return schema
    if "enum" in schema:
        return {"type": [schema["type"], "null"], "enum": [*schema["enum"], None]}
    return {"anyOf": [schema, {"type": "null"}]}
