"""Groups of equal and nearly equal texts."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from rensa import RMinHash
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from generation.methods.measures.shingles import LONGEST, SHINGLE, ends, normalised

PERMUTATIONS, BANDS = 128, 16  # two texts of similarity s meet with probability 1 - (1 - s^8)^16: .947 at .8
SAME_FROM = 0.8
CHARACTERS = 4000  # of a longer text, candidates are found by its beginning and its end, and held against the whole
SLACK = 0.15  # three standard errors of an estimate from signs at .8
BLOCK, NEAREST = 512, 2  # in a large bucket so many texts are compared at once, and of each its nearest
ROWS_AT_ONCE = 10_000
_SEED = 0x5EED
_PRIME = np.uint64(0x100000001B3)


def near_duplicate_groups(texts: Sequence[str], *, same_from: float = SAME_FROM) -> np.ndarray:
    """Number the groups of texts that are equal or nearly so; alone, a text is a group of its own.

    Texts are normalised (NFKC, case folded, letters and digits only), equal ones joined, the rest compared by the
    Jaccard similarity of their sets of five-character shingles: MinHash bands name the candidates, the sets decide.
    Of a long text the bands read the beginning and the end, the sets all of it. Joined pairs are closed transitively.

    Parameters
    ----------
    texts : any language. same_from : Jaccard similarity from which two texts are the same.

    Returns
    -------
    Integer array, for each text the position of the first text of its group. Texts without a letter or digit are not
    compared: each is alone. No texts: an empty array. 100,000 reviews take about ten seconds.

    Reference: Broder, "On the resemblance and containment of documents" (1997).
    """
    plain = [normalised(text) for text in texts]
    firsts: dict[str, int] = {}
    exact = np.array([firsts.setdefault(text, i) if text else i for i, text in enumerate(plain)], dtype=np.int64)
    distinct = np.array(sorted(firsts.values()), dtype=np.int64)
    distinct = distinct[[bool(plain[i]) for i in distinct]] if len(distinct) else distinct
    pairs = _similar_pairs([plain[i] for i in distinct], same_from)
    links = np.concatenate([np.column_stack([np.arange(len(plain)), exact]), distinct[pairs]])
    return _first_of_component(links, len(plain))


def jaccard(left: np.ndarray, right: np.ndarray) -> float:
    """Shared share of two arrays taken as sets; 0 where both are empty."""
    left, right = np.unique(left), np.unique(right)
    shared = len(np.intersect1d(left, right, assume_unique=True))
    return shared / max(1, len(left) + len(right) - shared)


def _similar_pairs(texts: list[str], same_from: float) -> np.ndarray:
    """Pairs of similar texts, enough of them to link each group: first those that stand side by side in a bucket, then
    of texts that are not linked yet those that their signatures say are nearest."""
    if len(texts) < 2:
        return np.zeros((0, 2), dtype=np.int64)
    shingles, starts = _shingles([ends(text, CHARACTERS) for text in texts])
    signatures = _signatures(shingles, starts)

    @lru_cache(maxsize=64)
    def of_long(row: int) -> np.ndarray:
        return _shingles([ends(texts[row], LONGEST)])[0]

    def of(row: int) -> np.ndarray:
        return of_long(row) if len(texts[row]) > CHARACTERS else shingles[starts[row] : starts[row + 1]]

    def similar(pairs: np.ndarray) -> np.ndarray:
        sets = ([of(row) for row in pair] for pair in pairs.tolist())
        return pairs[np.array([jaccard(*pair) >= same_from for pair in sets], dtype=bool)]

    linked = similar(_side_by_side(signatures))
    further = _further(signatures, _first_of_component(linked, len(texts)), same_from - SLACK)
    return np.concatenate([linked, similar(further)])


def _shingles(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Hashes of all five-character windows, text after text, and where each text starts."""
    padded = [text.ljust(SHINGLE) for text in texts]
    lengths = np.array([len(text) for text in padded])
    letters = np.frombuffer("".join(padded).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    hashes = np.full(len(letters) - SHINGLE + 1, 0xCBF29CE484222325, dtype=np.uint64)
    for offset in range(SHINGLE):  # FNV-1a over code points, all windows at once
        hashes = (hashes ^ letters[offset : offset + len(hashes)]) * _PRIME
    ends = np.cumsum(lengths)
    inside = np.ones(len(hashes), dtype=bool)
    for back in range(1, SHINGLE):  # windows that reach into the next text
        inside[(ends[:-1] - back)] = False
    return hashes[inside], np.concatenate([[0], np.cumsum(lengths - SHINGLE + 1)])


def _signatures(shingles: np.ndarray, starts: np.ndarray) -> np.ndarray:
    parts = []
    for first in range(0, len(starts) - 1, ROWS_AT_ONCE):
        rows = starts[first : first + ROWS_AT_ONCE + 1]
        matrix = RMinHash.digest_matrix_from_flat_token_hashes(
            np.ascontiguousarray(shingles[rows[0] : rows[-1]]), (rows - rows[0]).astype(np.uint64), PERMUTATIONS, _SEED
        )
        parts.append(np.array(matrix.to_rows(), dtype=np.uint32))
    return np.concatenate(parts)


def _side_by_side(signatures: np.ndarray) -> np.ndarray:
    """Pairs that share a band: each text with the first and with the one before it in the same bucket."""
    found = []
    for band in range(BANDS):
        order, bucket = _buckets(_keys(signatures, band, 1))
        fresh = bucket == np.arange(len(bucket))
        found.append(np.column_stack([order[bucket], order])[~fresh])
        found.append(np.column_stack([np.roll(order, 1), order])[~fresh])
    return np.unique(np.sort(np.concatenate(found), axis=1), axis=0)


def _further(signatures: np.ndarray, group: np.ndarray, least: float) -> np.ndarray:
    """Of each text in a large bucket the nearest of other groups there, as far as their signatures agree on `least`.

    Many texts of one template fill a bucket, and two that are similar need not stand side by side in it.
    """
    found = [np.zeros((0, 2), dtype=np.int64)]
    for band in range(BANDS):
        order, _bucket = _buckets(_keys(signatures, band, 2))
        _key, bucket = np.unique(_keys(signatures[order], band, 1), return_inverse=True)
        ends = np.flatnonzero(np.diff(bucket, append=-1)) + 1
        starts = np.concatenate([[0], ends[:-1]])
        mixed = np.minimum.reduceat(group[order], starts) < np.maximum.reduceat(group[order], starts)
        for start, end in zip(starts[mixed], ends[mixed], strict=True):
            if end - start > 3:  # of three, each stood beside each
                blocks = range(start, end, BLOCK)
                found += [_nearest(signatures, order[at : min(at + BLOCK, end)], group, least) for at in blocks]
    return np.unique(np.sort(np.concatenate(found), axis=1), axis=0)


def _nearest(signatures: np.ndarray, rows: np.ndarray, group: np.ndarray, least: float) -> np.ndarray:
    signs = _signs(signatures[rows])  # of all rows they would be twice the size of the signatures
    agreed = signs @ signs.T
    agreed[group[rows][:, None] == group[rows]] = -1
    nearest = np.argsort(-agreed, axis=1)[:, :NEAREST]
    left = np.repeat(np.arange(len(rows)), nearest.shape[1])
    enough = agreed[left, nearest.ravel()] >= least
    return np.column_stack([rows[left], rows[nearest.ravel()]])[enough]


def _signs(signatures: np.ndarray) -> np.ndarray:
    """Two signs a permutation, so that the product of two rows estimates their Jaccard similarity.

    Reference: Li and König, "b-bit minwise hashing" (WWW 2010), with one bit at a time.
    """
    mixed = signatures * np.uint32(0x9E3779B1)
    bits = np.concatenate([(mixed >> np.uint32(31)) & 1, (mixed >> np.uint32(17)) & 1], axis=1)
    return (bits.astype(np.float32) * 2 - 1) / np.sqrt(np.float32(bits.shape[1]))


def _keys(signatures: np.ndarray, band: int, bands: int) -> np.ndarray:
    """The values of a band and the ones that follow it, as one value that can be sorted."""
    size = PERMUTATIONS // BANDS
    places = np.arange(band * size, (band + bands) * size) % PERMUTATIONS
    columns = np.ascontiguousarray(signatures[:, places])
    return columns.view(np.dtype((np.void, columns.dtype.itemsize * len(places)))).ravel()


def _buckets(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rows in the order of their keys, and for each place in it the first place with the same key."""
    order = np.argsort(keys, kind="stable")
    if not len(order):
        return order, order
    fresh = np.concatenate([[True], keys[order][1:] != keys[order][:-1]])
    return order, np.maximum.accumulate(np.where(fresh, np.arange(len(order)), 0))


def _first_of_component(links: np.ndarray, size: int) -> np.ndarray:
    if not size:
        return np.zeros(0, dtype=np.int64)
    graph = coo_array((np.ones(len(links), dtype=bool), (links[:, 0], links[:, 1])), shape=(size, size))
    _count, component = connected_components(graph, directed=False)
    _labels, first = np.unique(component, return_index=True)
    return first[component]
