"""Key parts of recipes of in-context learning: which examples are shown."""

from random import Random

from generation.llm.simulator import drafts
from generation.methods.demonstrations import influence, vote_k
from generation.methods.demonstrations.pool import Pool, Want
from generation.methods.demonstrations.vectors import Space
from generation.methods.draws import derive
from generation.methods.verifiers.rouge import rouge_l, words
from generation.models import Sample
from tests.generation.runs.key_parts.key_part import KeyPart, on_steps, showing, ungated
from tests.generation.runs.key_parts.seen import Seen, draw_of, drawn, label_of, text_of

ALIKE = 0.7  # ROUGE-L from which two instructions count as one


def seeds_of(seen: Seen) -> dict[str, Sample]:
    return {str(one.pk): one for one in seen.run.project.samples.filter(origin="seed").order_by("pk")}


def examples_are_of_the_label(seen: Seen) -> bool:
    """The seeds in a prompt have the label that is asked for; none is shown above three times the mean."""
    seeds = seeds_of(seen)
    shown = [(row, seeds[name]) for row in seen.kept for name in draw_of(row).demonstrations]
    said = all(text_of(seed) in prompt for row, seed in shown for prompt in seen.prompts(row, "write"))
    return said and len(shown) > 0 and all(seed.reference == label_of(row) for row, seed in shown)


def examples_are_of_the_leaf(seen: Seen) -> bool:
    """LAB: a prompt is about one leaf and shows that leaf's seeds alone; all leaves get samples."""
    seeds, leaves = seeds_of(seen), {drawn(one.planned_row)["leaf"] for one in seen.samples}
    shown = [(row, seeds[name]) for row in seen.kept for name in draw_of(row).demonstrations]
    return len(leaves) == 3 and all(seed.metadata["leaf"] == drawn(row)["leaf"] for row, seed in shown)


def answers_follow_from_their_passage(seen: Seen) -> bool:
    """LAB for documents: the words of an answer are the passage's, and three judges have seen it."""
    judged = all(len(seen.calls(row, step)) > 0 for row in seen.kept for step in ("faithful", "relevant", "alone"))
    return judged and all(
        len(told & {*words(one.metadata["passage"])}) >= 0.6 * len(told)
        for one in seen.samples
        for told in [{*words(one.fields["response"])}]
    )


def every_seed_has_its_turn(seen: Seen) -> bool:
    """Least similar: what was shown already is like what it led to, so others come first: none is left out."""
    shown = {name for row in seen.rows for name in draw_of(row).demonstrations}
    seeds = seeds_of(seen)
    said = all(
        text_of(seeds[name]) in prompt
        for row in seen.kept
        for name in draw_of(row).demonstrations
        for prompt in seen.prompts(row, "write")
    )
    return said and shown == {*seeds}


def what_helped_a_student_is_shown(seen: Seen) -> bool:
    """ProGen: prompts of the second round show, of each label, the texts of the first with the highest influence."""
    made = [one for one in seen.samples if one.planned_row.round == 1]
    vectors = Space([text_of(one) for one in made]).vectors
    pool = Pool([str(one.pk) for one in made], [one.current_label for one in made], vectors)
    apart = [i for i, one in enumerate(made) if not derive(seen.run.seed, "held out", text_of(one)) % 4]
    others = pool.take([i for i in range(len(made)) if i not in apart])
    best = influence.select(others, Want(reference=pool.take(apart)), seen.params["helpful"], Random(0))
    shown = {name for row in seen.of_round(2) for name in draw_of(row).demonstrations}
    return len(shown) > 0 and shown <= {row.id for row in best}


def no_two_instructions_are_alike(seen: Seen) -> bool:
    """Self-Instruct, Ada-Instruct: no instruction is like another one, or like a seed."""
    own = list(dict.fromkeys(one.fields["instruction"] for one in seen.samples))
    seeds = [one.fields["instruction"] for one in seeds_of(seen).values()]
    return all(rouge_l(one, other) <= ALIKE for i, one in enumerate(own) for other in [*own[:i], *seeds])


def people_labelled_what_votes_chose_and_it_is_shown(seen: Seen) -> bool:
    """Vote-k: typical samples that are unlike each other go to people, and stand before the others."""
    items = list(seen.run.project.samples.filter(origin="unlabelled").order_by("pk"))
    pool = Pool([str(one.pk) for one in items], vectors=Space([text_of(one) for one in items]).vectors)
    chosen = vote_k.select(pool, Want(), seen.params["most"], Random(0), neighbours=150, rho=10.0)
    asked, shown = {row.id for row in chosen}, {name for row in seen.kept for name in draw_of(row).demonstrations}
    return asked == set(seen.run.rounds.first().report["asked"]) and set() < shown <= asked


def examples_stand_with_their_reasons(seen: Seen) -> bool:
    """AnnoLLM: each example is shown with the explanation that led a blind reading back to its label."""
    last = seen.run.rounds.last()
    reasons = {one["sample_id"]: one["known"].get("explanation") for one in last.notes["pool"]}
    shown = [(row, name) for row in seen.of_round(last.number) for name in draw_of(row).demonstrations]
    return len(shown) > 0 and all(
        reasons[name] and reasons[name] in prompt for row, name in shown for prompt in seen.prompts(row, "annotate")
    )


def both_answers_are_the_one_that_is_kept(seen: Seen) -> bool:
    """Self-Prompting: from the passage and from the sentence alone the same answer came."""
    return all(
        one.fields["answer"] in _answers(seen, one, step, name)
        for one in seen.samples
        for step, name in (("from_passage", "first"), ("from_sentence", "second"))
    )


def _answers(seen: Seen, sample: Sample, step: str, name: str) -> list[str]:
    """What the requests of a step said to a sample's question: which of them came first is chance."""
    row = sample.planned_row
    asked = zip(seen.prompts(row, step), seen.answers(row, step), strict=True)
    return [said[name] for prompt, said in asked if prompt.endswith(sample.fields["question"])]


def _wavering(prompt, rng, knobs):
    """An answer that is another one half of the time."""
    said = drafts.WRITERS[frozenset({"first"})](prompt, rng, knobs)
    return {"second": said["first"] if rng.random() < 0.5 else "somebody else"}


def _believing(kind: str, settings: dict) -> dict:
    """Whatever two of the judges say."""
    return {**settings, "settings": {"least": 0}} if settings.get("gives") in ("borne_out", "belonging") else settings


FEW_TASKS = {
    "tasks.THINGS": ("old clocks", "night trains", "city noise"),
    "tasks.VERBS": ("Describe", "Compare", "Plan"),
}

KEY_PARTS = {
    "few-shot": KeyPart(examples_are_of_the_label, showing("mixed_label", k="$demonstrations", required=True)),
    "lab": KeyPart(examples_are_of_the_leaf, showing("mixed_label", k="$shown")),
    "lab-knowledge": KeyPart(answers_follow_from_their_passage, on_steps(_believing), model={"grounding.INVENTS": 0.5}),
    "least-similar": KeyPart(
        every_seed_has_its_turn,
        showing("same_label", k="$demonstrations", required=True),
        settings={"demonstrations": 2},
        count=24,
    ),
    "progen": KeyPart(
        what_helped_a_student_is_shown,
        without={"side": "random"},
        settings={"first": 32, "helpful": 1, "shown": 1},
        count=40,
        knobs={"collapse": 3.0},
    ),
    "self-instruct": KeyPart(no_two_instructions_are_alike, ungated("duplicates"), model=FEW_TASKS, count=12),
    "ada-instruct": KeyPart(no_two_instructions_are_alike, ungated("duplicates"), model=FEW_TASKS, count=12),
    "vote-k": KeyPart(people_labelled_what_votes_chose_and_it_is_shown, without={"by": "random"}),
    "annollm": KeyPart(
        examples_stand_with_their_reasons, without={"explain": False}, settings={"seeds": 6, "tries": 1}
    ),
    "self-prompting": KeyPart(
        both_answers_are_the_one_that_is_kept,
        without={"double_check": False},
        model={"drafts.WRITERS": {**drafts.WRITERS, frozenset({"second"}): _wavering}},
    ),
}
