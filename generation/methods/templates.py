"""Versioned prompt texts with plain named placeholders.

A placeholder is `{name}`: lower-case letters and underscores, nothing else. `{{` and `}}` stand for braces. There is no
template language: one pass over our own text puts values in, and what was put in is never read again, so codebook
text, uploaded rows and model output cannot reach anything, whatever braces they hold.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property

PIECE = re.compile(r"\{\{|\}\}|\{([a-z_]+)\}|[{}]")
BRACES = {"{{": "{", "}}": "}"}


class TemplateError(ValueError):
    """A template that cannot be used, or values that do not fit it."""


@dataclass(frozen=True)
class Template:
    """A prompt: system and user text. An edit needs a new version; the fingerprint tells if one was forgotten."""

    name: str
    version: int
    system: str
    user: str

    def __post_init__(self) -> None:
        if stray_brace(self.system + "\n" + self.user):
            raise TemplateError(f"{self.name}: a brace that is neither doubled nor part of a {{name}} placeholder")

    @cached_property
    def variables(self) -> frozenset[str]:
        """The names of all placeholders."""
        return variables(self.system) | variables(self.user)

    @cached_property
    def ref(self) -> str:
        """Name, version and fingerprint, as stored with each call."""
        digest = hashlib.sha256(f"{self.system}\x1f{self.user}".encode()).hexdigest()[:12]
        return f"{self.name}@{self.version}#{digest}"

    def render(self, **values: str) -> tuple[dict, ...]:
        """Return the chat messages; TemplateError names each missing and each unknown placeholder."""
        missing, unknown = self.variables - values.keys(), values.keys() - self.variables
        if missing or unknown:
            raise TemplateError(f"{self.name}: missing {sorted(missing)}, unknown {sorted(unknown)}")
        texts = (("system", self.system), ("user", self.user))
        return tuple({"role": role, "content": _fill(text, values)} for role, text in texts if text)


def stray_brace(text: str) -> bool:
    """Say whether a brace stands in it that is neither doubled nor part of a placeholder."""
    return any(piece.group() in ("{", "}") for piece in PIECE.finditer(text))


def variables(text: str) -> frozenset[str]:
    """Return the names of its placeholders."""
    return frozenset(piece.group(1) for piece in PIECE.finditer(text) if piece.group(1))


def step_of(template: Template) -> str:
    """Return the step that a template is for: what stands behind the dot of its name."""
    return template.name.partition(".")[2]


def _fill(text: str, values: dict[str, str]) -> str:
    return PIECE.sub(lambda m: str(values[m.group(1)]) if m.group(1) else BRACES[m.group()], text)
