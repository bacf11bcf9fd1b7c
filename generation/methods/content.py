"""When two texts are the same text: the hash that makes a sample unique in its project."""

import hashlib
import unicodedata
from collections.abc import Mapping


def content_hash(fields: Mapping[str, str]) -> bytes:
    """Return 16 bytes (BLAKE2b-128) that are equal exactly when two rows say the same.

    Compared are the fields that hold something, in the order of their names, each in Unicode form NFC with every run of
    white space as one blank and none at the ends. Case and punctuation count. The text itself is stored as it came.
    """
    parts = []
    for name in sorted(fields):
        text = canonical(fields[name])
        if text:
            parts.append(f"{name}\x1f{text}")
    return hashlib.blake2b("\x1e".join(parts).encode(), digest_size=16).digest()


def canonical(text: str) -> str:
    """Return `text` in the form in which it is compared."""
    joined = " ".join(text.split())
    if joined.isascii() or unicodedata.is_normalized("NFC", joined):
        return joined
    return unicodedata.normalize("NFC", joined)
