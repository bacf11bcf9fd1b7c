"""Tools for texts that are written from passages: shown as data, cited by sentence, kept where they are supported."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from generation.methods.fence import fence, fenced_passages
from generation.methods.plans.steps.tools.tool import Tool, Unusable
from generation.methods.translatable import gettext_noop as _

UNSUPPORTED = _("%(n)s of %(of)s sentences have no support")
FRAMES = (
    "{passage}\n\n{request}",
    "{request}\n\n{passage}",
    "Here is a text:\n{passage}\n\n{request}",
    "{request} This is the text:\n“{passage}”",
    "I have this passage:\n\n{passage}\n\nBy what it says: {request}",
)


def as_passages(passages: Sequence[str]) -> str:
    """Return passages between markers with ids p1, p2, …; none of them can close its own."""
    if not passages:
        raise Unusable(_("no passage was found"))
    return fenced_passages(passages)


def cited(sentences: Sequence[Mapping[str, Any]], passages: Sequence[str]) -> list[str | None]:
    """Return for each sentence {sentence, ids} the block that a judge reads; None where it cites no passage."""
    known = {f"p{number}": text for number, text in enumerate(passages, start=1)}
    if not sentences:
        raise Unusable(_("no sentence"))
    return [_block(one.get("sentence", ""), _ids(one, known), known) for one in sentences]


def supported(
    sentences: Sequence[Mapping[str, Any]], judged: Sequence[bool | None], passages: Sequence[str], least: float
) -> list[dict[str, Any]]:
    """Return the sentences that what they cite supports; Unusable where these are fewer than the share `least`."""
    known = {f"p{number}": text for number, text in enumerate(passages, start=1)}
    kept = [
        {"sentence": one["sentence"].strip(), "ids": _ids(one, known)}
        for one, fine in zip(sentences, judged, strict=True)
        if fine
    ]
    if not kept or len(kept) < least * len(sentences):
        raise Unusable(UNSUPPORTED % {"n": len(sentences) - len(kept), "of": len(sentences)})
    return kept


def cited_all(sentences: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the sentences as they are."""
    return [{"sentence": str(one.get("sentence", "")).strip(), "ids": one.get("ids") or []} for one in sentences]


def laid_before(request: str, passage: str, rng: Random) -> str:
    """Return a request and the passage that it is about as one message, joined as people do, by chance.

    UltraChat joins its materials to an instruction by hand-written frames (Ding et al. 2023).
    """
    if not passage.strip():
        raise Unusable(_("no passage was found"))
    return rng.choice(FRAMES).format(request=request.strip(), passage=passage.strip())


def running(sentences: Sequence[Mapping[str, Any]]) -> str:
    """Return sentences as one text."""
    return " ".join(one["sentence"] for one in sentences)


def _ids(sentence: Mapping[str, Any], known: Mapping[str, str]) -> list[str]:
    told = (str(one).strip().strip("[]").casefold() for one in sentence.get("ids") or ())
    return list(dict.fromkeys(one for one in told if one in known))


def _block(sentence: str, ids: Sequence[str], known: Mapping[str, str]) -> str | None:
    if not sentence.strip() or not ids:
        return None
    shown = "\n".join(fence("passage", known[one], one) for one in ids)
    return f"{shown}\n\n{fence('sentence', sentence)}"


TOOLS = {
    "as_passages": Tool(as_passages),
    "cited": Tool(cited),
    "supported": Tool(supported),
    "cited_all": Tool(cited_all),
    "laid_before": Tool(laid_before, random=True),
    "running": Tool(running),
}
