"""The simulated model itself: from messages and schema to the text of an answer."""

import json
import re
from dataclasses import dataclass, field
from random import Random
from typing import Any

from generation.llm.simulator import (
    drafts,
    exercises,
    facts,
    grades,
    grounding,
    lists,
    mixing,
    planning,
    problems,
    questions,
    revising,
    stories,
    tasks,
    wordings,
)
from generation.llm.simulator.judge import SURE, Doubt, decide, opinions
from generation.llm.simulator.knobs import Knobs
from generation.llm.simulator.prompts import LabelSketch, Prompt, item_text, last_named, read_prompt, stems
from generation.llm.simulator.prose import Writer, brief_for

JSON = dict[str, Any]
RULE_ID = re.compile(r"[A-Za-z]{1,3}\d{1,4}")
YES_NO = {"yes", "no"}
EXPLAINS = ("reason", "rationale", "reasoning", "explanation", "critique", "why")
QUOTES = ("quote", "evidence", "span", "cue")
SUBJECTS = ("context", "subject", "topic")


@dataclass
class Written:
    """An answer, and for each enum field what the model thought of the alternatives."""

    content: str
    distributions: dict[str, dict[str, float]] = field(default_factory=dict)


class Model:
    """One answer to one request; everything is drawn from `rng`, and labels by their `doubt`."""

    def __init__(self, messages: list[JSON], knobs: Knobs, rng: Random, doubt: Doubt = SURE) -> None:
        self.prompt: Prompt = read_prompt(messages)
        self.knobs, self.rng, self.doubt = knobs, rng, doubt
        self.distributions: dict[str, dict[str, float]] = {}
        self._chosen: str | None = None
        self._set: JSON = {}  # what is decided of the answer before it is written
        self._told = ""  # the text of this answer, where its names are listed behind it

    def answer(self, schema: JSON | None) -> Written:
        if schema is None:
            return Written(self._plain())
        if questions.wanted(schema):
            told, shares = questions.answered(self.prompt, schema, self.knobs, self.doubt)
            return Written(json.dumps(told, ensure_ascii=False), shares)
        if exercises.wanted(schema):
            told = exercises.written(self.prompt, self.rng, self.knobs.label_noise)
            return Written(json.dumps(told, ensure_ascii=False))
        if mixing.wanted(schema):
            written, shares = mixing.mixed(self.prompt, schema, self.rng, self.knobs)
            return Written(written, {"label": shares})
        if (grounded := grounding.answered(self.prompt, schema, self.rng)) is not None:
            return Written(json.dumps(grounded, ensure_ascii=False))
        world = (self.prompt, schema, self.rng, self.knobs)
        if solved := problems.answered(*world) or drafts.answered(*world) or planning.answered(*world):
            return Written(json.dumps(solved, ensure_ascii=False))
        if graded := grades.answered(self.prompt, schema, self.rng, self.knobs):
            return Written(json.dumps(graded, ensure_ascii=False))
        self._root = schema
        self._choose_label(schema)
        return Written(json.dumps(self._fill(schema, ""), ensure_ascii=False), self.distributions)

    # -- Labelling ---------------------------------------------------------------------------------------------
    def _choose_label(self, schema: JSON) -> None:
        """Decide first, so that rule, quote and reason can stand before the label and still agree with it."""
        if names := wordings.names_asked(self.prompt, schema):
            self._chosen = self._labelled("label", names)
            shares = self.distributions.pop("label", {})  # a label called yes or no has none
            self._set, self.distributions = wordings.told(self.prompt, schema, self._chosen, shares)
            return
        for name, part in schema.get("properties", {}).items():
            choices = part.get("enum")
            if choices and _is_label(name, choices):
                self._chosen = self._labelled(name, [str(choice) for choice in choices])
                return

    def _labelled(self, name: str, choices: list[str]) -> str:
        if {choice.lower() for choice in choices} <= YES_NO:
            return self._yes_or_no(choices)
        how = {"noise": self.knobs.label_noise, "seed": self.knobs.seed, "doubt": self.doubt}
        label, shares = decide(item_text(self.prompt), choices, self.prompt, **how)
        self.distributions[name] = shares
        return label

    def _yes_or_no(self, choices: list[str]) -> str:
        wanted = "yes" if self._fits_asked_label() else "no"
        return next((choice for choice in choices if choice.lower() == wanted), choices[0])

    def _fits_asked_label(self) -> bool:
        """Whether the text in the last message belongs to the label that this message names."""
        names = [label.name for label in self.prompt.labels]
        asked = last_named(names, self.prompt.last)
        if asked is None or len(names) < 2:
            return self.rng.random() < 0.5
        return opinions(item_text(self.prompt), self.prompt.labels)[asked] > 1 / len(names)

    # -- Filling a schema --------------------------------------------------------------------------------------
    def _fill(self, schema: JSON, name: str) -> Any:
        if name in self._set:
            return self._set[name]
        schema = self._resolved(schema)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self._member(schema["enum"], name)
        kind = schema.get("type", "object" if "properties" in schema else "string")
        kind = next(one for one in kind if one != "null") if isinstance(kind, list) else kind
        if (task := tasks.made(name, kind, self.prompt, self.rng)) is not None:
            return task
        if kind == "object":
            return {key: self._fill(part, key) for key, part in schema.get("properties", {}).items()}
        if kind == "array":
            return self._list(schema, name)
        if kind in ("integer", "number"):
            return self._number(schema, kind, name)
        if kind == "boolean":
            return self._fits_asked_label()
        return None if kind == "null" else self._string(name)

    def _resolved(self, schema: JSON) -> JSON:
        while "$ref" in schema:
            node = self._root
            for part in schema["$ref"].lstrip("#/").split("/"):
                node = node[part]
            schema = node
        for union in ("anyOf", "oneOf"):
            if union in schema:
                branches = schema[union]
                nullable = any(part.get("type") == "null" for part in branches)
                return {"type": "null"} if nullable else self._resolved(branches[0])
        return schema

    def _member(self, choices: list, name: str) -> Any:
        if not _is_label(name, choices):
            return self._rule(choices)
        if self._chosen in choices:
            return self._chosen
        return self._labelled(name, [str(choice) for choice in choices])

    def _rule(self, ids: list[str]) -> str:
        words = set(stems(item_text(self.prompt)))
        fitting = [
            (len(words & set(stems(text))), rule)
            for rule, label, text in self.prompt.rules
            if rule in ids and (not label or label == self._chosen)
        ]
        best = max(fitting, default=(0, ""))
        if best[0] >= 2:
            return best[1]
        return next((choice for choice in ids if not RULE_ID.fullmatch(choice)), best[1] or ids[0])

    def _list(self, schema: JSON, name: str) -> list:
        if name in ("claims", "judged"):
            return facts.claims(self.prompt) if name == "claims" else facts.stated(self.prompt)
        if name == "entities":
            return facts.names(self.prompt, self._told, self.rng)
        if name == "problems":
            return revising.problems(self.prompt, self.rng)
        member = self._resolved(schema.get("items", {}))
        low, high = schema.get("minItems", 0), schema.get("maxItems", lists.MOST)
        count = max(low, min(high, lists.asked_count(self.prompt, 5)))
        if "enum" in member:
            return lists.members(member["enum"], self.prompt, self.rng, count)
        if member.get("type", "string") == "string":
            return lists.values(self.prompt, self.rng, count)
        if set(member.get("properties", {})) == {"name", "depends_on_label"}:
            return lists.attributes(count)
        return [self._fill(member, name) for _ in range(max(low, min(count, 10)))]

    def _number(self, schema: JSON, kind: str, name: str) -> int | float:
        low, high = schema.get("minimum", 0), schema.get("maximum", 1 if kind == "number" else 5)
        share = self._confidence() if name in ("confidence", "probability") else self.rng.random()
        value = low + (high - low) * share
        return round(value) if kind == "integer" else round(value, 2)

    def _confidence(self) -> float:
        shares = next(iter(self.distributions.values()), {})
        return shares.get(self._chosen or "", 0.8)

    def _string(self, name: str) -> str:
        if name in QUOTES:
            return self._quote()
        if name in EXPLAINS:
            quote = " ".join(self._quote().split()[:8])
            return f'"{quote}" fits {self._chosen}.' if self._chosen else "It follows from the definitions given."
        if name in SUBJECTS:
            return lists.subject(self.rng)
        self._told = self._text()
        return self._told

    def _quote(self) -> str:
        """The clause of the text that speaks most for the chosen label, letter by letter."""
        text = item_text(self.prompt)
        clauses = [clause.strip() for clause in re.split(r"(?<=[.!?;])\s+|\n", text) if clause.strip()] or [text]
        sketches = self.prompt.labels or [LabelSketch(self._chosen or "")]
        return max(clauses, key=lambda clause: opinions(clause, sketches).get(self._chosen or "", 0.0))[:200]

    # -- Writing -----------------------------------------------------------------------------------------------
    def _text(self) -> str:
        if (again := revising.revised(self.prompt)) is not None:
            return again
        if (stated := facts.text(self.prompt, self.rng)) is not None:
            return stated
        if (story := stories.told(self.prompt, self.rng, self.knobs.obedience)) is not None:
            return story
        names = [label.name for label in self.prompt.labels]
        asked = last_named(names, self.prompt.last) or (names[0] if names else "")
        others = [name for name in names if name != asked]
        if others and self.rng.random() < self.knobs.label_noise:
            asked = self.rng.choice(others)
        sketch = self.prompt.label(asked) if asked else LabelSketch("", self.prompt.last[:400])
        brief = brief_for(self.prompt, sketch, self.rng, self.knobs.obedience)
        return Writer(self.rng, self.knobs.collapse).write(brief)

    def _plain(self) -> str:
        names = [label.name for label in self.prompt.labels]
        last = self.prompt.last.lower()
        if names and re.search(
            r"\b(classify|which label|choose (one|the) label|label this|answer with (one|the) label)\b", last
        ):
            return self._labelled("label", names)
        if re.search(r"\b(list|name) (me )?\d+\b", last):
            found = lists.values(self.prompt, self.rng, lists.asked_count(self.prompt, 5))
            return "\n".join(f"{place}. {value}" for place, value in enumerate(found, 1))
        return self._text()


def _is_label(name: str, choices: list) -> bool:
    """Rule ids (R1, R2, none) are no labels."""
    if name.lower() in ("rule", "rule_id"):
        return False
    ids = [choice for choice in choices if RULE_ID.fullmatch(str(choice))]
    return len(ids) < max(len(choices) - 1, 1)
