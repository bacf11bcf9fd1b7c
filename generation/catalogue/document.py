"""A recipe as a YAML document: written out, and read back with every mistake named.

Plain YAML alone: no aliases, no tags, no key twice, at most 64 kB. A document says all that its recipe is, so equal
documents make equal samples from equal seeds.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import Any, Literal

from generation.catalogue.misfits import MESSAGES, misfits
from generation.catalogue.params import Param
from generation.catalogue.parts import ALLOCATORS, PLANS, SCHEDULES, SELECTORS, SOURCES
from generation.catalogue.plain_yaml import LARGEST, NotPlain, dumped, lines_of, loaded
from generation.catalogue.recipe import Recipe
from generation.methods.kit import Model, Task
from generation.methods.parts import Part, PartError, at, build, filled, outside, resolved, typed, unknown
from generation.methods.steps import SECOND
from generation.methods.templates import Template, step_of, stray_brace
from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.registry import GATES

NAME = re.compile(r"^[a-z][a-z0-9-]{0,59}$")
KEYS = (
    "name", "version", "title", "summary", "when", "second", "cites", "settings", "task", "model", "values",
    "allocator", "demonstrations", "templates", "plan", "verify", "schedule", "rows_per_sample", "reply_tokens",
)  # fmt: skip
SETTING_KEYS = tuple(one.name for one in fields(Param) if one.name != "name")
TYPES = ("int", "float", "bool", "choice", "text")
TEMPLATE_KEYS = ("version", *MESSAGES)
WHEN = ("when",)  # beside the settings of parts that a setting of the recipe may switch on
LONGEST_TEXT = 4000
#: Where the names come from that templates and steps take: while one of these cannot be read, any may be missing.
GIVES = {"settings", "values", "schedule", "plan", "templates"}


class DocumentError(ValueError):
    """A document that is no recipe; `problems` are (path, English message with %(…)s places, values), in the order of
    its lines."""

    def __init__(self, problems: list[tuple[str, str, dict]], lines: Mapping[str, int] | None = None):
        self.lines = lines or {}
        self.problems = sorted(problems, key=lambda problem: self.line(problem[0]))
        super().__init__("; ".join(f"{path}: {message % values}" for path, message, values in self.problems))

    def line(self, path: str) -> int:
        """The line of a place, of what holds it where it is not there, or 0."""
        while path and path not in self.lines:
            path = path.rpartition(".")[0]
        return self.lines.get(path, 0)


def to_yaml(recipe: Recipe) -> str:
    """Return the document of a recipe; `from_yaml(to_yaml(recipe))` has the same fingerprint."""
    data = {
        "name": recipe.name,
        "version": recipe.version,
        "title": recipe.title,
        "summary": recipe.summary,
        "when": recipe.when,
        **({"second": recipe.second} if recipe.second else {}),
        "cites": list(recipe.cites),
        "settings": {param.name: _setting_json(param) for param in recipe.params},
        **recipe.parts_json(),
        "templates": {
            step_of(one): {"version": one.version, "system": one.system, "user": one.user} for one in recipe.templates
        },
        "rows_per_sample": recipe.rows_per_sample,
        "reply_tokens": list(recipe.reply_tokens),
    }
    ordered = {key: data[key] for key in KEYS if key in data}
    return dumped(ordered)


def from_yaml(text: str) -> Recipe:
    """Read a document; DocumentError names each mistake with its path and what was probably meant."""
    try:
        data = loaded(text)
    except NotPlain as problem:
        raise DocumentError([(problem.place, problem.message, problem.values)]) from problem
    if not isinstance(data, dict):
        raise DocumentError([("", _("Write the keys of a recipe, such as name, plan and templates."), {})])
    try:
        return _Reading(data).recipe()
    except DocumentError as found:
        raise DocumentError(found.problems, lines_of(text)) from None


def _setting_json(param: Param) -> dict:
    given = {"type": param.type, "default": param.default, "title": param.title}
    optional = {"help": param.help, "least": param.least, "most": param.most}
    choices = {"choices": dict(param.choices)} if param.choices else {}
    return {**given, **{key: value for key, value in optional.items() if value not in ("", None)}, **choices}


class _Reading:
    """One document: collects what is wrong instead of stopping at the first."""

    def __init__(self, data: dict):
        self.data = data
        self.problems: list[tuple[str, str, dict]] = []
        self.unread: list[str] = []  # how settings that are not read begin where parts take them

    def recipe(self) -> Recipe:
        self.meant = self.known("", self.data, KEYS)
        settings = self.settings()
        self.params = {param.name: param.default for param in settings}
        self.values, self.gates = self.parts("values"), self.parts("verify")
        recipe = Recipe(
            name=self.name(),
            version=self.number("version", 1),
            title=self.text("title", needed=True),
            summary=self.text("summary"),
            when=self.text("when"),
            second=self.text("second"),
            cites=self.texts("cites"),
            params=settings,
            task=self.mapping("task"),
            model=self.mapping("model"),
            values=tuple(self.values.values()),
            allocator=self.part("allocator", "uniform"),
            demonstrations=self.part("demonstrations", "nothing"),
            templates=self.templates(),
            plan=self.part("plan"),
            verify=tuple(self.gates.values()),
            schedule=self.part("schedule", "single"),
            rows_per_sample=self.number("rows_per_sample", 1.0),
            reply_tokens=self.range("reply_tokens", (40, 400)),
        )
        self.check(recipe)
        if self.problems:
            raise DocumentError(self.problems)
        return recipe

    # -- One value -----------------------------------------------------------------------------------------------------
    def wrong(self, path: str, message: str, values: dict[str, Any] | None = None) -> None:
        self.problems.append((path, message, values or {}))

    @property
    def wrong_in(self) -> set[str]:
        """The keys of the document below which something is wrong."""
        return {path.partition(".")[0] for path, *_said in self.problems}

    def known(self, path: str, given: Iterable[str], keys: Iterable[str]) -> set[str]:
        """Name the keys that there are not; return those that are meant by them, and so are not missing."""
        told = {key: unknown(key, keys) for key in given if key not in keys}
        for key, (message, values) in told.items():
            self.wrong(at(path, key), message, values)
        return {values["meant"] for _message, values in told.values() if "meant" in values}

    def is_text(self, value: Any, path: str, most: int = LONGEST_TEXT) -> bool:
        if not isinstance(value, str):
            self.wrong(path, _("Enter a text."))
        elif len(value) > most:
            self.wrong(path, _("Enter a text of at most %(most)s characters."), {"most": most})
        else:
            return True
        return False

    def text(self, key: str, *, needed: bool = False) -> str:
        value = self.data.get(key, "")
        if not self.is_text(value, key):
            return "?"
        if needed and not value.strip() and key not in self.meant:
            self.wrong(key, _("Enter a text."))
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(one for i, one in enumerate(self.listed(key)) if self.is_text(one, at(key, i)))

    def name(self) -> str:
        name = self.data.get("name")
        if isinstance(name, str) and NAME.match(name):
            return name
        if "name" not in self.meant:
            self.wrong("name", _("A name has small letters, digits and hyphens, at most 60, a letter first."))
        return "unnamed"

    def number(self, key: str, default: float) -> float:
        return self.counted(self.data.get(key, default), default, key)

    def counted(self, value: Any, default: float, path: str) -> float:
        if isinstance(value, bool) or not isinstance(value, type(default) | int) or not 1 <= value <= 1000:
            self.wrong(path, *outside(1, 1000))
            return default
        return type(default)(value)

    def range(self, key: str, default: tuple[int, int]) -> tuple[int, int]:
        value = self.attempt(lambda: typed(tuple[int, ...], self.data.get(key, default), key)) or default
        if len(value) != 2 or not 0 < value[0] <= value[1]:
            self.wrong(key, _("Enter two whole numbers, the smaller first."))
            return default
        return value

    def mapping(self, key: str) -> dict:
        value = self.data.get(key, {})
        if not isinstance(value, dict):
            self.wrong(key, _("Write one setting a line, with a colon after its name."))
            return {}
        return value

    def listed(self, key: str) -> list:
        value = self.data.get(key, [])
        if not isinstance(value, list):
            self.wrong(key, _("Enter a list."))
            return []
        return value

    # -- Parts ---------------------------------------------------------------------------------------------------------
    def part(self, key: str, default: str = "") -> Part:
        """A part that is always in use, whatever the settings."""
        if not default and key in self.meant:
            return Part("")
        part = self.attempt(lambda: Part.from_json(self.data.get(key, default), key)) or Part(default)
        if part.when:
            self.wrong(f"{key}.{part.name}.when", *unknown("when", part.settings))
        return part

    def parts(self, key: str) -> dict[str, Part]:
        """The parts of a list, each by its path."""
        places = ((at(key, i), one) for i, one in enumerate(self.listed(key)))
        found = {path: self.attempt(lambda path=path, one=one: Part.from_json(one, path)) for path, one in places}
        return {path: part for path, part in found.items() if part}

    def settings(self) -> tuple[Param, ...]:
        found = {name: self.setting(name, data) for name, data in self.mapping("settings").items()}
        self.unread = [json.dumps(f"${name}") for name, param in found.items() if param is None]
        if self.problems and not found:
            self.unread = ['"$']  # what stands under another key, or in another form, may be all of them
        return tuple(filter(None, found.values()))

    def setting(self, name: str, data: Any) -> Param | None:
        path, before = at("settings", name), len(self.problems)
        if not isinstance(data, dict):
            return self.wrong(path, _("Write one setting a line, with a colon after its name."))
        meant = self.known(path, data, SETTING_KEYS)
        if {"type", "default"} - data.keys() - meant:
            self.wrong(path, _("A setting has a type (int, float, bool, choice or text) and a default."))
        if "type" in data:
            self.attempt(lambda: typed(Literal[TYPES], data["type"], at(path, "type")))
        for key in ("least", "most"):
            self.attempt(lambda key=key: typed(float | None, data.get(key), at(path, key)))
        for key in ("title", "help"):
            self.is_text(data.get(key, ""), at(path, key))
        choices = self.choices(data.get("choices", {}), at(path, "choices"))
        if len(self.problems) > before:
            return None
        title, told = data.get("title", name), data.get("help", "")
        param = Param(name, data["type"], data["default"], title, told, data.get("least"), data.get("most"), choices)
        return self.with_default(param, at(path, "default"))

    def choices(self, data: Any, path: str) -> tuple[tuple[str, str], ...]:
        if not isinstance(data, dict):
            self.wrong(path, _("Write one choice a line: its value, a colon, its name."))
            return ()
        return tuple((value, title) for value, title in data.items() if self.is_text(title, at(path, value)))

    def with_default(self, param: Param, path: str) -> Param | None:
        """The setting, if what it is by default is what it may be."""
        try:
            param.clean(param.default)
        except ValueError as problem:
            return self.wrong(path, *problem.args)
        return param

    def templates(self) -> tuple[Template, ...]:
        given = self.mapping("templates").items()
        return tuple(found for step, data in given if (found := self.template(step, data)))

    def template(self, step: str, data: Any) -> Template | None:
        path, before = at("templates", step), len(self.problems)
        meant = self.known(path, data if isinstance(data, dict) else (), TEMPLATE_KEYS)
        if not isinstance(data, dict) or "user" not in {*data, *meant}:
            return self.wrong(path, _("A template has a text for the user message, and may have one for the system."))
        version = self.counted(data.get("version", 1), 1, at(path, "version"))
        texts = {key: data.get(key, "") for key in MESSAGES}
        for key, text in texts.items():
            if self.is_text(text, at(path, key), LARGEST) and stray_brace(text):
                self.wrong(at(path, key), _("A brace here is neither doubled nor part of a {name} placeholder."))
        return None if len(self.problems) > before else Template(f"{self.data.get('name')}.{step}", version, **texts)

    def attempt(self, build_it: Callable[[], Any], rests_on: Any = None) -> Any:
        """What is built, or None where it cannot be. It is not tried where it takes a setting that is not read."""
        if any(begun in json.dumps(rests_on) for begun in self.unread):
            return None
        try:
            return build_it()
        except PartError as problem:
            self.wrong(problem.path, problem.message, problem.values)
            return None

    # -- The whole -----------------------------------------------------------------------------------------------------
    def check(self, recipe: Recipe) -> None:
        """Build every part with the settings' defaults, and see that templates and gates fit them."""
        sources = [self.built(SOURCES, part, path, WHEN) for path, part in self.values.items()]
        self.attempt(lambda: self.check_allocator(recipe), recipe.allocator.to_json())
        self.built(SELECTORS, recipe.demonstrations, "demonstrations")
        self.attempt(lambda: filled(Task, recipe.task, self.params, "task"), recipe.task)
        self.attempt(lambda: filled(Model, recipe.model, self.params, "model"), recipe.model)
        schedule = self.built(SCHEDULES, recipe.schedule, "schedule")
        plan = recipe.plan.name and self.built(PLANS, recipe.plan, "plan")
        if plan and self.wrong_in <= {*KEYS} - GIVES:
            self.check_plan(recipe, plan, [source for source in sources if source], schedule.names)
        for path, part in self.gates.items():
            self.check_gate(part, path)
        for path, part in (*self.values.items(), *self.gates.items()):
            self.attempt(lambda path=path, part=part: self.check_when(part, f"{path}.{part.name}.when"), part.when)

    def built(self, kinds: dict[str, type], part: Part, path: str, also: tuple[str, ...] = ()) -> Any:
        return self.attempt(lambda: build(kinds, part, self.params, path, also), part.settings)

    def check_allocator(self, recipe: Recipe) -> None:
        """Its name may be a setting's."""
        named, place = recipe.named_allocator(self.params), recipe.allocator.place("allocator")
        if named.name not in ALLOCATORS:
            raise PartError(place, *unknown(named.name, ALLOCATORS))
        filled(ALLOCATORS[named.name], named.settings, self.params, place)

    def check_when(self, part: Part, path: str) -> None:
        """What switches a part on is a setting: any other text would always do."""
        if part.when and not part.when.startswith("$"):
            raise PartError(path, _("Name a setting that switches it on, as “$name”."))
        resolved(part.when, self.params, path)

    def check_gate(self, part: Part, path: str) -> None:
        if part.name not in GATES:
            self.wrong(part.place(path), *unknown(part.name, GATES))
            return
        path, known = at(path, part.name), GATES[part.name].settings
        self.known(path, part.settings, (*known, *WHEN))
        for name in known.keys() & part.settings.keys():
            where, value = at(path, name), part.settings[name]
            self.attempt(lambda name=name, value=value, where=where: self.check_fit(known[name], value, where), value)

    def check_fit(self, kind: Any, value: Any, path: str) -> None:
        typed(kind, resolved(value, self.params, path), path)

    def check_plan(self, recipe: Recipe, plan: Any, sources: list, noted: tuple[str, ...]) -> None:
        for misfit in misfits(recipe, plan, sources, noted, self.gates):
            self.wrong(*misfit)
        if recipe.second and SECOND not in getattr(plan, "models", ()):
            self.wrong("second", _("No step asks the second model: write “model: second” in those that do."))
        shown = any({"demonstrations", "listed_examples"} & template.variables for template in recipe.templates)
        shown = shown or getattr(plan, "shows", False) or {"templates", "demonstrations"} & self.wrong_in
        if recipe.demonstrations.name != "nothing" and not shown:
            self.wrong("demonstrations", _("No template shows the examples: write {demonstrations} where they belong."))
