"""Demonstration selectors as parts: which samples a prompt shows.

A part says what may be set and what it works on. Its code is the module that `code` names, read when a prompt is made:
most of them need numpy, and a page that lists recipes does not. choosing.py carries a part through a run.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from importlib import import_module
from random import Random
from typing import Any, Literal

from generation.methods.demonstrations.pool import Chosen, Pool, Want
from generation.methods.kit import Kit
from generation.methods.lack import Lack, asked, short_of, short_of_labelled
from generation.methods.parts import bounded
from generation.methods.steps import Demonstration

HELD_OUT, MACHINE = "held out", "machine"
EXACT_UP_TO = 20_000


@dataclass(frozen=True)
class Nothing:
    """No samples are shown."""

    k = 0
    grows = reservoir = required = False

    def lacks(self, kit: Kit) -> Lack | None:
        return None


@dataclass(frozen=True)
class Selector:
    """At most `k` samples in a prompt, of `most_tokens` together (0: of any length), in a share of the `prompts`.

    A run lacks what the selector works on, unless its samples are not `needed`; where they are `required`, none starts
    without.
    """

    k: int = bounded(3, least=0, most=50)
    needed: bool = True
    required: bool = False
    prompts: float = bounded(1.0, least=0, most=1)
    most_tokens: int = bounded(0, least=0, most=100_000)

    code = ""
    version = 1
    grows = False  # whether it chooses from what the run itself has accepted as well
    reservoir = False  # whether it compares with what the run itself has accepted
    pool_needs = ()  # columns of the pool: what must be known of the samples
    reference = ""  # a second pool: some of the samples held out, or all that people made, apart from the model's
    dimension = ""  # the drawn dimension that the samples are grouped by
    most_rows = EXACT_UP_TO  # of a larger pool as many are drawn, once

    def lacks(self, kit: Kit) -> Lack | None:
        """Return what the samples must have and none has: seeds, or a column such as confidence; else None."""
        if not (self.needed and self.k):
            return None
        labelled = [one for one in kit.context.support if not kit.task.labelled or one.labels.get(kit.question.name)]
        facts = [name for name in self.pool_needs if name != "vectors"]
        missing = (name for name in facts if not any(self.fact(name, demo) for demo in labelled))
        least = self.fewest if self.required else 1
        if len(labelled) < least:
            return short_of_labelled(kit, least) if kit.task.labelled else short_of("seeds", len(labelled), least)
        return next(map(Lack, missing), None)

    @property
    def fewest(self) -> int:
        """How many samples it takes to be the method that it is."""
        return 1

    def fact(self, name: str, demo: Demonstration) -> Any:
        """Return what is known of a sample for a column of the pool; None where nothing is."""
        return demo.known.get(self.dimension if name == "groups" else name)

    def prepared(self, pool: Pool, reference: Pool | None, rng: Random) -> tuple[Pool, dict[str, Chosen]]:
        """Return the pool that prompts choose from, and what decided on its rows, by id. Once for a pool."""
        return pool, {}

    def choose(self, pool: Pool, want: Want, rng: Random) -> list[Chosen]:
        """Return the samples of one prompt, in their order."""
        return self.run("select", pool, want, self.k, rng, **self.own_settings)

    def run(self, name: str, *args: Any, **settings: Any) -> Any:
        return function(self.code, name)(*args, **settings)

    @property
    def own_settings(self) -> dict[str, Any]:
        """The settings that only this kind has: the keywords of its code."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name not in SHARED}


@dataclass(frozen=True)
class Once(Selector):
    """Of the pool the best are chosen once; of these each prompt shows some of its label, by chance or the nearest."""

    most: int = bounded(50, least=1, most=1000)
    then: Literal["same_label", "nearest"] = "same_label"

    pool_needs = ("vectors",)

    def prepared(self, pool: Pool, reference: Pool | None, rng: Random) -> tuple[Pool, dict[str, Chosen]]:
        rows = self.run("select", pool, Want(reference=reference), self.most, rng, **self.own_settings)
        decided = {row.id: row for row in rows}
        return pool.take([row for row, name in enumerate(pool.ids) if name in decided]), decided

    def choose(self, pool: Pool, want: Want, rng: Random) -> list[Chosen]:
        return function(SELECTORS[self.then].code, "select")(pool, want, self.k, rng)


@dataclass(frozen=True)
class Clustered(Selector):
    """The samples of each label are grouped into `k` clusters once; a prompt shows the best of each."""

    def prepared(self, pool: Pool, reference: Pool | None, rng: Random) -> tuple[Pool, dict[str, Chosen]]:
        groups = [""] * len(pool)
        for label in sorted(set(pool.labels)):
            rows = pool.of_label(label)
            for row, number in zip(rows, self.numbers(pool.vectors[rows], rng), strict=True):
                groups[row] = f"{label} {number}"
        return replace(pool, groups=groups), {}

    def numbers(self, vectors, rng: Random):
        return function("clusters", "cluster_numbers")(vectors, self.k, rng)


@dataclass(frozen=True)
class SameLabel(Selector):
    """Samples of the label that is asked for, by chance."""

    code = "at_random"


@dataclass(frozen=True)
class MixedLabel(Selector):
    """Samples of all labels, by chance, each shown with its own."""

    code, fewest = "mixed_label", 2

    def lacks(self, kit: Kit) -> Lack | None:
        """Of one label alone nothing can be mixed."""
        told = {label for one in kit.context.support if (label := one.labels.get(kit.question.name))}
        several = short_of("labels_told", len(told), self.fewest, asked(kit)) if self.required else None
        return super().lacks(kit) or several


@dataclass(frozen=True)
class SeedsAndMachine(Selector):
    """Mostly what people wrote, with a few samples that a model made."""

    k: int = bounded(8, least=0, most=50)
    machine_share: float = bounded(0.25, least=0, most=0.99)

    code, grows = "seeds_and_machine", True


@dataclass(frozen=True)
class LeafOnly(Selector):
    """Samples of the value that is drawn for `dimension`, and of no other."""

    dimension: str = "leaf"

    code, pool_needs = "leaf_only", ("groups",)

    @property
    def own_settings(self) -> dict[str, Any]:
        return {}


@dataclass(frozen=True)
class SeedSets(Selector):
    """A few fixed sets that take turns."""

    sets: int = bounded(5, least=1, most=100)

    code = "seed_sets"

    @property
    def fewest(self) -> int:
        return self.k


@dataclass(frozen=True)
class Nearest(Selector):
    """The most similar to what is asked for (KATE)."""

    nearest_last: bool = True
    too_close: float = bounded(0.95, least=0, most=1)
    per_label: int | None = None

    code, pool_needs = "nearest", ("vectors",)


@dataclass(frozen=True)
class LeastSimilar(Selector):
    """Unlike what was generated before and unlike each other; `relevant_from` 0.3 is meant for embeddings."""

    relevant_from: float = bounded(0.0, least=-1, most=1)
    quality_from: float | None = None

    code, reservoir = "least_similar", True

    @property
    def pool_needs(self) -> tuple[str, ...]:
        return ("vectors",) if self.quality_from is None else ("vectors", "quality")


@dataclass(frozen=True)
class ClusterArgmax(Clustered):
    """Of each cluster the sample that is most like what is asked for (Self-Prompting)."""

    code, pool_needs = "cluster_argmax", ("vectors",)


@dataclass(frozen=True)
class ClusterComplexity(Clustered):
    """Of each cluster the sample with the longest reasoning (Synthetic Prompting)."""

    code, pool_needs = "cluster_complexity", ("vectors", "complexity")


@dataclass(frozen=True)
class ClusterLines(ClusterComplexity):
    """The same, the run's own samples among them; where nobody says how long the reasoning is, its lines count."""

    grows = True

    def fact(self, name: str, demo: Demonstration) -> Any:
        known = super().fact(name, demo)
        return len("\n".join(demo.fields.values()).splitlines()) if known is None and name == "complexity" else known


@dataclass(frozen=True)
class Influence(Once):
    """Those that help a student most on samples held out, `most` of each label, in half of the prompts (ProGen)."""

    k: int = bounded(8, least=0, most=50)
    prompts: float = bounded(0.5, least=0, most=1)

    code, reference, most_rows = "influence", HELD_OUT, 10_000


@dataclass(frozen=True)
class VoteK(Once):
    """Typical samples that are unlike each other, `most` in all; a prompt shows the nearest of them."""

    most: int = bounded(100, least=1, most=1000)
    then: Literal["same_label", "nearest"] = "nearest"
    neighbours: int = bounded(150, least=1, most=1000)
    rho: float = bounded(10.0, least=1, most=100)

    code = "vote_k"


@dataclass(frozen=True)
class VoteKConfidence(VoteK):
    """The same, over the degrees of the confidence that a model had in them."""

    code, pool_needs = "vote_k_confidence", ("vectors", "confidence")


@dataclass(frozen=True)
class Variability(Once):
    """The `share` of each label that a student wavers on while it learns, `most` of each label."""

    share: float = bounded(0.25, least=0.01, most=1)

    code = "variability"


@dataclass(frozen=True)
class VariabilityUnlabelled(Once):
    """The same among samples that a model made, by a student of those that people made."""

    share: float = bounded(0.5, least=0.01, most=1)

    code, reference, pool_needs = "variability_unlabelled", MACHINE, ("vectors", "machine")


@dataclass(frozen=True)
class StudentErrors(Once):
    """Those that a student of the other ones gets wrong, `most` in all."""

    additions: int = bounded(5, least=1, most=100)

    code = "student_errors"


SHARED = {one.name for one in fields(Once)}
SELECTORS = {
    "nothing": Nothing,
    "same_label": SameLabel,
    "mixed_label": MixedLabel,
    "seeds_and_machine": SeedsAndMachine,
    "leaf_only": LeafOnly,
    "seed_sets": SeedSets,
    "nearest": Nearest,
    "least_similar": LeastSimilar,
    "cluster_argmax": ClusterArgmax,
    "cluster_complexity": ClusterComplexity,
    "cluster_lines": ClusterLines,
    "influence": Influence,
    "vote_k": VoteK,
    "vote_k_confidence": VoteKConfidence,
    "variability": Variability,
    "variability_unlabelled": VariabilityUnlabelled,
    "student_errors": StudentErrors,
}


def function(module: str, name: str) -> Callable:
    """Return a function of a module beside this one."""
    return getattr(import_module(f"{__package__}.{module}"), name)
