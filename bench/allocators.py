"""How many draws until every pair of values has occurred, on the grid of issue 3: 10 x 10 x 5 x 4 x 3.

python -m bench allocators
"""

import json
import statistics
import time
from itertools import combinations
from random import Random

from generation.methods.allocation import ALLOCATORS, Coverage, Grid
from generation.methods.conditions import Dimension, Scope, Value

LABELS, SIZES, AT_ONCE, SEEDS = 10, (10, 5, 4, 3), 10, 50  # the label is the first dimension


def grid() -> Grid:
    dimensions = tuple(
        Dimension(f"d{place}", values=tuple(Value(f"v{number}") for number in range(size)))
        for place, size in enumerate(SIZES)
    )
    return Grid([f"label {number}" for number in range(LABELS)], Scope(dimensions=dimensions))


def draws_needed(allocator: str, seed: int) -> int:
    """Draws until nothing is missing, taken in batches of ten that know all before them."""
    cells, rng, known = grid(), Random(seed), Coverage()
    missing = {frozenset(pair) for pair in cells.combinations(2)}
    drawn = 0
    while missing:
        batch = ALLOCATORS[allocator](cells, known, [], AT_ONCE, rng)
        known.observe((cell, True) for cell in batch)
        for cell in batch:
            drawn += 1
            missing -= {frozenset(pair) for pair in combinations(cell, 2)}
            if not missing:
                break
    return drawn


def main() -> dict:
    found = {}
    for allocator in ALLOCATORS:
        before = time.process_time()
        draws = [draws_needed(allocator, seed) for seed in range(SEEDS)]
        cpu = 1000 * (time.process_time() - before) / sum(draws)
        numbers = {"mean": statistics.mean(draws), "least": min(draws), "most": max(draws)}
        found[allocator] = numbers | {"cpu_ms_a_draw": round(cpu, 3)}
        print(allocator, json.dumps(found[allocator]), flush=True)
    found["ratio"] = round(found["uniform"]["mean"] / found["deficit_greedy"]["mean"], 2)
    print("uniform needs", found["ratio"], "times as many")
    return found


if __name__ == "__main__":
    main()
