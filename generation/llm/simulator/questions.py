"""Answers to the questions of a codebook, of every kind, as the simulated model gives them.

All is read out of the prompt: what a question asks for, its labels and when it is asked. Opinions and errors belong to
the text: asked again, the model answers the same, but for labels at a temperature.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from generation.llm.simulator.judge import SURE, Doubt, decide, opinions
from generation.llm.simulator.knobs import Knobs
from generation.llm.simulator.prompts import Prompt, read_prompt, stems

FIELD = re.compile(r"<([^\W\d][\w-]*)>\n(.*?)\n</\1>", re.DOTALL)
SECTION = re.compile(r"^Question ([\w-]+): (.*?)(?=^Question [\w-]+: |^Rules:$|\Z)", re.MULTILINE | re.DOTALL)
SCALE = re.compile(r"whole number from (\d+).*? to (\d+)")
LEAST, MOST = re.compile(r"at least (\d+)"), re.compile(r"at most (\d+)")
EDITED, MARKED = re.compile(r"whole text of “([\w-]+)”"), re.compile(r"Mark pieces of “([\w-]+)”")
ASKED_WHERE = re.compile(r"Asked only where the answer to ([\w-]+) is or holds (.+?); elsewhere")
SPOKEN = re.compile(r"“(.*?)”")
NAME = re.compile(r"\b[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*")
GOOD = frozenset(stems("good great excellent perfect lovely brilliant warm helpful fast love recommend wonderful"))
BAD = frozenset(stems("bad poor broken dull useless late wrong never worst terrible angry waste slow disappointed"))


@dataclass(frozen=True)
class World:
    """One question on the table: what was said of it, the item, and this text's own chance."""

    said: str
    prompt: Prompt
    fields: dict[str, str]
    knobs: Knobs
    rng: Random
    doubt: Doubt = SURE

    @property
    def text(self) -> str:
        return "\n".join(self.fields.values())

    def errs(self) -> bool:
        return self.rng.random() < self.knobs.label_noise

    def fails(self) -> bool:
        """Whether this answer is one that no codebook takes."""
        return self.rng.random() < self.knobs.rate_unusable


def wanted(schema: dict) -> bool:
    """Whether the schema is that of answers to questions: each with its reason beside it."""
    keys = set(schema.get("properties", {}))
    return any(key.endswith(".reason") and key.removesuffix(".reason") in keys for key in keys)


def answered(
    prompt: Prompt, schema: dict, knobs: Knobs, doubt: Doubt = SURE
) -> tuple[dict[str, Any], dict[str, dict[str, float]]]:
    """Return the answers with what stands beside them, and for each label what the model thought of the others."""
    sections = dict(SECTION.findall(prompt.text))
    fields = dict(FIELD.findall(prompt.last))
    found: dict[str, Any] = {}
    shares: dict[str, dict[str, float]] = {}
    for name, part in schema["properties"].items():
        if "." in name:
            continue
        said = sections.get(name, "")
        world = World(said, _about(said, prompt), fields, knobs, _chance(fields, name, knobs.seed), doubt)
        if not _is_asked(said, found):
            found[name] = None
            continue
        found[name] = _answer(world, _not_null(part), name, shares)
    return _with_remarks(schema, found, fields), shares


def _about(said: str, prompt: Prompt) -> Prompt:
    """The prompt with the labels of one question alone."""
    return replace(prompt, labels=read_prompt([{"role": "system", "content": said}]).labels)


def _chance(fields: dict[str, str], name: str, seed: int) -> Random:
    return Random(hashlib.sha256(f"{seed}\x1f{name}\x1f{fields}".encode("utf-8", "replace")).hexdigest())


def _is_asked(said: str, found: dict[str, Any]) -> bool:
    where = ASKED_WHERE.search(said)
    if where is None:
        return True
    before, answers = found.get(where[1]), SPOKEN.findall(where[2])
    held = before if isinstance(before, list) else [before]
    if held and isinstance(held[0], list):  # of a ranking the one that is best alone
        held = held[0] if len(held[0]) == 1 else []
    return any(str(one["label"] if isinstance(one, dict) else one) in answers for one in held)


def _not_null(part: dict) -> dict:
    if "anyOf" in part:
        return next(one for one in part["anyOf"] if one.get("type") != "null")
    if isinstance(part.get("type"), list):
        return {"type": "string", "enum": [one for one in part["enum"] if one is not None]}
    return part


def _answer(world: World, part: dict, name: str, shares: dict) -> Any:
    if "enum" in part:
        how = {"noise": world.knobs.label_noise, "seed": world.knobs.seed, "doubt": world.doubt}
        label, shares[name] = decide(world.text, part["enum"], world.prompt, **how)
        return label
    member = part.get("items", {})
    if "enum" in member:
        return _several(world, member["enum"])
    return KINDS[member.get("type") or part["type"]](world, member)


def _several(world: World, names: list[str]) -> list[str]:
    found = opinions(world.text, [world.prompt.label(name) for name in names])
    order = sorted(names, key=lambda name: -found[name])
    least, most = _number(LEAST, world.said, 0), _number(MOST, world.said, len(names))
    chosen = [name for name in order if found[name] > 1 / len(names)] or order[: max(least, world.rng.random() < 0.5)]
    if world.errs():
        chosen = order[-1:] if chosen != order[-1:] else order[:1]
    if world.fails() and least:
        return []
    return [name for name in names if name in {*order[:least], *chosen[:most]}]


def _rating(world: World, _member: dict) -> int:
    scale = SCALE.search(world.said)
    low, high = (int(scale[1]), int(scale[2])) if scale else (1, 5)
    words = stems(world.text)
    lean = sum(word in GOOD for word in words) - sum(word in BAD for word in words)
    middle = (low + high) / 2
    point = round(middle + max(-1, min(1, lean / 2)) * (high - low) / 2 + world.rng.choice((-0.6, 0, 0.6)))
    if world.errs():
        point += world.rng.choice((-1, 1))
    return high + 100 if world.fails() else max(low, min(high, point))


def _ranking(world: World, member: dict) -> list[list[str]]:
    names = member["items"]["enum"]
    asked = {stem for name, text in world.fields.items() if name not in names for stem in stems(text)}
    worth = {name: (len(asked & set(stems(text := world.fields.get(name, "")))), len(text)) for name in names}
    order = sorted(names, key=lambda name: (worth[name], name), reverse=True)
    if world.errs():
        order.reverse()
    return [[name] for name in (order[1:] if world.fails() else order)]


def _spans(world: World, member: dict) -> list[dict]:
    name = MARKED.search(world.said)
    text = world.fields.get(name[1] if name else "", "") or world.text
    labels = member["properties"]["label"]["enum"]
    found = [_span(world, text, match, labels) for match in list(NAME.finditer(text))[:20]]
    if world.errs() and found:
        found.pop(world.rng.randrange(len(found)))
    least = _number(LEAST, world.said, 0)
    if not found and least and text.split():
        found = [{"quote": word, "occurrence": 1, "label": labels[0]} for word in dict.fromkeys(text.split())][:least]
    return [*found, {"quote": "nobody wrote this", "occurrence": 1, "label": labels[0]}] if world.fails() else found


def _span(world: World, text: str, match: re.Match, labels: list[str]) -> dict:
    quote, around = match.group(), text[max(0, match.start() - 20) : match.end() + 20]
    before, nth = -1, 0
    while (before := text.find(quote, before + 1)) >= 0 and before <= match.start():
        nth += 1
    fits = opinions(around, [world.prompt.label(label) for label in labels])
    own = Random(hashlib.sha256(f"{quote}\x1f{labels}".encode("utf-8", "replace")).hexdigest())
    best = max(labels, key=lambda label: (round(fits[label], 3), own.random()))
    return {"quote": quote, "occurrence": nth, "label": best}


def _text(world: World, _member: dict) -> str:
    edited = EDITED.search(world.said)
    start = world.fields.get(edited[1], "") if edited else ""
    if world.fails():
        return ""
    if not start:
        return re.split(r"(?<=[.!?])\s", world.text.strip(), maxsplit=1)[0][: _number(MOST, world.said, 200)]
    if world.errs():
        return start
    plain = "\n".join(" ".join(line.split()) for line in start.splitlines())
    ended = plain if plain.endswith((".", "!", "?", "…")) else f"{plain}."
    return ended[:1].upper() + ended[1:]


KINDS: dict[str, Callable[[World, dict], Any]] = {
    "integer": _rating,
    "array": _ranking,
    "object": _spans,
    "string": _text,
}


def _number(pattern: re.Pattern, text: str, default: int) -> int:
    found = pattern.search(text)
    return int(found[1]) if found else default


def _with_remarks(schema: dict, found: dict[str, Any], fields: dict[str, str]) -> dict[str, Any]:
    """All keys of the schema in their order."""
    words = " ".join("\n".join(fields.values()).split()[:6])
    beside = {"reason": "It follows from what the item says.", "quote": _literal(fields), "confidence": 0.8}
    told = {}
    for key, part in schema["properties"].items():
        name, dot, what = key.rpartition(".")
        if not dot:
            told[key] = found[key]
        elif what == "rule":
            told[key] = part["enum"][-1]
        else:
            told[key] = f"“{words}” says so." if what == "reason" and found[name] is not None else beside[what]
    return told


def _literal(fields: dict[str, str]) -> str:
    """The first clause of the item, letter by letter."""
    text = next((text for text in fields.values() if text.strip()), "").strip()
    return re.split(r"(?<=[.!?;])\s+|\n", text, maxsplit=1)[0][:120]
