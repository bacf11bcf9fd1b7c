"""Tools for new questions from one with a known answer: reworded, or asked backwards (MetaMath)."""

from collections.abc import Sequence
from random import Random

from generation.methods.plans.steps.tools.reasoning import same_answer, worked
from generation.methods.plans.steps.tools.tool import Tool, Unusable
from generation.methods.tools import numbers
from generation.methods.tools.calculator import decimal
from generation.methods.translatable import gettext_noop as _

ANSWERS, REPHRASED, SELF_VERIFICATION, FOBAR = "answers", "rephrased", "self-verification", "fobar"


def chains_to(gold: str, answers: Sequence[str], chains: Sequence[str], check: bool = True) -> list[str]:
    """Return the different chains that reach the known answer; Unusable where none does: too hard, or wrong."""
    pairs = zip(answers, chains, strict=True)
    found = list(dict.fromkeys(chain for answer, chain in pairs if not check or same_answer(answer, gold)))
    if not found:
        raise Unusable(_("no solution reaches the known answer"))
    return found


def rewritten(
    question: str,
    gold: str,
    chains: Sequence[str],
    rng: Random,
    rephrased: Sequence[str] | str | None = None,
    statement: str | None = None,
    fobar: bool = True,
    masks: int = 2,
) -> list[dict]:
    """Return new questions with the answers that they must have: {kind, asked, wanted, unknown}.

    Reworded ones with the same numbers; backward ones with one number unknown that the first solution uses, for up
    to `masks` numbers each. Unusable where there is none.
    """
    told = [rephrased] if isinstance(rephrased, str) else rephrased or ()
    same = (text for text in dict.fromkeys(told) if text != question and numbers.same_numbers(text, question))
    found = [{"kind": REPHRASED, "asked": text, "wanted": gold, "unknown": ""} for text in same]
    usable = numbers.usable(question, chains[0])
    for number in rng.sample(usable, min(masks, len(usable))):
        shown = decimal(number.shown)
        backward = {
            FOBAR: numbers.fobar(question, number, gold) if fobar else None,
            SELF_VERIFICATION: numbers.self_verification(statement, number) if statement else None,
        }
        found += [
            {"kind": kind, "asked": text, "wanted": shown, "unknown": shown} for kind, text in backward.items() if text
        ]
    if not found:
        raise Unusable(_("nothing to rewrite"))
    return found


def solved_pair(task: dict, answer: str | None, reasoning: str | None, check: bool = True) -> dict:
    """Return a new question with its worked solution; Unusable where the answer is not the one it must have."""
    if answer is None or (check and not same_answer(answer, task["wanted"])):
        raise Unusable(_("another answer than it must have"))
    return {**task, "response": worked(reasoning or "", answer)}


def solved_again(question: str, gold: str, chains: Sequence[str]) -> list[dict]:
    """Return the question itself with each of some chains as its worked solution."""
    plain = {"kind": ANSWERS, "asked": question, "wanted": gold, "unknown": ""}
    return [{**plain, "response": worked(chain, gold)} for chain in chains]


PAIR = ("kind", "asked", "wanted", "unknown", "response")
TOOLS = {
    "chains_to": Tool(chains_to),
    "rewritten": Tool(rewritten, random=True, gives=PAIR[:-1]),
    "solved_pair": Tool(solved_pair, gives=PAIR),
    "solved_again": Tool(solved_again, gives=PAIR),
}
