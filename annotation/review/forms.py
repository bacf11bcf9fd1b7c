"""What a person may send. The answers are read by the codebook, so a new label needs no code."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from annotation.models import Annotation, Item, Resolution
from annotation.queue.actions.answer import MOST_COMMENT, plausible
from annotation.queue.actions.decide import MOST_REASON
from annotation.review.whose_text import CAME, OWN, Texts, author_of_text, with_text
from generation.codebooks.lessons import Into, Lesson, lesson_of
from generation.methods.questions.revisions import is_discarded, revised_fields
from generation.methods.taskspec import QuestionSpec, TaskSpec
from generation.models import Codebook, Sample

#: Of the number of a codebook.
MOST_DIGITS = 9
#: What stands for a rule where a lead says that none of them fits.
NONE_FITS = "-"


class AnswerForm(forms.Form):
    """Comment, rule and time of an answer. What was answered is read by the kinds of the questions, not here:
    `answers` is what was posted, and `refuse` takes what the queue said of it."""

    comment = forms.CharField(required=False, max_length=MOST_COMMENT)
    rule = forms.ChoiceField(required=False)
    seconds = forms.Field(required=False)

    def __init__(self, *args, spec: TaskSpec, lease: str = "", before: Mapping[str, Any] | None = None, **kwargs):
        """`before`: the answers that stand there as long as nothing was posted."""
        super().__init__(*args, auto_id=f"{lease}-%s", **kwargs)
        self.spec, self.before = spec, before or {}
        self.fields["rule"].choices = [("", _("No rule"))] + [(rule.id, rule.id) for rule in spec.rules]
        self.question_errors: dict[str, str] = {}

    def clean_seconds(self) -> float | None:
        """Time is a measurement that the page makes: a broken one is left out, for nobody could mend it."""
        try:
            return plausible(float(self.cleaned_data["seconds"] or "nan"))
        except ValueError:
            return None

    def answers(self) -> dict:
        return posted_answers(self.spec, self.data) if self.is_bound else dict(self.before)

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
    with several labels and spans the form sends `q-NAME-none` where none applies, which is an answer too. Labels beyond
    the buttons come as `q-NAME-more` from a browser without scripts.
    """
    found = {question.name: _posted(question, data) for question in spec.questions}
    return {name: value for name, value in found.items() if value is not None}


def _posted(question: QuestionSpec, data: QueryDict) -> object:
    name = f"q-{question.name}"
    if question.type == "multi_label":
        chosen = [*data.getlist(name), *data.getlist(f"{name}-more")]
        return chosen if chosen or f"{name}-none" in data else None
    if question.type == "label":
        chosen = [label for label in (*data.getlist(name), data.get(f"{name}-more")) if label]
        return chosen if len(chosen) > 1 else next(iter(chosen), None)  # two are no answer: the kind says so
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


def still_missing(spec: TaskSpec, rule: str | None, reason: str, into: str) -> Iterator[tuple[str, str]]:
    """What a lead's decision does not say yet, by field. The rule is None where none fits, "" where nothing is said."""
    if spec.rules and rule == "":
        yield "rule", _("Name the rule that decides, or say that none fits.")
    elif not (rule or reason.strip()):
        yield "reason", _("Say why.")
    if into == Into.RULE and not reason.strip():
        yield "reason", _("Your reason becomes the rule: write it.")


class DecisionForm(AnswerForm):
    """A lead's word on a flagged item: the label, and why: the rule that decides, or where none fits a sentence. What
    it taught may go into the next version of the codebook.

    Where people revised the item (`revised`, see whose_text.py), it also says which text the label goes with."""

    text = forms.CharField(required=False, max_length=20)
    reason = forms.CharField(required=False, max_length=MOST_REASON)
    into = forms.ChoiceField(required=False, choices=[("", _("Nothing")), *Into.choices])
    of_label = forms.CharField(required=False, max_length=80)

    def __init__(self, *args, revised: Mapping[str, Texts] | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.revised = revised or {}
        self.fields["rule"].choices += [(NONE_FITS, _("None of them fits"))] if self.spec.rules else []

    def clean(self) -> dict:
        given = self.cleaned_data
        rule = given.get("rule", self["rule"].data)  # one that is wrong has been told of, and is not missing
        said = None if rule == NONE_FITS else rule
        for name, missing in self._missing(said, given):
            self.add_error(name, missing)
        return given

    def _missing(self, rule: str | None, given: dict) -> Iterator[tuple[str, str]]:
        yield from still_missing(self.spec, rule, given.get("reason", ""), given.get("into", ""))
        if self.revised and given.get("text") not in (CAME, OWN, *self.revised) and not self._discards():
            yield "text", _("Say which text the label goes with.")

    def answers(self) -> dict:
        """What was posted, with the text that was chosen."""
        if not self.is_bound:
            return super().answers()
        whose = self.data.get("text", "")
        return with_text(super().answers(), whose, self.revised, list(revised_fields(self.spec.questions)))

    def _discards(self) -> bool:
        return is_discarded(self.spec.questions, super().answers())

    def lesson(self, sample: Sample, codebook: Codebook) -> Lesson | None:
        """What the decision taught, about the label named or else the one decided."""
        into = self.cleaned_data["into"]
        reason, label = self.cleaned_data["reason"], self.cleaned_data["of_label"]
        return lesson_of(sample, codebook, into=into, reason=reason, label=label)

    def read_version(self) -> int:
        """The number of the codebook that the form was shown with; 0 where it names none."""
        number = self.data.get("codebook", "")
        return int(number) if len(number) <= MOST_DIGITS and number.isdecimal() else 0

    def named_rule(self) -> str | None:
        """The id of the rule that decides, None where none fits, "" where nothing is said of it."""
        named = self.cleaned_data.get("rule", "")
        return None if named == NONE_FITS else named


def as_decided(decision: Resolution, spec: TaskSpec, item: Item) -> dict:
    """Rule, reason and text of a decision, as its form has them; `item` with what people say of it (`given`)."""
    whose = author_of_text(spec, decision.answers, item.given)
    return {
        "rule": decision.named_rule or (NONE_FITS if spec.rules else ""),
        "reason": decision.reason,
        "text": str(whose.pk) if isinstance(whose, Annotation) else whose,
    }


class TakingForm(DecisionForm):
    """The same where a lead takes one person's answers as they are: these name label and text, and a rule where their
    author named one and the lead says nothing of it. What is written beside them is welcome, and not needed."""

    def _missing(self, rule: str | None, given: dict) -> Iterator[tuple[str, str]]:
        if given.get("into") == Into.RULE and not given.get("reason", "").strip():
            yield "reason", _("Your reason becomes the rule: write it.")
