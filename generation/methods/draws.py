"""One seed per draw, derived from the run's seed, so that results do not depend on the number of workers."""

import hashlib


def derive(seed: int, *parts: object) -> int:
    """Return a seed in [0, 2**31) for the part of a run named by `parts`; equal arguments give equal seeds.

    Parts are joined with a separator that cannot occur in a number, and hashed (SHA-256), so that neighbouring
    indices give unrelated streams.
    """
    text = "\x1f".join([str(seed), *map(str, parts)])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") >> 1
