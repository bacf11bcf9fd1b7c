"""The task block for several questions of any kind: the codebook in words, as `header.py` renders it for one label.

Gilardi, Alizadeh, Kubli 2023 (arXiv 2303.15056): the annotators' own codebook as the model's instruction. It stands
first so that providers can cache the prefix.
"""

from collections.abc import Sequence
from dataclasses import replace

from generation.methods.asking.schema import may_be_null
from generation.methods.asking.wire import wire_of
from generation.methods.header import Header, label_lines, opening
from generation.methods.taskspec import QuestionSpec, RuleSpec, TaskSpec
from generation.methods.tokens import estimate_tokens

INTRODUCTION = (
    "Answer every question that is asked. Go through the rules in order; the first one that applies decides. Where "
    "none applies, the definitions do. Judge only what the item says."
)
OPTIONAL = "May be left out: null where there is nothing to answer."


def questions_block(spec: TaskSpec, questions: Sequence[QuestionSpec], *, budget: int = 1500) -> Header:
    """Render the specification about `questions`, each with its kind, settings, labels and when it is asked.

    Parameters: budget, estimated tokens. Where the block is longer, examples of labels go first, counter-examples
    before examples, the last one of the label that has most; what went is named. Definitions and rules always stay.
    """
    shown, dropped = list(questions), []
    text = _render(spec, shown)
    while estimate_tokens(text) > budget and (step := _drop_one(shown)):
        shown, what = step
        dropped.append(what)
        text = _render(spec, shown)
    return Header(text, tuple(dropped))


def _drop_one(questions: list[QuestionSpec]) -> tuple[list[QuestionSpec], str] | None:
    for kind, word in (("counter_examples", "counter-example"), ("examples", "example")):
        places = [(q, i) for q, question in enumerate(questions) for i in range(len(question.labels))]
        counts = {(q, i): len(getattr(questions[q].labels[i], kind)) for q, i in places}
        most = max(counts.values(), default=0)
        if not most:
            continue
        q, i = max(place for place in places if counts[place] == most)
        label = questions[q].labels[i]
        shorter = replace(label, **{kind: getattr(label, kind)[:-1]})
        labels = (*questions[q].labels[:i], shorter, *questions[q].labels[i + 1 :])
        fewer = [*questions[:q], replace(questions[q], labels=labels), *questions[q + 1 :]]
        return fewer, f"{word} {questions[q].name}/{label.name} {most}"
    return None


def _render(spec: TaskSpec, questions: Sequence[QuestionSpec]) -> str:
    lines = opening(spec)
    for question in questions:
        lines += ["", f"Question {question.name}: {question.title or question.name}", *_how(spec, question)]
        if question.labels:
            lines.append("Labels:")
        for label in question.labels:
            lines += label_lines(label, "annotate")
    if rules := _rules(spec, questions):
        lines += ["", "Rules:", *(_rule_line(rule, questions) for rule in rules)]
    return "\n".join([*lines, "", INTRODUCTION])


def _how(spec: TaskSpec, question: QuestionSpec) -> list[str]:
    lines = [wire_of(question).told(question, spec)]
    if question.when:
        wanted = " or ".join(f"“{_spoken(spec, question.when.question, name)}”" for name in question.when.answers)
        asked = f"Asked only where the answer to {question.when.question} is or holds {wanted}"
        lines.append(f"{asked}; elsewhere the answer is null.")
    if not question.required and may_be_null(spec, question):
        lines.append(OPTIONAL)
    return lines


def _spoken(spec: TaskSpec, name: str, answer: str) -> str:
    """What an answer that another question waits for is called in prompts: a label by its verbalizer."""
    labels = next((question.labels for question in spec.questions if question.name == name), ())
    return next((label.verbalizer for label in labels if label.name == answer), answer)


def _rules(spec: TaskSpec, questions: Sequence[QuestionSpec]) -> list[RuleSpec]:
    known = {rule.id for question in questions for rule in spec.rules_for(question)}
    return [rule for rule in spec.rules if rule.id in known]


def _rule_line(rule: RuleSpec, questions: Sequence[QuestionSpec]) -> str:
    labels = (label for question in questions for label in question.labels if label.name == rule.label)
    about = next((f" [{label.verbalizer}]" for label in labels), "") if rule.label else ""
    return f"{rule.id}{about}: {rule.text}"
