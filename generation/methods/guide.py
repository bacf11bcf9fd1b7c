"""The annotators' guide: the same specification as the prompt, laid out for people."""

from generation.methods.questions.registry import KINDS
from generation.methods.taskspec import QuestionSpec, RuleSpec, TaskSpec


def guide(spec: TaskSpec) -> dict:
    """Return the guide as plain values for a page: purpose, fields, and for each question its labels and rules.

    A rule stands under its label where it names one, else with its question; each question lists both, and nothing is
    left out: every definition, example and rule of the specification occurs.
    """
    return {
        "purpose": spec.purpose,
        "fields": [
            {"name": field.name, "title": field.title or field.name, "type": field.type} for field in spec.fields
        ],
        "questions": [_question(spec, question) for question in spec.questions],
    }


def _question(spec: TaskSpec, question: QuestionSpec) -> dict:
    rules = spec.rules_for(question)
    return {
        "name": question.name,
        "title": question.title or question.name,
        "required": question.required,
        "type": question.type,
        "kind": KINDS[question.type].title if question.type in KINDS else question.type,
        "scale": _scale(question),
        "when": _when(spec, question),
        "rules": [_rule(rule) for rule in rules if not rule.label],
        "labels": [
            {
                "name": label.name,
                "verbalizer": label.verbalizer,
                "definition": label.definition,
                "examples": list(label.examples),
                "counter_examples": list(label.counter_examples),
                "rules": [_rule(rule) for rule in rules if rule.label and rule.label == label.name],
            }
            for label in question.labels
        ],
    }


def _scale(question: QuestionSpec) -> tuple[str, str] | None:
    """The ends of a rating."""
    points = KINDS["rating"].known_answers(question) if question.type == "rating" else []
    return (points[0], points[-1]) if points else None


def _when(spec: TaskSpec, question: QuestionSpec) -> dict | None:
    """After which answers to which question it is asked."""
    if question.when is None:
        return None
    titles = {one.name: one.title or one.name for one in spec.questions}
    name = question.when.question
    return {"title": titles.get(name, name), "answers": list(question.when.answers)}


def _rule(rule: RuleSpec) -> dict:
    return {"id": rule.id, "text": rule.text}
