"""Labelled data retrieved from the project's documents, round by round; nothing is written.

ReGen, Y. Yu et al. 2023 (arXiv 2305.10703), steps 1 to 4. The first round's query of a label is its name with its
definition; a later one's is that joined to each passage that was kept. What a student of all that was found disagrees
with is dropped; from the second round on a passage stays only if its five nearest queries all carry its label.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Any

from generation.methods.kit import Kit
from generation.methods.lack import Lack, short_of
from generation.methods.parts import bounded
from generation.methods.schedules.schedule import Known, RoundStops, Single
from generation.methods.translatable import gettext_noop as _
from generation.methods.values.retrieved import passages_of

MOST_PASSAGES = 20_000  # looked at: indexing more takes minutes
EACH = 5  # passages for a query of a later round


@dataclass(frozen=True)
class Retrieval(Single):
    """`found` passages for each label in the first round; `checked` drops what the student or the round trip doubts."""

    times: int = bounded(2, least=1, most=5)
    found: int = bounded(50, least=5, most=1000)
    checked: bool = True

    heavy = True
    has_notes = True
    needs = ("made",)
    names = ("passage", "source")

    @property
    def rounds(self) -> int:
        return self.times

    def target(self, count: int, number: int) -> int:
        """Even shares; the first ones take what is left over."""
        share, over = divmod(count, self.times)
        return share + (number <= over)

    def lacks(self, kit: Kit) -> Lack | None:
        return short_of("documents", len(kit.context.documents))

    def prepare(self, kit: Kit, number: int, known: Known, rng: Random) -> dict:
        """Return the draws of the round, the surest first within each label, labels in turn."""
        passages = list(passages_of(kit.context.documents))[:MOST_PASSAGES]
        had = {one.kept.get("passage") for one in known.made}
        queries = _queries(kit, known)
        per_query = self.found if number == 1 else EACH
        chances = _found(passages, queries, per_query, skipped=had)
        if self.checked:
            chances = _trusted(kit, passages, chances, queries, round_trip=number > 1)
        draws = _in_turn(kit, passages, chances)
        if not draws:
            raise RoundStops(_("No further passage was found that clearly belongs to a label."))
        count = self.target(kit.context.count, number)
        return {"draws": draws, "target": min(count, len(draws))}


def _queries(kit: Kit, known: Known) -> list[tuple[str, str]]:
    """(label, query): of the label alone, or joined to each passage of it that was kept."""
    texts = {one.name: f"{one.verbalizer}. {one.definition}" for one in kit.question.labels}
    later = [
        (one.label, f"{texts[one.label]} {one.kept.get('passage', '')}") for one in known.made if one.label in texts
    ]
    return later or list(texts.items())


def _found(
    passages: Sequence[dict], queries: Sequence[tuple[str, str]], per_query: int, *, skipped: set
) -> dict[int, tuple[str, float]]:
    """Return label and score of each passage that a query found: that of its best query."""
    from generation.methods.values.passages import Passages  # noqa: PLC0415 - numpy: in a child process only

    index = Passages().fit([f"{one['title']} {one['text']}" for one in passages])
    texts = [one["text"] for one in passages]
    best: dict[int, tuple[str, float]] = {}
    for label, query in queries:
        new = (one for one in index.search(query, per_query + len(skipped)) if texts[one.position] not in skipped)
        for one in islice(new, per_query):
            if one.position not in best or one.score > best[one.position][1]:
                best[one.position] = (label, one.score)
    return best


def _trusted(
    kit: Kit,
    passages: Sequence[dict],
    found: dict[int, tuple[str, float]],
    queries: Sequence[tuple[str, str]],
    *,
    round_trip: bool,
) -> dict[int, tuple[str, float]]:
    """Drop what a student that has not seen the passage gives another label, or what does not find its way back."""
    import numpy as np  # noqa: PLC0415 - in a child process only

    from generation.methods.students.features import text_features  # noqa: PLC0415
    from generation.methods.students.student import out_of_fold  # noqa: PLC0415
    from generation.methods.values.passages import round_trip as back  # noqa: PLC0415

    names = [label.name for label in kit.question.labels]
    places = sorted(found)
    if not places:
        return {}
    texts, labels = [passages[place]["text"] for place in places], [found[place][0] for place in places]
    numbers = np.array([names.index(label) for label in labels])
    chances = out_of_fold(text_features(texts), numbers, len(names))
    sure = np.nan_to_num(chances, nan=0.0)
    stays = sure.argmax(axis=1) == numbers
    if round_trip:
        asked, of = [query for _label, query in queries], [label for label, _query in queries]
        for label in names:
            mine = [i for i, given in enumerate(labels) if given == label]
            fine = {mine[i] for i in back([texts[i] for i in mine], asked, of, label)}
            for i in mine:
                stays[i] &= i in fine
    return {
        place: (label, float(sure[i, numbers[i]]))
        for i, (place, label) in enumerate(zip(places, labels, strict=True))
        if stays[i]
    }


def _in_turn(kit: Kit, passages: Sequence[dict], found: dict[int, tuple[str, float]]) -> list[dict[str, Any]]:
    columns = []
    for label in kit.question.labels:
        mine = sorted((place for place in found if found[place][0] == label.name), key=lambda p: (-found[p][1], p))
        columns.append([_draw(kit, label.name, passages[place], found[place][1]) for place in mine])
    longest = max(map(len, columns), default=0)
    return [column[i] for i in range(longest) for column in columns if i < len(column)]


def _draw(kit: Kit, label: str, passage: dict, score: float) -> dict[str, Any]:
    extra = {"passage": passage["text"], "source": passage["source"] or passage["title"], "score": round(score, 4)}
    extra["passages_at"] = [passage["at"]]
    return {"labels": {kit.question.name: label}, "extra": extra}
