"""The text is in another script or language than most."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from annotation.methods.signals.evidence import Evidence, Said
from annotation.methods.signals.language_words import FREQUENT
from annotation.methods.signals.vocabulary import Vocabulary

USUAL_FROM = 0.6  # of the texts whose language shows: with less, no language is the usual one
FEWEST = 3  # frequent words of a language that a text must have, and
AHEAD = 2  # times as many as of any other
LETTERS_READ, ROWS_AT_ONCE = 1000, 5000
OWN_SCRIPT = 0.7  # of the letters
#: First code points of scripts; what follows the last of one belongs to OTHER until the next.
SCRIPTS = (
    (0x0000, ""), (0x0041, "latin"), (0x005B, ""), (0x0061, "latin"), (0x007B, ""), (0x00C0, "latin"), (0x0250, ""),
    (0x0370, "greek"), (0x0400, "cyrillic"), (0x0530, ""), (0x0590, "hebrew"), (0x0600, "arabic"), (0x0700, ""),
    (0x0900, "devanagari"), (0x0980, ""), (0x0E00, "thai"), (0x0E80, ""), (0x1100, "korean"), (0x1200, ""),
    (0x1E00, "latin"), (0x1F00, "greek"), (0x2000, ""), (0x3040, "japanese"), (0x3100, ""), (0x3130, "korean"),
    (0x3190, ""), (0x3400, "han"), (0xA000, ""), (0xAC00, "korean"), (0xD7A4, ""), (0xF900, "han"), (0xFB00, ""),
    (0x20000, "han"), (0x32000, ""),
)  # fmt: skip
NAMES = sorted({name for _start, name in SCRIPTS if name})
_STARTS = np.array([start for start, _name in SCRIPTS])
_NUMBERS = np.array([NAMES.index(name) if name else -1 for _start, name in SCRIPTS])


def language(evidence: Evidence) -> Said:
    """How much of a text is in another language than the usual one: a share of its letters, or of its frequent words.

    The usual language is that of most texts, of at least 60 % of those that show one. A script says by itself (a text
    with kana is Japanese); languages in Latin letters are told by their most frequent words. 0 where the text is in the
    usual language or shows none. Told with it: `language` and `usual`.
    """
    shares = script_shares(evidence.texts)
    languages, sureness = languages_of(evidence.vocabulary, shares)
    usual = usual_language(languages)
    other = np.array([usual is not None and one is not None and one != usual for one in languages], dtype=bool)
    values = np.where(other, sureness, 0)
    return evidence.said(values, language=languages, usual=[usual] * len(languages))


def usual_language(languages: Sequence[str | None]) -> str | None:
    """The language of at least 60 % of the texts that show one; None without."""
    counts = Counter(one for one in languages if one)
    if not counts:
        return None
    name, most = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return name if most >= USUAL_FROM * counts.total() else None


def script_shares(texts: Sequence[str]) -> np.ndarray:
    """Share of each script (NAMES) among the letters of a text's first thousand characters; zeros without letters."""
    parts = [np.zeros((0, len(NAMES)))]
    for first in range(0, len(texts), ROWS_AT_ONCE):
        some = [text[:LETTERS_READ] for text in texts[first : first + ROWS_AT_ONCE]]
        points = np.frombuffer("".join(some).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        scripts = _NUMBERS[np.searchsorted(_STARTS, points, side="right") - 1]
        rows = np.repeat(np.arange(len(some)), [len(text) for text in some])
        letters = scripts >= 0
        places = rows[letters] * len(NAMES) + scripts[letters]
        counts = np.bincount(places, minlength=len(some) * len(NAMES)).reshape(len(some), -1).astype(float)
        parts.append(counts / np.maximum(counts.sum(axis=1, keepdims=True), 1))
    return np.concatenate(parts)


def languages_of(words: Vocabulary, shares: np.ndarray) -> tuple[list[str | None], np.ndarray]:
    """The language of each text, None where it shows none, and the share of letters or frequent words that say so."""
    counts = _frequent_words(words)
    found: list[str | None] = [None] * len(shares)
    sureness = np.zeros(len(shares))
    latin, kana, han = (NAMES.index(name) for name in ("latin", "japanese", "han"))
    shares = shares.copy()
    with_kana = shares[:, kana] > 0.05
    shares[with_kana, kana] += shares[with_kana, han]
    shares[with_kana, han] = 0
    best = shares.argmax(axis=1) if len(shares) else np.zeros(0, dtype=int)
    for row in np.flatnonzero(shares.max(axis=1, initial=0) >= OWN_SCRIPT):
        if best[row] != latin:
            found[row], sureness[row] = NAMES[best[row]], shares[row, best[row]]
            continue
        ordered = np.argsort(-counts[row], kind="stable")
        first, second = counts[row, ordered[0]], counts[row, ordered[1]]
        if first >= FEWEST and first >= AHEAD * second:
            found[row], sureness[row] = list(FREQUENT)[ordered[0]], first / counts[row].sum()
    return found, sureness


def _frequent_words(words: Vocabulary) -> np.ndarray:
    """(texts, languages): how many of a text's words are among each language's most frequent ones."""
    counts = np.zeros((len(words.lengths), len(FREQUENT)))
    rows = words.rows
    for number, frequent in enumerate(FREQUENT.values()):
        among = np.array([word in frequent for word in words.words], dtype=bool)
        if among.any():
            counts[:, number] = np.bincount(rows[among[words.numbers]], minlength=len(counts))
    return counts
