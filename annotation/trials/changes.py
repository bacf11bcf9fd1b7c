"""What a newer version of the codebook says otherwise than an earlier one, by question and by rule."""

from dataclasses import dataclass

from generation.methods.meaning import named_in
from generation.models import Codebook, Question


@dataclass(frozen=True)
class Change:
    """What is new of a question that both versions ask.

    `kind` is its kind in the earlier version, `labels` those that say something else now or are gone, also by a rule
    about them or one that names them; `asked` whether the question itself says something else: its
    words, kind, settings or condition.
    """

    kind: str
    labels: frozenset[str]
    asked: bool


def changes(old: Codebook, new: Codebook) -> dict[str, Change]:
    """The questions of the new version that the old one had, too, by their short names."""
    rules = _other_rules(old, new)
    before = {question.name: question for question in old.questions.all()}
    return {
        question.name: _change(before[question.name], question, rules)
        for question in new.questions.all()
        if question.name in before
    }


def changed_rules(old: Codebook, new: Codebook) -> frozenset[str]:
    """The rules of the old version that say something else in the new one, are about another label or are gone."""
    before, after = _rules(old), _rules(new)
    return frozenset(key for key, said in before.items() if after.get(key) != said)


def alike(old: Codebook, new: Codebook) -> frozenset[str]:
    """The questions that both versions ask in the same words, with the same labels and rules: what a model says by the
    one it says by the other."""
    if (old.purpose, old.role, old.fields) != (new.purpose, new.role, new.fields) or _rules(old) != _rules(new):
        return frozenset()
    before = {question.name: question for question in old.questions.all()}
    return frozenset(
        question.name
        for question in new.questions.all()
        if (was := before.get(question.name)) and _asked(was) == _asked(question) and _labels(was) == _labels(question)
    )


def rules_of_no_label(old: Codebook, new: Codebook) -> frozenset[str]:
    """The rules new or changed since that are about all labels and name none: no answer can be told by them."""
    names = {label.name for question in old.questions.all() for label in question.labels.all()}
    before, after = _rules(old), _rules(new)
    changed = {key: said for key, said in after.items() if before.get(key) != said}
    return frozenset(key for key, (text, label) in changed.items() if not label and not named_in(text, names))


def _change(old: Question, new: Question, rules: list[tuple[str, str]]) -> Change:
    before, after = _labels(old), _labels(new)
    about = {label for _text, label in rules}.union(*(named_in(text, before) for text, _label in rules))
    labels = {name for name, said in before.items() if after.get(name) != said or name in about}
    return Change(old.type, frozenset(labels), _asked(old) != _asked(new))


def _labels(question: Question) -> dict[str, dict]:
    return {
        label.name: label.as_spec() | {"verbalizer": label.verbalizer or label.name} for label in question.labels.all()
    }


def _asked(question: Question) -> tuple:
    return question.title, question.type, question.options, question.when


def _rules(codebook: Codebook) -> dict[str, tuple[str, str]]:
    return {rule.key: (rule.text, rule.label) for rule in codebook.rules.all()}


def _other_rules(old: Codebook, new: Codebook) -> list[tuple[str, str]]:
    """(text, label) of each rule that is new, gone or says something else, as it was and as it is."""
    before, after = _rules(old), _rules(new)
    keys = {key for key in {**before, **after} if before.get(key) != after.get(key)}
    return [rules[key] for rules in (before, after) for key in keys if key in rules]
