"""An answer of any kind as the items of the comparison show it: readable, and what differs from another one marked."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from annotation.methods.agreement.same import same
from generation.codebooks.diff import WORDS, Piece, words
from generation.methods.questions.kind import Answer
from generation.methods.questions.registry import kind_of
from generation.models import Question

MOST_SPANS = 20
BEFORE, MARKED, KEPT = 40, 200, 80  # characters shown before a span, of one, and at either end of a stretch kept
MOST_WORDS = 2_000  # of both texts together that are told apart word by word
CUT = 600  # characters of a stretch that is too long for it

#: What templates/annotation/compare/_answer.html shows of an answer, by kind.
Shown = dict[str, Any]


def shown(question: Question, answer: Answer, basis: Answer, fields: Mapping[str, str], titles: Mapping) -> Shown:
    """`basis` is the answer that it is held against, None where it is that one itself; `fields` are the item's texts,
    `titles` their names as the codebook has them. {} where nothing was answered."""
    if answer is None or answer == "":
        return {}
    is_other = basis not in (None, "") and not same(question.type, answer, basis)
    told = SHOWN[question.type](question, answer, basis if is_other else answer, fields, titles)
    return {"kind": question.type, "differs": is_other, **told}


def _label(_question, answer: str, *_rest) -> Shown:
    return {"label": answer}


def _several(_question, answer: list[str], basis: list[str], *_rest) -> Shown:
    given = [{"name": name, "differs": name not in basis} for name in answer]
    return {"given": given, "missing": [name for name in basis if name not in answer]}


def _rating(_question, answer: int, basis: int, *_rest) -> Shown:
    return {"number": answer, "step": f"{answer - basis:+d}" if answer != basis else ""}


def _ranking(_question, answer: list[list[str]], basis: list[list[str]], _fields, titles: Mapping) -> Shown:
    places = {name: place for place, tier in enumerate(basis) for name in tier}
    return {
        "tiers": [
            [{"name": titles.get(name) or name, "differs": places.get(name) != place} for name in tier]
            for place, tier in enumerate(answer)
        ]
    }


def _text(_question, answer: str, basis: str, *_rest) -> Shown:
    return {"pieces": [Piece(one.op, _short(one)) for one in difference(basis, answer)]}


def _spans(question: Question, answer: list[dict], basis: list[dict], fields: Mapping, titles: Mapping) -> Shown:
    text = fields.get(kind_of(question).field_of(question, list(titles)), "")
    marks = [{**_marked(text, span), "differs": span not in basis} for span in answer[:MOST_SPANS]]
    missing = [_marked(text, span) for span in basis if span not in answer][:MOST_SPANS]
    return {"marks": marks, "missing": missing, "more": max(0, len(answer) - MOST_SPANS)}


def _marked(text: str, span: dict) -> dict:
    start, end = span["start"], span["end"]
    before, after = text[max(0, start - BEFORE) : start], text[end : end + BEFORE]
    return {
        "label": span["label"],
        "before": ("…" if start > BEFORE else "") + before,
        "text": _cut(text[start:end], MARKED),
        "after": after + ("…" if end + BEFORE < len(text) else ""),
    }


def difference(before: str, after: str) -> list[Piece]:
    """What went and what came, word by word; of texts that differ at length the two stretches as a whole, for to tell
    them apart takes as long as both are long, one times the other."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    head, tail = "".join(old[:start]), "".join(old[len(old) - end :])
    gone, come = old[start : len(old) - end], new[start : len(new) - end]
    if len(gone) + len(come) > MOST_WORDS:
        middle = [Piece("removed", "".join(gone)), Piece("added", "".join(come))]
    else:
        middle = words("".join(gone), "".join(come))
    return [piece for piece in (Piece("same", head), *middle, Piece("same", tail)) if piece.text]


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (left, right) in pairs if left != right), min(len(one), len(other)))


def _short(piece: Piece) -> str:
    if piece.op != "same":
        return _cut(piece.text, CUT)
    text = piece.text
    return text if len(text) <= 3 * KEPT else f"{text[:KEPT]} … {text[-KEPT:]}"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


SHOWN: dict[str, Callable[..., Shown]] = {
    "label": _label,
    "multi_label": _several,
    "rating": _rating,
    "ranking": _ranking,
    "text": _text,
    "spans": _spans,
}


def titles_of(fields: Sequence[Mapping]) -> dict[str, str]:
    """The codebook's fields by name, with their titles."""
    return {field["name"]: field.get("title") or field["name"] for field in fields}
