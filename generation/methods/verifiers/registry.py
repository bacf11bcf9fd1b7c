"""All gates: the name that a recipe uses and turned-away rows are counted by, when it runs, its version and its code.

Gates that look at the candidate alone run on arrival. Those that compare with what was accepted before run when their
batch settles, in index order, so that the result does not depend on which worker was faster.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from generation.methods.steps import Candidate, Draw, Gate, Verdict
from generation.methods.verifiers import (
    answers,
    apology,
    context_copy,
    demonstration_copy,
    demonstration_vocabulary,
    drift,
    duplicates,
    entity_literal,
    format,
    instance_form,
    instruction_form,
    label_leak,
    label_margin,
    length_band,
    mention,
    no_content,
    opening_cap,
    own_parts,
    passage_copy,
    prompt_leak,
    quote_literal,
    refusal,
    repeated_run,
    role_phrase,
    word_growth,
    word_inclusion,
)
from generation.methods.verifiers.case import Case, Finding

if TYPE_CHECKING:
    from generation.methods.verifiers.text_index import TextIndex

ARRIVAL, BOUNDARY = "arrival", "boundary"


@dataclass(frozen=True)
class Check:
    """A gate's code and the settings that it takes with their types; what users read of it is in words.py."""

    run: Callable[[Case], Finding]
    settings: dict[str, Any] = field(default_factory=dict)
    when: str = ARRIVAL
    version: int = 1


GATES = {
    "format": Check(format.check, {"optional": tuple[str, ...]}),
    "refusal": Check(refusal.check),
    "length": Check(length_band.check, {"least": int, "slack": float}),
    "label_leak": Check(label_leak.check),
    "label_margin": Check(label_margin.check, {"margin": float}),
    "demonstration_copy": Check(demonstration_copy.check, {"rouge_l": float}),
    "demonstration_vocabulary": Check(demonstration_vocabulary.check, {"field": str, "share": float}),
    "context_copy": Check(context_copy.check),
    "own_parts": Check(own_parts.check),
    "passage_copy": Check(passage_copy.check, {"field": str, "run": int}),
    "quote_literal": Check(quote_literal.check),
    "answers": Check(answers.check),
    "role_phrase": Check(role_phrase.check, {"field": str, "dimension": str}),
    "prompt_leak": Check(prompt_leak.check, {"field": str, "phrases": tuple[str, ...]}),
    "word_inclusion": Check(word_inclusion.check, {"field": str, "dimensions": tuple[str, ...]}),
    "mention": Check(mention.check, {"field": str, "dimensions": tuple[str, ...]}),
    "entity_literal": Check(entity_literal.check, {"field": str, "entities": str}),
    "instruction_form": Check(instruction_form.check, {"field": str, "ascii": bool}),
    "instance_form": Check(instance_form.check, {"input": str, "output": str}),
    "repeated_run": Check(repeated_run.check, {"field": str, "run": int}),
    "no_content": Check(no_content.check, {"field": str}),
    "apology": Check(apology.check, {"field": str, "below": int}),
    "word_growth": Check(word_growth.check, {"field": str, "most": int}),
    "drift": Check(drift.check, {"field": str, "least": float, "but": tuple[str, ...]}),
    "opening_cap": Check(opening_cap.check, {"share": float}, BOUNDARY),
    "duplicates": Check(duplicates.check, {"field": str, "rouge_l": float, "near": bool}, BOUNDARY),
}


def verdicts(
    gates: Sequence[Gate],
    candidate: Candidate,
    draw: Draw,
    context,
    index: "TextIndex | None" = None,
    *,
    when: str = ARRIVAL,
    siblings: Collection[str] = (),
) -> list[Verdict]:
    """Run the gates of one moment in order and return their verdicts; stops at the first reject.

    `context` is the run's Context; `index` holds the texts accepted before and is needed at the boundary only, as is
    `siblings`, what was accepted of the same row.
    """
    if candidate.is_aside:
        return []  # no sample, nothing to judge
    asked = [gate for gate in gates if GATES[gate.name].when == when]
    texts = references(context, draw) if asked else ()
    found = []
    for gate in asked:
        check = GATES[gate.name]
        case = Case(candidate, draw, context.spec, context.scope, gate.params, texts, index, siblings)
        finding = check.run(case)
        action = finding.action if finding.reason else "accept"
        found.append(Verdict(action, gate.name, check.version, finding.reason, finding.score))
        if action == "reject":
            break
    return found


def references(context, draw: Draw) -> tuple[str, ...]:
    """Return the texts that a candidate must not copy: its demonstrations, those of the draw's own and those that the
    round guards, and the codebook's examples."""
    own, wanted = draw.extra.get("shown", ()), set(draw.demonstrations)
    shown = {demo.sample_id: "\n".join(demo.fields.values()) for demo in context.support if demo.sample_id in wanted}
    shown |= {demo["sample_id"]: "\n".join(demo["fields"].values()) for demo in own}
    labels = (label for question in context.spec.questions for label in question.labels)
    examples = [text for label in labels for text in (*label.examples, *label.counter_examples)]
    guarded = context.notes.get("guarded", ())
    return (*(shown[name] for name in draw.demonstrations if name in shown), *guarded, *examples)
