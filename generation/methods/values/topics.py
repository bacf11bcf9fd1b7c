"""A tree of topics that the model grows in the set-up; rows are drawn from its leaves, or from all of it.

UltraChat, Ding et al. 2023 (arXiv 2305.14233): concepts into sub-topics. Explore-Instruct, Wan et al. 2023 (arXiv
2310.09168): lookahead asks a node for sub-topics with reasons and examples, shown those it has and its peers;
backtracking returns to a node for further ones; names nearly like an earlier one are pruned, and those
that a judge finds the root does not need. tree.py holds the rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from generation.methods.conditions import LISTED, LISTED_LATER, Dimension, Scope, Value
from generation.methods.kit import Kit, numbered
from generation.methods.lack import Lack
from generation.methods.parts import bounded
from generation.methods.schemas import closed
from generation.methods.steps import Answer, Ask, Decoding, Script, SetupFailed, asked_all
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _
from generation.methods.values.own import Own
from generation.methods.values.tree import ASKED_FOR, TRIES, Node, TopicTree

BELOW = " › "  # between a topic and one below it
LONGEST = 80  # of one name
EXTEND = Template(
    "values.topics",
    1,
    "{task}",
    "A tree of {what}.\nHere: {here}\nThere is below it already: {children}\nBeside it: {peers}\n"
    "Name up to {count} more {what} that belong right below “{last}” and share nothing with those that are there. "
    "Each has a name of at most six words{further}.",
)
NEEDED = Template(
    "values.needed",
    1,
    "",
    "Somebody wants to know or be able to do this: {root}\nWhich of these {what} are needed for it? What belongs to "
    "another field is not, however near it sounds. Say so of each by its number, with a reason first.\n{names}",
)
VERDICTS = closed(
    {
        "verdicts": {
            "type": "array",
            "items": closed(
                {"number": {"type": "integer"}, "reason": {"type": "string"}, "needed": {"type": "boolean"}}
            ),
        }
    }
)
WITH_EXAMPLES = ", a reason why it belongs there, and two examples of a task for it"


@dataclass(frozen=True)
class Topics:
    """A dimension called `name`, of `what`. The tree is `depth` levels deep; a node has at most `children` below it.

    Rows are drawn from `nodes`: the leaves, or all nodes. With `examples` the model gives two with each node; rows know
    those of the node above theirs (right below the root its own), by the dimension's name: `leaf_examples` of a leaf.
    Without `backtracks` no node is asked a second time. `judged`: another request says which of the new names the
    root needs; the others are left out.
    """

    name: str
    title: str
    what: str
    root: str = ""
    depth: int = bounded(2, least=1, most=4)
    children: int = bounded(5, least=2, most=12)
    nodes: Literal["leaves", "all"] = "leaves"
    examples: bool = False
    backtracks: bool = True
    judged: bool = False

    slots = {}

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, f"{self.name}_examples") if self.examples else (self.name,)

    def own(self, kit: Kit) -> tuple[Own, ...]:
        return (Own(self.name, (self.what, self.root, kit.question.name)),)

    def known(self, kit: Kit) -> Scope:
        return kit.context.scope

    def expected(self, kit: Kit) -> Scope:
        return self._with(kit, (Value(LISTED_LATER),)) if self._missing(kit) else kit.context.scope

    def listing(self, kit: Kit) -> Script[Scope]:
        if not self._missing(kit):
            return kit.context.scope
        tree = yield from self._grown(kit)
        tree.merge_siblings()
        found = tree.leaves() if self.nodes == "leaves" else tree.nodes
        values = tuple(
            Value(path_of(tree, name), source="model", examples=tree.nodes[name].examples)
            for name in found
            if name != tree.root
        )
        if not values:
            raise SetupFailed(_("The model listed nothing to draw from. Look at its replies, or enter values by hand."))
        return self._with(kit, values)

    def drawn(self, kit: Kit) -> tuple[Dimension, ...]:
        found = kit.context.scope.dimension(self.name)
        if found is None or not self.examples:
            return (found,) if found else ()
        own = {value.text: value.examples for value in found.kept()}
        shown = {text: own.get(above(text), ()) or examples for text, examples in own.items()}
        return (replace(found, values=tuple(replace(one, examples=shown[one.text]) for one in found.kept())),)

    def lacks(self, kit: Kit) -> Lack | None:
        return None

    def calls(self, kit: Kit) -> tuple[int, int]:
        if not self._missing(kit):
            return 0, 0
        inner = sum(self.children**level for level in range(self.depth))
        return inner * (1 + self.judged), inner * TRIES * (1 + self.judged)

    # -- Growing -------------------------------------------------------------------------------------------------------
    def _grown(self, kit: Kit) -> Script[TopicTree]:
        """Level by level; nodes of a level at the same time, each until it is full or has nothing more to say."""
        tree = TopicTree(
            self.root or kit.context.spec.purpose or self.what, depth=self.depth, most_children=self.children
        )
        for level in range(self.depth):
            for attempt in range(1, (TRIES if self.backtracks else 1) + 1):
                nodes = [node for node in tree.nodes if tree.level(node) == level and tree.has_room(node)]
                answers = yield from asked_all([self._ask(kit, tree, node, level, attempt) for node in nodes])
                named = [self._read(answer) for answer in answers]
                if self.judged:
                    asks = [self._step(tree, node, level, attempt) for node in nodes]
                    named = yield from self._needed(tree.root, named, asks)
                for node, found in zip(nodes, named, strict=True):
                    tree.extend(node, found)
        return tree

    def _needed(self, root: str, named: Sequence[list[Node]], steps: Sequence[str]) -> Script[list[list[Node]]]:
        """Leave out what a judge says the root does not need; what nobody judged stays."""
        asked = [place for place, nodes in enumerate(named) if nodes]
        answers = yield from asked_all([self._ask_needed(root, named[place], steps[place]) for place in asked])
        kept = list(named)
        for place, answer in zip(asked, answers, strict=True):
            told = (answer.fields or {}).get("verdicts", [])
            denied = {one["number"] for one in told if not one["needed"]}
            kept[place] = [node for number, node in enumerate(named[place], start=1) if number not in denied]
        return kept

    def _ask_needed(self, root: str, nodes: Sequence[Node], step: str) -> Ask:
        messages = NEEDED.render(root=root, what=self.what, names=numbered(node.name for node in nodes))
        decoding = Decoding(temperature=0.0, max_tokens=100 * len(nodes))
        return Ask(f"{step}/needed", messages, VERDICTS, decoding, NEEDED.ref)

    def _ask(self, kit: Kit, tree: TopicTree, node: str, level: int, attempt: int) -> Ask:
        path = tree.path(node)
        peers = [one for one in tree.children(path[-2]) if one != node] if len(path) > 1 else []
        messages = EXTEND.render(
            task=kit.header(),
            what=self.what,
            here=BELOW.join(path),
            children=_listed(tree.children(node)),
            peers=_listed(peers),
            count=str(min(ASKED_FOR, self.children - len(tree.children(node)))),
            last=node,
            further=WITH_EXAMPLES if self.examples else "",
        )
        member = {"name": {"type": "string"}}
        if self.examples:
            member = {
                "reason": {"type": "string"},
                **member,
                "examples": {"type": "array", "items": {"type": "string"}},
            }
        schema = closed({"topics": {"type": "array", "items": closed(member)}})
        step = self._step(tree, node, level, attempt)
        return Ask(step, messages, schema, Decoding(max_tokens=200 * ASKED_FOR), EXTEND.ref)

    def _step(self, tree: TopicTree, node: str, level: int, attempt: int) -> str:
        return f"{self.name}/{level}.{list(tree.nodes).index(node)}/{attempt}"

    def _read(self, answer: Answer) -> list[Node]:
        rows = (answer.fields or {}).get("topics", [])
        clean = ((row["name"].replace("›", ">").strip(), row) for row in rows)
        return [
            Node(name, reason=row.get("reason", ""), examples=tuple(row.get("examples", ()))[:2])
            for name, row in clean
            if 0 < len(name) <= LONGEST
        ]

    # -- What there is -------------------------------------------------------------------------------------------------
    def _missing(self, kit: Kit) -> bool:
        found = kit.context.scope.dimension(self.name)
        return found is None or not found.kept()

    def _with(self, kit: Kit, values: tuple[Value, ...]) -> Scope:
        scope = kit.context.scope
        before = scope.dimension(self.name)
        others = tuple(one for one in scope.dimensions if one.name != self.name)
        return Scope(
            (*others, Dimension(self.name, self.title, LISTED, values=(*(before.values if before else ()), *values)))
        )


def path_of(tree: TopicTree, name: str) -> str:
    """Return the names from below the root down to a node, as one text."""
    return BELOW.join(tree.path(name)[1:])


def above(path: str) -> str:
    """Return the path of the node above; '' for one right below the root."""
    return path.rpartition(BELOW)[0]


def _listed(names: Sequence[str]) -> str:
    return f"\n{numbered(names)}" if names else "nothing"
