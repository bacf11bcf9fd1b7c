"""How often a password may be guessed: a few times from one place, and a limited number of times for one name.

The counts live in the cache. With several web processes name a shared one (CACHE_URL), or each counts for itself.
"""

import hashlib

from django.core.cache import cache

SECONDS = 5 * 60
FROM_ONE_PLACE = 5
FOR_ONE_NAME = 50


def is_locked(name: str, address: str) -> bool:
    pair, alone = _keys(name, address)
    counts = cache.get_many([pair, alone])
    return counts.get(pair, 0) >= FROM_ONE_PLACE or counts.get(alone, 0) >= FOR_ONE_NAME


def note_failure(name: str, address: str) -> None:
    for key in _keys(name, address):
        cache.add(key, 0, SECONDS)
        try:
            cache.incr(key)
        except ValueError:  # it ran out between the two lines
            cache.set(key, 1, SECONDS)


def forget(name: str, address: str) -> None:
    cache.delete_many(_keys(name, address))


def _keys(name: str, address: str) -> list[str]:
    return [
        "sign-in:" + hashlib.sha256("\0".join(parts).encode()).hexdigest()
        for parts in ((name.lower(), address), (name.lower(),))
    ]
