import re
from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from generation.catalogue.annotate import LABEL, RECIPE
from generation.catalogue.registry import RECIPES
from generation.methods.allocators import Wanted
from generation.methods.context import Item
from generation.methods.steps import Answer, drive
from generation.methods.taskspec import TaskSpec
from tests.generation.catalogue.driving import SPEC, context_of, run
from tests.generation.catalogue.worlds import WORDS, World

ITEMS = [Item(str(i), {"text": f"the {word} of the year"}) for i, word in enumerate(["embassy", "goal", "robot"])]


def drawn(context, items=ITEMS):
    return RECIPE.prepare(context).propose(Wanted(len(items), items=items), Random(0)).draws


def answered(reply: Answer, **params):
    context = context_of(RECIPE, 1, **params)
    return drive(RECIPE.prepare(context).row(drawn(context)[0]), lambda _ask: reply)[0]


def test_it_labels_each_item_by_the_codebook():
    made = run(RECIPE, context_of(RECIPE, 3), World(), items=ITEMS)
    assert [(c.item, c.labels[0].label) for _d, c, _s in made.rows] == [("0", "World"), ("1", "Sports"), ("2", "Tech")]
    assert [c.labels[0].probability for _d, c, _s in made.rows] == [0.9] * 3


@pytest.mark.parametrize("name", ["annotate", "kate", "label-by-vote"])
def test_samples_that_have_a_label_are_left_alone_unless_all_are_asked_for(name):
    recipe = RECIPES[name]
    assert recipe.items(recipe.clean({})) == "unlabelled"
    assert recipe.items(recipe.clean({"which": "all"})) == "all"


def test_it_ends_where_the_items_do():
    made = run(RECIPE, context_of(RECIPE, 50), World(), items=ITEMS)
    assert (len(made.rows), made.stopped) == (3, "no_items")


def test_the_answer_names_rule_quote_and_reason_before_the_label():
    ask = next(RECIPE.prepare(context_of(RECIPE, 1)).row(drawn(context_of(RECIPE, 1))[0]))[0]
    assert list(ask.schema["properties"]) == ["reason", "rule", "quote", "label"]
    assert ask.schema["properties"]["rule"]["enum"] == ["R1", "none"]
    assert ask.decoding.temperature == 0.0
    assert ask.probability_of == "label"


def test_rule_and_quote_are_kept():
    made = answered(Answer({"label": "sports", "rule": "R1", "quote": "embassy", "reason": "because"}))
    draft = made.labels[0]
    assert (draft.label, draft.rule, draft.quote, draft.rationale) == ("Sports", "R1", "embassy", "because")


def test_a_stated_confidence_serves_where_there_are_no_token_probabilities():
    said = {"label": "World", "rule": "none", "quote": "", "reason": "", "confidence": 85}
    assert answered(Answer(said), ask_confidence=True).labels[0].probability == 0.85
    assert answered(Answer(said, probability=0.6), ask_confidence=True).labels[0].probability == 0.6


def test_a_refusal_is_no_label():
    made = answered(Answer(None, problem="refused", detail="no"))
    assert (made.labels, made.problem, made.item) == ((), "refused", "0")


def test_every_question_of_the_codebook_is_asked_at_once():
    mood = replace(SPEC.question(), name="mood")
    context = replace(context_of(RECIPE, 1), spec=replace(SPEC, questions=(*SPEC.questions, mood)))
    asks = next(RECIPE.prepare(context).row(drawn(context)[0]))
    assert [ask.step for ask in asks] == ["label/topic", "label/mood"]


def asks(context, items=ITEMS):
    return next(RECIPE.prepare(context).row(drawn(context, items)[0]))


@pytest.mark.parametrize("wanted", [True, False])
def test_a_model_is_asked_for_its_confidence_where_that_is_wanted(wanted):
    [ask] = asks(context_of(RECIPE, 1, ask_confidence=wanted))
    assert ("confidence" in ask.schema["properties"]) == wanted


def test_one_question_may_be_asked_alone():
    mood = replace(SPEC.question(), name="mood")
    context = replace(context_of(RECIPE, 1, question="mood"), spec=replace(SPEC, questions=(*SPEC.questions, mood)))
    assert [ask.step for ask in asks(context)] == ["label/mood"]


def test_a_quote_that_does_not_stand_in_the_item_asks_for_a_person():
    class Inventor(World):
        def label(self, user, properties, rng):
            return super().label(user, properties, rng) | {"quote": "nobody ever wrote this"}

    made = run(RECIPE, context_of(RECIPE, 3), Inventor(), items=ITEMS)
    assert {said[-1].gate for _d, _one, said in made.rows if said[-1].action == "review"} == {"quote_literal"}


@pytest.mark.parametrize("name", ["kate", "vote-k"])
def test_who_labels_in_the_same_way_looks_quotes_up_as_well(name):
    assert RECIPES[name].plan.name == "label"
    assert "quote_literal" in {part.name for part in RECIPE.verify} & {part.name for part in RECIPES[name].verify}


def test_text_with_braces_reaches_the_prompt_as_it_is():
    context = context_of(RECIPE, 1)
    item = [Item("1", {"text": "{task} {x.__class__} {{7*7}} {% raw %}"})]
    ask = next(RECIPE.prepare(context).row(drawn(context, item)[0]))[0]
    assert "{task} {x.__class__} {{7*7}} {% raw %}" in ask.messages[1]["content"]


#: What the labels mean stands here alone. Where money is spoken of two of them fit alike, and a rule says which it is.
CODEBOOK = TaskSpec.from_json(
    {
        "purpose": "Sort news by topic.",
        "fields": [{"name": "text"}],
        "questions": [
            {
                "name": "topic",
                "labels": [{"name": label, "definition": f"Tells of {words}."} for label, words in WORDS.items()],
            }
        ],
        "rules": [{"id": "R1", "text": "money", "label": "Sports"}],
    }
)
CLOSE = [("Sports", f"money {a} {b}") for a in WORDS["World"].split() for b in WORDS["Sports"].split()]
NEWS = [*CLOSE, *((label, f"{word} {i}") for label, words in WORDS.items() for word in words.split() for i in range(3))]


class Newcomer:
    """Knows of the labels what its prompt says: the first rule that applies, else the definition that fits best."""

    asked = 0

    def __call__(self, ask) -> Answer:
        self.asked += 1
        told, item = (message["content"] for message in (ask.messages[0], ask.messages[-1]))
        words = {*re.search(r"<text>\n(.*)\n</text>", item).group(1).split()}
        rules = re.findall(r"^R\d \[(\w+)\]: (\w+)$", told, re.MULTILINE)
        fits = {
            label: len(words & {*text.split()}) for label, text in re.findall(r"^- (\w+): (.+)\.$", told, re.MULTILINE)
        }
        ruled = [label for label, word in rules if word in words]
        best = [label for label, count in fits.items() if count == max(fits.values())]
        label = Random(self.asked).choice(ruled or best or ask.schema["properties"]["label"]["enum"])
        return Answer({"reason": "", "rule": "none", "quote": "", "label": label})


def mistaken(recipe=RECIPE, spec=CODEBOOK) -> Counter:
    """How many items of which label were taken for which other one."""
    items = [Item(str(i), {"text": text}) for i, (_label, text) in enumerate(NEWS)]
    made = run(recipe, replace(context_of(recipe, len(items)), spec=spec), Newcomer(), items=items)
    said = {one.item: one.labels[0].label for _draw, one in made.accepted}
    return Counter((label, said[str(i)]) for i, (label, _text) in enumerate(NEWS) if said[str(i)] != label)


def test_with_the_codebook_in_the_prompt_labels_are_right():
    assert not mistaken()


def test_without_it_they_are_guessed():
    bare = replace(RECIPE, templates=(replace(LABEL, system="Label news."),))
    assert mistaken(bare).total() > len(NEWS) / 2


def test_without_its_rules_two_close_labels_are_taken_for_each_other():
    unruled = mistaken(spec=replace(CODEBOOK, rules=()))
    assert set(unruled) == {("Sports", "World")}
    assert unruled.total() > len(CLOSE) / 4
