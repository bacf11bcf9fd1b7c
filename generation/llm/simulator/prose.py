"""The simulated model's writing: a theme's sentences, the prompt's own words, small grammars to fill them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from generation.llm.simulator.judge import theme_of
from generation.llm.simulator.phrases import CLOSERS, FILLERS, GENRES, OPENERS, SLOTS, TONES, VALUE_KEYS
from generation.llm.simulator.prompts import LabelSketch, Prompt, stems

SLOT = re.compile(r"\{(\w+)\}")
SPLIT = re.compile(r"[,;.()]|\bor\b|\band\b")
LEADING = re.compile(
    r"^(?:(?:the|a|an|this|it|its|some|any|texts?|items?|customers?|messages?|reviews?|authors?|writers?|users?|persons?|people|"
    r"somebody|someone|sentences?|stories|articles?|that|which|who|is|are|was|asks?|says?|tells?|reports?|wants?|expresses?|"
    r"express|describes?|mentions?|concerns?|about|for|of|to|on|with|by|anything|everything|whether|all|kinds?)\s+)+",
    re.IGNORECASE,
)
VERBS = frozenset(
    ("does", "do", "did", "not", "no", "can", "cannot", "will", "would", "should", "has", "have", "shows", "show")
)
SKIPPED_CONDITIONS = (
    "label",
    "class",
    "purpose",
    "question",
    "role",
    "answer",
    "text",
    "example",
    "words",
    "field",
    "task",
)
FRAMES = (
    "This is about {fragment}.", "The point is {fragment}.", "I write because of {fragment}.",
    "It all comes down to {fragment}.", "What matters here is {fragment}.", "First of all, {fragment}.",
    "Once again it is {fragment}.", "Mainly {fragment}, as so often.",
)  # fmt: skip
TOPIC_FRAMES = (
    "In particular it concerns {value}.", "It is about {value}.", "The matter at hand: {value}.",
    "It has to do with {value}.", "More precisely: {value}.", "Mostly it comes down to {value}.",
)  # fmt: skip
PLACE_FRAMES = (
    "This was in {value}.",
    "I am writing from {value}.",
    "It happened in {value}.",
    "Here in {value} it happens a lot.",
)
PERSON_FRAMES = (
    "I speak as {value}.",
    "For {value} that is no small thing.",
    "You hear it from {value}.",
    "As {value} I should know.",
)


@dataclass
class Brief:
    """What one text has to hold."""

    sketch: LabelSketch
    genre: str
    topics: list[str]
    extras: list[str]  # sentences made from conditions
    tone: str | None
    words: tuple[int, int] | None


def genre_of(text: str) -> str:
    lower = text.lower()
    counts = {genre: sum(lower.count(key) for key in keys) for genre, keys in GENRES.items()}
    best = max(counts, key=lambda genre: counts[genre])
    return best if counts[best] else "plain"


def fragments(text: str) -> list[str]:
    """Short noun-like pieces of a definition: 'charges, refunds or invoices' gives three."""
    pieces = [LEADING.sub("", piece.strip() + " ").strip() for piece in SPLIT.split(text)]
    return [piece for piece in dict.fromkeys(pieces) if piece and _is_noun_like(piece)]


def _is_noun_like(piece: str) -> bool:
    words = piece.lower().split()
    return len(words) <= 6 and words[0] not in VERBS and bool(stems(piece))


def brief_for(prompt: Prompt, sketch: LabelSketch, rng: Random, obedience: float) -> Brief:
    topics, extras, tone = [], [], None
    for name, value in prompt.conditions:
        plain = name.lower()
        if any(word in plain for word in SKIPPED_CONDITIONS) or rng.random() > obedience:
            continue
        kind = next((kind for kind, keys in VALUE_KEYS.items() if any(key in plain for key in keys)), "topic")
        if kind in ("style", "tone"):
            tone = value
        elif kind == "location":
            extras.append(rng.choice(PLACE_FRAMES).replace("{value}", value))
        elif kind == "persona":
            extras.append(rng.choice(PERSON_FRAMES).replace("{value}", value))
        elif kind != "length":
            topics.append(value)
    words = prompt.words if rng.random() <= obedience else None
    return Brief(sketch, genre_of(prompt.text), topics, extras, tone, words)


class Writer:
    """One text. `collapse` bends the choice of phrases towards the first ones."""

    def __init__(self, rng: Random, collapse: float) -> None:
        self._rng, self._collapse = rng, collapse
        self._used: set[str] = set()

    def write(self, brief: Brief) -> str:
        low, high = brief.words or self._rng.choice(((18, 40), (30, 60), (45, 90)))
        sentences = [self._filled(self._pick(OPENERS[brief.genre]), brief), *self._signals(brief)]
        stock = self._endless(brief)
        while _count(sentences) < low:
            sentences.append(self._filled(next(stock), brief))
        closer = self._filled(self._pick(CLOSERS[brief.genre]), brief)
        if closer and _count([*sentences, closer]) <= high:
            sentences.append(closer)
        return _trimmed(" ".join(filter(None, sentences)), high if brief.words else None)

    def _signals(self, brief: Brief) -> list[str]:
        theme, own = theme_of(brief.sketch), fragments(brief.sketch.definition) or [brief.sketch.name]
        lines = []
        if theme:
            chosen = self._several(theme.signals, self._rng.choice((1, 2)))
            self._used.update(chosen)
            lines += [self._filled(signal, brief) for signal in chosen]
        if not theme or self._rng.random() < 0.35:
            frame = self._pick(FRAMES).replace("{fragment}", self._pick(own))
            lines.append(frame)
        lines += [self._pick(TOPIC_FRAMES).replace("{value}", topic) for topic in brief.topics]
        lines += brief.extras
        if brief.tone:
            known = [lines_ for tone, lines_ in TONES.items() if tone in brief.tone.lower()]
            lines += [self._pick(known[0])] if known else []
        self._rng.shuffle(lines)
        return lines

    def _endless(self, brief: Brief):
        theme = theme_of(brief.sketch)
        while True:
            fresh = [signal for signal in theme.signals if signal not in self._used] if theme else []
            lines = [*FILLERS[brief.genre], *fresh]
            self._rng.shuffle(lines)
            yield from lines
            self._used.clear()

    def _filled(self, line: str, brief: Brief) -> str:
        filled = SLOT.sub(lambda match: self._slot(match.group(1), brief), line)
        return filled[:1].upper() + filled[1:] if filled and brief.genre != "message" else filled

    def _slot(self, slot: str, brief: Brief) -> str:
        lower = slot.lower()
        if lower == "topic":
            theme = theme_of(brief.sketch)
            topics = list(theme.topics) if theme else fragments(brief.sketch.definition) or [brief.sketch.name]
            value = SLOT.sub(lambda match: self._slot(match.group(1), brief), self._pick(topics))
        elif lower in ("number", "amount", "code", "crowd"):
            value = self._figure(lower)
        else:
            value = self._pick(SLOTS.get(lower, (lower,)))
        if slot.isupper():
            return value.upper()
        return value[:1].upper() + value[1:] if slot[0].isupper() else value

    def _figure(self, kind: str) -> str:
        if kind == "number":
            return str(self._rng.randint(2, 9))
        if kind == "amount":
            return f"${self._rng.randint(5, 480)}.{self._rng.choice(('00', '50', '90', '99'))}"
        if kind == "crowd":
            return f"{self._rng.randint(2, 90)},{self._rng.randint(1, 9)}00"
        return f"{self._rng.choice('ABKRTX')}{self._rng.randint(10, 99)}-{self._rng.randint(1000, 9999)}"

    def _pick(self, choices: Sequence[str]) -> str:
        return self._several(choices, 1)[0]

    def _several(self, choices: Sequence[str], count: int) -> list[str]:
        pool, picked = list(choices), []
        while pool and len(picked) < count:
            weights = [1 / (place + 1) ** self._collapse for place in range(len(pool))]
            picked.append(pool.pop(self._rng.choices(range(len(pool)), weights=weights)[0]))
        return picked


def _count(sentences: list[str]) -> int:
    return sum(len(sentence.split()) for sentence in sentences)


def _trimmed(text: str, high: int | None) -> str:
    words = text.split()
    if high is None or len(words) <= high:
        return " ".join(words)
    return " ".join(words[:high]).rstrip(",;:-") + ("" if words[high - 1][-1] in ".!?" else ".")
