"""A text that a person writes, or corrects."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from generation.methods.questions.kind import AnswerError, Asked, Finding, Kind, Texts, most_of
from generation.methods.questions.revisions import is_same_text
from generation.methods.translatable import gettext_noop as _

LONGEST = 100_000


def _revision_problems(question: Asked, start: str) -> Iterator[Finding]:
    if not start:
        yield "options.starts_from", _("Name the field that is revised."), {}
    if question.required:
        yield "required", _("A revision cannot be required: who changes nothing leaves the text as it is."), {}


class FreeText(Kind):
    """An answer is a text without space around it. `starts_from` names a field whose text stands there to be edited;
    `most` is how many characters it may have, or as many as that text has. With `revises` it is that field itself that
    is edited: what holds takes its place, and a text left as it is is no answer."""

    name, title = "text", _("Text")
    options = MappingProxyType({"starts_from": "", "most": 10_000, "revises": False})

    def option_problems(self, question, fields):
        if not 1 <= self.option(question, "most") <= LONGEST:
            yield "options.most", _("Enter a number from %(least)s to %(most)s."), {"least": 1, "most": LONGEST}
        start = self.option(question, "starts_from")
        if start and start not in fields:
            yield "options.starts_from", _("The codebook has no field “%(name)s”."), {"name": start[:60]}
        elif fields.get(start) == "chat":
            yield "options.starts_from", _("A chat cannot be edited as one text; name another field."), {}
        if self.option(question, "revises"):
            yield from _revision_problems(question, start)

    def read(self, question: Asked, value: Any, texts: Texts) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str):
            raise AnswerError(_("Send a text."))
        if "\x00" in value:
            raise AnswerError(_("NUL characters are not allowed."))
        text = value.replace("\r\n", "\n").strip()
        if len(text) > self.option(question, "most") and len(text) > (most := self.most(question, texts())):
            message = _("At most %(most)d characters are allowed; there are %(count)d.")
            raise AnswerError(message, {"most": most, "count": len(text)})
        if text and self.option(question, "revises") and is_same_text(text, self.start(question, texts())):
            return None
        return text or None

    def start(self, question: Asked, fields: Mapping[str, str]) -> str:
        """Return the text that stands there to be edited; "" where there is none."""
        return fields.get(self.option(question, "starts_from"), "")

    def most(self, question: Asked, fields: Mapping[str, str]) -> int:
        """Return how many characters an answer may have: a text that came longer can be corrected, too."""
        return max(self.option(question, "most"), len(self.start(question, fields)))

    def merged(self, question: Asked, answers: Sequence[str]) -> str | None:
        """The text that more than half wrote, whatever space they put between words."""
        plain = {" ".join(answer.split()): answer for answer in reversed(answers)}
        said = most_of([" ".join(answer.split()) for answer in answers])
        return None if said is None else plain[said]

    def schema(self, question: Asked) -> dict:
        return {"type": "string", "maxLength": self.option(question, "most")}
