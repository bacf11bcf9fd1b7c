"""Mostly what people wrote, and a few that a model made: the pool grows without drifting."""

from random import Random

from generation.methods.demonstrations.drawing import drawn, filled, in_turn
from generation.methods.demonstrations.pool import Chosen, Pool, Want

MACHINE_SHARE = 0.25  # 2 of 8


def select(pool: Pool, want: Want, k: int, rng: Random, *, machine_share: float = MACHINE_SHARE) -> list[Chosen]:
    """Draw at most k rows, of them at most `machine_share` made by a model, shuffled.

    The share holds for what is shown: with fewer people's rows there are fewer of the model's too. Budget, caps and
    rotation are those of at_random.

    Raises ValueError unless 0 <= machine_share < 1.

    Reference: Wang et al., "Self-Instruct" (ACL 2023): 8 instructions, up to 2 by the model.
    """
    if not 0 <= machine_share < 1:
        raise ValueError("machine_share must be at least 0 and below 1")
    rows = pool.of_label(want.label)
    machine = drawn(pool, [row for row in rows if pool.machine[row]], k, rng)
    human = drawn(pool, [row for row in rows if not pool.machine[row]], k, rng)
    reserved = min(_most(k, machine_share), len(machine))
    people = filled(pool, human, k - reserved, want.tokens)
    beside = _most(len(people) / (1 - machine_share), machine_share)  # the largest m with m <= share * (people + m)
    left = None if want.tokens is None else want.tokens - sum(pool.tokens[row] for row in people)
    models = filled(pool, machine, min(beside, reserved), left)
    order = in_turn(pool, [*people, *models], want.turn)
    return [Chosen(pool.ids[row], None, "machine" if pool.machine[row] else "human") for row in order]


def _most(total: float, share: float) -> int:
    return int(total * share + 1e-9)
