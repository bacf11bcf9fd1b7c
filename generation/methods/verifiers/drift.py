"""A rewriting that has left the subject of what it rewrites (Evol-Instruct)."""

from collections import Counter
from math import sqrt

from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding
from generation.methods.verifiers.rouge import words

LETTERS = 3


def check(case: Case) -> Finding:
    """Reject a text whose cosine to its parent is under `least` (0.25); one drawn with a value that `but` names may be.

    Such a value asks for something new. A text without a parent passes.
    """
    if not case.parent or set(case.params.get("but", ())) & {value for _name, value in case.draw.conditions}:
        return Finding()
    near = cosine(case.text, case.parent)
    return Finding(_("of another subject than before") if near < case.params.get("least", 0.25) else "", near)


def cosine(left: str, right: str) -> float:
    """Cosine of two texts by how often each run of three letters stands in their words, in [0, 1]; 0 without any.

    Letters, not words: in languages that change the ends of words it stays near, too.
    """
    a, b = _runs(left), _runs(right)
    length = sqrt(sum(n * n for n in a.values()) * sum(n * n for n in b.values()))
    return sum(count * b[run] for run, count in a.items()) / length if length else 0.0


def _runs(text: str) -> Counter[str]:
    padded = (f" {word} " for word in words(text))
    return Counter(word[i : i + LETTERS] for word in padded for i in range(len(word) - LETTERS + 1))
