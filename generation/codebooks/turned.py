"""A rule or a label that keeps its name and says something else: said before people and models answer by it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from generation.methods.meaning import turned
from generation.models import Codebook, Project

MOST = 10


def turned_round(old: dict, new: dict) -> list[str]:
    """A sentence for each label that keeps its name, and each rule that keeps its id, whose text seems to mean
    something else in the newer specification (`Codebook.as_spec()`), with what to do; the first ten."""
    return [*_labels(old, new), *_rules(old, new)][:MOST]


def turned_since(project: Project, spec: dict) -> list[str]:
    """The same, against the version in force; [] where none is."""
    current = Codebook.objects.current(project)
    return turned_round(current.as_spec(), spec) if current else []


def _labels(old: dict, new: dict) -> Iterator[str]:
    before = {(question["name"], label["name"]): label for question in old["questions"] for label in question["labels"]}
    advice = _(
        "The label “%(name)s” keeps its name, but its definition seems to mean something else now. Answers under the "
        "old definition would count as answers to the new one. Better make it a new label, or ask people again about "
        "the items in doubt after publishing."
    )
    for question in new["questions"]:
        for label in question["labels"]:
            was = before.get((question["name"], label["name"]))
            others = _names(old) - {label["name"]}
            if was and turned(was["definition"], label["definition"], others):
                yield advice % {"name": label["name"]}


def _rules(old: dict, new: dict) -> Iterator[str]:
    before, names = {rule["id"]: rule for rule in old["rules"]}, _names(old) | _names(new)
    advice = _(
        "Rule %(name)s keeps its number, but its text seems to say something else now. Answers that named it before "
        "would stand beside answers that mean the opposite or another case. Better make it a new rule, or ask people "
        "again about the items in doubt after publishing."
    )
    for rule in new["rules"]:
        was = before.get(rule["id"])
        if was and (_moved(was, rule) or turned(was["text"], rule["text"], names)):
            yield advice % {"name": rule["id"]}


def _moved(was: dict, rule: dict) -> bool:
    """Whether it is about another label now."""
    return bool(was["label"] and rule["label"] and was["label"] != rule["label"])


def _names(spec: dict) -> set[str]:
    return {label["name"] for question in spec["questions"] for label in question["labels"]}
