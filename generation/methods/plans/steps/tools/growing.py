"""Tools of recipes that grow a pool of instructions: sort out, tell apart, put together."""

from collections.abc import Mapping, Sequence
from typing import Any

from generation.methods.plans.steps.tools.common import equal
from generation.methods.plans.steps.tools.tool import Tool, Unusable
from generation.methods.translatable import gettext_noop as _
from generation.methods.values.listed import NUMBERING
from generation.methods.verifiers.instance_form import MOST, flawed_instances, kept_instances
from generation.methods.verifiers.instruction_form import flaw
from generation.methods.verifiers.rouge import rouge_l

ALIKE = 0.7


def column(entries: Sequence[Mapping[str, Any]], name: str) -> list:
    """Return one value of each entry; '' for an entry without it."""
    return [entry.get(name, "") for entry in entries]


def instructions(entries: Sequence[str], most: int = 8, ascii: bool = True) -> dict:
    """Return the new instructions of a reply, without numbering and repeats: those to go on with, and the unfit.

    {fit, unfit}: the unfit go to the gates, which turn them away and count them.
    """
    found = list(dict.fromkeys(text for one in entries if (text := NUMBERING.sub("", str(one)).strip())))[:most]
    if not found:
        raise Unusable(_("no instruction"))
    fit = [text for text in found if not flaw(text, ascii=ascii)]
    return {"fit": fit, "unfit": [text for text in found if text not in fit]}


def where(entries: Sequence[Any], that: Sequence[Any], holds: bool = True) -> list:
    """Return the entries beside which a true value stands (a false one, without `holds`), None in place of others."""
    return [entry if bool(one) == holds else None for entry, one in zip(entries, that, strict=True)]


def instances(
    tasks: Sequence[str], *, first: Sequence[Any], second: Sequence[Any], most: int = MOST
) -> list[dict[str, str]]:
    """Return {instruction, input, output} for each usable instance of each task, from either list beside it.

    Those with a flaw come after them: the gates turn them away and count them.
    """
    found = []
    for task, *made in zip(tasks, first, second, strict=True):
        given = [(one["input"], one["output"]) for entries in made for one in entries or ()]
        told = [*kept_instances(given, most=most), *flawed_instances(given)]
        found += [{"instruction": task, "input": i, "output": o} for i, o in told]
    return found


def allowed(answer: str, answers: Sequence[str]) -> bool:
    """Whether an answer is one of those that a task allows, if it allows only some."""
    return not answers or any(equal(answer, one) for one in answers)


def rewordings(task: str, others: Sequence[str], answer: str, answers: Sequence[Any]) -> dict:
    """Return the rewordings that say the task in other words and lead to the same answer, and the others.

    {fit, unfit}: those that fit have ROUGE-L of at most 0.7 to the task, and an answer equal to the task's, or over 0.7
    like it.
    """
    fit, unfit = [], []
    for other, said in zip(others, answers, strict=True):
        same = said is not None and (equal(answer, said) or rouge_l(answer, str(said)) > ALIKE)
        (fit if same and rouge_l(task, other) <= ALIKE else unfit).append(other)
    return {"fit": fit, "unfit": unfit}


def judged(entries: Sequence[Any], scores: Sequence[float | bool | None], least: float = 1) -> dict:
    """Return the entries whose score reaches `least`, and the others: {fit, unfit}."""
    fits = [score is not None and score >= least for score in scores]
    return {
        "fit": [entry for entry, holds in zip(entries, fits, strict=True) if holds],
        "unfit": [entry for entry, holds in zip(entries, fits, strict=True) if not holds],
    }


def numbers(entries: Sequence[str | None]) -> list[float | None]:
    """Return texts that are numbers as numbers; None for any other."""
    return [float(entry) if str(entry).isdecimal() else None for entry in entries]


def answered(questions: Sequence[Mapping[str, Any]], responses: Sequence[str | None]) -> list[dict]:
    """Return each question with its response, without those that got none."""
    pairs = zip(questions, responses, strict=True)
    found = [{**question, "response": response} for question, response in pairs if response]
    if not found:
        raise Unusable(_("no response"))
    return found


def whole_task(instruction: str | None, given: str | None = None) -> str:
    """Return what a task asks, with what it gives to work on."""
    if not instruction:
        raise Unusable(_("no instruction"))
    return "\n".join(filter(None, (instruction, given)))


def unless_denied(said: bool | None) -> bool:
    """Whether a judge said yes, or was not asked."""
    return said is not False


TOOLS = {
    "whole_task": Tool(whole_task),
    "unless_denied": Tool(unless_denied),
    "column": Tool(column),
    "instructions": Tool(instructions),
    "where": Tool(where),
    "instances": Tool(instances),
    "allowed": Tool(allowed),
    "rewordings": Tool(rewordings),
    "judged": Tool(judged),
    "answered": Tool(answered),
    "numbers": Tool(numbers),
}
