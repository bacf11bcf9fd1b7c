"""The selectors by id: which demonstrations a prompt shows, and which rows are labelled or extended next."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from generation.methods.demonstrations import (
    at_random,
    cluster_argmax,
    cluster_complexity,
    influence,
    leaf_only,
    least_similar,
    mixed_label,
    nearest,
    seed_sets,
    seeds_and_machine,
    student_errors,
    variability,
    variability_unlabelled,
    vote_k,
    vote_k_confidence,
)
from generation.methods.demonstrations.pool import Chosen, Pool, Want
from generation.methods.demonstrations.words import WORDS

PROMPT, ROUND = "prompt", "round"


@dataclass(frozen=True)
class Selector:
    """A selector's words and code, the columns that it needs, and when it runs.

    `when` is prompt (k demonstrations for one prompt) or round (from time to time, for the prompts or the people that
    follow; influence and the two variabilities take k as the most of each label).
    """

    id: str
    name: str
    line: str
    run: Callable[..., list[Chosen]]
    pool_needs: tuple[str, ...] = ()
    want_needs: tuple[str, ...] = ()
    when: str = PROMPT
    version: int = 1

    def select(self, pool: Pool, want: Want, k: int, rng: Random, **settings) -> list[Chosen]:
        """Return what it chooses, in order; the settings are its keyword arguments.

        Raises ValueError naming the columns that are missing, or for k < 1.
        """
        wanted = ("tokens",) if want.tokens is not None and self.when == PROMPT else ()
        missing = [name for name in (*self.pool_needs, *wanted) if getattr(pool, name) is None]
        missing += [name for name in self.want_needs if _is_open(getattr(want, name))]
        if missing:
            raise ValueError(f"{self.id} needs {', '.join(missing)}")
        if k < 1:
            raise ValueError("k must be at least 1")
        return self.run(pool, want, k, rng, **settings) if len(pool) else []


def _is_open(wanted: object) -> bool:
    return wanted is None or isinstance(wanted, str) and not wanted


def _selector(id: str, run: Callable, pool_needs=(), want_needs=(), when: str = PROMPT) -> Selector:
    return Selector(id, *WORDS[id], run, pool_needs, want_needs, when)


SELECTORS = {
    selector.id: selector
    for selector in (
        _selector("random", at_random.select),
        _selector("mixed_label", mixed_label.select),
        _selector("seeds_and_machine", seeds_and_machine.select),
        _selector("leaf_only", leaf_only.select, ("groups",), ("group",)),
        _selector("seed_sets", seed_sets.select),
        _selector("nearest", nearest.select, ("vectors",), ("query",)),
        _selector("least_similar", least_similar.select, ("vectors",), ("query",)),
        _selector("cluster_argmax", cluster_argmax.select, ("vectors",), ("query",)),
        _selector("cluster_complexity", cluster_complexity.select, ("vectors", "complexity")),
        _selector("influence", influence.select, ("vectors",), ("reference",), ROUND),
        _selector("vote_k", vote_k.select, ("vectors",), (), ROUND),
        _selector("vote_k_confidence", vote_k_confidence.select, ("vectors", "confidence"), (), ROUND),
        _selector("variability", variability.select, ("vectors",), (), ROUND),
        _selector("variability_unlabelled", variability_unlabelled.select, ("vectors",), ("reference",), ROUND),
        _selector("student_errors", student_errors.select, ("vectors",), (), ROUND),
    )
}
