"""e_condition: the dimensions a run varies, their values, and which value goes with which label.

The survey's {(c_1, v_1), …, (c_n, v_n)} (Long et al. 2024, arXiv 2406.15126). A dimension whose values differ by label
lists each value with its label; a pair that no label allows cannot be drawn.
"""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from generation.methods.translatable import gettext_noop as _

ATTRIBUTE, LENGTH, SIMILAR, CONTEXT = "attribute", "length", "similar", "context"
LISTED = "listed"  # the kind of a recipe's own list, drawn by the recipe that names it
GIVEN = "given"  # the kind of a list that a setting gives: it lives as long as the run
TOLD = "told"  # the kind of a list that is never drawn: prompts tell all of it
KEPT, AMBIGUOUS, REMOVED = "kept", "ambiguous", "removed"
LISTED_LATER = "… (listed in the set-up)"  # stands in a preview for a value that the set-up still has to list
NO_LENGTH = _("“%(value)s” is no length: write words as “30 to 80”.")
BAND = 50  # words: a single number v means the band from v to v + 50 (AttrPrompt's released code)


@dataclass(frozen=True)
class Value:
    """A value, for all labels or for one; `state` says whether it is drawn, `examples` show it to rows that drew it."""

    text: str
    label: str = ""
    state: str = KEPT
    source: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dimension:
    """Something to vary.

    Kinds: attribute; length (a band of words); context (what a text is about, ZeroGen's c); similar (labels easily
    confused with a label; never drawn, it informs prompts). `key`: under which a recipe keeps a list of its own
    (values/own.py); '' for the project's.
    """

    name: str
    title: str = ""
    kind: str = ATTRIBUTE
    depends_on_label: bool = False
    hard: bool = False
    values: tuple[Value, ...] = ()
    key: str = ""

    def kept(self, label: str = "") -> tuple[Value, ...]:
        """Return the values that may be drawn with `label` ('' takes those of every label)."""
        return tuple(v for v in self.values if v.state == KEPT and (not label or v.label in ("", label)))


@dataclass(frozen=True)
class Scope:
    """The dimensions of a project."""

    dimensions: tuple[Dimension, ...] = ()

    def dimension(self, name: str) -> Dimension | None:
        """Return the dimension called `name`, or None."""
        return next((d for d in self.dimensions if d.name == name), None)

    def of_kind(self, *kinds: str) -> tuple[Dimension, ...]:
        """Return the dimensions of some kinds, in the stored order."""
        return tuple(d for d in self.dimensions if d.kind in kinds)

    def similar_to(self, label: str) -> tuple[str, ...]:
        """Return the labels that are easily confused with `label`, in the stored order."""
        return tuple(v.text for d in self.of_kind(SIMILAR) for v in d.values if v.label == label and v.state == KEPT)

    def to_json(self) -> list[dict]:
        """Return the JSON form; `from_json(to_json())` is the same scope."""
        return [asdict(dimension) for dimension in self.dimensions]

    @classmethod
    def from_json(cls, data: list[dict]) -> "Scope":
        """Read a stored scope."""
        return cls(tuple(Dimension(**{**row, "values": tuple(map(_value, row["values"]))}) for row in data))


def _value(row: dict) -> Value:
    return Value(**{**row, "examples": tuple(row.get("examples", ()))})


def length_band(text: str) -> tuple[int, int] | None:
    """Read a band of words: '30 to 80', '30-80' and, by the default band, '30' give (30, 80); else None."""
    numbers = [int(n) for n in re.findall(r"\d+", text)[:2]]
    if not numbers or numbers[0] > 20_000:
        return None
    low, high = (numbers[0], numbers[1]) if len(numbers) == 2 else (numbers[0], numbers[0] + BAND)
    return (low, high) if 0 < low <= high else None


def no_length(texts: Iterable[str]) -> str | None:
    """Return the first of some texts that is no band of words; None where all are."""
    return next((text for text in texts if not length_band(text)), None)


def count_words(text: str) -> int:
    """Return the number of words: runs of characters between white space."""
    return len(text.split())


def obeys(dimension: Dimension, value: str, text: str, slack: float = 0.2) -> bool | None:
    """Say whether a text keeps a condition, where a test can tell: None means that only a judge could.

    Length: the words are within the band widened by `slack` on both sides.
    """
    if dimension.kind != LENGTH:
        return None
    band = length_band(value)
    return None if band is None else within(count_words(text), band, slack)


def within(words: int, band: tuple[int, int], slack: float) -> bool:
    """Say whether a word count lies in the band widened by `slack`."""
    return band[0] * (1 - slack) <= words <= band[1] * (1 + slack)
