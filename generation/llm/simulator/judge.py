"""The simulated model's opinion of a text: overlap of its words with what the prompt says about each label."""

import hashlib
import math
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from generation.llm.simulator.phrases import SLOTS
from generation.llm.simulator.prompts import LabelSketch, Prompt, stems
from generation.llm.simulator.themes import THEMES, Theme

SHARPNESS = 1.3


def theme_of(sketch: LabelSketch) -> Theme | None:
    """The stock theme that a label's name, or else its definition, points to most."""
    name, definition = set(stems(sketch.name)), set(stems(sketch.definition))
    scored = []
    for theme in THEMES.values():
        keys = {stem for key in theme.keys for stem in stems(key)}
        score = 3 * len(keys & name) + len(keys & definition)
        scored.append((score, len(scored), theme))
    best = max(scored, key=lambda entry: (entry[0], -entry[1]))
    return best[2] if best[0] >= 2 else None


def profile(sketch: LabelSketch) -> Counter[str]:
    """Stems that speak for a label, with their weight."""
    weights: Counter[str] = Counter()
    parts = [(3.0, sketch.name), (2.0, sketch.definition), *((1.5, text) for text in sketch.examples)]
    if theme := theme_of(sketch):
        parts += [(1.0, " ".join((*theme.signals, *theme.topics, *theme.keys)))]
        parts += [
            (1.5, " ".join(SLOTS[slot]))
            for slot in ("good", "bad")
            if any("{" + slot + "}" in s for s in theme.signals)
        ]
    for weight, text in parts:
        for stem in set(stems(text)):
            weights[stem] += weight
    for text in sketch.counters:
        for stem in set(stems(text)):
            weights[stem] -= 1.0
    return weights


def opinions(text: str, sketches: list[LabelSketch]) -> dict[str, float]:
    """P(label) of a text: words that many labels share count little."""
    profiles = {sketch.name: profile(sketch) for sketch in sketches}
    spread = Counter(stem for weights in profiles.values() for stem in weights)
    present = set(stems(text))
    scores = {
        name: sum(_worth(stem, weight, spread, len(profiles)) for stem, weight in weights.items() if stem in present)
        for name, weights in profiles.items()
    }
    top = max(scores.values(), default=0.0)
    shares = {name: math.exp((score - top) / SHARPNESS) + 0.01 for name, score in scores.items()}
    total = sum(shares.values())
    return {name: share / total for name, share in shares.items()}


def _worth(stem: str, weight: float, spread: Counter[str], labels: int) -> float:
    return weight * (1 - (spread[stem] - 1) / labels)


@dataclass(frozen=True)
class Doubt:
    """How freely a request is answered: at a temperature of 0 it is always the likeliest label."""

    temperature: float = 0.0
    rng: Random = field(default_factory=Random)

    def drawn(self, best: str, shares: dict[str, float]) -> str:
        """A label by its share, the likeliest the more often the lower the temperature is."""
        if self.temperature <= 0:
            return best
        top = max(shares.values())
        weights = [(share / top) ** (1 / self.temperature) for share in shares.values()]
        return self.rng.choices(list(shares), weights=weights)[0]


SURE = Doubt()


def decide(
    text: str, names: list[str], prompt: Prompt, *, noise: float, seed: int, doubt: Doubt = SURE
) -> tuple[str, dict[str, float]]:
    """The label given and the probabilities shown. Errors belong to the text: asked again, the model errs again, but
    for what a temperature lets it say instead, by these probabilities."""
    shares = opinions(text, [prompt.label(name) for name in names])
    rng = Random(hashlib.sha256(f"{seed}\x1f{text}\x1f{sorted(names)}".encode()).hexdigest())
    even = max(shares.values()) - min(shares.values()) < 1e-9
    best = rng.choice(names) if even else max(names, key=lambda name: shares[name])
    others = [name for name in names if name != best]
    if others and rng.random() < noise:
        wrong = rng.choices(others, weights=[shares[name] + 0.02 for name in others])[0]
        shares[best], shares[wrong] = shares[wrong], max(shares[best] * rng.uniform(0.6, 1.0), shares[wrong])
        best = wrong
    total = sum(shares.values())
    shown = {name: share / total for name, share in shares.items()}
    return doubt.drawn(best, shown), shown


def closest(sketch: LabelSketch, others: list[LabelSketch], most: int) -> list[str]:
    """The labels that share most words with one, the most alike first."""
    own = profile(sketch)

    def shared(other: LabelSketch) -> float:
        return sum(min(weight, own[stem]) for stem, weight in profile(other).items() if weight > 0)

    return [other.name for other in sorted(others, key=shared, reverse=True)[:most]]
