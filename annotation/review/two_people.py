"""WANLI's review: whether it is in force, and the questions by which people revise and discard. A codebook gets those
that it lacks."""

from dataclasses import dataclass

from annotation.models import DoneWhen, ReviewPolicy, Suggestion
from generation.methods.questions.revisions import discarding_questions, revised_fields
from generation.methods.questions.text import LONGEST
from generation.methods.taskspec import TaskSpec
from generation.models import Codebook, Project
from generation.presets import BROKEN, DISCARD, REVISION

#: So much of a field's name goes into the name of its question, which has 64 characters.
NAME_CHARS = 50


@dataclass(frozen=True)
class Standing:
    """How far WANLI's review has come: `rules` go by it, `whole` as the preset sets them; `asked`: the codebook in
    force asks people to revise and to discard. Where it does not, `draft` is the number of one that would, or 0."""

    rules: bool
    whole: bool
    asked: bool
    draft: int

    @property
    def in_force(self) -> bool:
        return self.rules and self.asked


def standing(project: Project, policy: ReviewPolicy) -> Standing:
    rules = policy.done_when == DoneWhen.MERGE and policy.overlap_share > 0
    whole = rules and policy.overlap_share >= 1 and policy.suggestion == Suggestion.HIDDEN
    newest = Codebook.objects.filter(project=project).with_parts().order_by("-number").first()
    in_force = Codebook.objects.published().filter(project=project).with_parts().order_by("-number").first()
    asked = in_force is not None and asks(in_force)
    drafts = newest is not None and not newest.is_published and asks(newest)
    return Standing(rules, whole, asked, newest.number if drafts and not asked else 0)


def asks(codebook: Codebook) -> bool:
    """Whether people revise its texts and discard, as far as these can be revised."""
    questions = codebook.questions.all()
    both = revised_fields(questions) and discarding_questions(questions)
    return bool(both) or not with_questions(codebook.as_spec())[1]


def with_questions(spec: dict) -> tuple[dict, list[str]]:
    """The specification with the questions that it lacks at its end, and their names."""
    read = TaskSpec.from_json(spec)
    taken = {question.name for question in read.questions}
    there = set(revised_fields(read.questions).values())
    missing = [_revision(one.name, one.title, taken) for one in read.fields if _can_be_revised(one, there)]
    if not discarding_questions(read.questions):
        missing.append(_discard(taken))
    return {**spec, "questions": [*spec["questions"], *missing]}, [question["name"] for question in missing]


def _can_be_revised(field, there: set[str]) -> bool:
    return field.type != "chat" and field.name not in there


def _revision(field: str, title: str, taken: set[str]) -> dict:
    return {
        "name": _free(f"{field[:NAME_CHARS]}_revised", taken),
        "title": REVISION % {"field": title or field},
        "type": "text",
        "required": False,
        "labels": [],
        "options": {"starts_from": field, "revises": True, "most": LONGEST},
    }


def _discard(taken: set[str]) -> dict:
    broken = {
        "name": "discard",
        "verbalizer": "",
        "definition": BROKEN,
        "examples": [],
        "counter_examples": [],
    }
    return {
        "name": _free("discard", taken),
        "title": DISCARD,
        "type": "multi_label",
        "required": False,
        "labels": [broken],
        "options": {"discards": True},
    }


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name = f"{name}_2"
    taken.add(name)
    return name
