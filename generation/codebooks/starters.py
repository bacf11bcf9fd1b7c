"""Forms to begin a codebook with, one for each main kind of task: fields and a question, the words left to the lead.

Fields have the names that recipes and imports know (methods/fields.py), so that what comes in finds its place.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

TWO_LABELS = [{"name": ""}, {"name": ""}]


@dataclass(frozen=True)
class Starter:
    title: str | Promise
    fields: dict[str, tuple[str | Promise, str]]  # name -> title, type
    question: dict

    def spec(self) -> dict:
        fields = [{"name": name, "title": str(title), "type": kind} for name, (title, kind) in self.fields.items()]
        question = self.question | {"title": str(self.question["title"])}
        return {"purpose": "", "role": "", "fields": fields, "questions": [question], "rules": []}


ONE_TEXT = {"text": ("", "long_text")}
STARTERS = {
    "label": Starter(
        gettext_lazy("A label for a text"), ONE_TEXT, {"name": "label", "title": "", "labels": TWO_LABELS}
    ),
    "pair": Starter(
        gettext_lazy("A label for two texts"),
        {"text_a": (gettext_lazy("First text"), "long_text"), "text_b": (gettext_lazy("Second text"), "long_text")},
        {
            "name": "relation",
            "title": gettext_lazy("How does the second text go with the first?"),
            "labels": TWO_LABELS,
        },
    ),
    "spans": Starter(
        gettext_lazy("Places marked in a text"),
        ONE_TEXT,
        {
            "name": "parts",
            "title": gettext_lazy("Mark each place."),
            "type": "spans",
            "labels": [{"name": ""}],
            "options": {"field": "text"},
        },
    ),
    "preference": Starter(
        gettext_lazy("The better of two answers"),
        {
            "prompt": (gettext_lazy("Request"), "long_text"),
            "answer_a": (gettext_lazy("Answer A"), "long_text"),
            "answer_b": (gettext_lazy("Answer B"), "long_text"),
        },
        {
            "name": "better",
            "title": gettext_lazy("Which answer is better?"),
            "type": "ranking",
            "labels": [],
            "options": {"fields": ["answer_a", "answer_b"]},
        },
    ),
    "dialogue": Starter(
        gettext_lazy("A label for a dialogue"),
        {"conversation": (gettext_lazy("Dialogue"), "chat")},
        {"name": "label", "title": "", "labels": TWO_LABELS},
    ),
    "text": Starter(
        gettext_lazy("A text that people write"),
        {"instruction": (gettext_lazy("Request"), "long_text")},
        {"name": "response", "title": gettext_lazy("Write the answer."), "type": "text", "labels": []},
    ),
}


def begun_with(name: str, spec: dict) -> dict:
    """The form of this name, with what was typed of the task and its rules; the form as it is where there is none."""
    starter = STARTERS.get(name)
    return starter.spec() | {part: spec[part] for part in ("purpose", "role", "rules")} if starter else spec
