"""A noun, a verb, an adjective and a few features for each row, dealt so that no triple comes twice in a run.

TinyStories, Eldan and Li 2023 (arXiv 2305.07759). There are far too many combinations for a grid. The words are our
easy English ones unless a person entered attributes called noun, verb, adjective or features.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from generation.methods.conditions import Dimension, Scope
from generation.methods.kit import Kit
from generation.methods.lack import Lack
from generation.methods.parts import PartError, unknown
from generation.methods.steps import Demonstration, Draw, Script
from generation.methods.values.basic_words import ADJECTIVES, NOUNS, VERBS
from generation.methods.values.lexical import FEATURES, Lexicon
from generation.methods.values.own import Own

WORDS = {"noun": NOUNS, "verb": VERBS, "adjective": ADJECTIVES}
NAMES = (*WORDS, "features")


@dataclass(frozen=True)
class SeedWords:
    """Three words that a text has to use, and one to three features that it has to have; or those named by `only`."""

    only: tuple[str, ...] = ()
    slots = {}

    def __post_init__(self) -> None:
        for name in self.only:
            if name not in NAMES:
                raise PartError("only", *unknown(name, NAMES))

    @property
    def names(self) -> tuple[str, ...]:
        """What rows are dealt."""
        return self.only or NAMES

    def own(self, kit: Kit) -> tuple[Own, ...]:
        return tuple(map(Own, self.names))

    def known(self, kit: Kit) -> Scope:
        return kit.context.scope

    def expected(self, kit: Kit) -> Scope:
        return kit.context.scope

    def listing(self, kit: Kit) -> Script[Scope]:
        return kit.context.scope
        yield  # a script without asks

    def drawn(self, kit: Kit) -> tuple[Dimension, ...]:
        return ()

    def lacks(self, kit: Kit) -> Lack | None:
        return None

    def calls(self, kit: Kit) -> tuple[int, int]:
        return 0, 0

    def deal(self, kit: Kit, draws: Sequence[Draw], begun: int, grown: Sequence[Demonstration]) -> list[Draw]:
        """Return the draws with their words; once all triples have been used, they come again."""
        lexicon, found = self._lexicon(kit), []
        for number, draw in enumerate(draws, start=begun):
            seeds = lexicon.draw(kit.context.seed, number % len(lexicon))
            told = zip(NAMES, (*seeds.words, ", ".join(seeds.features)), strict=True)
            dealt = [(name, text) for name, text in told if name in self.names]
            found.append(replace(draw, conditions=(*draw.conditions, *dealt)))
        return found

    def _lexicon(self, kit: Kit) -> Lexicon:
        def own(name: str) -> list[str]:
            dimension = kit.context.scope.dimension(name)
            return [value.text for value in dimension.kept()] if dimension else []

        words = [own(name) or text.split() for name, text in WORDS.items()]
        return Lexicon(*words, features=own("features") or FEATURES)
