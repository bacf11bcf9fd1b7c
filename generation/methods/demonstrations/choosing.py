"""A selector in a run: prepared once for its pool, then asked for each prompt."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from importlib import import_module
from random import Random
from typing import Any

from generation.methods.content import content_hash
from generation.methods.demonstrations.pool import Chosen, Pool, Want
from generation.methods.demonstrations.reservoir import Reservoir
from generation.methods.demonstrations.selectors import HELD_OUT, MACHINE, Selector
from generation.methods.draws import derive
from generation.methods.kit import Kit
from generation.methods.steps import Demonstration, Draw
from generation.methods.tokens import estimate_tokens

ONE_IN_HELD_OUT = 4
VECTORS = "generation.methods.demonstrations.vectors"  # needs numpy
COLUMNS = ("groups", "complexity", "quality", "confidence")


class Choosing:
    """Chooses from `support`, which a later round may give anew; its labels are those of the kit's question.

    All chance of the preparation comes from the run's seed, that of a prompt from the generator of its batch: neither
    knows how many workers there are, nor which ids a database gave the samples.
    """

    def __init__(self, name: str, selector: Selector, kit: Kit, support: Sequence[Demonstration]):
        self.name, self.selector, self.kit = name, selector, kit
        known = {label.name for label in kit.question.labels}
        self._rng = Random(derive(kit.context.seed, "demonstrations", name))
        fitting = (demo for demo in support if not kit.task.labelled or self._label_of(demo) in known)
        rows = sorted(fitting, key=_key)
        if len(rows) > selector.most_rows:
            rows = self._rng.sample(rows, selector.most_rows)
        self._space = _space(rows) if "vectors" in selector.pool_needs and rows else None
        pool, reference = self._split(rows)
        fits = len(pool) and all(getattr(pool, name) is not None for name in selector.pool_needs)
        self._pool, self._decided = selector.prepared(pool, reference, self._rng) if fits else (pool.take([]), {})

    def shown(
        self, draws: Sequence[Draw], state: dict, rng: Random, made: Sequence[Demonstration] = ()
    ) -> tuple[list[Draw], dict]:
        """Return the draws with their samples, and what has been shown so far; `state` is what was before (JSON).

        `made` is what the run has accepted, in order: a fair sample of it is what some selectors keep away from.
        """
        uses, turns = Counter(state.get("uses", {})), Counter(state.get("turns", {}))
        queries, near, found = self._queries(draws), self._nearness(made), []
        for place, draw in enumerate(draws):
            own, label = Random(rng.getrandbits(64)), self._asked(draw)
            if own.random() >= self.selector.prompts:
                found.append(draw)
                continue
            query = None if queries is None else queries[place]
            rows = self._choose(replace(self._want(draw, label, query, turns[label]), near=near), uses, own)
            near = self._nearer(near, rows)
            turns[label] += 1
            uses.update(row.id for row in rows)
            found.append(self._with(draw, rows))
        return found, {"uses": dict(uses), "turns": dict(turns)}

    def _choose(self, want: Want, uses: Counter, rng: Random) -> list[Chosen]:
        if not len(self._pool):
            return []
        rows = self.selector.choose(self._pool.used(uses), want, rng)
        return [row if row.score is not None else self._decided.get(row.id, row) for row in rows]

    def _with(self, draw: Draw, rows: list[Chosen]) -> Draw:
        if not rows:
            return draw
        scores = [None if row.score is None else round(row.score, 6) for row in rows]
        chosen = {"by": f"{self.name}@{self.selector.version}", "scores": scores, "why": [row.why for row in rows]}
        return replace(draw, demonstrations=tuple(row.id for row in rows), chosen=chosen)

    def _want(self, draw: Draw, label: str, query: Any, turn: int) -> Want:
        group = dict(draw.conditions).get(self.selector.dimension, "")
        return Want(label, group, query, self.selector.most_tokens or None, turn)

    # -- The pool ------------------------------------------------------------------------------------------------------
    def _pool_of(self, rows: Sequence[Demonstration]) -> Pool:
        facts = {name: [self.selector.fact(name, demo) for demo in rows] for name in COLUMNS}
        return Pool(
            [demo.sample_id for demo in rows],
            labels=[self._label_of(demo) for demo in rows],
            vectors=self._space.vectors if self._space else None,
            tokens=[estimate_tokens(text_of(demo)) for demo in rows] if self.selector.most_tokens else None,
            machine=[bool(demo.known.get("machine")) for demo in rows],
            keys=[_key(demo)[0] for demo in rows],
            **{name: _column(name, values) for name, values in facts.items()},
        )

    def _split(self, rows: Sequence[Demonstration]) -> tuple[Pool, Pool | None]:
        """The rows to choose from, and those that a student learns from or is judged by, where it takes some."""
        pool = self._pool_of(rows)
        if self.selector.reference == HELD_OUT:
            seed, texts = self.kit.context.seed, {demo.sample_id: text_of(demo) for demo in rows}
            apart = [not derive(seed, HELD_OUT, texts[name]) % ONE_IN_HELD_OUT for name in pool.ids]
        elif self.selector.reference == MACHINE:
            apart = [not machine for machine in pool.machine]
        else:
            return pool, None
        return tuple(pool.take([row for row, one in enumerate(apart) if one is kept]) for kept in (False, True))

    def _label_of(self, demo: Demonstration) -> str:
        return demo.labels.get(self.kit.question.name, "")

    # -- What is asked for ---------------------------------------------------------------------------------------------
    def _asked(self, draw: Draw) -> str:
        return draw.labels.get(self.kit.question.name, "")

    def _queries(self, draws: Sequence[Draw]) -> Any:
        return self._space.of([self._query(draw) for draw in draws]) if self._space and draws else None

    # -- What was generated before -------------------------------------------------------------------------------------
    def _nearness(self, made: Sequence[Demonstration]) -> Any:
        """How near each row of the pool is to what was accepted: to as much of it as the reservoir holds, chosen by the
        run's seed alone."""
        if not (self.selector.reservoir and len(self._pool)):
            return None
        texts = {demo.sample_id: text_of(demo) for demo in made}
        kept = Reservoir().after(list(texts), self.kit.context.seed)
        others = self._space.of([texts[name] for name in kept.ids]) if kept.ids else None
        return import_module(VECTORS).highest_cosine(self._pool.vectors, others)

    def _nearer(self, near: Any, rows: Sequence[Chosen]) -> Any:
        """What is shown now will be imitated: the rest of the batch keeps away from it, too."""
        if near is None or not rows:
            return near
        places = [self._places[row.id] for row in rows]
        vectors = self._pool.vectors
        return import_module("numpy").maximum(near, import_module(VECTORS).highest_cosine(vectors, vectors[places]))

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self._pool.ids)}

    def _query(self, draw: Draw) -> str:
        """The text that samples are compared with: the item to label, or the label and the conditions of a new one."""
        if draw.item:
            return "\n".join(map(str, draw.item_fields.values()))
        label = self._asked(draw)
        meant = self.kit.question.label(label) if label else None
        about = [meant.verbalizer, meant.definition] if meant else []
        return "\n".join([*about, *(value for _name, value in draw.conditions), draw.extra.get("parent", "")])


def text_of(demo: Demonstration) -> str:
    """Return a sample's fields, one a line."""
    return "\n".join(map(str, demo.fields.values()))


def _key(demo: Demonstration) -> tuple[str, str]:
    """What samples are ordered by: what they say, for their ids follow from what else a database held before them."""
    return content_hash(demo.fields).hex(), demo.sample_id


def _space(rows: Sequence[Demonstration]) -> Any:
    return import_module(VECTORS).Space([text_of(demo) for demo in rows])


def _column(name: str, values: list) -> list | None:
    """What is known of each row; None where nothing is known of any."""
    if all(value is None for value in values):
        return None
    if name == "groups":
        return ["" if value is None else str(value) for value in values]
    return [float("nan") if value is None else float(value) for value in values]
