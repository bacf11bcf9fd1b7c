"""Words that a text has to use, drawn without repeats: the randomness that temperature does not give.

TinyStories, Eldan and Li 2023 (arXiv 2305.07759): a noun, a verb and an adjective, and one to three features of the
story.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from generation.methods.draws import derive
from generation.methods.values.basic_words import ADJECTIVES, NOUNS, VERBS

MOST_FEATURES = 3
FEATURES = ("dialogue", "a plot twist", "a bad ending", "a moral", "foreshadowing", "a conflict")


@dataclass(frozen=True)
class Seeds:
    """What one text is built around."""

    noun: str
    verb: str
    adjective: str
    features: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, str, str]:
        """The three words, a triple that no other draw has."""
        return self.noun, self.verb, self.adjective


class Lexicon:
    """Words by part of speech; `len` is the number of their combinations. Blank lines and repeats are left out.

    `Lexicon.basic()` has 629 nouns, 408 verbs and 308 adjectives that a child knows: 79 million combinations.
    """

    def __init__(
        self,
        nouns: Iterable[str],
        verbs: Iterable[str],
        adjectives: Iterable[str],
        features: Iterable[str] = FEATURES,
    ) -> None:
        self.nouns, self.verbs, self.adjectives, self.features = map(_plain, (nouns, verbs, adjectives, features))

    @classmethod
    def basic(cls) -> "Lexicon":
        """Return the lexicon of easy English words."""
        return cls(NOUNS.split(), VERBS.split(), ADJECTIVES.split())

    def __len__(self) -> int:
        return len(self.nouns) * len(self.verbs) * len(self.adjectives)

    def draw(self, seed: int, index: int) -> Seeds:
        """Return the draw of this number: no triple comes twice before each has come once.

        Words are dealt like cards, so that after n draws each noun was used n / (number of nouns) times, rounded up or
        down, and verbs and adjectives nearly so; which word meets which changes from one round of the nouns to the
        next. Nothing has to be remembered between draws. Raises IndexError when all combinations have been drawn.
        """
        if not 0 <= index < len(self):
            raise IndexError(f"{len(self)} combinations have been drawn")
        nouns, verbs, adjectives = (
            _shuffled(words, seed, part)
            for part, words in (("noun", self.nouns), ("verb", self.verbs), ("adjective", self.adjectives))
        )
        # For one noun, (shift, row) runs through all pairs of verb and adjective; the noun's own place and, for
        # adjectives, a shift by chance are added so that neighbouring draws differ in all three words.
        rounds, noun = divmod(index, len(nouns))
        row, shift = divmod(rounds, len(verbs))
        verb = (noun + shift) % len(verbs)
        adjective = (noun + row + derive(seed, "shift", shift)) % len(adjectives)
        return Seeds(nouns[noun], verbs[verb], adjectives[adjective], self._features(seed, index))

    def _features(self, seed: int, index: int) -> tuple[str, ...]:
        rng = Random(derive(seed, "features", index))
        most = min(MOST_FEATURES, len(self.features))
        return tuple(rng.sample(self.features, rng.randint(1, most))) if most else ()


@lru_cache(maxsize=12)
def _shuffled(words: tuple[str, ...], seed: int, part: str) -> list[str]:
    return Random(derive(seed, part)).sample(words, len(words))


def _plain(words: Iterable[str]) -> tuple[str, ...]:
    clean = (" ".join(word.split()) for word in words)
    return tuple({word.casefold(): word for word in clean if word}.values())
