"""Grade an existing item for one thing: the codebook is the rubric, the answer a number and why.

Chen et al. 2024, AlpaGasus (arXiv 2307.08701): one dimension a request, temperature 0. A reply without a grade that can
be read is asked about once more, and then has none: it is never taken for a low one.
"""

from dataclasses import dataclass, replace
from typing import Any, Literal

from generation.methods.fence import fenced
from generation.methods.grading import DIMENSIONS, Dimension, read_grade, within
from generation.methods.header import opening
from generation.methods.kit import Kit
from generation.methods.schemas import closed
from generation.methods.steps import Answer, Ask, Candidate, Draw, Script, repair_of, repair_step

LONGEST_REASON = 500  # characters: it is shown as a sentence


@dataclass(frozen=True)
class Grade:
    """Grade an item, of a dimension about its label together with the label that its draw names."""

    dimension: Literal["quality", "toxicity", "confidence"] = "quality"

    any_kind = True  # needs no question that takes a label
    templates = ()
    asks = frozenset(DIMENSIONS)
    slots = dict.fromkeys(DIMENSIONS, ("task", "item", "label"))

    def row(self, kit: Kit, draw: Draw) -> Script[Candidate]:
        asked = DIMENSIONS[self.dimension]
        label, ask = next(iter(draw.labels.values()), ""), self.ask(kit, draw)
        answer = (yield [ask])[0]
        said, steps = _read(answer, asked), (ask.step,)
        if said is None and answer.problem in ("", "malformed"):
            unread = replace(answer, problem="malformed", detail=answer.detail or _wanted(asked))
            answer = (yield [repair_of(ask, unread)])[0]
            said, steps = _read(answer, asked), (*steps, repair_step(ask.step))
        if said is None:
            problem = answer.problem or "malformed"
            return Candidate({}, item=draw.item, steps=steps, problem=problem, detail=answer.detail, raw=answer.text)
        kept = {"dimension": asked.id, "label": label if asked.of_label else "", **said}
        return Candidate({}, item=draw.item, steps=steps, raw=answer.text, kept=kept)

    def calls(self, kit: Kit) -> tuple[int, int]:
        """Calls of a row, but for a second try."""
        return 1, 1

    def ask(self, kit: Kit, draw: Draw) -> Ask:
        asked, judged, label = DIMENSIONS[self.dimension], kit.context.judged_name, next(iter(draw.labels.values()), "")
        slots = {
            "task": lambda: (
                kit.header(purpose="judge", question=judged)
                if judged and asked.of_label
                else "\n".join(opening(kit.context.spec))
            ),
            "item": lambda: fenced(draw.item_fields),
            "label": lambda: f"It was given the label “{_spoken(kit, label)}”. " if label else "",
        }
        schema = closed({"reason": {"type": "string"}, "score": {"type": "number"}})
        return kit.ask(asked.id, slots, schema)


def _spoken(kit: Kit, label: str) -> str:
    """How prompts call the label; one that the codebook no longer has, by its name."""
    judged = kit.context.spec.judged
    return next((one.verbalizer for one in judged.labels if one.name == label), label) if judged else label


def _read(answer: Answer, asked: Dimension) -> dict[str, Any] | None:
    """{score, reason} from the fields, or from text whose first line is the grade."""
    if answer.fields is not None:
        score = within(float(answer.fields["score"]), asked.most)
        reason = str(answer.fields["reason"])
    else:
        score, reason = read_grade(answer.text, asked.most), answer.text.partition("\n")[2]
    return None if score is None else {"score": score, "reason": reason.strip()[:LONGEST_REASON]}


def _wanted(asked: Dimension) -> str:
    return f"score must be a number from 0 to {asked.most:g}"
