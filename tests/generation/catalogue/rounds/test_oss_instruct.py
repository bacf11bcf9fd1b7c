from dataclasses import dataclass, replace
from random import Random

from generation.catalogue.recipe import Recipe
from generation.catalogue.rounds.oss_instruct import RECIPE
from generation.methods.steps import Answer, Ask
from generation.methods.verifiers.rouge import rouge_l, shares_ngram
from tests.generation.catalogue.driving import Made, run
from tests.generation.catalogue.instructing import answered, context_of, step_of, told

WORDS = [f"{a}{b}" for a in "bo ka li mu ne po ra si ta vu".split() for b in "rin dol mak sep tun".split()]  # noqa: SIM905
DOCUMENTS = tuple(
    "\n".join(" ".join(Random(f"{i}/{line}").choices(WORDS, k=12)) for line in range(30)) for i in range(20)
)


@dataclass
class World:
    """Writes a problem from words of the piece; without one it has its favourite problem. Some problems copy the piece,
    some lean on it."""

    copies: float = 0.0
    leans: float = 0.0

    def __call__(self, ask: Ask) -> Answer:
        user = told(ask)
        rng = Random(user)  # at temperature 0 equal prompts have equal answers
        if step_of(ask) == "judge":
            return answered({"reason": "", "self_contained": "as above" not in user})
        piece = user.partition("<piece>\n")[2].partition("\n</piece>")[0]
        words = piece.split() or "count the sheep in the meadow at dusk".split()  # noqa: SIM905
        told_of = rng.sample(words, min(8, len(words)))
        problem = f"Given {' '.join(told_of)}, how many letters are there"
        if piece and rng.random() < self.copies:
            problem = piece
        if rng.random() < self.leans:
            problem += " as above"
        return answered({"instruction": problem, "response": f"{len(''.join(told_of))} letters"})


def made(model: World | None = None, recipe: Recipe = RECIPE, count: int = 60, seed: int = 1, **params) -> Made:
    context = replace(context_of(recipe, count, support=(), topics=DOCUMENTS, **params), seed=seed)
    return run(recipe, context, model or World())


def problems(found: Made) -> list[str]:
    return [candidate.fields["instruction"] for _draw, candidate in found.accepted]


def alike(texts: list[str]) -> float:
    pairs = [(a, b) for place, a in enumerate(texts) for b in texts[:place]]
    return sum(rouge_l(a, b) for a, b in pairs) / len(pairs)


def without(gate: str) -> Recipe:
    return replace(RECIPE, verify=tuple(part for part in RECIPE.verify if part.name != gate))


def uninspired() -> Recipe:
    """The same with no piece to be inspired by; each problem of it is taken."""
    write = replace(RECIPE.templates[0], user="Think of a problem of high quality, and solve it.")
    return replace(without("duplicates"), values=(), templates=(write, *RECIPE.templates[1:]))


def test_problems_that_real_text_inspires_are_less_alike():
    inspired, bare = problems(made()), problems(made(recipe=uninspired()))
    assert len(inspired) == len(bare) == 60
    assert alike(inspired) < alike(bare) - 0.3


def test_the_same_seed_draws_the_same_pieces_and_makes_the_same_problems():
    assert problems(made(seed=3)) == problems(made(seed=3))
    assert problems(made(seed=3)) != problems(made(seed=4))


def test_a_problem_that_copies_its_piece_is_dropped():
    found = made(World(copies=0.3))
    assert not any(shares_ngram(c.fields["instruction"], draw.extra["fragment"]) for draw, c in found.accepted)


def test_without_the_check_copies_come_in():
    found = made(World(copies=0.3), recipe=without("passage_copy"))
    assert any(shares_ngram(c.fields["instruction"], draw.extra["fragment"]) for draw, c in found.accepted)


def test_a_problem_that_needs_its_piece_is_dropped_by_the_judge():
    assert not any("as above" in text for text in problems(made(World(leans=0.3))))
    assert any("as above" in text for text in problems(made(World(leans=0.3), judged=False)))


def test_a_row_keeps_which_piece_of_which_document_it_had():
    for draw, _candidate in made(count=20).accepted:
        lines = DOCUMENTS[draw.extra["document"]].splitlines()[draw.extra["line"] :]
        assert draw.extra["fragment"].splitlines() == lines[: len(draw.extra["fragment"].splitlines())]
        assert 1 <= len(draw.extra["fragment"].splitlines()) <= 15


def test_it_says_that_it_needs_real_texts():
    assert RECIPE.prepare(context_of(RECIPE, 4, support=())).lacks.what == "unlabelled"
