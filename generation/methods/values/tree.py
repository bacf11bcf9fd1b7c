"""A tree of topics that a model grows node by node.

UltraChat, Ding et al. 2023 (arXiv 2305.14233): concepts into sub-topics. Explore-Instruct, Wan et al. 2023
(arXiv 2310.09168): lookahead asks for sub-topics of a node that has none, backtracking for further siblings; names with
ROUGE-L over 0.7 to an earlier one are pruned. Both there and here at most 12 children of a node, 5 asked for at a time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

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

    def has_room(self, name: str) -> bool:
        """Whether a node may have more children, and was not asked in vain too often."""
        return len(self._children[name]) < self.most_children and self.nodes[name].failures < TRIES

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
