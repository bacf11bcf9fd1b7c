"""Texts of samples as lists show them: the fields in one line, a dialogue by its speakers."""

from collections.abc import Collection, Iterable, Mapping

from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from generation.methods.dialogues.messages import turns_of
from generation.methods.dialogues.turns import ASSISTANT, SYSTEM, TOOL, USER
from generation.models import Codebook, Project

SPEAKERS = {USER: _("User"), ASSISTANT: _("Assistant"), SYSTEM: _("System"), TOOL: _("Tool")}
MOST_TURNS = 4
TURN_CHARS = 120
TEXT_CHARS = 320


def talks_of(fields: Iterable[Mapping]) -> frozenset[str]:
    """The names of a codebook's fields that hold dialogues."""
    return frozenset(field["name"] for field in fields if field.get("type") == "chat")


def talks_in(project: Project) -> frozenset[str]:
    """Those of its newest published codebook."""
    published = Codebook.objects.published().filter(project=project).order_by("-number")
    return talks_of(published.values_list("fields", flat=True).first() or [])


def in_short(
    fields: Mapping[str, object], talks: Collection[str] = (), *, between: str = " · ", most: int = TEXT_CHARS
) -> str:
    """A sample's fields in a line of at most `most` characters; those named in `talks` as “User: … / Assistant: …”."""
    told = (_told(str(text), name in talks) for name, text in fields.items())
    return Truncator(between.join(filter(None, told))).chars(most)


def _told(text: str, talk: bool) -> str:
    turns = turns_of(text) if talk else []
    if not turns:
        return text
    lines = [f"{SPEAKERS[turn.speaker]}: {_one_line(turn.text)}" for turn in turns[:MOST_TURNS]]
    return " / ".join([*lines, "…"] if len(turns) > MOST_TURNS else lines)


def _one_line(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(TURN_CHARS)
