"""Write one item that answers to its draw: label, conditions, demonstrations.

Two guards can follow. A text off its band of words is asked for once more, naming its length (AttrPrompt, Yu et al.
2023, arXiv 2306.15895). A blind reading tells which label the text seems to have (the margin over the other labels
that stands in for ZeroGen's self-debias, Ye et al. 2022, arXiv 2202.07922).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from generation.methods.conditions import LENGTH, Dimension, count_words, length_band, within
from generation.methods.demonstrations.showing import to_write
from generation.methods.kit import Kit, fill, numbered
from generation.methods.parts import bounded
from generation.methods.plans.written import written
from generation.methods.schemas import closed, item_schema
from generation.methods.steps import Answer, Ask, Candidate, Draw, LabelDraft, Script, asked
from generation.methods.templates import Template

LENGTHEN = Template(
    "write.length",
    1,
    "",
    "This has {count} words, but it must have between {low} and {high} words. Write it again at that length; "
    "keep everything else.",
)
READ = Template("write.read", 1, "{task}", "Which label fits this item? Answer with the label alone.\n\nText: {text}")
UNKNOWN = "…"  # nothing was listed for the label


@dataclass(frozen=True)
class Write:
    """Write one item; with `keep_length` once more where it is off its length, with `read_blind` read by the model."""

    least_words: int = bounded(0, least=0, most=2000)
    most_words: int = bounded(0, least=0, most=4000)
    keep_length: bool = False
    slack: float = bounded(0.2, least=0, most=1)
    read_blind: bool = False

    templates = (LENGTHEN, READ)
    asks = frozenset({"write"})  # steps that need a template of the recipe
    slots = {  # what each template may name; "write" every drawn dimension with a name of its own as well
        "write": ("task", "label", "requirements", "demonstrations", "least", "most"),
        "apart": ("label", "similar"),
        "alone": ("label", "similar"),
        "length": ("count", "low", "high"),
        "read": ("task", "text"),
    }

    def row(self, kit: Kit, draw: Draw) -> Script[Candidate]:
        label = kit.label_of(draw)
        ask = kit.ask("write", self.filling(kit, draw), item_schema(kit.context.spec))
        answer = yield from asked(ask)
        candidate = written(answer, (LabelDraft(kit.question.name, label),), ("write",))
        if self.keep_length and not candidate.problem:
            candidate = yield from self._at_length(kit, draw, ask, answer, candidate)
        if self.read_blind and not candidate.problem:
            candidate = yield from self._read(kit, label, candidate)
        return candidate

    def calls(self, kit: Kit) -> tuple[int, int]:
        """Calls of a row, at least and at most."""
        least = 1 + self.read_blind
        return least, least + self.keep_length

    def filling(self, kit: Kit, draw: Draw) -> dict[str, Callable[[], str]]:
        """What a template may name: these, and every dimension by its name."""
        label, conditions = kit.label_of(draw), dict(draw.conditions)
        return {
            **{name.replace("-", "_"): lambda name=name: conditions.get(name, UNKNOWN) for name in kit.names},
            "task": lambda: kit.header(label),
            "label": lambda: kit.spoken(label),
            "requirements": lambda: numbered(requirements(kit, draw)),
            "demonstrations": lambda: self.examples(kit, draw),
            "least": lambda: str(self.least_words),
            "most": lambda: str(self.most_words),
        }

    def examples(self, kit: Kit, draw: Draw) -> str:
        """The samples that a draw shows, as a block of the prompt."""
        shown, label = kit.demonstrations(draw), kit.label_of(draw)
        return to_write(shown, kit.spoken_labels(shown), kit.spoken(label))

    def _at_length(self, kit: Kit, draw: Draw, ask: Ask, answer: Answer, first: Candidate) -> Script[Candidate]:
        band, count = band_of(kit, draw), count_words(first.text)
        if band is None or within(count, band, self.slack):
            return first
        numbers = {"count": count, "low": band[0], "high": band[1]}
        request = fill(kit.templates["length"], {name: lambda n=n: str(n) for name, n in numbers.items()})
        messages = (*ask.messages, {"role": "assistant", "content": answer.text}, *request)
        longer = replace(ask, step="write~length", messages=messages, template=kit.templates["length"].ref)
        second = written((yield from asked(longer)), first.labels, ("write", "write~length"))
        return first if second.problem else second

    def _read(self, kit: Kit, label: str, candidate: Candidate) -> Script[Candidate]:
        question = kit.question
        schema = closed({"label": {"type": "string", "enum": [one.verbalizer for one in question.labels]}})
        slots = {"task": lambda: kit.header(purpose="annotate"), "text": lambda: candidate.text}
        ask = kit.ask("read", slots, schema, temperature=0.0, top_p=1.0, max_tokens=60)
        answer = yield from asked(replace(ask, probability_of="label"))
        read = question.name_of((answer.fields or {}).get("label", ""))
        labels = (replace(candidate.labels[0], probability=_chance(read, label, answer.probability)),)
        return replace(candidate, labels=labels, steps=(*candidate.steps, "read"))


def requirements(kit: Kit, draw: Draw) -> list[str]:
    """Return the drawn conditions as requirements of the prompt; the last one keeps the text to its label."""
    lines = []
    for name, value in draw.conditions:
        dimension = kit.scope.dimension(name) or Dimension(name, name.capitalize())
        band = length_band(value) if dimension.kind == LENGTH else None
        words = f"between {band[0]} and {band[1]} words" if band else value
        lines.append(f"{dimension.title or name}: {words}")
    return [*lines, *_kept_to_its_label(kit, kit.label_of(draw))]


def _kept_to_its_label(kit: Kit, label: str) -> list[str]:
    similar = ", ".join(kit.spoken(name) for name in kit.context.scope.similar_to(label))
    template = kit.templates.get("apart" if similar else "alone")
    slots = {"label": lambda: kit.spoken(label), "similar": lambda: similar}
    return [fill(template, slots)[0]["content"]] if template else []


def band_of(kit: Kit, draw: Draw) -> tuple[int, int] | None:
    """Return the band of words that a draw asks for, or None."""
    lengths = (value for one in kit.scope.of_kind(LENGTH) for name, value in draw.conditions if name == one.name)
    return next((band for value in lengths if (band := length_band(value))), None)


def _chance(read: str | None, label: str, probability: float | None) -> float | None:
    """What a blind reading leaves to the intended label; None where it was of no use."""
    if read is None:
        return None
    sure = 1.0 if probability is None else probability
    return sure if read == label else 1.0 - sure
