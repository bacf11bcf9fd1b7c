"""What every kind of question has: settings that a codebook may give, answers that it takes, and how several are one.

An answer is plain JSON in one canonical form, so that two answers are the same where their JSON is: `read` brings what
came in into that form or says what is wrong with it, `merged` gives the answer that more than half of several support.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Protocol

from generation.methods.translatable import gettext_noop as _

Answer = Any  # what JSON holds; never None
Finding = tuple[str, str, dict]  # where below the question, an English message, values for its %(name)s places
Texts = Callable[[], Mapping[str, str]]  # the item's fields, read where they are needed


class AnswerError(ValueError):
    """An answer that cannot be taken; `message` is English with %(name)s places for `values`."""

    def __init__(self, message: str, values: dict[str, Any] | None = None):
        super().__init__(message % (values or {}))
        self.message, self.values = message, values or {}


class Labelled(Protocol):
    @property
    def name(self) -> str: ...


class Asked(Protocol):
    """A question as kinds see it: `taskspec.QuestionSpec`."""

    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def labels(self) -> Sequence[Labelled]: ...
    @property
    def options(self) -> Mapping[str, Any]: ...
    @property
    def required(self) -> bool: ...


class Kind:
    """One kind of question. `options` holds its settings with their defaults, which also give their types."""

    name: str
    title: str
    has_labels = False
    fewest_labels = 0
    options: Mapping[str, Any] = MappingProxyType({})

    def option(self, question: Asked, name: str) -> Any:
        return question.options.get(name, self.options[name])

    def problems(self, question: Asked, fields: Mapping[str, str]) -> Iterator[Finding]:
        """What is wrong with a question of this kind. `fields`: the codebook's fields with their types."""
        if self.has_labels and len(question.labels) < self.fewest_labels:
            yield "labels", FEWEST[self.fewest_labels], {}
        if question.labels and not self.has_labels:
            yield "labels", _("This kind of question has no labels."), {}
        for name, value in question.options.items():
            if name not in self.options:
                yield f"options.{name[:60]}", *_no_option(name, self.options)
            elif not _fits(value, self.options[name]):
                yield f"options.{name}", TAKES[type(self.options[name])], {}
            elif "\x00" in str(value):
                yield f"options.{name}", _("NUL characters are not allowed."), {}
        if self._options_fit(question):
            yield from self.option_problems(question, fields)

    def option_problems(self, question: Asked, fields: Mapping[str, str]) -> Iterator[Finding]:
        """The same of settings whose names and types are right."""
        yield from ()

    def read(self, question: Asked, value: Any, texts: Texts) -> Answer | None:
        """Return the answer in its canonical form, None where nothing was answered; AnswerError says what is wrong."""
        raise NotImplementedError

    def merged(self, question: Asked, answers: Sequence[Answer]) -> Answer | None:
        """Return what more than half of the answers (one or more) say, None where there is no such thing."""
        return most_of(answers)

    def holds(self, answer: Answer, wanted: Sequence[str]) -> bool:
        """Whether an answer is, or holds, one of those that a further question is asked for."""
        return str(answer) in wanted

    def could_hold(self, question: Asked) -> list[str] | None:
        """Return what `holds` can be true of; None where nothing is, so that no question can depend on this one."""
        return None

    def known_answers(self, question: Asked) -> list[str] | None:
        """The same of a question as it came in: [] where a setting is of the wrong type, which is told of it."""
        return self.could_hold(question) if self._options_fit(question) else []

    def _options_fit(self, question: Asked) -> bool:
        return all(
            name in self.options and _fits(value, self.options[name]) for name, value in question.options.items()
        )

    def schema(self, question: Asked) -> dict:
        """Return the JSON schema of an answer, for models that answer in one and for the API's readers."""
        raise NotImplementedError


def shown(value: Any) -> str:
    """Return what was sent as a message may repeat it: short, and only what can be written out."""
    return str(value)[:80].encode("utf-8", "replace").decode()


def most_of(answers: Sequence[Answer]) -> Answer | None:
    """Return the answer that more than half gave."""
    keyed = {_key(answer): answer for answer in answers}
    key, votes = Counter(_key(answer) for answer in answers).most_common(1)[0]
    return keyed[key] if 2 * votes > len(answers) else None


def _key(answer: Answer) -> Any:
    if isinstance(answer, list):
        return tuple(_key(one) for one in answer)
    if isinstance(answer, dict):
        return tuple(sorted((name, _key(value)) for name, value in answer.items()))
    return answer


FEWEST = {
    1: _("This question needs at least one label."),
    2: _("This question needs at least two labels."),
}
TAKES = {
    bool: _("This setting takes true or false."),
    int: _("This setting takes a whole number."),
    str: _("This setting takes a text."),
    tuple: _("This setting takes a list of texts."),
}


def _fits(value: Any, default: Any) -> bool:
    if isinstance(default, bool):
        return isinstance(value, bool)
    if isinstance(default, int):
        return isinstance(value, int) and not isinstance(value, bool)
    if isinstance(default, tuple):
        return isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in value)
    return isinstance(value, str)


def _no_option(name: str, known: Mapping[str, Any]) -> tuple[str, dict]:
    values = {"name": name[:60], "known": ", ".join(known) or "–"}
    if meant := get_close_matches(name, list(known), n=1):
        return _("There is no setting “%(name)s” here. Did you mean “%(meant)s”?"), values | {"meant": meant[0]}
    return _("There is no setting “%(name)s” here. There is: %(known)s."), values
