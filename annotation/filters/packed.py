"""How columns that are not a byte a row are written and read: samples, the audit's log, words. No numpy: pages read."""

from array import array
from collections.abc import Iterable, Iterator, Sequence

from annotation.methods.certificate.removal import Removal

NOBODY = 2  # has resolved it


def pack_samples(ids: Iterable[int]) -> bytes:
    return array("q", ids).tobytes()


def samples_of(data: bytes) -> array:
    ids = array("q")
    ids.frombytes(data)
    return ids


def sample_at(data: bytes, place: int) -> int:
    return int.from_bytes(data[8 * place : 8 * place + 8], "little", signed=True)


def pack_log(log: Iterable[tuple[int, Removal]]) -> bytes:
    """Removals in their order, each with the place of its row."""
    return array("q", (place * 8 + one.audit * 4 + _loss(one) for place, one in log)).tobytes()


def log_of(data: bytes) -> list[tuple[int, Removal]]:
    numbers = array("q")
    numbers.frombytes(data)
    return [(number >> 3, _REMOVALS[number & 7]) for number in numbers]


def pack_words(rows: Sequence[tuple[int, Sequence[int]]]) -> bytes:
    """(place, word numbers) of each row: how many rows, the places, how many words each has, the words."""
    numbers = [len(rows), *(place for place, _words in rows), *(len(words) for _place, words in rows)]
    return array("I", [*numbers, *(word for _place, words in rows for word in words)]).tobytes()


def words_of(data: bytes) -> Iterator[tuple[int, Sequence[int]]]:
    numbers = array("I")
    numbers.frombytes(data)
    rows = numbers[0] if numbers else 0
    start = 1 + 2 * rows
    for place, size in zip(numbers[1 : 1 + rows], numbers[1 + rows : start], strict=True):
        yield place, numbers[start : start + size]
        start += size


def _loss(one: Removal) -> int:
    return NOBODY if one.loss is None else int(one.loss > 0)


_REMOVALS = [
    Removal(audit=bool(number & 4), loss=None if number & 3 == NOBODY else float(number & 3)) for number in range(8)
]
