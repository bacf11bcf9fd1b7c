"""Passages of the project's documents for each row, found by what the row has to answer to.

Retrieval as ground, after the survey of Y. Gao et al. 2023 (arXiv 2312.10997). The query is the label with its
definition and the drawn values; of the best twice as many passages as wanted some are taken by chance, so that rows
with one query do not all write from the same. A query that finds nothing gives no passages, and nothing is invented.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from generation.methods.kit import Kit
from generation.methods.lack import Lack, short_of
from generation.methods.parts import bounded
from generation.methods.steps import Draw
from generation.methods.values.bm25 import Bm25
from generation.methods.values.dealer import RowDealer

CLOSE = 0.5  # of the best one's score; what scores less shares a common word or two
WORDS = 120  # of a passage at most, where its sentences allow
PARAGRAPH = re.compile(r"\n\s*\n")
SENTENCE = re.compile(r"(?<=[.!?…。])\s+")
HEADING = re.compile(r"#{1,6}\s+\S.{0,150}(?<![.!?…。])")  # of Markdown, with nothing below it before a blank line


@dataclass(frozen=True)
class Documents(RowDealer):
    """Says that the schedule takes its rows from the project's documents."""

    knowledge = "documents"

    def given(self, kit: Kit, draw: Draw, rng: Random) -> dict[str, Any]:
        return {}


@dataclass(frozen=True)
class Retrieved(RowDealer):
    """`passages`, with the `sources` that they are from, and where among the run's documents they stand
    (`passages_at`)."""

    k: int = bounded(4, least=1, most=10)

    names = ("passages",)
    knowledge = "documents"

    def lacks(self, kit: Kit) -> Lack | None:
        return short_of("documents", len(kit.context.documents))

    def given(self, kit: Kit, draw: Draw, rng: Random) -> dict[str, Any]:
        passages, index = self._library(kit)
        best = index.search(query_of(kit, draw), 2 * self.k, CLOSE)
        taken = [passages[place] for place in sorted(rng.sample(best, min(self.k, len(best))), key=best.index)]
        sources = [one["source"] or one["title"] for one in taken]
        at = [one["at"] for one in taken]
        return {"passages": [one["text"] for one in taken], "sources": sources, "passages_at": at}

    def make_ready(self, kit: Kit) -> None:
        self._library(kit)

    def _library(self, kit: Kit) -> "Library":
        return kit.context.once("library", kit.context.documents, library)


Library = tuple[list[dict[str, Any]], Bm25]


def library(documents: Sequence[Mapping[str, str]]) -> Library:
    """Return the passages of documents with their index."""
    passages = list(passages_of(documents))
    return passages, Bm25([f"{one['title']} {one['text']}" for one in passages])


def query_of(kit: Kit, draw: Draw) -> str:
    """Return what a row is looked up by."""
    label = kit.label_of(draw)
    told = [kit.spoken(label), kit.question.label(label).definition] if label else []
    return " ".join([*told, *(value for _name, value in draw.conditions)])


def passages_of(documents: Sequence[Mapping[str, str]]) -> Iterator[dict[str, Any]]:
    """Yield {title, text, source, at} of each passage: paragraphs, long ones cut between sentences. What stands in
    several places is one passage, of the first of them; nothing can be written from a heading alone, which is counted
    and left out. `at`: [place of its document, its number there from 1]."""
    seen: set[str] = set()
    for place, document in enumerate(documents):
        told = {"title": document.get("title", ""), "source": document.get("source", "")}
        for number, text in enumerate(cut(document["text"]), start=1):
            if text not in seen and not HEADING.fullmatch(text):
                seen.add(text)
                yield {**told, "text": text, "at": [place, number]}


def cut(text: str) -> Iterator[str]:
    """Yield the passages of one text in their order; the number of one never depends on other documents."""
    for paragraph in PARAGRAPH.split(text):
        yield from _cut(" ".join(paragraph.split()))


def _cut(paragraph: str) -> Iterator[str]:
    part: list[str] = []
    for sentence in SENTENCE.split(paragraph):
        if part and sum(len(one.split()) for one in (*part, sentence)) > WORDS:
            yield " ".join(part)
            part = []
        part.append(sentence)
    if any(part):
        yield " ".join(part)
