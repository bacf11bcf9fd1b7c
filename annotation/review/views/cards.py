"""An item as its person sees it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from annotation.models import Assignment, DraftTurn
from annotation.queue.frames import hides_now, spec_of, suggestion_for
from annotation.review.forms import AnswerForm
from annotation.review.frames import texts_of
from annotation.review.taking import suggested_in_words
from annotation.review.views.keys import DIGITS, Keys, QuestionKeys, keys_of
from generation.methods.questions.answers import CHOOSE
from generation.methods.questions.registry import kind_of
from generation.methods.taskspec import LabelSpec, QuestionSpec, TaskSpec
from generation.models import Sample
from generation.presets import preset_told

#: With more labels than these, buttons are for the first nine alone, and the others are found by typing.
MOST_BUTTONS = 20


@dataclass(frozen=True)
class Doors:
    """Where the forms of a card lead, by their names in urls.py; `tells`: whether a comment tells at once those it
    names."""

    answer: str = "annotation:review-answer"
    skip: str = "annotation:review-skip"
    flag: str = "annotation:review-flag"
    tells: bool = True


@dataclass(frozen=True)
class Card:
    """One item as its person sees it. It never says which stream it came from.

    `look`: how its person may come to see the suggestion, "" where they may not.
    """

    assignment: Assignment
    spec: TaskSpec
    item: dict
    questions: list[dict]
    keys: Keys
    form: AnswerForm
    suggestion: dict | None = None
    look: str = ""
    doors: Doors = Doors()


def card_of(assignment: Assignment | DraftTurn, form: AnswerForm | None = None, doors: Doors = Doors()) -> Card:
    spec = spec_of(assignment.codebook_id)
    form = form or AnswerForm(spec=spec, lease=assignment.lease)
    sample = assignment.item.sample
    return Card(
        assignment=assignment,
        spec=spec,
        item=item_of(sample, spec, assignment.lease),
        questions=questions_of(spec, form, sample.fields, assignment.lease),
        keys=keys_of(spec),
        form=form,
        suggestion=suggested_in_words(suggestion_for(assignment), spec, lambda: sample.fields),
        look=assignment.look if assignment.look and not hides_now(assignment) else "",
        doors=doors,
    )


# -- the texts ---------------------------------------------------------------------------------------------------------
def item_of(sample: Sample, spec: TaskSpec, lease: str) -> dict:
    """The fields that are shown above all, `texts`, and those that are put in order side by side, `candidates`."""
    places = places_of(spec, lease)
    texts = texts_of(sample, spec)
    compared = [{**text, "place": places[text["name"]]} for text in texts if text["name"] in places]
    return {
        "texts": [text for text in texts if text["name"] not in places],
        "candidates": sorted(compared, key=lambda text: text["place"]),
        "several": len(texts) > 1,
    }


def places_of(spec: TaskSpec, lease: str) -> dict[str, int]:
    """Where each candidate of a ranking stands on the screen, counted from 1.

    Another order with each lease: people prefer what stands first, and no candidate may always profit from that. The
    same one whenever the lease is shown again.
    """
    rankings = (question for question in spec.questions if question.type == "ranking")
    names = {name for question in rankings for name in kind_of(question).candidates(question)}
    drawn = sorted(names, key=lambda name: blake2b(f"{lease}/{name}".encode(), digest_size=8).digest())
    return {name: place for place, name in enumerate(drawn, start=1)}


# -- the questions -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Asked:
    """A question on its way to the screen, with what its template may need."""

    question: QuestionSpec
    spec: TaskSpec
    given: Any
    fields: Mapping[str, str]
    keys: QuestionKeys
    lease: str


def questions_of(spec: TaskSpec, form: AnswerForm, fields: Mapping[str, str], lease: str) -> list[dict]:
    """Each question as its template shows it (templates/annotation/review/questions), with what was answered before."""
    keys, given = keys_of(spec), form.answers()
    return [
        _question(Asked(question, spec, given.get(question.name), fields, keys.of[question.name], lease), form)
        for question in spec.questions
    ]


def _question(asked: Asked, form: AnswerForm) -> dict:
    question = asked.question
    more = SHOWN.get(question.type)
    return {
        "id": f"{asked.lease}-{question.name}",
        "name": question.name,
        "type": question.type,
        "template": f"annotation/review/questions/_{question.type}.html",
        "title": preset_told(question.title or question.name),
        "required": question.required or question is asked.spec.questions[0],
        "missing": _(CHOOSE[question.type]),
        "when": question.when and {"question": question.when.question, "answers": json.dumps(question.when.answers)},
        "options": {**kind_of(question).options, **question.options},
        "given": asked.given,
        "none": asked.given == [],
        "noted": _is_noted(asked),
        "error": form.question_errors.get(question.name, ""),
        **_labels(asked),
        "keys": asked.keys.does,
        **(more(asked) if more else {}),
    }


def _is_noted(asked: Asked) -> bool:
    """Whether a line under the question says how it is answered."""
    if asked.question.type == "text":
        return bool(_written(asked)["start"])
    of_several = asked.question.type == "ranking" and len(kind_of(asked.question).candidates(asked.question)) > 2
    return of_several or asked.question.type in ("multi_label", "spans")


def _labels(asked: Asked) -> dict:
    """`labels` have a button; of `many` there is a box that finds each; `far` are those without a button, as options,
    and `picked` the chosen ones of them."""
    labels = asked.question.labels
    has_box = len(labels) > len(DIGITS)
    crowded = len(labels) > MOST_BUTTONS and asked.question.type != "spans"
    near, far = (labels[: len(DIGITS)], labels[len(DIGITS) :]) if crowded else (labels, ())
    return {
        "labels": [_label(label, asked) for label in near],
        "many": len(labels) if has_box else 0,
        "far": _options(far),
        "picked": [label.name for label in far if _is_chosen(label, asked)],
    }


def _options(labels: tuple[LabelSpec, ...]) -> SafeString:
    return format_html_join("", "<option{}>{}</option>", ((_also(label), label.name) for label in labels))


def _also(label: LabelSpec) -> SafeString:
    """The verbalizer, by which a label is found, too."""
    other = label.verbalizer and label.verbalizer != label.name
    return format_html(' data-also="{}"', label.verbalizer) if other else SafeString("")


def _label(label: LabelSpec, asked: Asked) -> dict:
    return {
        "name": label.name,
        "also": label.verbalizer if label.verbalizer != label.name else "",
        "definition": label.definition,
        "key": asked.keys.picks.get(label.name, ""),
        "chosen": _is_chosen(label, asked),
    }


def _is_chosen(label: LabelSpec, asked: Asked) -> bool:
    several = asked.question.type == "multi_label" and isinstance(asked.given, list)
    return label.name in asked.given if several else asked.given == label.name


def _scale(asked: Asked) -> dict:
    points = [str(point) for point in kind_of(asked.question).points(asked.question)]
    chosen = str(asked.given)
    return {
        "points": [
            {"number": point, "key": asked.keys.picks.get(point, ""), "chosen": chosen == point} for point in points
        ]
    }


def _candidates(asked: Asked) -> dict:
    """The candidates as they stand on the screen, and of two of them the answers there are."""
    titles = {field.name: field.title or field.name for field in asked.spec.fields}
    places = places_of(asked.spec, asked.lease)
    names = sorted(kind_of(asked.question).candidates(asked.question), key=places.__getitem__)
    given = asked.given if isinstance(asked.given, list) else []
    return {
        "candidates": [
            {
                "name": name,
                "title": titles[name],
                "place": places[name],
                "key": asked.keys.picks.get(str(place), ""),
                "text": asked.fields.get(name, ""),
            }
            for place, name in enumerate(names, start=1)
        ],
        "order": ">".join("=".join(tier) for tier in given),
        "choices": _of_two(names, asked) if len(names) == 2 else [],
    }


def _of_two(names: list[str], asked: Asked) -> list[dict]:
    """Left, equally good, right; the tie has one value, whichever stands left."""
    titles = {field.name: field.title or field.name for field in asked.spec.fields}
    places, keys = places_of(asked.spec, asked.lease), asked.keys.does
    one, other = names
    first, second = kind_of(asked.question).candidates(asked.question)
    left = {"value": f"{one}>{other}", "title": titles[one], "place": places[one], "key": keys["left"]}
    right = {"value": f"{other}>{one}", "title": titles[other], "place": places[other], "key": keys["right"]}
    tie = {"value": f"{first}={second}", "key": keys.get("tie", "")}
    return [left, tie, right] if "tie" in keys else [left, right]


def _written(asked: Asked) -> dict:
    """The text that stands there to be edited: what was written before, else the field that it starts from."""
    kind, question = kind_of(asked.question), asked.question
    start = kind.start(question, asked.fields)
    text = asked.given if isinstance(asked.given, str) else start
    return {"start": start, "text": text, "most": kind.most(question, asked.fields)}


def _marked(asked: Asked) -> dict:
    name = kind_of(asked.question).field_of(asked.question, [field.name for field in asked.spec.fields])
    return {"field": name, "spans": json.dumps(asked.given) if isinstance(asked.given, list) else ""}


SHOWN: dict[str, Callable[[Asked], dict]] = {
    "rating": _scale,
    "ranking": _candidates,
    "text": _written,
    "spans": _marked,
}
