"""Stories on a scripted teller who likes one story best, and forgets words that it was given."""

import re
from dataclasses import replace
from random import Random

import pytest

from generation.catalogue.conditions.tinystories import RECIPE
from generation.catalogue.conditions.tinystories_instruct import RECIPE as INSTRUCT
from generation.methods.conditions import Dimension, Scope, Value
from generation.methods.measures.distinct import distinct, token_count
from generation.methods.measures.openings import opening_entropy, top_opening_share
from generation.methods.steps import Answer
from generation.methods.taskspec import TaskSpec
from generation.methods.verifiers.word_inclusion import missing
from tests.generation.catalogue.driving import context_of, run

HABIT = "Once upon a time there was a little girl who went to the park and was happy . The end ."
FILLER = ("day", "night", "home", "path", "sun", "rain", "song", "hand", "door", "tree", "bird", "then", "soon", "away")
WORDS = ("noun", "verb", "adjective")


class Teller:
    """Tells what it is given, with `forgets` a word now and then, and its habit where it is given nothing."""

    def __init__(self, forgets: float = 0.3, habit: float = 0.1, repairs: bool = True):
        self.forgets, self.habit, self.repairs, self.asked, self.steps = forgets, habit, repairs, 0, []

    def __call__(self, ask):
        self.asked += 1
        self.steps.append(ask.step)
        rng, user = Random(self.asked), ask.messages[-1]["content"]
        if ask.step == "repair":
            story = user.rsplit("\n\n", 1)[1]
            named = re.findall(r"\d+\. (\w+)$", user, re.MULTILINE) if self.repairs else []
            return Answer({"story": f"{story} {' '.join(named)} ."})
        if ask.step == "summary":
            return Answer({"summary": "Somebody goes home."})
        words = re.findall(r"“(\w+)”", user)
        if rng.random() < self.forgets:
            words = words[1:]
        begins = HABIT if not words or rng.random() < self.habit else " ".join([*words, *rng.sample(FILLER, 8)]) + " ."
        told = " ".join(rng.choice(FILLER) for _ in range(20))
        return Answer({"story": f"{begins} {' '.join(words)} {told} ."})


def made_with(count=200, teller=None, recipe=RECIPE, **settings):
    return run(recipe, context_of(recipe, count, **settings), teller or Teller())


def included(made) -> float:
    """The share of stories with all of their words."""
    words = [tuple(value for name, value in draw.conditions if name in WORDS) for draw, _one in made.accepted]
    return sum(not missing(asked, one.text) for asked, (_d, one) in zip(words, made.accepted, strict=True)) / len(words)


def test_every_story_has_its_words_after_one_more_try():
    teller = Teller()
    made = made_with(teller=teller)
    assert included(made) == 1.0
    assert "word_inclusion" not in {
        verdict.gate for _draw, _one, said in made.rows for verdict in said if verdict.reason
    }
    assert 0.2 < teller.steps.count("repair") / teller.steps.count("write") < 0.4


def test_without_the_check_a_teller_that_repairs_nothing_leaves_words_out():
    assert included(made_with(teller=Teller(repairs=False), check_words=False)) < 0.8
    assert included(made_with(teller=Teller(repairs=False))) == 1.0


def test_a_story_that_forgets_a_word_goes_back_with_it_and_is_told_to_the_same_readers():
    asked = []

    class Watched(Teller):
        def __call__(self, ask):
            asked.append(ask)
            return super().__call__(ask)

    for recipe, spec in ((RECIPE, None), (INSTRUCT, ANSWERS)):
        context = context_of(recipe, 12, audience="sailors")
        run(recipe, replace(context, spec=spec) if spec else context, Watched())
    written = [ask.messages[-1]["content"] for ask in asked if ask.step == "write"]
    again = [ask.messages[-1]["content"] for ask in asked if ask.step == "repair"]
    assert all("sailors" in text for text in written)
    assert again
    assert all(re.search(r"The words: 1\. \w+\n(?:.+\n)*\n.+ \.$", text) for text in again)


def test_no_triple_comes_twice_and_the_exact_triple_is_recorded():
    made = made_with()
    triples = [tuple(dict(draw.conditions)[name] for name in WORDS) for draw, _candidate, _said in made.rows]
    assert len(set(triples)) == len(triples) >= 200
    draw, candidate = made.accepted[0]
    assert candidate.kept["words"] == [dict(draw.conditions)[name] for name in WORDS]
    assert candidate.kept["features"] == dict(draw.conditions)["features"]


def test_stories_vary_more_than_without_words():
    plain = replace(RECIPE, values=(), templates=(replace(RECIPE.templates[0], user="Write a story."),), verify=())
    steps = [{"ask": {"step": "write", "gives": {"story": "text"}}}, {"item": {"fields": {"text": "story"}}}]
    plain = replace(plain, plan=replace(RECIPE.plan, settings={"steps": steps}))
    seeded, control = made_with().texts, made_with(recipe=plain).texts
    tokens = min(token_count(seeded), token_count(control))
    assert distinct(seeded, 3, tokens=tokens) > 1.2 * distinct(control, 3, tokens=tokens)
    assert opening_entropy(seeded) > 5 > opening_entropy(control)


def test_few_stories_may_begin_alike():
    assert top_opening_share(made_with(alike=0.02).texts) <= 0.02
    assert top_opening_share(made_with(alike=1.0).texts) > 0.05


def test_words_of_the_project_take_the_place_of_ours():
    def of(name, *values):
        return Dimension(name, name, values=tuple(map(Value, values)))

    own = Scope((of("noun", "집", "나무"), of("verb", "가다"), of("adjective", "작다", "크다")))
    made = run(RECIPE, replace(context_of(RECIPE, 4, check_words=False), scope=own), Teller())
    assert {dict(draw.conditions)["noun"] for draw, _c, _s in made.rows} == {"집", "나무"}


ANSWERS = TaskSpec.from_json(
    {
        "fields": [{"name": "instruction"}, {"name": "response"}],
        "questions": [{"name": "good", "labels": [{"name": "yes"}, {"name": "no"}]}],
    }
)


def answered(teller: Teller, **settings):
    return run(INSTRUCT, replace(context_of(INSTRUCT, 60, **settings), spec=ANSWERS), teller)


def words_in_answers(made) -> float:
    stories = [(one.kept["words"], one.fields["response"]) for _draw, one in made.accepted]
    return sum(not missing(tuple(asked), story) for asked, story in stories) / len(stories)


def test_an_answer_has_the_words_that_its_instruction_asks_for_after_one_more_try():
    teller = Teller()
    assert words_in_answers(answered(teller)) == 1.0
    assert "repair" in teller.steps
    assert words_in_answers(answered(Teller(repairs=False))) == 1.0
    assert words_in_answers(answered(Teller(repairs=False), check_words=False)) < 0.8


def test_the_instruction_asks_for_what_stands_in_the_story():
    made = run(INSTRUCT, replace(context_of(INSTRUCT, 20), spec=ANSWERS), Teller())
    assert len(made.accepted) >= 20
    for draw, candidate in made.accepted:
        request, story = candidate.fields["instruction"], candidate.fields["response"]
        assert all(dict(draw.conditions)[name] in request for name in WORDS)
        assert re.search(r"stands in it: “(.+)”", request).group(1) in story
        assert candidate.kept["features"] == dict(draw.conditions)["features"]
        assert candidate.labels == ()


@pytest.mark.parametrize("recipe", [RECIPE, INSTRUCT])
def test_the_codebook_s_question_is_not_told_where_no_label_is_asked_for(recipe):
    made = made_with(count=1, recipe=RECIPE)
    ask = next(recipe.prepare(made.context).row(made.rows[0][0]))[0]
    assert "Question" not in ask.messages[0]["content"]
    assert "World" not in "".join(message["content"] for message in ask.messages)
