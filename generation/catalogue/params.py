"""The settings of a recipe: what a form is built from, and the check of what came in."""

import math
from dataclasses import dataclass
from typing import Any

from generation.methods.parts import MOST_WHOLE, outside, unknown
from generation.methods.storable import UNSTORABLE
from generation.methods.translatable import gettext_noop as _


class ParamError(ValueError):
    """Settings that do not fit; `problems` is {name: (English message with %(…)s places, values)}."""

    def __init__(self, problems: dict[str, tuple[str, dict]]):
        super().__init__("; ".join(f"{name}: {text % values}" for name, (text, values) in problems.items()))
        self.problems = problems


@dataclass(frozen=True)
class Param:
    """One setting. `type` is int, float, bool, choice or text; `least`, `most` and `choices` bound it."""

    name: str
    type: str
    default: Any
    title: str
    help: str = ""
    least: float | None = None
    most: float | None = None
    choices: tuple[tuple[str, str], ...] = ()

    def clean(self, value: Any) -> Any:
        """Return the value in its type; ValueError(message, values) where it does not fit."""
        if self.type == "bool":
            return self._bool(value)
        if self.type in ("int", "float"):
            return self._number(value)
        if not isinstance(value, str) or len(value) > 2000 or UNSTORABLE.search(value):
            raise ValueError(_("Enter a text of at most 2000 characters."), {})
        if self.type == "choice" and value not in dict(self.choices):
            raise ValueError(*unknown(value, dict(self.choices)))
        return value

    def _bool(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise ValueError(_("Enter true or false."), {})
        return value

    def _number(self, value: Any) -> float | int:
        whole = self.type == "int"
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            raise ValueError(_("Enter a whole number.") if whole else _("Enter a number."), {})
        if not abs(value) < math.inf or (isinstance(value, int) and abs(value) > MOST_WHOLE):
            raise ValueError(_("Enter a whole number.") if whole else _("Enter a number."), {})
        if (self.least is not None and value < self.least) or (self.most is not None and value > self.most):
            raise ValueError(*outside(self.least, self.most))
        return value


def cleaned(params: tuple[Param, ...], given: dict[str, Any]) -> dict[str, Any]:
    """Return all settings with defaults filled in; ParamError names each unknown one and each that does not fit."""
    known = {param.name: param for param in params}
    problems = {str(name)[:60]: unknown(str(name), known) for name in given if name not in known}
    values = {name: param.default for name, param in known.items()}
    for name in known.keys() & given.keys():
        try:
            values[name] = known[name].clean(given[name])
        except ValueError as problem:
            problems[name] = problem.args
    if problems:
        raise ParamError(problems)
    return values
