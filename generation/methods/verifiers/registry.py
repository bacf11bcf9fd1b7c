"""All gates: the name a recipe uses, when it runs, its version and its code.

Gates that look at the candidate alone run on arrival. Those that compare with what was accepted before run when their
batch settles, in index order, so that the result does not depend on which worker was faster.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from generation.methods.steps import Candidate, Draw, Gate, Verdict
from generation.methods.verifiers import (
    context_copy,
    demonstration_copy,
    duplicates,
    format,
    label_leak,
    label_margin,
    length_band,
    quote_literal,
    refusal,
)
from generation.methods.verifiers.case import Case, Finding
from generation.methods.verifiers.text_index import TextIndex

ARRIVAL, BOUNDARY = "arrival", "boundary"


@dataclass(frozen=True)
class Check:
    """A gate's code."""

    run: Callable[[Case], Finding]
    when: str = ARRIVAL
    version: int = 1


GATES = {
    "format": Check(format.check),
    "refusal": Check(refusal.check),
    "length": Check(length_band.check),
    "label_leak": Check(label_leak.check),
    "label_margin": Check(label_margin.check),
    "demonstration_copy": Check(demonstration_copy.check),
    "context_copy": Check(context_copy.check),
    "quote_literal": Check(quote_literal.check),
    "duplicates": Check(duplicates.check, BOUNDARY),
}


def verdicts(
    gates: Sequence[Gate],
    candidate: Candidate,
    draw: Draw,
    context,
    index: TextIndex | None = None,
    *,
    when: str = ARRIVAL,
) -> list[Verdict]:
    """Run the gates of one moment in order and return their verdicts; stops at the first reject.

    `context` is the run's Context; `index` holds the texts accepted before and is needed at the boundary only.
    """
    found = []
    for gate in gates:
        check = GATES[gate.name]
        if check.when != when:
            continue
        case = Case(candidate, draw, context.spec, context.scope, gate.params, references(context, draw), index)
        finding = check.run(case)
        action = finding.action if finding.reason else "accept"
        found.append(Verdict(action, gate.name, check.version, finding.reason, finding.score))
        if action == "reject":
            break
    return found


def references(context, draw: Draw) -> tuple[str, ...]:
    """Return the texts that a candidate must not copy: its demonstrations and the codebook's examples."""
    shown = {demo.sample_id: "\n".join(demo.fields.values()) for demo in context.support}
    labels = (label for question in context.spec.questions for label in question.labels)
    examples = [text for label in labels for text in (*label.examples, *label.counter_examples)]
    return (*(shown[name] for name in draw.demonstrations if name in shown), *examples)
