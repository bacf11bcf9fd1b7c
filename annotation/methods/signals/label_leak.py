"""The text gives its label away: by the label's name, or by a word that hardly any other label's texts have."""

import re

import numpy as np

from annotation.methods.signals.evidence import Evidence, Said
from annotation.methods.signals.vocabulary import LONGEST
from generation.methods.verifiers.label_leak import ANNOUNCERS
from generation.methods.verifiers.occurrence import occurs

NAMED = 0.5
COMMON = 0.05  # of the label's texts, and no fewer than FEWEST: a word that many of them have
FEWEST = 20
TELLING = 0.9
Z = 1.959964


def label_leak(evidence: Evidence) -> Said:
    """1 where the text announces its label (“Label: refund”), else how surely its most telling word gives it away.

    A word tells where at least 5 % (and 20) of the label's texts have it and the lower 95 % limit of the label's share
    of all texts with it is .9 or more, and leaves at most a quarter of the doubt that there is without the word; that
    limit is the value. The label's name alone counts .5, for a text about sport may say so. 0: nothing gives it away.

    Told with it: the `word`, the `label`, and that `n` of `of` texts with the word carry it.
    """
    values, word = np.zeros(len(evidence.given)), np.full(len(evidence.given), None, dtype=object)
    values[evidence.given < 0] = np.nan
    n, of = np.zeros(len(values), dtype=np.int64), np.zeros(len(values), dtype=np.int64)
    if len(evidence.classes) > 1 and (evidence.given >= 0).any():
        _by_words(evidence, values, word, n, of)
    for row in np.flatnonzero(evidence.given >= 0):
        label = evidence.classes[evidence.given[row]]
        text = evidence.texts[row][:LONGEST].casefold()
        for name in {*evidence.names.get(label, (label,))}:
            if values[row] < NAMED and occurs(name.casefold(), text):
                values[row], word[row], n[row], of[row] = NAMED, name, 0, 0
            if announced(name, text):
                values[row], word[row], n[row], of[row] = 1, name, 0, 0
    return evidence.said(values, word=word, label=evidence.named(evidence.given), n=n, of=of)


def announced(name: str, text: str) -> bool:
    """Whether a text says that this is its label: “label: NAME”, “[NAME] …”, “NAME: …”. Text case folded."""
    spoken = re.escape(name.casefold())
    if name.casefold() not in text:
        return False
    opened = rf"^\s*(?:[\[(]{spoken}[\])]|{spoken}\s*:)"
    return re.search(rf"\b(?:{ANNOUNCERS})\s*[:=]\s*[\"'“]?{spoken}\b|{opened}", text) is not None


def lower_limit(count: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Wilson's lower 95 % limit of a share, elementwise; 0 where n is 0."""
    n = np.asarray(n, dtype=float)
    share = np.divide(count, n, out=np.zeros_like(n), where=n > 0)
    root = Z * np.sqrt(share * (1 - share) / np.maximum(n, 1) + Z**2 / (4 * np.maximum(n, 1) ** 2))
    return np.where(n > 0, (share + Z**2 / (2 * np.maximum(n, 1)) - root) / (1 + Z**2 / np.maximum(n, 1)), 0)


def _by_words(evidence: Evidence, values: np.ndarray, word: np.ndarray, n: np.ndarray, of: np.ndarray) -> None:
    known = np.flatnonzero(evidence.given >= 0)
    presence = evidence.vocabulary.presence()[known]
    given, classes = evidence.given[known], len(evidence.classes)
    members = np.bincount(given, minlength=classes)
    counts = np.stack([np.asarray(presence[given == label].sum(axis=0)).ravel() for label in range(classes)])
    texts = counts.sum(axis=0)
    owner = counts.argmax(axis=0)
    most = counts[owner, np.arange(len(texts))]
    limit = lower_limit(most, texts)
    doubt = 1 - members / len(given)
    telling = (most >= np.maximum(FEWEST, COMMON * members[owner])) & (limit >= TELLING)
    telling &= 1 - limit <= doubt[owner] / 4
    strength = np.where(telling, limit, 0)
    for row, start, end in zip(known, presence.indptr[:-1], presence.indptr[1:], strict=True):
        own = presence.indices[start:end]
        own = own[owner[own] == evidence.given[row]]
        if len(own) and strength[own].max() > 0:
            best = own[strength[own].argmax()]
            values[row], word[row] = strength[best], evidence.vocabulary.words[best]
            n[row], of[row] = most[best], texts[best]
