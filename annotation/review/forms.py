"""What a person may send. The answers are read by the codebook, so a new label needs no code."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from annotation.queue.actions.answer import MOST_COMMENT
from generation.codebooks.lessons import Into, Lesson, text_of
from generation.methods.taskspec import QuestionSpec, TaskSpec
from generation.models import Codebook, Sample


class AnswerForm(forms.Form):
    """Comment, rule and time of an answer. What was answered is read by the kinds of the questions, not here:
    `answers` is what was posted, and `refuse` takes what the queue said of it."""

    comment = forms.CharField(required=False, max_length=MOST_COMMENT)
    rule = forms.ChoiceField(required=False)
    seconds = forms.FloatField(required=False, min_value=0)

    def __init__(self, *args, spec: TaskSpec, lease: str = "", **kwargs):
        super().__init__(*args, auto_id=f"{lease}-%s", **kwargs)
        self.spec = spec
        self.fields["rule"].choices = [("", _("No rule"))] + [(rule.id, rule.id) for rule in spec.rules]
        self.question_errors: dict[str, str] = {}

    def answers(self) -> dict:
        return posted_answers(self.spec, self.data) if self.is_bound else {}

    def refuse(self, error: ValidationError) -> None:
        """Show each question what is wrong with its answer; what is about none stands above all."""
        found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        names = {question.name for question in self.spec.questions}
        for name, messages in found.items():
            if name in names:
                self.question_errors[name] = " ".join(messages)
            else:
                self.add_error(name if name in self.fields else None, messages)


def posted_answers(spec: TaskSpec, data: QueryDict) -> dict:
    """What a form sent for each question; what it says nothing of is left out.

    A box to tick sends each label under the question's name, a ranking the order as “b>a=c”, and spans JSON. Together
    with several labels and spans the form sends `q-NAME-none` where none applies, which is an answer too.
    """
    found = {question.name: _posted(question, data) for question in spec.questions}
    return {name: value for name, value in found.items() if value is not None}


def _posted(question: QuestionSpec, data: QueryDict) -> object:
    name = f"q-{question.name}"
    if question.type == "multi_label":
        chosen = data.getlist(name)
        return chosen if chosen or f"{name}-none" in data else None
    text = data.get(name, "")
    if question.type == "ranking":
        return [tier.split("=") for tier in text.split(">")] if text else None
    if question.type == "spans":
        spans = _json(text) if text else []
        return spans if spans or f"{name}-none" in data else None
    return text or None


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text  # the kind says what it wants


class DecisionForm(AnswerForm):
    """A lead's word on a flagged item: the label, and why (the rule that decides, or a sentence). What it taught may go
    into the next version of the codebook."""

    reason = forms.CharField(required=False, max_length=2000)
    into = forms.ChoiceField(required=False, choices=[("", _("Nothing")), *Into.choices])
    of_label = forms.CharField(required=False, max_length=80)

    def clean(self) -> dict:
        given = self.cleaned_data
        if not (given.get("rule") or given.get("reason")):
            self.add_error("reason", _("Name the rule that decides, or say why."))
        if given.get("into") == Into.RULE and not given.get("reason"):
            self.add_error("reason", _("Your reason becomes the rule: write it."))
        return given

    def lesson(self, sample: Sample, codebook: Codebook) -> Lesson | None:
        """What the decision taught, about the label named or else the one decided."""
        into = self.cleaned_data["into"]
        text = self.cleaned_data["reason"] if into == Into.RULE else text_of(sample, codebook)
        return Lesson(into, text, self.cleaned_data["of_label"]) if into else None

    def reasoning(self) -> str:
        return ": ".join(filter(None, [self.cleaned_data["rule"], self.cleaned_data["reason"]]))
