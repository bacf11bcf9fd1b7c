"""Key parts of recipes with tools, knowledge and judgement from outside the model."""

import re

from generation.llm.simulator import facts
from generation.methods.verifiers.rouge import words
from tests.generation.runs.key_parts.key_part import KeyPart, not_requiring
from tests.generation.runs.key_parts.seen import Seen, text_of
from tests.generation.runs.key_parts.sums import outcome, truth


def answers_are_computed_and_solved_blind(seen: Seen) -> bool:
    """Computed problems: the answer is the program's, and more than half of those who solve the words come to it."""
    for one in seen.samples:
        right, row = one.fields["answer"], one.planned_row
        solved = [outcome(said["lines"]) for said in seen.answers(row, "solve")]
        mended = [outcome(said["lines_new"]) for said in seen.answers(row, "mend")]
        if truth(one.fields["question"]) != right or (solved + mended).count(right) * 2 <= len(solved):
            return False
    return True


def a_label_is_said_in_both_orders(seen: Seen) -> bool:
    """Preference pairs: judged twice, with the answers changing places; the same one won."""
    labelled = [one for one in seen.samples if one.current_label]
    for one in labelled:
        prompts, said = seen.prompts(one.planned_row, "judge"), seen.answers(one.planned_row, "judge")
        places = [prompt.find(one.fields["answer_a"]) < prompt.find(one.fields["answer_b"]) for prompt in prompts]
        first = [answer["better"] == "first" for answer in said]
        won = {a_first == is_first for a_first, is_first in zip(places, first, strict=True)}  # whether A did
        if sorted(places) != [False, True] or won != {one.current_label == "A is better"}:
            return False
    return len(labelled) > 0


def what_is_said_is_in_what_is_cited(seen: Seen) -> bool:
    """Written from documents: the words of each sentence are those of the passages that it cites."""
    return all(
        len({*words(told["sentence"])} & {*words(cited(one, told))}) >= 0.5 * len({*words(told["sentence"])})
        for one in seen.samples
        for told in one.metadata["citations"]
    )


def cited(one, told: dict) -> str:
    """The passages that a sentence rests on; they are called p1, p2 and so on."""
    return " ".join(text for i, text in enumerate(one.metadata["passages"], start=1) if f"p{i}" in told["ids"])


def nothing_contradicts_the_facts(seen: Seen) -> bool:
    """Written from facts: whatever is said of a film's maker is what the project's facts say."""
    known = seen.run.project.knowledge.get(kind="triples").rows
    made = {(fact["subject"], fact["relation"], fact["object"]) for fact in known}
    claims = [claim for one in seen.samples for claim in facts.CLAIM.findall(text_of(one))]
    return len(claims) > 0 and all(claim in made for claim in claims)


def _mistaken(prompt, rng):
    """Facts as they are, and half of the time every maker is another one."""
    told = _told(prompt, rng)
    if told is None or rng.random() < 0.5:
        return told
    return re.sub(r"Maker (\d)", lambda maker: f"Maker {(int(maker[1]) + 1) % 3}", told)


_told = facts.text

KEY_PARTS = {
    "tool-verified": KeyPart(
        answers_are_computed_and_solved_blind,
        not_requiring("solutions disagree", "not the computed answer", "the answer does not move with its numbers"),
        settings={"tool_rounds": 0},
        knobs={"label_noise": 0.4},
    ),
    "preference-pairs": KeyPart(a_label_is_said_in_both_orders, without={"swap": False}),
    "retrieval-grounded": KeyPart(
        what_is_said_is_in_what_is_cited,
        without={"check": False},
        model={
            "grounding.SAYS": ("So: {said}.", "The court found in 1903 that nobody of them ever knew, {said} beside.")
        },
    ),
    "knowledge-grounded": KeyPart(
        nothing_contradicts_the_facts,
        without={"check": False},
        settings={"complete": "made by", "most_unknown": 1.0},
        model={"facts.text": _mistaken},
    ),
}
