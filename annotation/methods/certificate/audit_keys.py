"""Secret order of audit draws. Standard library only: the web process freezes snapshots."""

import hashlib
import secrets
from collections.abc import Iterable


def new_seed() -> str:
    """A secret seed of 256 random bits, as 64 hexadecimal digits."""
    return secrets.token_hex(32)


def commitment(seed: str) -> str:
    """What is shown at the freeze, so that nobody can choose another seed afterwards: SHA-256 of the seed's bytes."""
    return hashlib.sha256(bytes.fromhex(seed)).hexdigest()


def audit_keys(seed: str, items: Iterable[int]) -> list[int]:
    """A secret 63-bit key for each item.

    The next audit draw is the item with the smallest key (then the smallest id) that nobody has reviewed; to whoever
    does not know the seed that is a uniform draw from these items, whatever was removed before. Keys are BLAKE2b of
    the item's id keyed by the seed, 63 bits so that they fit a signed column. Publishing the seed lets anybody replay
    the draws.

    Reference: methods of the certificate, sampling design; keyed hashing: RFC 7693.
    """
    return _keys(seed, (b"%d" % item for item in items))


def recheck_keys(seed: str, items: Iterable[int]) -> list[int]:
    """The secret order in which rows that people settled are asked again: of the same seed, and of no audit's order.

    BLAKE2b of `again:` and the item's id; the commitment to the seed was shown before any of them was reviewed.
    """
    return _keys(seed, (b"again:%d" % item for item in items))


def order_keys(seed: str, items: Iterable[int]) -> list[int]:
    """The random order of rows that are equally at risk: of the same seed, and of no draw's order, so it may be told.

    BLAKE2b of `order:` and the item's id; which rows are drawn next cannot be read from it.
    """
    return _keys(seed, (b"order:%d" % item for item in items))


def _keys(seed: str, texts: Iterable[bytes]) -> list[int]:
    key, digest = bytes.fromhex(seed), hashlib.blake2b
    return [
        int.from_bytes(digest(text, digest_size=8, key=key).digest(), "big") >> 1 for text in texts
    ]  # 100,000 keys in about 0.1 s
