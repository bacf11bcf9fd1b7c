"""The simulated model's writing: a theme's sentences, the prompt's own words, small grammars to fill them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from generation.llm.simulator.grammar import (
    begins_like_a_noun,
    capitalised,
    inside,
    mentioned,
    says_something,
    with_article,
)
from generation.llm.simulator.judge import theme_of
from generation.llm.simulator.phrases import CLOSERS, FILLERS, GENRES, OPENERS, PADS, SLOTS, TONES, VALUE_KEYS
from generation.llm.simulator.prompts import LabelSketch, Prompt, stems

LOOK_FOR = 12  # sentences tried before a gap is filled with a pad
SLOT = re.compile(r"\{(\w+)\}")
SPLIT = re.compile(r"[,;.:!?()“”\"]|\bor\b|\band\b")
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
# What comes from a codebook or a condition may be any words at all: it stands between quotation marks.
FRAMES = (
    "If I had to give it a name: {phrase}.", "The word for it is {phrase}.", "I would file it under {phrase}.",
    "Somebody called it {phrase}.", "The heading would be {phrase}.", "My notes say {phrase}.", "Think of {phrase}.",
    "I kept coming back to {phrase}.", "Everybody who asked heard {phrase}.", "It comes under {phrase}.",
)  # fmt: skip
TOPIC_FRAMES = (
    "The subject is {phrase}.", "It has to do with {phrase}.", "The matter at hand is {phrase}.",
    "More precisely: {phrase}.", "Mostly it comes down to {phrase}.", "In particular, it concerns {phrase}.",
)  # fmt: skip
PLACE_FRAMES = (
    "This was in {value}.", "I am writing from {value}.", "It happened in {value}.",
    "Things like that happen in {value}.",
)  # fmt: skip
PERSON_FRAMES = ("You hear it from {value}.", "For {value} that is no small thing.", "It takes {value} to say so.")
OTHER_PLACE = ("The place: {phrase}.", "Where it was: {phrase}.")
OTHER_PERSON = ("The writer: {phrase}.", "Who is writing: {phrase}.")
PROPER = re.compile(r"[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*")


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
        if not says_something(value) or any(word in plain for word in SKIPPED_CONDITIONS) or rng.random() > obedience:
            continue
        kind = next((kind for kind, keys in VALUE_KEYS.items() if any(key in plain for key in keys)), "topic")
        if kind in ("style", "tone"):
            tone = value
        elif kind == "location":
            fits = PROPER.fullmatch(value) or (value[:2].lower() == "a " and begins_like_a_noun(value))
            extras.append(_placed(value, rng.choice(PLACE_FRAMES if fits else OTHER_PLACE)))
        elif kind == "persona":
            extras.append(_placed(value, rng.choice(PERSON_FRAMES if begins_like_a_noun(value) else OTHER_PERSON)))
        elif kind != "length":
            topics.append(value)
    words = prompt.words if rng.random() <= obedience else None
    return Brief(sketch, genre_of(prompt.text), topics, extras, tone, words)


def _placed(words: str, frame: str) -> str:
    """Words of somebody else's in one of our sentences: as a noun where they are one, else between quotation marks."""
    return frame.replace("{value}", inside(words).rstrip(".,;:!?")).replace("{phrase}", mentioned(words))


class Writer:
    """One text. `collapse` bends the choice of phrases towards the first ones."""

    def __init__(self, rng: Random, collapse: float) -> None:
        self._rng, self._collapse = rng, collapse
        self._used: set[str] = set()

    def write(self, brief: Brief) -> str:
        low, high = brief.words or self._rng.choice(((18, 40), (30, 60), (45, 90)))
        opener, closer = (self._filled(self._pick(stock[brief.genre]), brief) for stock in (OPENERS, CLOSERS))
        sentences = self._fitting([*self._signals(brief), opener], high)
        if opener in sentences:
            sentences = [opener, *(sentence for sentence in sentences if sentence is not opener)]
        stock = self._endless(brief)
        while (missing := low - _count(sentences)) > 0:
            sentences.append(self._next(stock, brief, high - _count(sentences), missing))
        if _count([*sentences, closer]) <= high:
            sentences.append(closer)
        return " ".join(filter(None, sentences))

    def _fitting(self, sentences: list[str], most: int) -> list[str]:
        """The first ones that fit into so many words; of the very first as much as fits."""
        kept: list[str] = []
        for sentence in sentences:
            if _count([*kept, sentence]) <= most:
                kept.append(sentence)
        return kept or [" ".join(sentences[0].split()[:most]).rstrip(",;:—.!?") + "…"]

    def _next(self, stock: Iterator[str], brief: Brief, room: int, missing: int) -> str:
        """A sentence that fits into what room is left."""
        if missing in PADS and room <= max(PADS):
            return self._pick(PADS[missing])
        for _ in range(LOOK_FOR):
            sentence = self._filled(next(stock), brief)
            if len(sentence.split()) <= room:
                return sentence
        return self._pick(PADS[min(room, max(PADS))])

    def _signals(self, brief: Brief) -> list[str]:
        """What speaks for the label first, then what was asked for besides, in any order."""
        theme, own = theme_of(brief.sketch), fragments(brief.sketch.definition) or [brief.sketch.name]
        lines = []
        if theme:
            chosen = self._several(theme.signals, self._rng.choice((1, 2)))
            self._used.update(chosen)
            lines += [self._filled(signal, brief) for signal in chosen]
        if not theme or self._rng.random() < 0.35:
            lines.append(_placed(self._pick(own), self._pick(FRAMES)))
        besides = [_placed(topic, self._pick(TOPIC_FRAMES)) for topic in brief.topics] + brief.extras
        if brief.tone:
            known = [lines_ for tone, lines_ in TONES.items() if tone in brief.tone.lower()]
            besides += [self._pick(known[0])] if known else []
        self._rng.shuffle(besides)
        return lines + besides

    def _endless(self, brief: Brief) -> Iterator[str]:
        theme = theme_of(brief.sketch)
        while True:
            fresh = [signal for signal in theme.signals if signal not in self._used] if theme else []
            lines = [*FILLERS[brief.genre], *fresh]
            yield from self._several(lines, len(lines))
            self._used.clear()

    def _filled(self, line: str, brief: Brief) -> str:
        filled = SLOT.sub(lambda match: self._slot(match.group(1), brief), line)
        return capitalised(filled)

    def _slot(self, slot: str, brief: Brief) -> str:
        lower = slot.lower()
        if lower.startswith("a_"):
            value = with_article(self._slot(lower.removeprefix("a_"), brief))
        elif lower == "topic":
            theme = theme_of(brief.sketch)
            topics = list(theme.topics) if theme else [mentioned(brief.sketch.name)]
            value = SLOT.sub(lambda match: self._slot(match.group(1), brief), self._pick(topics))
        elif lower in ("number", "amount", "code", "crowd"):
            value = self._figure(lower)
        else:
            value = self._pick(SLOTS.get(lower, (lower,)))
        if slot.isupper():
            return value.upper()
        return capitalised(value) if slot[0].isupper() else value

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
