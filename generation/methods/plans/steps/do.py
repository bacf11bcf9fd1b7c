"""Compute: a tool of ours on values by name. It is pure, so that a replay comes to the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from generation.methods.draws import derive
from generation.methods.kit import Kit
from generation.methods.parts import PartError, at, unknown
from generation.methods.plans.steps.scratch import Scratch
from generation.methods.plans.steps.tools.registry import TOOLS, Unusable
from generation.methods.plans.steps.tools.tool import Tool
from generation.methods.steps import Script
from generation.methods.translatable import gettext_noop as _

#: What a tool stumbles over that is given a value of another kind: a document may let it read any, and a model may have
#: answered with any.
UNFIT = (TypeError, ValueError, LookupError, ArithmeticError, AttributeError)
EMPTY = _("a list that is needed is empty")
UNUSABLE = _("a step could not use what it was given: %(problem)s")


@dataclass(frozen=True)
class DoStep:
    """Call a tool with the values that `reads` names and the constants of `settings`; keep its result as `gives`.

    With `each` once for each entry of that list: the tool is given the entry under the same name, and entries of the
    other lists that are as long. Where the tool cannot use what it is given, the value is None and `gives_error` says
    why; with `needed` the row ends there.
    """

    tool: str
    reads: dict[str, str] = field(default_factory=dict)
    gives: str = "result"
    settings: dict[str, Any] = field(default_factory=dict)
    each: str = ""
    when: str = ""
    needed: bool = True

    READ = ("reads", "each", "when")
    asks = models = frozenset()

    def __post_init__(self) -> None:
        if self.tool not in TOOLS:
            raise PartError("tool", *unknown(self.tool, TOOLS))
        self._check_values(TOOLS[self.tool])

    def _check_values(self, tool: Tool) -> None:
        """Each value of the tool is read or set, once, and nothing else is."""
        for key, given in (("reads", self.reads), ("settings", self.settings)):
            for name in sorted(given.keys() - tool.takes.keys()) if not tool.takes_any else ():
                raise PartError(at(key, name), *unknown(name, tool.takes))
        for name in sorted(self.reads.keys() & self.settings.keys()):
            raise PartError(at("settings", name), _("This stands in “reads” already."))
        for name, needed in tool.takes.items():
            if needed and name not in self.reads and name not in self.settings:
                raise PartError("reads", _("The setting “%(name)s” is missing."), {"name": name})

    @property
    def names(self) -> tuple[str, ...]:
        """What it gives."""
        entries = TOOLS[self.tool].gives
        return (self.gives, f"{self.gives}_error", *(f"{self.gives}_{name}" for name in entries), *entries)

    def calls(self, kit: Kit, of: str = "") -> tuple[int, int]:
        """It asks nothing."""
        return 0, 0

    def run(self, row: Scratch) -> Script[None]:
        if self.when and not row.known(self.when):
            return
        given = {param: row.known(name) for param, name in self.reads.items()}
        if not self.each:
            self._keep(row, *self._result(row, given, 0))
            return
        entries = row.known(self.each) or []
        found = [self._result(row, self._entry(given, place, len(entries)), place) for place in range(len(entries))]
        row.values[self.gives] = [value for value, _why in found]
        row.values[f"{self.gives}_error"] = [why for _value, why in found]
        if self.needed and all(value is None for value, _why in found):
            self._end(row, found[0][1] if found else EMPTY)
        yield from ()

    def _entry(self, given: Mapping[str, Any], place: int, length: int) -> dict[str, Any]:
        return {
            param: value[place] if isinstance(value, list) and len(value) == length else value
            for param, value in given.items()
        }

    def _result(self, row: Scratch, given: Mapping[str, Any], place: int) -> tuple[Any, str]:
        tool = TOOLS[self.tool]
        drawn = (repr(row.draw.to_json()), repr(given))  # two rows may be drawn alike; what they work on differs
        rng = Random(derive(row.kit.context.seed, self.tool, *drawn, row.step(""), place))
        try:
            more = {"rng": rng} if tool.random else {}
            more |= {"graph": row.kit.context.graph} if tool.graph else {}
            return tool.run(**given, **self.settings, **more), ""
        except Unusable as problem:
            return None, str(problem)
        except UNFIT as problem:
            return None, (UNUSABLE % {"problem": f"{type(problem).__name__}: {problem}"})[:200]

    def _keep(self, row: Scratch, value: Any, why: str) -> None:
        row.values[self.gives], row.values[f"{self.gives}_error"] = value, why
        if value is None and self.needed:
            self._end(row, why)

    def _end(self, row: Scratch, why: str) -> None:
        """The lead reads why; which tool said it stands beside."""
        row.end(why[:200], self.tool)
