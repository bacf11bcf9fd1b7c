"""One round: batches until enough samples are accepted, or until going on makes no sense.

Batch b is planned from what is known of the batches up to b - 2, while b - 1 is under way, so the pipe never runs dry
and the plan does not depend on how many workers there are or which of them was faster.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

SMALLEST_BATCH = 256
MOST_BATCHES = 200
LOW_YIELD = 0.05
JUDGED_FROM = 2 * SMALLEST_BATCH  # samples that rows were expected to give; a yield is not judged on fewer
FEWEST_FOR_NOTHING = 64  # of the same; as many, or twice the count, without a single accepted one are enough


@dataclass(frozen=True)
class Batch:
    """What is known of a batch: `accepted` counts only once it has settled."""

    rows: int
    accepted: int = 0
    settled: bool = False


@dataclass(frozen=True)
class Stop:
    """No more batches: reached, low_yield or max_batches."""

    reason: str


def next_batch(
    count: int,
    batches: Sequence[Batch],
    concurrency: int,
    max_batches: int = MOST_BATCHES,
    largest: int | None = None,
    expected: float = 1.0,
    least_yield: float = LOW_YIELD,
) -> int | Stop:
    """Return how many rows the next batch has; 0 means wait until a batch settles; Stop means that none follows.

    Rows under way are expected to give as many samples as those seen so far (`expected` before any settled). A batch
    has at least max(256, 4 x concurrency) rows, or as many as are still wanted at that share if these are fewer, and
    never so few that `max_batches` of them would not do; while nothing has been accepted, no more than are to be tried
    before that is judged. `low_yield`: nothing is accepted, or a smaller share than `least_yield` of what a row is
    expected to give. A row that is expected to give several counts as so many.
    """
    settled = [batch for batch in batches if batch.settled]
    open_rows = sum(batch.rows for batch in batches if not batch.settled)
    accepted, rows_tried = sum(batch.accepted for batch in settled), sum(batch.rows for batch in settled)
    if accepted >= count:
        return Stop("reached")
    each = max(expected, 1)
    share, tried = accepted / rows_tried if rows_tried else expected, rows_tried * each
    enough = max(FEWEST_FOR_NOTHING, 2 * count)
    if (not accepted and tried >= enough) or (tried >= JUDGED_FROM and share < least_yield * each):
        return Stop("low_yield")
    wanted = count - accepted - math.floor(open_rows * share)
    if wanted <= 0 or len(batches) - len(settled) >= 2:
        return 0
    if len(batches) >= max_batches:
        return 0 if open_rows else Stop("max_batches")
    rows = math.ceil(wanted / max(share, LOW_YIELD))
    usual = max(SMALLEST_BATCH, 4 * concurrency, math.ceil(rows / (max_batches - len(batches))))
    most = largest or usual
    if tried and not accepted:
        most = min(most, max(math.ceil((enough - tried) / each) - open_rows, 0))
    return min(rows, most)
