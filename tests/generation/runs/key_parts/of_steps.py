"""Key parts of recipes of sample-wise decomposition: one sample made in several steps."""

import re
import sqlite3
from collections import Counter

from generation.llm.simulator import judge
from generation.methods.tools import logic
from tests.generation.catalogue.projects import TABLES
from tests.generation.runs.key_parts.key_part import KeyPart, asking, dropping
from tests.generation.runs.key_parts.seen import Seen, text_of
from tests.generation.runs.key_parts.sums import outcome, truth


def answers_are_right(seen: Seen) -> bool:
    """Self-consistency: the answer that most solutions reach is right though many a solution is not."""
    return all(truth(one.fields["question"]) == one.fields["answer"] for one in seen.samples)


def the_label_is_what_most_votes_said(seen: Seen) -> bool:
    """Its probability is their share, and votes were apart."""
    counts = [Counter(one["said"] for one in seen.answers(row, "label")) for row in seen.kept]
    labels = [row.candidates[0]["labels"][0] for row in seen.kept]
    return any(len(votes) > 1 for votes in counts) and all(
        votes[one["label"]] == max(votes.values()) and abs(one["probability"] - votes[one["label"]] / 5) < 0.01
        for votes, one in zip(counts, labels, strict=True)
    )


def what_a_critique_named_is_gone(seen: Seen) -> bool:
    """Constitutional AI: a text is held against the codebook's rule, and rewritten without what breaks it."""
    named = 0
    for one in seen.samples:
        row = one.planned_row
        prompts, said = seen.prompts(row, "critique"), seen.answers(row, "critique")
        if not prompts or not all("A sample must not name a real person." in prompt for prompt in prompts):
            return False
        quoted = [clause for answer in said for told in answer["problems"] for clause in re.findall(r"“(.+)”", told)]
        named += len(quoted)
        if any(clause in text_of(one) for clause in quoted):
            return False
    return named > 0


def queries_give_what_was_asked(seen: Seen) -> bool:
    """SymGen: run on the tables, each query counts what its question asks for."""
    base = sqlite3.connect(":memory:")
    base.executescript(TABLES)
    for one in seen.samples:
        column, value = re.search(r"whose (\w+) is “(.*)”", one.fields["question"]).groups()
        asked = base.execute(f"SELECT count(*) FROM people WHERE {column} = ?", [value]).fetchone()  # noqa: S608
        if base.execute(one.fields["answer"]).fetchone() != asked:
            return False
    return True


def programs_give_what_was_asked(seen: Seen) -> bool:
    return all(outcome(one.fields["answer"].splitlines()) == truth(one.fields["question"]) for one in seen.samples)


def each_part_knows_those_before_it(seen: Seen) -> bool:
    """Plan, draft, refine: a part is asked for by its plan, with all that was written so far."""
    for row in seen.kept:
        prompts, texts = seen.prompts(row, "part"), [one["written"] for one in seen.answers(row, "part")]
        plan = seen.answers(row, "plan")[0]["sketch"]
        if len(texts) != len(plan) or not all(
            part["must_mention"] in prompt for part, prompt in zip(plan, prompts, strict=True)
        ):
            return False
        if not all(before in prompt for i, prompt in enumerate(prompts) for before in texts[:i]):
            return False
    return all(part in text_of(one) for one in seen.samples for part in one.metadata["parts"].values())


def every_step_follows(seen: Seen) -> bool:
    """DetermLR: by truth table each step follows from what it names, and the steps alone prove the answer."""
    for one in seen.samples:
        known = one.metadata
        steps = [logic.Step(step["formula"], tuple(step["uses"])) for step in known["derivation"]]
        report = logic.check(known["premises"], steps, known["aim"])
        if any(report.problems) or not report.proved:
            return False
    return True


class _Wavering:
    """Errors that belong to a request instead of to its text, so that votes on one text are apart."""

    asked = 0

    def __call__(self, text, names, prompt, *, noise, seed, doubt):
        self.asked += 1
        return judge.decide(text, names, prompt, noise=noise, seed=seed + self.asked, doubt=doubt)


KEY_PARTS = {
    "chain-of-thought": KeyPart(
        answers_are_right, asking("solve", times=1), settings={"share": 0.0}, count=8, knobs={"label_noise": 0.3}
    ),
    "label-by-vote": KeyPart(
        the_label_is_what_most_votes_said,
        asking("label", times=1),
        knobs={"label_noise": 0.3},
        model={"answers.decide": _Wavering()},
    ),
    "constitutional": KeyPart(
        what_a_critique_named_is_gone,
        without={"turns": 0},
        settings={"most_changed": 1.0},
        model={"revising.FAULTY": 0.7},
    ),
    "symgen": KeyPart(
        queries_give_what_was_asked,
        asking("query", times=1),
        without={"votes": 1},
        settings={"votes": 8, "queries": 11},
        knobs={"label_noise": 0.25},
    ),
    "symgen-programs": KeyPart(
        programs_give_what_was_asked,
        asking("program", times=1),
        without={"votes": 1},
        settings={"votes": 4, "programs": 7},
        count=8,
        knobs={"label_noise": 0.3},
    ),
    "plan-draft": KeyPart(each_part_knows_those_before_it, dropping("part", "{texts}")),
    "determlr": KeyPart(every_step_follows, without={"check_steps": False}, knobs={"label_noise": 0.4}),
}
