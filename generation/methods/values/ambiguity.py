"""The ambiguity filter: a value listed for one label that fits a similar label too is taken out, at most five a label.

AttrPrompt, Yu et al. 2023 (arXiv 2306.15895), step 5; without it, texts of similar labels come out alike.
"""

from generation.methods.schemas import closed
from generation.methods.steps import Answer, Ask, Decoding
from generation.methods.templates import Template

MOST_REMOVED = 5
ONLY_THIS = Template(
    "values.ambiguity",
    1,
    "{task}",
    "Could an item with this value of the attribute “{attribute}” just as well have one of the labels {similar}? "
    "Answer false if so, and true if the value points only to the label “{label}”.\nValue: {value}",
)


def ask_ambiguous(task: str, step: str, attribute: str, value: str, label: str, similar: list[str]) -> Ask:
    """Ask whether a value of `label` also fits the similar labels."""
    messages = ONLY_THIS.render(task=task, attribute=attribute, value=value, label=label, similar=", ".join(similar))
    schema = closed({"only_this_label": {"type": "boolean"}})
    return Ask(step, messages, schema, Decoding(temperature=0.0, max_tokens=50), ONLY_THIS.ref)


def ambiguous(values: list[str], answers: list[Answer], most: int = MOST_REMOVED) -> set[str]:
    """Return the values to take out: the first `most` that fit another label, but never all of them.

    A reply of no use leaves its value in.
    """
    named = [
        v for v, answer in zip(values, answers, strict=True) if not (answer.fields or {}).get("only_this_label", True)
    ]
    return set(named[: min(most, max(len(values) - 1, 0))])
