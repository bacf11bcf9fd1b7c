"""The words that a run has worn out: each row must do without some of them, the more often used the likelier.

Logit suppression, Chung, Kamar, Amershi 2023 (arXiv 2306.04140). The paper lowers the logits of frequent tokens by 7.5
times their share. So does this where the endpoint tells the ids of its tokens (generation/llm/word_bias.py); elsewhere
the same shares decide by chance which words the prompt forbids. Words of labels and of the row's own conditions are
never on the list.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from generation.methods.draws import derive
from generation.methods.kit import Kit
from generation.methods.parts import bounded
from generation.methods.steps import Demonstration, Draw
from generation.methods.values.dealer import Dealer
from generation.methods.verifiers.rouge import words
from generation.methods.verifiers.stop_words import STOP_WORDS

LONGEST = 40  # words that one prompt forbids
LOWEST = 7.5  # what is taken off the logit of a word that stands in every text
FEWEST = 10  # accepted texts, before their words say anything


@dataclass(frozen=True)
class WornWords(Dealer):
    """Of the `most` commonest content words each is forbidden with `strength` times the share of texts that have it;
    by `logits`, it is made less likely by as much."""

    most: int = bounded(100, least=0, most=500)
    strength: float = bounded(1.0, least=0, most=10)
    by: Literal["prompt", "logits"] = "prompt"

    names = ("avoid", "bias")
    grows = True

    @property
    def biases(self) -> bool:
        return self.by == "logits" and self.most > 0

    def deal(self, kit: Kit, draws: Sequence[Draw], begun: int, grown: Sequence[Demonstration]) -> list[Draw]:
        """Return the draws with the words that each has to do without, as an extra; the commonest word first."""
        shares, found = self._shares(kit, grown), []
        for number, draw in enumerate(draws, start=begun):
            rng = Random(derive(kit.context.seed, "worn words", len(grown), number))
            own = {word for _name, value in draw.conditions for word in words(value)}
            free = [(word, share * self.strength) for word, share in shares if word not in own]
            if self.by == "logits":
                told = {"bias": {word: round(max(-LOWEST, -LOWEST * share), 3) for word, share in free}}
            else:
                told = {"avoid": [word for word, share in free if rng.random() < share][:LONGEST]}
            found.append(replace(draw, extra={**draw.extra, **told}))
        return found

    def _shares(self, kit: Kit, grown: Sequence[Demonstration]) -> list[tuple[str, float]]:
        """The commonest content words with the share of accepted texts that have them."""
        if len(grown) < FEWEST:
            return []
        texts = (" ".join(map(str, demo.fields.values())) for demo in grown)
        counts = Counter(word for text in texts for word in set(words(text)))
        kept_out = STOP_WORDS | _label_words(kit)
        common = ((word, count) for word, count in counts.items() if word not in kept_out and count > 1)
        ranked = sorted(common, key=lambda pair: (-pair[1], pair[0]))[: self.most]
        return [(word, count / len(grown)) for word, count in ranked]


def _label_words(kit: Kit) -> set[str]:
    told = (f"{one.name} {one.verbalizer} {one.definition}" for one in kit.question.labels)
    return {word for text in told for word in words(text)}
