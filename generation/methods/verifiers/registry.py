"""All gates: the name that a recipe uses and turned-away rows are counted by, the title that users read, when it runs,
its version and its code.

Gates that look at the candidate alone run on arrival. Those that compare with what was accepted before run when their
batch settles, in index order, so that the result does not depend on which worker was faster.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from generation.methods.steps import Candidate, Draw, Gate, Verdict
from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers import (
    apology,
    context_copy,
    demonstration_copy,
    demonstration_vocabulary,
    duplicates,
    edit_distance,
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
    passage_copy,
    prompt_leak,
    quote_literal,
    refusal,
    repeated_run,
    role_phrase,
    same_numbers,
    word_growth,
    word_inclusion,
)
from generation.methods.verifiers.case import Case, Finding
from generation.methods.verifiers.text_index import TextIndex

ARRIVAL, BOUNDARY = "arrival", "boundary"


@dataclass(frozen=True)
class Check:
    """A gate's code, what it makes sure of, in a line for users, and the settings that it takes with their types."""

    run: Callable[[Case], Finding]
    title: str
    settings: dict[str, Any] = field(default_factory=dict)
    when: str = ARRIVAL
    version: int = 1


GATES = {
    "format": Check(format.check, _("Every field is filled in")),
    "refusal": Check(refusal.check, _("No refusals")),
    "length": Check(length_band.check, _("As long as drawn"), {"least": int, "slack": float}),
    "label_leak": Check(label_leak.check, _("Does not announce its label")),
    "label_margin": Check(label_margin.check, _("A blind reading gives the intended label"), {"margin": float}),
    "demonstration_copy": Check(demonstration_copy.check, _("No copies of examples"), {"rouge_l": float}),
    "demonstration_vocabulary": Check(
        demonstration_vocabulary.check, _("Words of its own, not an example's"), {"field": str, "share": float}
    ),
    "context_copy": Check(context_copy.check, _("More than its context")),
    "passage_copy": Check(passage_copy.check, _("No long copies of its source"), {"field": str, "run": int}),
    "quote_literal": Check(quote_literal.check, _("Quotes stand in the item")),
    "role_phrase": Check(role_phrase.check, _("Does not speak of its role"), {"field": str, "dimension": str}),
    "prompt_leak": Check(
        prompt_leak.check, _("Does not speak of its prompt"), {"field": str, "phrases": tuple[str, ...]}
    ),
    "word_inclusion": Check(
        word_inclusion.check, _("Uses the drawn words"), {"field": str, "dimensions": tuple[str, ...]}
    ),
    "mention": Check(mention.check, _("Mentions its topic"), {"field": str, "dimensions": tuple[str, ...]}),
    "entity_literal": Check(
        entity_literal.check, _("Listed entities stand in the text"), {"field": str, "entities": str}
    ),
    "instruction_form": Check(
        instruction_form.check, _("An instruction for a text model"), {"field": str, "ascii": bool}
    ),
    "instance_form": Check(instance_form.check, _("A whole input and output"), {"input": str, "output": str}),
    "repeated_run": Check(repeated_run.check, _("Does not repeat itself"), {"field": str, "run": int}),
    "no_content": Check(no_content.check, _("Says something"), {"field": str}),
    "apology": Check(apology.check, _("Answers instead of apologising"), {"field": str, "below": int}),
    "word_growth": Check(word_growth.check, _("Not just longer than before"), {"field": str, "most": int}),
    "same_numbers": Check(same_numbers.check, _("Same numbers as before"), {"field": str}),
    "edit_distance": Check(edit_distance.check, _("No more changed than needed"), {"field": str, "most": float}),
    "opening_cap": Check(opening_cap.check, _("Beginnings vary"), {"share": float}, BOUNDARY),
    "duplicates": Check(duplicates.check, _("No near-duplicates"), {"rouge_l": float, "near": bool}, BOUNDARY),
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
