"""For each row a passage of a document, the documents in turn.

LAB's knowledge leaves, Sudalairaj et al. 2024 (arXiv 2403.01081): questions and answers are made from one chunk of a
leaf's document. A document is a leaf here, under its title.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from generation.methods.draws import derive
from generation.methods.kit import Kit
from generation.methods.lack import Lack, short_of
from generation.methods.steps import Demonstration, Draw
from generation.methods.values.dealer import Dealer
from generation.methods.values.retrieved import passages_of


@dataclass(frozen=True)
class Chunks(Dealer):
    """Rows know the `passage`, alone in the list `passages` as well, the title it stands under as `leaf`, and
    its `source` and place (`passages_at`). Documents take turns in an order by chance, so that a long one has no more
    rows than a short one; of a document a passage comes by chance.
    """

    names = ("passage", "leaf", "source")
    knowledge = "documents"

    def lacks(self, kit: Kit) -> Lack | None:
        return short_of("documents", len(kit.context.documents))

    def deal(self, kit: Kit, draws: Sequence[Draw], begun: int, grown: Sequence[Demonstration]) -> list[Draw]:
        count, seed = len(kit.context.documents), kit.context.seed
        if not count:
            return list(draws)
        order = Random(derive(seed, "chunks")).sample(range(count), count)
        found = []
        for number, draw in enumerate(draws, start=begun):
            place = order[number % count]
            document = kit.context.documents[place]
            passages = list(passages_of([document]))
            rng = Random(derive(seed, "chunks", number))
            chosen = rng.choice(passages) if passages else None
            text = chosen["text"] if chosen else ""
            told = {"passage": text, "passages": [text] * bool(text), "leaf": document.get("title") or "this document"}
            told["source"] = document.get("source") or document.get("title", "")
            told["passages_at"] = [[place, chosen["at"][1]]] if chosen else []
            found.append(replace(draw, extra={**draw.extra, **told}))
        return found
