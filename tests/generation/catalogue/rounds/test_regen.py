"""ReGen: of a mixed corpus the passages that clearly belong to a label, found without a model."""

from dataclasses import replace
from random import Random

from generation.catalogue.rounds.regen import RECIPE
from generation.methods.taskspec import TaskSpec
from tests.generation.catalogue.driving import LABELS, SPEC, context_of
from tests.generation.catalogue.driving_rounds import run_rounds
from tests.generation.catalogue.worlds import FILLER, WORDS

NAMED = {"World": "treaty embassy", "Sports": "match coach", "Tech": "chip software"}
SPEC = TaskSpec.from_json(
    {
        **SPEC.to_json(),
        "questions": [
            {"name": "topic", "labels": [{"name": name, "definition": f"About {NAMED[name]}."} for name in LABELS]}
        ],
    }
)


def corpus() -> tuple[dict, ...]:
    """Texts of each label. Half of them have none of the words of its definition; some of these say one of another
    label's again and again, which misleads a search."""
    rng, found = Random(3), []
    for i in range(240):
        label, other = LABELS[i % 3], LABELS[(i + 1) % 3]
        own = WORDS[label].split()
        rare = [word for word in own if word not in NAMED[label].split()]
        said = rng.choices(rare if i % 2 else own, k=8)
        stray = NAMED[other].split()[:1] * 3 if i % 8 == 1 else []
        words = [*said, *stray, *rng.choices(FILLER, k=10)]
        rng.shuffle(words)
        found.append({"title": "", "text": " ".join(words), "source": label})
    return tuple(found)


def nobody(ask):
    raise AssertionError("it asks nobody")


def ran(count: int = 180, **params):
    return run_rounds(RECIPE, replace(context_of(RECIPE, count, **params), spec=SPEC, documents=corpus()), nobody)


def right(made) -> float:
    return sum(one.label == one.kept["source"] for one in made) / len(made)


def test_passages_get_the_label_that_they_are_about():
    made = list(ran().made.values())
    assert len(made) > 40
    assert right(made) >= 0.97
    assert all(0.3 < one.probability <= 1 for one in made)


def test_unchecked_stray_words_mislead_it():
    assert right(list(ran(checked=False).made.values())) < 0.85


def test_the_second_round_finds_what_the_definitions_do_not_name():
    def unnamed(made) -> int:
        return sum(not any(word in one.text.split() for word in NAMED[one.label].split()) for one in made)

    run = ran()
    assert unnamed(run.of_round(2)) > unnamed(run.of_round(1))
    assert not {one.text for one in run.of_round(1)} & {one.text for one in run.of_round(2)}


def test_without_documents_it_says_so_and_a_run_loads_those_of_the_project():
    assert RECIPE.prepare(context_of(RECIPE, 5)).bars.what == "documents"
    assert RECIPE.knowledge(RECIPE.clean({})) == ("documents",)
