"""Which labels are easily confused with a label: asked of the model, from the list of labels given.

AttrPrompt, Yu et al. 2023 (arXiv 2306.15895), step 3: the five most similar labels of each label. Where there are no
more others than wanted, all of them are similar and nothing is asked.
"""

from generation.methods.schemas import list_schema
from generation.methods.steps import Answer, Ask, Decoding
from generation.methods.taskspec import QuestionSpec
from generation.methods.templates import Template

SIMILAR = Template(
    "values.similar_labels",
    1,
    "{task}",
    "Which labels are most easily confused with one label? Name the {count} most similar ones, from this list only: "
    "{others}.\nLabel: {label}",
)


def others(question: QuestionSpec, label: str) -> list[str]:
    """Return the verbalizers of all other labels, in the codebook's order."""
    return [row.verbalizer for row in question.labels if row.name != label]


def ask_similar(task: str, question: QuestionSpec, label: str, count: int) -> Ask:
    """Ask for the `count` labels most similar to `label`."""
    choices = others(question, label)
    spoken = question.label(label).verbalizer
    messages = SIMILAR.render(task=task, label=spoken, count=str(count), others=", ".join(choices))
    decoding = Decoding(temperature=1.0, max_tokens=400)
    return Ask(f"similar/{label}", messages, list_schema("labels", choices), decoding, SIMILAR.ref)


def read_similar(answer: Answer, question: QuestionSpec, label: str, count: int) -> list[str]:
    """Return at most `count` label names, none twice and not `label` itself; [] for a reply of no use."""
    named = [question.name_of(text) for text in (answer.fields or {}).get("labels", [])]
    return [name for name in dict.fromkeys(named) if name and name != label][:count]
