"""How many labels of a dataset are right, from a frozen snapshot of which random rows were audited."""

from collections.abc import Iterable
from dataclasses import replace

from annotation.methods.certificate.estimate import estimate
from annotation.methods.certificate.removal import Removal
from generation.methods.estimates import Share


def right_share(population: int, log: Iterable[Removal], rows: int, *, mended: float, level: float = 0.95) -> Share:
    """Share of right labels among `rows`: the frozen ones, put right where people found an error, and ones known right.

    The wrong labels of the frozen population are estimated from its audit draws, whatever the active queue took in
    between; those that people have mended are no longer wrong: `right = 1 - (wrong labels - mended) / rows`.

    Parameters
    ----------
    population : frozen labels among the rows. log : their removals in order, as `estimate` takes them.
    rows : all rows, at least `population`; the others have labels known to be right.
    mended : wrong frozen labels put right so far, those in the log and those found after it was closed.
    level : of the interval.

    Returns
    -------
    Share: `count` right of `n` answered audit draws, `population` = rows. No value without such a draw.

    Reference: `annotation.methods.certificate.estimate`; coverage under adaptive queues is simulated in its test.
    """
    log = list(log)
    wrong = estimate(population, log, level=level) if population else Share(None, None, None, 0, 0)
    if wrong.value is None or rows <= 0:
        return replace(wrong, value=None, population=rows)

    def right(share_wrong: float) -> float:
        return 1 - max(0.0, share_wrong * population - mended) / rows

    return Share(right(wrong.value), right(wrong.high), right(wrong.low), wrong.n - wrong.count, wrong.n, rows)
