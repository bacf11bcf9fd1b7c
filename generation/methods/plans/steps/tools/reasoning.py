"""Tools for answers with reasons: on which answer independent solutions agree, and how an answer is stated."""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from generation.methods.plans.steps.tools.tool import Tool, Unusable
from generation.methods.tools.agreement import SHARE, Vote, agrees, canonical, majority
from generation.methods.translatable import gettext_noop as _

#: Where a worked solution states its answer, the last one counts: GSM8K's mark, MetaMath's words, a box.
_STATED = re.compile(r"####\s*(.+)|the answer is:?\s*(.+?)\.?\s*$|\\boxed\{([^{}]*)\}", re.IGNORECASE | re.MULTILINE)


def agree(
    answers: Sequence[Any] | str,
    chains: Sequence[Any] | str,
    share: float = SHARE,
    at_least: int = 1,
    of: int = 0,
    exact: bool = False,
) -> dict:
    """Return the answer with the most votes, as it was written with the shortest chain, and its share: a confidence.

    {answer, chain, share, votes, of, sure, counts}; `sure` where the share and the votes reach what is asked for.
    `exact` compares texts as they are (labels), else 1,250.00 and $1250 are one answer. `of` is how many were asked,
    where some came back with nothing. Unusable without an answer and for a draw at the top. A single solution may
    stand alone.
    """
    if isinstance(chains, str):
        answers, chains = [answers], [chains]
    told = [(_form(answer, exact), str(answer), str(chain)) for answer, chain in zip(answers, chains, strict=True)]
    told += [(None, "", "")] * (of - len(told))
    found = majority([Vote(form, f"{chain}\x00{answer}") for form, answer, chain in told], share=0)
    if found is None:
        raise Unusable(_("no answer that more than any other gave"))
    chain, _between, answer = found.shortest.chain.rpartition("\x00")
    return {
        "answer": answer.strip(),
        "chain": chain.strip(),
        "share": found.share,
        "votes": found.votes,
        "of": found.of,
        "sure": found.share >= share and found.votes >= at_least,
        "counts": list(found.counts),
    }


def same_answer(left: Any, right: Any) -> bool:
    """Whether two answers are the same: equal texts, or numbers within a ten-thousandth."""
    return agrees(canonical(_text(left)), canonical(_text(right)))


def final(text: str) -> str:
    """Return the answer that a worked solution states at its end; all of a text that marks none."""
    stated = [next(filter(None, match.groups()), "") for match in _STATED.finditer(text or "")]
    answer = (stated[-1] if stated else text or "").strip()
    if not answer:
        raise Unusable(_("no answer"))
    return answer


def worked(chain: str, answer: Any) -> str:
    """Return a solution as text: its reasoning, then the answer in words that `final` finds."""
    return f"{str(chain).strip()}\nThe answer is: {_text(answer)}".strip()


def _form(answer: Any, exact: bool) -> Fraction | str | None:
    text = _text(answer)
    return (text or None) if exact else canonical(text)


def _text(answer: Any) -> str:
    return "" if answer is None else str(answer).strip()


AGREED = ("answer", "chain", "share", "votes", "of", "sure", "counts")
TOOLS = {
    "agree": Tool(agree, gives=AGREED),
    "same_answer": Tool(same_answer),
    "final": Tool(final),
    "worked": Tool(worked),
}
