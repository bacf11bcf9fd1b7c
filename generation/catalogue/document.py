"""A recipe as a YAML document: written out, and read back with every mistake named.

Plain YAML alone: no aliases, no tags, no key twice, at most 64 kB. A document says all that its recipe is, so equal
documents make equal samples from equal seeds.
"""

import re
from collections.abc import Callable
from dataclasses import fields
from typing import Any

from generation.catalogue.params import Param
from generation.catalogue.parts import ALLOCATORS, PLANS, SCHEDULES, SELECTORS, SOURCES
from generation.catalogue.plain_yaml import NotPlain, dumped, loaded
from generation.catalogue.recipe import Recipe, step_of
from generation.methods.kit import Model, Task
from generation.methods.parts import Part, PartError, build, resolved, typed, unknown
from generation.methods.plans.steps.plan import Steps
from generation.methods.steps import SECOND
from generation.methods.templates import Template, TemplateError
from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.registry import GATES

NAME = re.compile(r"^[a-z][a-z0-9-]{0,59}$")
KEYS = (
    "name", "version", "title", "summary", "when", "second", "cites", "settings", "task", "model", "values",
    "allocator", "demonstrations", "templates", "plan", "verify", "schedule", "rows_per_sample", "reply_tokens",
)  # fmt: skip
LONGEST_STEP = 60  # with the numbers of turns and repeats it stays below what a call's name may measure
SETTING_KEYS = tuple(one.name for one in fields(Param) if one.name != "name")
TEMPLATE_KEYS = ("version", "system", "user")


class DocumentError(ValueError):
    """A document that is no recipe; `problems` are (path, English message with %(…)s places, values)."""

    def __init__(self, problems: list[tuple[str, str, dict]]):
        super().__init__("; ".join(f"{path}: {message % values}" for path, message, values in problems))
        self.problems = problems


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
    return _Reading(data).recipe()


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

    def recipe(self) -> Recipe:
        for key in self.data.keys() - set(KEYS):
            self.wrong(key[:60], *unknown(key[:60], KEYS))
        params = self.settings()
        recipe = Recipe(
            name=self.name(),
            version=self.number("version", 1),
            title=self.text("title", needed=True),
            summary=self.text("summary"),
            when=self.text("when"),
            second=self.text("second"),
            cites=tuple(map(str, self.listed("cites"))),
            params=params,
            task=self.mapping("task"),
            model=self.mapping("model"),
            values=self.parts("values"),
            allocator=self.part("allocator", "uniform"),
            demonstrations=self.part("demonstrations", "nothing"),
            templates=self.templates(),
            plan=self.part("plan"),
            verify=self.parts("verify"),
            schedule=self.part("schedule", "single"),
            rows_per_sample=self.number("rows_per_sample", 1.0),
            reply_tokens=self.range("reply_tokens", (40, 400)),
        )
        self.check(recipe, {param.name: param.default for param in params})
        if self.problems:
            raise DocumentError(self.problems)
        return recipe

    # -- One value -----------------------------------------------------------------------------------------------------
    def wrong(self, path: str, message: str, values: dict[str, Any] | None = None) -> None:
        self.problems.append((path, message, values or {}))

    def text(self, key: str, *, needed: bool = False) -> str:
        value = self.data.get(key, "")
        if not isinstance(value, str) or (needed and not value.strip()) or len(value) > 4000:
            self.wrong(key, _("Enter a text."))
            return "?"
        return value

    def name(self) -> str:
        name = self.data.get("name")
        if not isinstance(name, str) or not NAME.match(name):
            self.wrong("name", _("A name has small letters, digits and hyphens, at most 60, a letter first."))
            return "unnamed"
        return name

    def number(self, key: str, default: float) -> float:
        value = self.data.get(key, default)
        if isinstance(value, bool) or not isinstance(value, type(default) | int) or not 1 <= value <= 1000:
            self.wrong(key, _("Enter a number from %(least)s to %(most)s."), {"least": 1, "most": 1000})
            return default
        return type(default)(value)

    def range(self, key: str, default: tuple[int, int]) -> tuple[int, int]:
        value = self.data.get(key, list(default))
        fine = isinstance(value, list) and len(value) == 2 and all(type(one) is int for one in value)
        if not fine or not 0 < value[0] <= value[1]:
            self.wrong(key, _("Enter two whole numbers, the smaller first."))
            return default
        return value[0], value[1]

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
        return self.attempt(lambda: Part.from_json(self.data.get(key, default), key)) or Part(default)

    def parts(self, key: str) -> tuple[Part, ...]:
        found = (self.attempt(lambda one=one: Part.from_json(one, key)) for one in self.listed(key))
        return tuple(part for part in found if part)

    def settings(self) -> tuple[Param, ...]:
        given = self.mapping("settings").items()
        return tuple(param for name, data in given if (param := self.setting(name, data)))

    def setting(self, name: str, data: Any) -> Param | None:
        path = f"settings.{name[:60]}"
        if not isinstance(data, dict):
            return self.wrong(path, _("Write one setting a line, with a colon after its name."))
        for key in data.keys() - set(SETTING_KEYS):
            self.wrong(f"{path}.{key[:60]}", *unknown(key[:60], SETTING_KEYS))
        if data.get("type") not in ("int", "float", "bool", "choice", "text") or "default" not in data:
            return self.wrong(path, _("A setting has a type (int, float, bool, choice or text) and a default."))
        for key in ("least", "most"):
            self.attempt(lambda key=key: typed(float | None, data.get(key), f"{path}.{key}"))
        choices = data.get("choices", {})
        if not isinstance(choices, dict):
            return self.wrong(f"{path}.choices", _("Write one choice a line: its value, a colon, its name."))
        param = Param(
            name,
            data["type"],
            data["default"],
            str(data.get("title", name)),
            str(data.get("help", "")),
            data.get("least"),
            data.get("most"),
            tuple((str(value), str(title)) for value, title in choices.items()),
        )
        try:
            param.clean(param.default)
        except (ValueError, TypeError) as problem:
            message, values = problem.args if len(problem.args) == 2 else (_("The default does not fit."), {})
            return self.wrong(f"{path}.default", message, values)
        return param

    def templates(self) -> tuple[Template, ...]:
        found = []
        for step, data in self.mapping("templates").items():
            path = f"templates.{step[:60]}"
            if not isinstance(data, dict) or not isinstance(data.get("user"), str):
                self.wrong(path, _("A template has a text for the user message, and may have one for the system."))
                continue
            for key in data.keys() - set(TEMPLATE_KEYS):
                self.wrong(f"{path}.{key}", *unknown(key[:60], TEMPLATE_KEYS))
            name = f"{self.data.get('name')}.{step}"
            version, system = data.get("version", 1), data.get("system", "")
            try:
                found.append(Template(name, int(version), str(system), data["user"]))
            except (TemplateError, TypeError, ValueError) as problem:
                self.wrong(path, "%(why)s", {"why": str(problem)})
        return tuple(found)

    def attempt(self, build_it: Callable[[], Any]) -> Any:
        try:
            return build_it()
        except PartError as problem:
            self.wrong(problem.path, problem.message, problem.values)
            return None

    # -- The whole -----------------------------------------------------------------------------------------------------
    def check(self, recipe: Recipe, params: dict[str, Any]) -> None:
        """Build every part with the settings' defaults, and see that templates and gates fit them."""
        built = [self.attempt(lambda part=part: build(SOURCES, part, params, "values")) for part in recipe.values]
        allocator = self.attempt(lambda: recipe.named_allocator(params))
        if allocator:
            self.attempt(lambda: build(ALLOCATORS, allocator, params, "allocator"))
        self.attempt(lambda: build(SELECTORS, recipe.demonstrations, params, "demonstrations"))
        self.attempt(lambda: build({"task": Task}, Part("task", recipe.task), params, "task"))
        self.attempt(lambda: build({"model": Model}, Part("model", recipe.model), params, "model"))
        schedule = self.attempt(lambda: build(SCHEDULES, recipe.schedule, params, "schedule"))
        plan = self.attempt(lambda: build(PLANS, recipe.plan, params, "plan"))
        if recipe.second and SECOND not in getattr(plan, "models", ()):
            self.wrong("second", _("No step asks the second model: write “model: second” in those that do."))
        if plan:
            self.check_templates(recipe, plan, [source for source in built if source], getattr(schedule, "names", ()))
        shown = any({"demonstrations", "listed_examples"} & template.variables for template in recipe.templates)
        shown = shown or getattr(plan, "shows", False)
        if recipe.demonstrations.name != "nothing" and not shown:
            self.wrong("demonstrations", _("No template shows the examples: write {demonstrations} where they belong."))
        for part in recipe.verify:
            self.check_gate(part, params)

    def check_gate(self, part: Part, params: dict[str, Any]) -> None:
        path = f"verify.{part.name[:60]}"
        if part.name not in GATES:
            self.wrong(path, *unknown(part.name[:60], GATES))
            return
        known = GATES[part.name].settings
        for name, value in part.settings.items():
            where = f"{path}.{name[:60]}"
            if name not in known:
                self.wrong(where, *unknown(name[:60], known))
            else:
                self.attempt(lambda name=name, value=value, where=where: _fits(known[name], value, params, where))
        self.attempt(lambda: part.wanted(params))

    def check_templates(self, recipe: Recipe, plan: Any, sources: list, noted: tuple[str, ...]) -> None:
        """Each step that the plan asks has a template, and each template names slots that its step fills."""
        there = {step_of(one): one for one in (*plan.templates, *recipe.templates)}
        settings = {param.name for param in recipe.params} if isinstance(plan, Steps) else set()
        slots = {step: {*names, *settings, *noted} for step, names in plan.slots.items()}
        for source in sources:
            for step, names in source.slots.items():
                slots.setdefault(step, set()).update(names)
            for step in slots if isinstance(plan, Steps) else ("write",):
                slots.setdefault(step, set()).update(name.replace("-", "_") for name in source.names)
        for step in sorted(step for step in plan.asks if len(step) > LONGEST_STEP):
            self.wrong(
                "plan",
                _("The step “%(name)s…” has a name of %(length)s characters: write one of at most %(most)s."),
                {"name": step[:60], "length": len(step), "most": LONGEST_STEP},
            )
        for step in plan.asks - there.keys():
            self.wrong("templates", _("The step “%(name)s” has no template."), {"name": step})
        for step, template in there.items():
            if step not in slots:
                self.wrong(f"templates.{step[:60]}", *unknown(step[:60], slots))
                continue
            for name in sorted(template.variables - slots[step]):
                self.wrong(f"templates.{step}", *unknown(name, slots[step]))


def _fits(kind: Any, value: Any, params: dict[str, Any], path: str) -> None:
    typed(kind, resolved(value, params, path), path)
