"""A tree of topics that a model grows node by node, and how many samples each leaf gets.

UltraChat, Ding et al. 2023 (arXiv 2305.14233): concepts into sub-topics, a quota per leaf. Explore-Instruct, Wan et al.
2023 (arXiv 2310.09168): lookahead asks for sub-topics of a node that has none, backtracking for further siblings; names
with ROUGE-L over 0.7 to an earlier one are pruned. Both there and here at most 12 children of a node, 5 asked for at a
time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from generation.methods.values.listed import distinct
from generation.methods.verifiers.rouge import rouge_l

DEPTH = 3
MOST_CHILDREN = 12
ASKED_FOR = 5
TRIES = 3  # replies without a new name until a node counts as finished
ALIKE = 0.7


class TreeError(ValueError):
    """A tree breaks its own rules; the message names the node."""


@dataclass(frozen=True)
class Node:
    """A topic. `parent` is a name ('' for the root), `reason` and `examples` are the model's, `failures` of asking."""

    name: str
    parent: str = ""
    reason: str = ""
    examples: tuple[str, ...] = ()
    failures: int = 0


@dataclass(frozen=True)
class Extension:
    """The next question: `wanted` more sub-topics of `node`; a lookahead if it has none, else a backtrack."""

    node: str
    wanted: int
    lookahead: bool


class TopicTree:
    """Topics by name. Names are unique in the whole tree, no node has too many children or lies too deep."""

    def __init__(self, root: str, *, depth: int = DEPTH, most_children: int = MOST_CHILDREN) -> None:
        self.depth, self.most_children = depth, most_children
        self.nodes: dict[str, Node] = {root: Node(root)}
        self._children: dict[str, list[str]] = {root: []}

    @property
    def root(self) -> str:
        """The name of the root."""
        return next(iter(self.nodes))

    def children(self, name: str) -> tuple[str, ...]:
        """The names below a node, in the order they came."""
        return tuple(self._children[name])

    def path(self, name: str) -> tuple[str, ...]:
        """The names from the root down to a node."""
        above = self.nodes[name].parent
        return (*self.path(above), name) if above else (name,)

    def level(self, name: str) -> int:
        """How far below the root a node is: 0 for the root."""
        return len(self.path(name)) - 1

    def leaves(self) -> tuple[str, ...]:
        """The nodes without children, in the order they came; the root alone while there is nothing else."""
        return tuple(name for name in self.nodes if not self._children[name])

    def next_extension(self) -> Extension | None:
        """Return what to ask next, or None where the tree is full.

        Nodes without children come first, the highest and oldest before others, so that the tree is even whenever
        growing stops; then the node with the fewest children.
        """
        levels = {name: self.level(name) for name in self.nodes}
        open_nodes = [name for name in self.nodes if levels[name] < self.depth and self._room(name)]
        if not open_nodes:
            return None
        node = min(open_nodes, key=lambda name: (len(self._children[name]), levels[name]))
        taken = len(self._children[node])
        return Extension(node, min(ASKED_FOR, self.most_children - taken), not taken)

    def extend(self, name: str, found: Sequence[Node | str]) -> list[str]:
        """Put the topics of a reply below a node and return the names that are new.

        Names are cleaned as values are; left out are those that some node has already, but for case, word order and a
        plural s, or nearly (ROUGE-L over 0.7), and those for which there is no room. A reply with nothing new counts
        against the node. Raises TreeError for an unknown node, and for one at the depth limit.
        """
        if name not in self.nodes or self.level(name) >= self.depth:
            raise TreeError(f"{name} cannot have sub-topics")
        added = []
        for topic in found:
            node = topic if isinstance(topic, Node) else Node(topic)
            fresh = distinct([node.name], self.nodes)
            if fresh and len(self._children[name]) < self.most_children and not self._known(fresh[0]):
                self._add(replace(node, name=fresh[0], parent=name, failures=0))
                added.append(fresh[0])
        if not added:
            self.nodes[name] = replace(self.nodes[name], failures=self.nodes[name].failures + 1)
        return added

    def merge_siblings(
        self, similarity: Callable[[str, str], float] = rouge_l, above: float = ALIKE
    ) -> list[tuple[str, str]]:
        """Merge siblings whose names are more similar than `above` into the older one; return (kept, merged) pairs.

        With a similarity of embeddings UltraChat's limit is 0.9. Children move to the node that is kept, as far as
        there is room; what then is without a place goes, with all below it.
        """
        merged = []
        for parent in list(self.nodes):
            if parent not in self.nodes:
                continue
            kept: list[str] = []
            for name in self.children(parent):
                same = next((other for other in kept if similarity(other, name) > above), None)
                if same is None:
                    kept.append(name)
                else:
                    self._merge(same, name)
                    merged.append((same, name))
        return merged

    def quota(self, total: int, done: Mapping[str, int] | None = None) -> dict[str, int]:
        """Return how many samples each leaf still gets so that `total` are spread evenly, the older leaves first.

        `done` tells how many each has; one that has more than its share gets none.
        """
        leaves = self.leaves()
        share, rest = divmod(total, len(leaves))
        return {leaf: max(share + (place < rest) - (done or {}).get(leaf, 0), 0) for place, leaf in enumerate(leaves)}

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form; `from_json(to_json())` is the same tree."""
        nodes = [{**asdict(node), "examples": list(node.examples)} for node in self.nodes.values()]
        return {"depth": self.depth, "most_children": self.most_children, "nodes": nodes}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "TopicTree":
        """Read a stored tree; raises TreeError where one of its rules is broken."""
        rows = [Node(**{**row, "examples": tuple(row["examples"])}) for row in data["nodes"]]
        if not rows or rows[0].parent:
            raise TreeError("the first node is the root")
        tree = cls(rows[0].name, depth=data["depth"], most_children=data["most_children"])
        tree.nodes[rows[0].name] = rows[0]
        if len(distinct(node.name for node in rows)) < len(rows):
            raise TreeError("two nodes have the same name, or one has none")
        for node in rows[1:]:
            if node.parent not in tree.nodes or tree.level(node.parent) >= tree.depth:
                raise TreeError(f"{node.name} has no place below “{node.parent}”")
            if len(tree.children(node.parent)) >= tree.most_children:
                raise TreeError(f"{node.parent} has too many children")
            tree._add(node)
        return tree

    def _room(self, name: str) -> bool:
        return len(self._children[name]) < self.most_children and self.nodes[name].failures < TRIES

    def _known(self, name: str) -> bool:
        return any(rouge_l(other, name) > ALIKE for other in self.nodes)

    def _add(self, node: Node) -> None:
        self.nodes[node.name] = node
        self._children[node.name] = []
        self._children[node.parent].append(node.name)

    def _merge(self, kept: str, name: str) -> None:
        self._children[self.nodes[name].parent].remove(name)
        for child in self.children(name):
            if len(self._children[kept]) < self.most_children:
                self._children[name].remove(child)
                self._children[kept] = [other for other in self.nodes if other in (*self._children[kept], child)]
                self.nodes[child] = replace(self.nodes[child], parent=kept)
        examples = dict.fromkeys((*self.nodes[kept].examples, *self.nodes[name].examples))
        self.nodes[kept] = replace(self.nodes[kept], examples=tuple(examples))
        self._drop(name)

    def _drop(self, name: str) -> None:
        for child in self._children.pop(name):
            self._drop(child)
        del self.nodes[name]
