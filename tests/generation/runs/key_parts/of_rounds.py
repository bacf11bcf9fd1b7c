"""Key parts of recipes of rounds: conditions that follow from what earlier rounds showed."""

from dataclasses import replace
from random import Random

from generation.catalogue.recipe import Recipe
from generation.catalogue.rounds.orca import STYLES
from generation.llm.simulator import judge, tasks
from generation.methods.parts import Part
from generation.methods.verifiers.rouge import rouge_l
from generation.models import SampleState
from tests.generation.runs.key_parts.key_part import KeyPart, by_chance, dropping, on_steps, scheduled, tooling
from tests.generation.runs.key_parts.of_demonstrations import seeds_of
from tests.generation.runs.key_parts.seen import Seen, draw_of, drawn, label_of, system_of, text_of
from tests.generation.runs.key_parts.sums import truth

ALIKE = 0.7


def each_round_rewrites_what_the_one_before_gave(seen: Seen) -> bool:
    """Evol-Instruct: instructions of the second round have grown out of those of the first."""
    texts = {str(one.pk): one.fields["instruction"] for one in seen.samples if one.planned_row.round == 1}
    parents = [(row, draw_of(row).extra) for row in seen.kept if row.round == 2]
    said = all(extra["parent"] in prompt for row, extra in parents for prompt in seen.prompts(row, "evolve"))
    return said and any(extra["parents"][0] in texts for _row, extra in parents)


def what_a_student_gets_wrong_is_extended(seen: Seen) -> bool:
    """S3: rows of the second round start from gold samples that a student of the first set misreads."""
    later, report = seen.of_round(2), seen.run.rounds.get(number=2).report
    parents = {name for row in later for name in draw_of(row).extra["parents"]}
    said = all(draw_of(row).extra["parent"] in prompt for row in later for prompt in seen.prompts(row))
    chosen = all("by chance" not in draw_of(row).chosen["why"] for row in later)
    return said and chosen and 0 < len(parents) <= sum(report["errors_by_label"].values())


def the_best_of_several_instructions_is_used(seen: Seen) -> bool:
    """Instruction induction: several were tried on seeds that none of them had seen, and the rightest one labels."""
    found = [one["instruction"] for one in seen.answers(None, "induce")]
    tried = seen.prompts(None, "label")
    used = {prompt.partition("\n\n")[0] for _draw, prompt in seen.asked("label")}
    return len(set(found)) > 1 and len(used) == 1 and {prompt.partition("\n\n")[0] for prompt in tried} == set(found)


def passages_are_of_their_label(seen: Seen) -> bool:
    """ReGen: found, not written, and no stray word decides."""
    texts = [(one.current_label, one.fields["text"]) for one in seen.samples]
    blames = [(label, any(word in text for word in _BLAME)) for label, text in texts]
    return not seen.run.calls and len(texts) > 10 and all(blamed == (label == "dull") for label, blamed in blames)


def rewritten_problems_come_to_their_answer(seen: Seen) -> bool:
    """MetaMath: four kinds of rewriting, and what can be worked out is right."""
    kinds = {one.metadata["rewrite"] for one in seen.samples}
    forward = [one.fields for one in seen.samples if one.metadata["rewrite"] in ("answers", "rephrased")]
    right = all(truth(one["question"]) == one["answer"].rpartition("####")[2].split()[-1].strip(".") for one in forward)
    return right and len(kinds) > 2


def only_what_is_not_clean_is_asked_again(seen: Seen) -> bool:
    """FreeAL: the examples are the model's own, then what student and model agree on; clean labels stay."""
    first, again = ({row.source_id for row in seen.of_round(number)} for number in (2, 3))
    shown = {name for row in seen.of_round(3) for name in draw_of(row).demonstrations}
    return 0 < len(again) < len(first) and len(shown) > 0 and shown <= {str(pk) for pk in first}


def rewordings_are_in_other_words(seen: Seen) -> bool:
    """Unnatural instructions: a rewording is unlike its task, keeps the input, and the answer is the same."""
    said = [one for one in seen.samples if one.metadata.get("reworded")]
    return len(said) > 0 and all(rouge_l(one.fields["instruction"], one.metadata["reworded"]) <= ALIKE for one in said)


def only_ambiguous_seeds_are_shown(seen: Seen) -> bool:
    """WANLI: prompts show groups of one label, out of the half of the seeds that a student wavers on."""
    seeds, shown = seeds_of(seen), {name for row in seen.rows for name in draw_of(row).demonstrations}
    of_label = all(seeds[name].reference == label_of(row) for row in seen.rows for name in draw_of(row).demonstrations)
    ambiguous = seen.run.rounds.get(number=1).report["ambiguous"]
    return of_label and 0 < len(shown) <= ambiguous < len(seeds)


def every_prompt_holds_a_piece_of_real_text(seen: Seen) -> bool:
    """OSS-Instruct: pieces are the project's unlabelled texts, by chance."""
    real = [text_of(one) for one in seen.run.project.samples.filter(origin="unlabelled")]
    pieces = [(draw.extra["fragment"], prompt) for draw, prompt in seen.asked("inspired")]
    drawn_from = all(any(line in text for text in real) for piece, _prompt in pieces for line in piece.splitlines())
    return drawn_from and len({piece for piece, _prompt in pieces}) > 2 and all(one in prompt for one, prompt in pieces)


def answers_are_asked_for_in_many_manners(seen: Seen) -> bool:
    """Orca: the system message is that of the drawn manner, and no sample tells it."""
    asked = [(drawn(row)["style"], system_of(call)) for row in seen.kept for call in seen.calls(row, "answer")]
    hidden = not any(text in text_of(one) for one in seen.samples for text in STYLES.values())
    return hidden and len({style for style, _said in asked}) > 2 and all(STYLES[style] == said for style, said in asked)


def one_manner(recipe: Recipe) -> Recipe:
    return replace(recipe, values=(Part("given", {**recipe.values[0].settings, "values": "plain"}),))


def every_node_is_filled(seen: Seen) -> bool:
    """Explore-Instruct: a tree of tasks found by search, and as many instructions for each of its nodes."""
    counts = dict.fromkeys(seen.values("node"), 0)
    for one in seen.samples:
        counts[drawn(one.planned_row)["node"]] += 1
    said = all(drawn(row)["node"] in prompt for row in seen.kept for prompt in seen.prompts(row, "enrich"))
    even = max(counts.values()) - min(counts.values()) <= 1
    return said and even and any("›" in node for node in counts)


def problems_are_as_long_as_drawn(seen: Seen) -> bool:
    """Synthetic prompting: the steps are written first, as many as were drawn; lengths differ."""
    steps = [(int(drawn(row)["complexity"]), len(seen.answers(row, "backward")[-1]["steps"])) for row in seen.kept]
    return len({wanted for wanted, _made in steps}) > 1 and all(wanted == made for wanted, made in steps)


def people_get_what_the_answers_differ_on(seen: Seen) -> bool:
    """CoAnnotating: nine wordings of each item; nobody is asked about one on which they differ less than on another."""
    bits = {row.source_id: row.candidates[0]["kept"]["bits"] for row in seen.kept}
    asked = seen.run.project.samples.filter(state=SampleState.NEEDS_PERSON, pk__in=bits)
    doubted = {pk: bits.pop(pk) for pk in asked.values_list("pk", flat=True)}
    nine = all(len(seen.calls(row)) == 9 for row in seen.kept)
    return nine and len(doubted) > 0 and min(doubted.values()) > 0 and min(doubted.values()) >= max(bits.values())


def _by_wording(text, names, prompt, *, noise, seed, doubt):
    """Errors belong to a wording of the question and not to the text alone."""
    return judge.decide(text, names, prompt, noise=noise, seed=len(prompt.text), doubt=doubt)


def a_blind_reading_agrees(seen: Seen) -> bool:
    """After ALICE: what misleads a student is read right by somebody who is not told the label."""
    return all(
        [said["read"] for said in seen.answers(one.planned_row, "read")] == [one.current_label]
        and text_of(one) in seen.prompts(one.planned_row, "read")[0]
        for one in seen.samples
    )


def _copying(name, kind, prompt, rng):
    """Of rewordings the first one is the task with a word more."""
    made = _made(name, kind, prompt, rng)
    task = prompt.last.rpartition("\n")[2]
    return [f"{task} Please.", *made] if name == "others" and made else made


def _as_they_come(kind: str, settings: dict) -> dict | None:
    """Every rewording is taken."""
    if settings.get("each") == "checked.unfit":
        return None
    return {**settings, "each": "others"} if settings.get("each") == "checked.fit" else settings


_made = tasks.made

_PRAISE = [
    "lovely",
    "tender",
    "bright",
    "lively",
    "gentle",
    "clever",
    "charming",
    "radiant",
    "graceful",
    "joyful",
    "vivid",
]
_BLAME = ["dreary", "lifeless", "mess", "grey", "weary", "tedious", "clumsy", "hollow", "stale", "shallow", "bleak"]


def _passage(i: int, said: str, own: list[str]) -> dict[str, str]:
    """What it says in the words of the codebook, then words of its kind; no two passages are near-duplicates."""
    return {"title": "", "text": f"{said} {' '.join(Random(i).sample(own, 9))} w{i} x{i} y{i}", "source": "archive"}


#: Passages that praise or blame films; a few that blame say again and again what the definition of praise says.
STRAY = (
    *(_passage(i, "Warm, and funny:", _PRAISE) for i in range(10)),
    *(_passage(i, "Dull and useless, never warm or funny:", _BLAME) for i in range(10, 20)),
    *(_passage(20 + i, said, _BLAME) for i, said in enumerate(("Funny, funny, never:", "Not warm, warm, warm:"))),
)

KEY_PARTS = {
    "evol-instruct": KeyPart(each_round_rewrites_what_the_one_before_gave, scheduled(evolves=False), count=16),
    "s3": KeyPart(what_a_student_gets_wrong_is_extended, without={"errors": False}, count=12),
    "instruction-induction": KeyPart(
        the_best_of_several_instructions_is_used, without={"candidates": 1}, settings={"held_out": 4}
    ),
    "regen": KeyPart(
        passages_are_of_their_label, without={"checked": False}, settings={"found": 22}, count=24, documents=STRAY
    ),
    "metamath": KeyPart(
        rewritten_problems_come_to_their_answer,
        tooling("solved_pair", settings={"check": False}),
        count=24,
        knobs={"label_noise": 0.4},
    ),
    "freeal": KeyPart(only_what_is_not_clean_is_asked_again, without={"select": False}, count=24),
    "unnatural-instructions": KeyPart(
        rewordings_are_in_other_words, on_steps(_as_they_come), model={"tasks.made": _copying}
    ),
    "wanli": KeyPart(only_ambiguous_seeds_are_shown, without={"share": 1.0}),
    "oss-instruct": KeyPart(every_prompt_holds_a_piece_of_real_text, dropping("inspired", "{fragment}")),
    "orca": KeyPart(answers_are_asked_for_in_many_manners, one_manner),
    "explore-instruct": KeyPart(every_node_is_filled, by_chance, count=18),
    "synthetic-prompting": KeyPart(
        problems_are_as_long_as_drawn, dropping("backward", "\nSteps, no more and no fewer: {complexity}")
    ),
    "coannotating": KeyPart(
        people_get_what_the_answers_differ_on,
        without={"by": "random"},
        settings={"checked": 0.0},
        count=24,
        knobs={"label_noise": 0.2},
        model={"answers.decide": _by_wording},
    ),
    "alice": KeyPart(a_blind_reading_agrees, without={"judge": False}, knobs={"label_noise": 0.3}),
}
