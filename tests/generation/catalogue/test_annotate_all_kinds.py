"""Annotate on a codebook with questions of every kind: what is asked, what comes back; and that labels alone are asked
as ever."""

import hashlib
import json
from dataclasses import replace
from random import Random

import pytest

from generation.catalogue.annotate import RECIPE
from generation.catalogue.document import from_yaml, to_yaml
from generation.catalogue.estimate import estimate
from generation.methods.allocators import Wanted
from generation.methods.context import Item
from generation.methods.parts import Part
from generation.methods.steps import Answer, drive
from tests.generation.catalogue.driving import SPEC, context_of, run
from tests.generation.catalogue.test_simulated import Simulated
from tests.generation.methods.asking.worlds import ALL, GOOD, ITEM, QUESTIONS, READ, codebook


def rows(spec=ALL, recipe=RECIPE, **params):
    prepared = recipe.prepare(replace(context_of(recipe, 1, **params), spec=spec))
    (draw,) = prepared.propose(Wanted(1, items=[Item("1", ITEM)]), Random(0)).draws
    return prepared.row(draw)


def made(said: dict | str, spec=ALL, **params):
    reply = Answer(None, said, "malformed", "not JSON") if isinstance(said, str) else Answer(said)
    return drive(rows(spec, **params), lambda _ask: reply)[0]


def test_all_questions_are_asked_in_one_request():
    (ask,) = next(rows())
    assert (ask.step, ask.probability_of, ask.decoding.temperature) == ("answers", "kind", 0.0)
    assert [key for key in ask.schema["properties"] if "." not in key] == [one["name"] for one in QUESTIONS]
    told = "\n".join(message["content"] for message in ask.messages)
    for part in ("Question stars", "from 0 to 10 (best)", "Asked only where", "<text>\nAnna flew", "R1 [a place]"):
        assert part in told


def test_or_each_in_one_of_its_own():
    asks = next(rows(together=False))
    assert [ask.step for ask in asks] == [f"answers/{one['name']}" for one in QUESTIONS]
    assert [ask.probability_of for ask in asks] == ["kind", *[""] * 5]
    answers = {f"answers/{name}": Answer({name: said}) for name, said in GOOD.items()}
    (one,) = drive(rows(together=False), lambda ask: answers[ask.step])
    assert {draft.question: draft.answer for draft in one.labels} == READ
    assert one.labels[2].step == "answers/stars"


def test_labels_stand_as_labels_and_every_other_answer_as_its_kind_has_it():
    one = made(GOOD | {"kind.reason": "it tells"})
    assert {draft.question: draft.answer for draft in one.labels} == READ
    assert {draft.question: draft.label for draft in one.labels} == dict.fromkeys(READ, "") | {"kind": "news"}
    assert (one.labels[0].rationale, one.problem, one.kept) == ("it tells", "", {})


def test_an_answer_that_cannot_be_taken_is_kept_with_its_reason():
    one = made(GOOD | {"stars": 40})
    assert one.kept == {"unusable": {"stars": "Enter a whole number from 0 to 10."}}
    assert "stars" not in {draft.question for draft in one.labels}


def test_without_any_that_can_be_taken_the_row_is_of_no_use():
    one = made(dict.fromkeys(GOOD))
    assert (one.labels, one.problem) == ((), "unusable")
    assert "stars: Choose a number." in one.detail


@pytest.mark.parametrize("text", ["no JSON", "{", "[" * 100_000, '{"stars": 1e999}', '"x"', "{}", "\x00{\ud800}"])
def test_garbage_raises_nothing(text):
    assert made(text).problem == "malformed"


def test_of_a_reply_that_does_not_fit_as_a_whole_what_can_be_read_is_taken():
    one = made("Here you are: " + json.dumps(GOOD | {"stars": "eight", "more": 1}))
    assert {draft.question: draft.answer for draft in one.labels} == {
        name: answer for name, answer in READ.items() if name != "stars"
    }


def test_the_label_has_the_probability_of_its_tokens_and_the_others_what_the_model_says():
    reply = Answer(GOOD | {"kind.confidence": 0.1, "stars.confidence": 70}, probability=0.9)
    (one,) = drive(rows(ask_confidence=True), lambda _ask: reply)
    chances = {draft.question: draft.probability for draft in one.labels if draft.probability}
    assert chances == {"kind": 0.9, "stars": 0.7}


@pytest.mark.parametrize("setting", ["discards", "revises"])
def test_what_decides_about_the_item_itself_is_left_to_people(setting):
    spec = codebook(QUESTIONS[0], QUESTIONS[1])
    kind, about = spec.questions
    spec = replace(spec, questions=(kind, replace(about, options={setting: True})))
    assert [ask.step for ask in next(rows(spec))] == ["label/kind"]


def test_a_codebook_that_asks_for_no_label_is_answered_too():
    one = made({"stars": 7}, codebook(QUESTIONS[2]))
    assert [(draft.question, draft.answer) for draft in one.labels] == [("stars", 7)]


#: sha256 of the requests as they were before other kinds were asked: what is stored of a run is rebuilt from them.
AS_EVER = "417456848a7310bd674a03bc34fc58c18da75bd072565a7d2d176f126f87dbdd"


def requests(spec, recipe=RECIPE, **params) -> str:
    asks = next(rows(spec, recipe, **params))
    told = [[ask.step, ask.messages, ask.schema, ask.template, vars(ask.decoding), ask.probability_of] for ask in asks]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def test_one_label_is_asked_byte_for_byte_as_ever():
    assert requests(SPEC) == AS_EVER


def test_a_run_of_before_is_rebuilt_as_it_was_asked_even_on_a_codebook_with_other_kinds():
    before = replace(RECIPE, plan=Part("label", {k: v for k, v in RECIPE.plan.settings.items() if k != "together"}))
    before = from_yaml(to_yaml(replace(before, templates=RECIPE.templates[:1])))
    assert [ask.step for ask in next(rows(ALL, before))] == ["label/kind"]
    assert requests(SPEC, before) == requests(SPEC)


def test_the_price_includes_the_longer_prompt_and_reply():
    def price(*questions):
        context = replace(context_of(RECIPE, 10), spec=codebook(*questions))
        return estimate(RECIPE.prepare(context), (Item("1", ITEM),), 10)

    one, all_of_them = price(QUESTIONS[0]), price(*QUESTIONS)
    assert one.calls == all_of_them.calls
    assert one.tokens_in[0] < all_of_them.tokens_in[0]
    assert 3 * one.tokens_out[1] < all_of_them.tokens_out[1]


class TestTheSimulatedModel:
    TEXTS = [{"text": f"Anna {n} flew to Seoul. a fine day", "other": "Ben stayed."} for n in range(40)]
    ITEMS = tuple(Item(str(n), fields) for n, fields in enumerate(TEXTS))

    def ran(self, spec=ALL, **knobs):
        context = replace(context_of(RECIPE, len(self.ITEMS)), spec=spec)
        return run(RECIPE, context, Simulated(**knobs), items=list(self.ITEMS))

    def test_it_answers_every_question_so_that_the_codebook_takes_it(self):
        answers = [one for _draw, one in self.ran().accepted]
        assert len(answers) == len(self.ITEMS)
        assert not [one.kept for one in answers if one.kept]
        assert {draft.question for one in answers for draft in one.labels} == {*READ}
        stars = {draft.value for one in answers for draft in one.labels if draft.question == "stars"}
        assert len(stars) > 1

    def test_asked_again_it_answers_the_same(self):
        assert self.ran().rows == self.ran().rows

    def test_how_often_it_errs_can_be_turned(self):
        def differing(noise):
            sure, other = self.ran(label_noise=0), self.ran(label_noise=noise)
            pairs = zip(sure.accepted, other.accepted, strict=True)
            return sum(one.labels[3].answer != another.labels[3].answer for (_d, one), (_e, another) in pairs)

        assert (differing(0), differing(1)) == (0, len(self.ITEMS))

    def test_and_how_often_its_answer_is_one_that_no_codebook_takes(self):
        said = self.ran(rate_unusable=1)
        assert all({*one.kept["unusable"]} >= {"stars", "better", "names"} for _d, one, _s in said.rows)
        reasons = {verdict.reason for _d, _one, found in said.rows for verdict in found if verdict.action == "review"}
        assert any("stars: Enter a whole number from 0 to 10." in reason for reason in reasons)
