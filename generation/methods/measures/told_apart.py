"""Rows that share a long passage and say something of their own beside it are no copies of each other."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from generation.methods.measures.near_duplicates import near_duplicate_groups
from generation.methods.measures.shingles import normalised, shingles, similarity

SAME_FROM = 0.5  # of what is left of two texts without the lines that they share: an edit leaves more, a question less
WORDS = 3  # a shorter line, such as a greeting, tells nothing apart
MOST_COMPARED = 2000  # texts of a group that say different things; each further one is compared with these


def copy_groups(texts: Sequence[str]) -> np.ndarray:
    """Number the groups of rows of which one is enough: nearly equal texts, told apart where they are two rows."""
    return told_apart(texts, near_duplicate_groups(texts))


def told_apart(texts: Sequence[str], groups: np.ndarray) -> np.ndarray:
    """Split groups of nearly equal texts where these share whole lines and differ in others.

    A passage with two questions, or one system prompt with two talks, is nearly the same text by its characters, and
    two rows all the same. So the lines that two texts share are put aside, and where each has lines of three words or
    more left, these must be alike too (Jaccard similarity of five-character shingles from .5). Fields of a row
    stand on lines of their own. Texts without a shared line are left as they are grouped.

    Parameters
    ----------
    groups : for each text a number, `near_duplicate_groups`.

    Returns
    -------
    Integer array, for each text the position of the first text of its group.
    """
    found = np.arange(len(texts))
    members = defaultdict(list)
    for place, group in enumerate(groups):
        members[group].append(place)
    for places in members.values():
        found[places] = _firsts(texts, places)
    return found


def _firsts(texts: Sequence[str], places: list[int]) -> list[int]:
    if len(places) == 1:
        return places
    firsts: list[tuple[int, frozenset[str]]] = []
    seen: dict[frozenset[str], int] = {}
    every = [frozenset(filter(None, map(normalised, texts[place].splitlines()))) for place in places]
    for place, lines in zip(places, every, strict=True):
        if lines not in seen:
            alike = (first for first, others in firsts if _say_the_same(lines, others))
            seen[lines] = next(alike, place)
            if seen[lines] == place and len(firsts) < MOST_COMPARED:
                firsts.append((place, lines))
    return [seen[lines] for lines in every]


def _say_the_same(left: frozenset[str], right: frozenset[str]) -> bool:
    if not left & right:
        return True
    own, others = _telling(left - right), _telling(right - left)
    return not own or not others or similarity(shingles(own), shingles(others)) >= SAME_FROM


def _telling(lines: frozenset[str]) -> str:
    return " ".join(sorted(line for line in lines if len(line.split()) >= WORDS))
