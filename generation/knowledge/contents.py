"""What a file of documents or facts holds, page by page, with the names by which samples made of it are found."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from generation.methods.values.graph import BETWEEN
from generation.methods.values.retrieved import cut
from generation.models import Ingredient, Knowledge

ON_A_PAGE = 50


@dataclass(frozen=True)
class Entry:
    """A passage of a document, or a fact. `name` and `document` are ingredients; '' where no sample was made of it.

    `title` stands above the first passage of a document on a page.
    """

    place: tuple[int, int]  # row and passage, from 1
    text: str
    name: str
    document: str = ""
    title: str = ""


def page_of(file: Knowledge, begin: str) -> tuple[list[Entry], str]:
    """A page of a file from the place “row.passage” on, and where the next one begins, '' for nowhere."""
    found = list(islice(_entries(file, _place(begin)), ON_A_PAGE + 1))
    following = "{}.{}".format(*found[ON_A_PAGE].place) if len(found) > ON_A_PAGE else ""
    return _with_uses(file, found[:ON_A_PAGE]), following


def _place(begin: str) -> tuple[int, int]:
    row, _dot, number = begin.partition(".")
    known = row.isascii() and row.isdigit() and number.isascii() and number.isdigit() and len(begin) < 20
    return (int(row), int(number)) if known else (1, 1)


def _entries(file: Knowledge, begin: tuple[int, int]) -> Iterator[Entry]:
    for row, told in enumerate(file.rows[max(begin[0] - 1, 0) :], start=max(begin[0], 1)):
        if file.kind == Knowledge.Kind.TRIPLES:
            text = BETWEEN.join(str(told.get(part, "")) for part in ("subject", "relation", "object"))
            yield Entry((row, 1), text, f"fact:{file.pk}/{row}")
            continue
        for number, text in enumerate(cut(told["text"]), start=1):
            if (row, number) >= begin:
                where, title = f"{file.pk}/{row}", told.get("title") or f"#{row}"
                yield Entry((row, number), text, f"passage:{where}/{number}", f"document:{where}", title)


def _with_uses(file: Knowledge, entries: list[Entry]) -> list[Entry]:
    """Without the names of what no sample was made of, and with a title where a document begins."""
    names = {name for one in entries for name in (one.name, one.document) if name}
    used = set(Ingredient.objects.filter(project=file.project_id, name__in=names).values_list("name", flat=True))
    told, before = [], 0
    for one in entries:
        begins, before = one.place[0] != before, one.place[0]
        kept = {name: getattr(one, name) if getattr(one, name) in used else "" for name in ("name", "document")}
        told.append(replace(one, **kept, title=one.title if begins else ""))
    return told
