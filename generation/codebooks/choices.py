"""What the editor lets choose by name: fields, questions, answers and labels as they stand in the form at the moment.

The form has these choices when it is made; each preview sends them anew, and `static/js/codebook.js` takes them over.
So they follow what is typed, and without JavaScript they follow what is added, moved, removed or saved.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise

from generation.methods.questions.registry import KINDS, kind_of
from generation.methods.taskspec import MOST, QuestionSpec, TaskSpec

Option = tuple[str, str]  # a value, and how people read it
Offers = dict[str, list[Option]]  # key -> what can be chosen there


def offers(spec: TaskSpec) -> Offers:
    """What can be chosen, by the key of the place. The specification may be unfinished."""
    questions = spec.questions[: MOST["questions"]]
    found = {
        "fields": _named(spec.fields),
        "texts": _named(one for one in spec.fields if one.type != "chat"),
        "labels": _once((label.name, label.name) for question in spec.questions for label in question.labels),
    }
    for i, question in enumerate(questions):
        before = {one.name: answers for one in questions[:i] if (answers := _answers(one)) is not None}
        found[f"before-{i}"] = _named(one for one in questions[:i] if one.name in before)
        chosen = before.get(question.when.question, []) if question.when else []
        found[f"answers-{i}"] = _once((answer, answer) for answer in chosen)
    return found


def _answers(question: QuestionSpec) -> list[str] | None:
    """What a further question can depend on; None where none can."""
    return kind_of(question).known_answers(question) if question.type in KINDS else None


def _named(rows: Iterable) -> list[Option]:
    return _once((row.name, f"{row.title} ({row.name})" if row.title else row.name) for row in rows)


def _once(options: Iterable[Option]) -> list[Option]:
    return list({value: (value, words) for value, words in options if value}.values())


@dataclass
class Choice:
    """A place of the form where something is chosen: one in a list, or several that are ticked."""

    name: str
    key: str
    chosen: Sequence[str]
    offered: list[Option]
    empty: str | Promise = ""  # what is so where nothing is chosen
    errors: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"id_{self.name}"

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """Each with whether it is chosen. What was chosen in another order stands first; what is gone stands last."""
        known = dict(self.offered)
        kept = [value for value in self.chosen if value in known]
        if kept != [value for value in known if value in kept]:
            known = {value: known[value] for value in kept} | known
        gone = {value: value for value in self.chosen if value and value not in known}
        return [(value, words, value in self.chosen) for value, words in (known | gone).items()]

    @property
    def is_gone(self) -> bool:
        """Whether something chosen is not offered any more. An error says so by itself."""
        known = dict(self.offered)
        return not self.errors and any(value and value not in known for value in self.chosen)
