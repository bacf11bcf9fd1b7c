"""An item and then its label, as GPT3Mix asks for them: the text first, from one label or two, and the label read from
it."""

import json
import re
from random import Random
from typing import Any

from generation.llm.simulator.judge import decide
from generation.llm.simulator.knobs import Knobs
from generation.llm.simulator.prompts import Prompt
from generation.llm.simulator.prose import Writer, brief_for

SENTENCE = re.compile(r"(?<=[.!?…])\s+")


def wanted(schema: dict[str, Any]) -> bool:
    """Whether an item is asked for with its label behind it."""
    parts = schema.get("properties", {})
    return list(parts)[:2] == ["fields", "label"] and "enum" in parts["label"]


def mixed(prompt: Prompt, schema: dict[str, Any], rng: Random, knobs: Knobs) -> tuple[str, dict[str, float]]:
    """The answer as JSON, and what the model thought of each label."""
    names = schema["properties"]["label"]["enum"]
    fields = {
        name: _text(prompt, rng.sample(names, min(2, len(names))), rng, knobs)
        for name in schema["properties"]["fields"]["properties"]
    }
    text = "\n".join(fields.values())
    label, shares = decide(text, names, prompt, noise=knobs.label_noise, seed=knobs.seed)
    return json.dumps({"fields": fields, "label": label}, ensure_ascii=False), shares


def _text(prompt: Prompt, names: list[str], rng: Random, knobs: Knobs) -> str:
    """Half of the time all of the first label, else a few sentences of each."""
    written = [Writer(rng, knobs.collapse).write(brief_for(prompt, prompt.label(name), rng, 1.0)) for name in names]
    if rng.random() < 0.5 or len(written) < 2:
        return written[0]
    first, second = (SENTENCE.split(text) for text in written)
    return " ".join([*first[: max(1, len(first) // 2)], *second[len(second) // 2 :]])
