"""Which passages and facts a row was drawn with, by the names under which all samples made from them are found.

`extra` is what was drawn: places among the documents and facts of its run. `frozen` says which files these are of, one
behind the other, each as [id, rows]. Rows and passages count from 1: passage:3/2/5 is the fifth of the second document
of file 3, fact:3/2 the second fact of it.
"""

from collections.abc import Mapping, Sequence
from typing import Any


def passages_of(extra: Mapping[str, Any], frozen: Mapping[str, Any]) -> list[str]:
    """The ingredient that each passage of a row is, in the order in which its prompt shows them: p1, p2, …"""
    files = frozen.get("documents", ())
    found = [(_row_of(place, files), number) for place, number in extra.get("passages_at", ())]
    return [f"passage:{row}/{number}" if row else "" for row, number in found]


def facts_of(extra: Mapping[str, Any], frozen: Mapping[str, Any]) -> list[str]:
    """The ingredient that each fact of a row is."""
    rows = [_row_of(place, frozen.get("triples", ())) for place in extra.get("facts_at", ())]
    return [f"fact:{row}" if row else "" for row in rows]


def document_of(passage: str) -> str:
    """The document that a passage stands in."""
    return "document:" + passage.removeprefix("passage:").rpartition("/")[0]


def file_of(name: str) -> str:
    """The file that a passage, a document or a fact is of."""
    return "file:" + name.partition(":")[2].partition("/")[0]


def _row_of(place: int, files: Sequence[Sequence[int]]) -> str:
    """“file/row”, rows from 1, where the run's files, each as [id, rows], stand one behind the other; '' for none."""
    for file, count in files:
        if place < count:
            return f"{file}/{place + 1}"
        place -= count
    return ""
