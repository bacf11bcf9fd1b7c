"""The share of wrong labels among the rows of a frozen population that nobody has settled. Standard library only."""

from collections.abc import Sequence

from annotation.methods.certificate.removal import Removal
from annotation.methods.filters.error import error_among
from generation.methods.estimates import Share


def error_left(population: int, log: Sequence[Removal]) -> Share:
    """The estimate for the whole population (`error_among`), less what is known of the rows that left it.

    `((M - finds) / left)`: which errors left is certain, so the interval is that of M, moved and set over fewer rows.
    Draws alone would say too much: they began while the errors that a queue has found since were still there.

    Returns a Share whose population is the rows that are left; without value where no draw is settled or no row left.
    """
    among = error_among(population, log)
    settled = [one.loss for one in log if one.loss is not None]
    left, finds = population - len(settled), sum(settled)
    if among.value is None or left <= 0:
        return Share(None, None, None, 0, 0, max(left, 0))
    shares = ((share * population - finds) / left for share in (among.value, among.low, among.high))
    return Share(*(min(max(share, 0.0), 1.0) for share in shares), among.count, among.n, left)
