"""Values from a list: one a line as a person types them, or as a model wrote them, cleaned and without repeats."""

import re
from collections.abc import Iterable

LONGEST = 120  # of a value that a model wrote
TYPED = 300  # of one that a person did
NUMBERING = re.compile(r"^\s*(?:[-*•·]+\s*|\(?\d{1,3}[.):]\s+)+")
EXPLANATION = re.compile(r"\s+(?:[-–—:]|e\.g\.)\s+.*$", re.DOTALL)
QUOTES = "\"'“”‘’`"
SHORT_ENOUGH = 3  # letters; what an explanation follows must be a name


def clean_value(text: str) -> str:
    """Return one value without numbering, quotes, line breaks or explanation, cut at a word; '' if none is left.

    '2. **Hotels** - places to stay' gives 'Hotels'.
    """
    text = NUMBERING.sub("", " ".join(text.replace("**", "").replace("\x00", "").split()))
    shorter = EXPLANATION.sub("", text)
    text = (shorter if len(shorter) >= SHORT_ENOUGH else text).strip().strip(QUOTES).rstrip(".,;:").strip()
    if len(text) > LONGEST:
        text = text[:LONGEST].rsplit(" ", 1)[0]
    return text


def distinct(values: Iterable[str], known: Iterable[str] = (), most: int | None = None) -> list[str]:
    """Return cleaned values in order, without empty ones, repeats (ignoring case and word order) or `known` ones."""
    seen = {_key(value) for value in known}
    kept: list[str] = []
    for value in map(clean_value, values):
        if most is not None and len(kept) >= most:
            break
        key = _key(value)
        if key and key not in seen:
            seen.add(key)
            kept.append(value)
    return kept


def _key(value: str) -> tuple[str, ...]:
    # Word order and a plural s are all that tells 'hotel review' from 'reviews, hotels' in most lists.
    words = re.findall(r"\w+", value.casefold())
    return tuple(sorted(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in words))


def typed(texts: Iterable[str]) -> list[str]:
    """Return the values a person entered, as they are but for spaces: at most 300 characters, none twice."""
    plain = (" ".join(text.replace("\x00", "").split())[:TYPED].strip() for text in texts)
    return list({text.casefold(): text for text in plain if text}.values())


def slug(title: str, taken: Iterable[str]) -> str:
    """Return a short name made from a title that is not taken yet: letters, digits and hyphens."""
    plain = "-".join(re.findall(r"[^\W_]+", title.casefold()))[:50].strip("-") or "attribute"
    names = (plain if i == 1 else f"{plain}-{i}" for i in range(1, 10_000))
    used = set(taken)
    return next(name for name in names if name not in used)
