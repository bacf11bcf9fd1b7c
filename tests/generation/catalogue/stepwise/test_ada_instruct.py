from dataclasses import dataclass, replace
from random import Random

from generation.catalogue.demonstrations.self_instruct import RECIPE as SELF_INSTRUCT
from generation.catalogue.recipe import Recipe
from generation.catalogue.stepwise.ada_instruct import RECIPE
from generation.methods.measures.length_distance import length_distance
from generation.methods.steps import Answer, Ask, Demonstration
from generation.methods.verifiers.rouge import rouge_l
from tests.generation.catalogue.driving import Made, run
from tests.generation.catalogue.instructing import answered, context_of, step_of

WORDS = [f"{a}{b}" for a in "bo ka li mu ne po ra si ta vu".split() for b in "rin dol mak sep tun".split()]  # noqa: SIM905


def long_text(rng: Random) -> str:
    return "Work out " + " ".join(rng.choice(WORDS) for _ in range(rng.randint(60, 120)))


SEEDS = tuple(
    Demonstration(f"s{i}", {"instruction": long_text(Random(i)), "input": "", "response": "Yes."}, {"quality": "good"})
    for i in range(10)
)


@dataclass
class Tuned:
    """Asked in the words of its tuning it writes as it learned, sometimes by heart; shown a list it goes on in short
    and easy instructions, as models do."""

    by_heart: float = 0.0
    asked: int = 0

    def __call__(self, ask: Ask) -> Answer:
        self.asked += 1
        rng, step = Random(1000 + self.asked), step_of(ask)
        if step == "open":
            known = rng.choice(SEEDS).fields["instruction"]
            return answered({"instruction": known if rng.random() < self.by_heart else long_text(rng)})
        if step == "continue":
            short = [" ".join(rng.choice(WORDS) for _ in range(rng.randint(5, 12))) for _ in range(8)]
            return answered({"instructions": [f"Name {text}" for text in short]})
        if step == "classify":
            return answered({"classification": False})
        return answered({"made": [{"input": "", "output": "Done."}]})


def made(recipe: Recipe = RECIPE, model: Tuned | None = None) -> Made:
    return run(recipe, context_of(recipe, 60, support=SEEDS), model or Tuned())


def instructions(found: Made) -> list[str]:
    return [candidate.fields["instruction"] for _draw, candidate in found.accepted]


def distance(found: Made) -> float:
    return length_distance(instructions(found), [seed.fields["instruction"] for seed in SEEDS])


def test_instructions_are_as_long_as_those_it_was_tuned_on_and_not_so_where_a_list_is_shown():
    assert distance(made()) < 0.35
    assert distance(made(SELF_INSTRUCT)) > 0.9


def test_what_it_learned_by_heart_is_dropped():
    found = instructions(made(model=Tuned(by_heart=0.3)))
    assert not any(rouge_l(text, seed.fields["instruction"]) > 0.7 for text in found for seed in SEEDS)


def test_without_the_comparison_seeds_come_back():
    bare = replace(RECIPE, verify=tuple(part for part in RECIPE.verify if part.name != "duplicates"))
    found = instructions(made(bare, Tuned(by_heart=0.3)))
    assert any(text == seed.fields["instruction"] for text in found for seed in SEEDS)


def test_the_model_is_told_the_words_of_its_tuning_alone():
    asked = []
    context = context_of(RECIPE, 1, support=SEEDS, frame="Q:")
    run(RECIPE, context, lambda ask: asked.append(ask) or Tuned()(ask))
    assert asked[0].messages == ({"role": "user", "content": "Q:"},)


# -- With a second model ---------------------------------------------------------------------------------------------
def strong(ask: Ask) -> Answer:
    """Answers whatever it is asked with its last word."""
    return answered({"response": f"It is {ask.messages[-1]['content'].split()[-1]}."})


def answering(model) -> tuple[Made, list[Ask]]:
    asked, tuned = [], Tuned()

    def both(ask: Ask) -> Answer:
        asked.append(ask)
        return model(ask) if ask.model == "second" else tuned(ask)

    return run(RECIPE, replace(context_of(RECIPE, 20, support=SEEDS), second=True), both), asked


def test_a_second_model_answers_what_the_tuned_one_wrote():
    found, asked = answering(strong)
    assert len(found.accepted) >= 20
    for _draw, candidate in found.accepted:
        last = candidate.fields["instruction"].split()[-1]
        assert candidate.fields["response"] == f"It is {last}."
    assert {(step_of(ask), ask.model) for ask in asked} == {("open", "first"), ("answer", "second")}


def test_without_one_the_instructions_stay_open():
    assert not any(candidate.fields["response"] for _draw, candidate in made().accepted)


def test_an_empty_answer_is_none():
    found, _asked = answering(lambda ask: answered({"response": " "}))
    assert not found.accepted
    assert {candidate.problem for _draw, candidate, _said in found.rows} == {"the second model gave no answer"}
