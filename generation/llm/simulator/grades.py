"""Grades as the simulated model gives them: what it thinks of a label is what it would have labelled itself."""

import re
from random import Random
from typing import Any

from generation.llm.simulator.judge import decide, opinions
from generation.llm.simulator.knobs import Knobs
from generation.llm.simulator.prompts import Prompt, item_text, stems

GIVEN = re.compile(r"It was given the label “(.+?)”\.")
INSULTS = ("idiot", "idiots", "moron", "stupid", "pathetic", "scum", "trash", "loser", "disgusting", "hate")
OUT_OF = {"Grade its accuracy": 5, "how hurtful": 5, "How sure are you": 100}


def answered(prompt: Prompt, schema: dict[str, Any], rng: Random, knobs: Knobs) -> dict[str, Any] | None:
    """A reason and a score; None where no grade is asked for."""
    most = next((most for asked, most in OUT_OF.items() if asked in prompt.last), None)
    if most is None or set(schema.get("properties", {})) != {"reason", "score"}:
        return None
    share, reason = _hurtful(prompt) if "how hurtful" in prompt.last else _right(prompt, rng, knobs)
    steps = 10 if most == 5 else 100
    return {"reason": reason, "score": round(share * steps) * most / steps}


def _right(prompt: Prompt, rng: Random, knobs: Knobs) -> tuple[float, str]:
    given = GIVEN.search(prompt.last)
    names = [label.name for label in prompt.labels]
    if given is None or given[1] not in names or len(names) < 2:
        return 0.8, "It is such an item."
    # Another seed than for labels: grading is another look, whose errors are others.
    best, _shares = decide(item_text(prompt), names, prompt, noise=knobs.label_noise, seed=knobs.seed + 1)
    sure = opinions(item_text(prompt), prompt.labels)[given[1]]
    if best == given[1]:
        return min(1.0, 0.9 + 0.1 * sure), f"The text speaks for {best}."
    return 0.1 + 0.3 * sure * rng.random(), f"The text speaks for {best} rather than {given[1]}."


def _hurtful(prompt: Prompt) -> tuple[float, str]:
    found = sorted(set(stems(item_text(prompt))) & {stem for word in INSULTS for stem in stems(word)})
    return (0.6, f"It says {found[0]}.") if found else (0.0, "Nothing in it would hurt anybody.")
