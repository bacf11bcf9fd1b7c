"""The task block that opens every prompt, rendered from the codebook for one of three purposes within a token budget.

Principle: Gilardi, Alizadeh, Kubli 2023 (arXiv 2303.15056), the crowd's own codebook as the model's instruction;
applied to generation by Long et al. 2024 (arXiv 2406.15126). It stands first so that providers can cache the prefix.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from generation.methods.taskspec import LabelSpec, QuestionSpec, RuleSpec, TaskSpec
from generation.methods.tokens import estimate_tokens

PURPOSES = ("generate", "annotate", "judge")
INTRODUCTION = {
    "generate": "What you write must fit these definitions exactly, and must be new: never copy an example.",
    "annotate": "Go through the rules in order; the first one that applies decides. Where none applies, "
    "choose the label whose "
    "definition fits best. Judge only what the item says.",
    "judge": "Grade an item and its label against these definitions and rules. Judge only what the item says.",
}
EXAMPLE_LINE = {"generate": "Must be like: {}", "annotate": "Example: {}", "judge": "Graded 5: {}"}
COUNTER_LINE = {"generate": "Must not be like: {}", "annotate": "Not this label: {}", "judge": "Graded 1: {}"}


@dataclass(frozen=True)
class Header:
    """The rendered block, and the parts left out to keep within the budget ('example topic/World 2', 'rule R7')."""

    text: str
    dropped: tuple[str, ...] = ()


def header(
    spec: TaskSpec, purpose: str, *, budget: int = 1500, question: str = "", labels: Sequence[str] | None = None
) -> Header:
    """Render the specification for `purpose` (generate, annotate, judge) about one question and some of its labels.

    Parameters: budget, estimated tokens; question, a name ('' is the first); labels, names to show (None: all).
    Definitions always stay. When the block is longer than the budget, examples go first, counter-examples before
    examples, the last label's last one first; then rules about labels that are not shown, last first. What went is
    named.
    """
    asked = spec.question(question)
    names = set(labels if labels is not None else [label.name for label in asked.labels])
    shown = [label for label in asked.labels if label.name in names]
    rules = [rule for rule in spec.rules_for(asked) if purpose != "generate" or not rule.label or rule.label in names]
    dropped: list[str] = []
    text = _render(spec, purpose, asked, shown, rules)
    while estimate_tokens(text) > budget and (step := _drop_one(asked, shown, rules, names)):
        shown, rules, what = step
        dropped.append(what)
        text = _render(spec, purpose, asked, shown, rules)
    return Header(text, tuple(dropped))


def _drop_one(
    question: QuestionSpec, labels: list[LabelSpec], rules: list[RuleSpec], names: set[str]
) -> tuple[list[LabelSpec], list[RuleSpec], str] | None:
    for kind in ("counter_examples", "examples"):
        most = max((len(getattr(label, kind)) for label in labels), default=0)
        for i in reversed(range(len(labels))):
            texts = getattr(labels[i], kind)
            if texts and len(texts) == most:
                shorter = [*labels[:i], replace(labels[i], **{kind: texts[:-1]}), *labels[i + 1 :]]
                word = "example" if kind == "examples" else "counter-example"
                return shorter, rules, f"{word} {question.name}/{labels[i].name} {most}"
    for i in reversed(range(len(rules))):
        if rules[i].label and rules[i].label not in names:
            return labels, rules[:i] + rules[i + 1 :], f"rule {rules[i].id}"
    return None


def _render(
    spec: TaskSpec, purpose: str, question: QuestionSpec, labels: list[LabelSpec], rules: list[RuleSpec]
) -> str:
    lines = opening(spec)
    if labels or not question.labels:  # what is written without a label is not told the question either
        lines += ["", f"Question: {question.title or question.name}", "Labels:"]
    for label in labels:
        lines += label_lines(label, purpose)
    if rules:
        lines += ["", "Rules:", *(_rule_line(rule, question) for rule in rules)]
    return "\n".join([*lines, "", INTRODUCTION[purpose]])


def opening(spec: TaskSpec) -> list[str]:
    """Return the lines that tell role, purpose and fields."""
    role = spec.role.rstrip(". ")
    spoken = role.lower().startswith(("you ", "suppose ", "imagine "))  # a whole sentence already
    lines = [f"{role}." if spoken else f"You are {role}."] if role else []
    if spec.purpose:
        lines.append(f"Purpose: {spec.purpose}")
    lines.append("An item has: " + ", ".join(f"{f.name} ({f.title})" if f.title else f.name for f in spec.fields))
    return lines


def label_lines(label: LabelSpec, purpose: str) -> list[str]:
    """Return the lines that tell one label with its examples, worded for the purpose."""
    # Values are appended by replace on our own one-place lines: text from a codebook is never itself a format string.
    lines = [f"- {label.verbalizer}: {label.definition}" if label.definition else f"- {label.verbalizer}"]
    lines += ["  " + EXAMPLE_LINE[purpose].replace("{}", text) for text in label.examples]
    lines += ["  " + COUNTER_LINE[purpose].replace("{}", text) for text in label.counter_examples]
    return lines


def _rule_line(rule: RuleSpec, question: QuestionSpec) -> str:
    about = f" [{question.label(rule.label).verbalizer}]" if rule.label else ""
    return f"{rule.id}{about}: {rule.text}"
