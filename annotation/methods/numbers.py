"""Numbers that tell nothing of the order in which things came, and from which it is read again who has the key.

A Feistel network with keyed rounds permutes 0 … 2^20 - 1 (Luby and Rackoff, 1988); what falls beyond the range is
permuted again until it falls into it (cycle walking; Black and Rogaway, 2002).
"""

from hashlib import blake2b

HALF = 10  # bits
MASK = (1 << HALF) - 1
ROUNDS = range(10)


def permuted(value: int, *, size: int, key: bytes) -> int:
    """Where `value` of 0 … size - 1 lies in a secret order of these; `size` is at most 2^20, `key` at most 64 bytes."""
    while (value := _once(value, key)) >= size:
        pass
    return value


def restored(value: int, *, size: int, key: bytes) -> int:
    """The value that was `permuted` to this one."""
    while (value := _back(value, key)) >= size:
        pass
    return value


def _once(value: int, key: bytes) -> int:
    left, right = value >> HALF, value & MASK
    for turn in ROUNDS:
        left, right = right, left ^ _mixed(turn, right, key)
    return left << HALF | right


def _back(value: int, key: bytes) -> int:
    left, right = value >> HALF, value & MASK
    for turn in reversed(ROUNDS):
        left, right = right ^ _mixed(turn, left, key), left
    return left << HALF | right


def _mixed(turn: int, half: int, key: bytes) -> int:
    said = blake2b(bytes([turn]) + half.to_bytes(2), key=key, digest_size=2).digest()
    return int.from_bytes(said) & MASK
