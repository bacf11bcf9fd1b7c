"""What each kind of question takes for an answer, how several answers are one, and which questions are asked."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.methods.questions.answers import CHOOSE, AnswersError, merged_answers, read_answers, words_of
from generation.methods.questions.kind import AnswerError
from generation.methods.questions.registry import KINDS, kind_of
from generation.methods.taskspec import SpecError, TaskSpec

TEXT = "Anna 👩‍🚀 flew to Seoul."
FIELDS = {"text": TEXT, "one": "First answer", "two": "Second answer", "three": "Third answer"}
LABELS = [{"name": name} for name in ("person", "place", "date")]
QUESTIONS = {
    "label": {"labels": LABELS},
    "multi_label": {"labels": LABELS},
    "rating": {},
    "ranking": {"options": {"fields": ["one", "two", "three"]}},
    "text": {},
    "spans": {"labels": LABELS},
}


def spec(*questions: dict) -> TaskSpec:
    fields = [{"name": name} for name in FIELDS]
    return TaskSpec.from_json(
        {"fields": fields, "questions": [{"name": f"q{i}", **q} for i, q in enumerate(questions)]}
    )


def question(kind: str, **options):
    made = {"type": kind, **QUESTIONS[kind]}
    return spec(made | {"options": made.get("options", {}) | options}).questions[0]


def read(kind: str, value, **options):
    asked = question(kind, **options)
    return kind_of(asked).read(asked, value, lambda: FIELDS)


def refused(kind: str, value, **options) -> str:
    with pytest.raises(AnswerError) as problem:
        read(kind, value, **options)
    return str(problem.value)


def merged(kind: str, *answers, **more):
    return KINDS[kind].merged(question(kind, **more), answers)


def span(start: int, end: int, label: str = "person") -> dict:
    return {"start": start, "end": end, "label": label}


def test_every_kind_says_what_to_do_where_an_answer_is_missing():
    assert CHOOSE.keys() == KINDS.keys() == QUESTIONS.keys()
    for kind in KINDS:
        with pytest.raises(AnswersError) as error:
            read_answers(spec({"type": kind, **QUESTIONS[kind]}), {}, lambda: FIELDS)
        assert error.value.problems["q0"].message == CHOOSE[kind]


@pytest.mark.parametrize(
    ("kind", "sent", "stored"),
    [
        ("label", "place", "place"),
        ("multi_label", ["date", "person", "date"], ["person", "date"]),
        ("rating", "4", 4),
        ("rating", 5, 5),
        ("ranking", [["three", "one"], ["two"]], [["one", "three"], ["two"]]),
        ("text", "  a\r\nb ", "a\nb"),
        ("spans", [span(18, 23, "place"), span(0, 4), span(0, 4)], [span(0, 4), span(18, 23, "place")]),
        ("spans", [], []),
    ],
)
def test_an_answer_is_stored_in_one_form_and_reading_it_again_changes_nothing(kind, sent, stored):
    assert read(kind, sent) == stored
    assert read(kind, json.loads(json.dumps(stored))) == stored


@pytest.mark.parametrize(
    ("kind", "sent", "options", "said"),
    [
        ("label", "nobody", {}, "no label “nobody”"),
        ("label", ["place"], {}, "no label"),
        ("multi_label", "place", {}, "list of labels"),
        ("multi_label", ["nobody"], {}, "no label “nobody”"),
        ("multi_label", ["place", "date"], {"most": 1}, "at most 1"),
        ("multi_label", ["place"], {"least": 2}, "at least 2"),
        ("rating", 6, {}, "from 1 to 5"),
        ("rating", True, {}, "from 1 to 5"),
        ("rating", 2.5, {}, "from 1 to 5"),
        ("rating", "²", {}, "from 1 to 5"),
        ("rating", "1" * 5000, {}, "from 1 to 5"),
        ("ranking", [["one"], ["two"]], {}, "each of these once"),
        ("ranking", [["one"], ["one"], ["two"], ["three"]], {}, "each of these once"),
        ("ranking", [["one", "two"], ["three"]], {"ties": False}, "say which is better"),
        ("text", "a\x00b", {}, "NUL"),
        ("text", "abcd", {"most": 3}, "At most 3"),
        ("text", 5, {}, "Send a text"),
        ("spans", [span(0, len(TEXT) + 1)], {}, "not within the text"),
        ("spans", [span(4, 4)], {}, "not within the text"),
        ("spans", [span(0, 4, "nobody")], {}, "no label “nobody”"),
        ("spans", [{"start": "0", "end": 4, "label": "person"}], {}, "whole numbers"),
        ("spans", [span(0, 6), span(4, 9)], {}, "share characters 4 to 6"),
        ("spans", [], {"least": 1}, "at least 1"),
        ("spans", "0-4", {}, "list of at most"),
        ("spans", [span(0, 4, "\ud800")], {}, "no label “?”"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_what_is_wrong(kind, sent, options, said):
    assert said in refused(kind, sent, **options)


class TestATextThatIsCorrected:
    """It may be as long as it came, whatever the codebook's limit."""

    def read(self, value, text, **options):
        options |= {"starts_from": "text", "most": 10}
        asked = spec({"type": "text", "required": False, "options": options}).questions[0]
        return kind_of(asked).read(asked, value, lambda: {"text": text})

    def test_sent_back_as_it_is_it_is_taken(self):
        text = "word " * 40_000
        assert self.read(text, text) == text.strip()
        assert self.read(text.replace("word word", "word\r\nword"), text.replace("word word", "word\nword"))

    def test_sent_back_as_it_is_it_is_no_revision(self):
        text = "word " * 40_000
        assert self.read(text, text, revises=True) is None

    def test_it_may_be_changed_within_its_own_length(self):
        assert self.read("An elephant, grey", "An elephant, gray!") == "An elephant, grey"

    def test_beyond_that_it_is_told_how_much_is_allowed(self):
        with pytest.raises(AnswerError, match="At most 12 characters are allowed; there are 13"):
            self.read("An elephantXX", "An elephant!")

    def test_a_shorter_one_may_grow_to_the_codebooks_limit(self):
        assert self.read("0123456789", "01") == "0123456789"
        with pytest.raises(AnswerError, match="At most 10 "):
            self.read("0123456789-", "01")


def test_spans_may_overlap_where_the_codebook_says_so():
    assert read("spans", [span(0, 6), span(4, 9)], overlap=True) == [span(0, 6), span(4, 9)]


def test_none_applies_is_an_answer_only_where_the_codebook_allows_it():
    assert read("multi_label", [], least=0) == []
    assert read("multi_label", []) is None


class TestSeveralAnswersBecomeOne:
    def test_two_have_to_be_the_same(self):
        assert merged("rating", 3, 3) == 3
        assert merged("rating", 3, 4) is None
        assert merged("multi_label", ["person"], ["person", "place"]) is None

    def test_of_three_ratings_the_middle_one_holds(self):
        assert merged("rating", 5, 1, 4) == 4

    def test_of_three_lists_each_label_that_two_chose(self):
        assert merged("multi_label", ["person", "place"], ["place"], ["date"]) == ["place"]
        assert merged("multi_label", ["place", "person"], ["place", "person"], ["date"]) == ["person", "place"]

    def test_who_differ_on_all_do_not_come_to_nothing(self):
        assert merged("multi_label", ["person"], ["place"], ["date"], least=0) is None
        assert merged("spans", [span(0, 3)], [span(0, 4)], [span(0, 5)]) is None
        assert merged("multi_label", [], [], ["date"], least=0) == []
        assert merged("spans", [], [], [span(0, 5)]) == []

    def test_of_three_rankings_the_order_that_pairs_give(self):
        assert merged("ranking", [["a"], ["b"], ["c"]], [["a"], ["c"], ["b"]], [["b"], ["a"], ["c"]]) == [
            ["a"],
            ["b"],
            ["c"],
        ]

    def test_rankings_that_go_round_in_a_circle_give_none(self):
        assert merged("ranking", [["a"], ["b"], ["c"]], [["b"], ["c"], ["a"]], [["c"], ["a"], ["b"]]) is None

    def test_of_three_markings_each_span_that_two_marked(self):
        assert merged("spans", [span(0, 4)], [span(0, 4), span(5, 6)], []) == [span(0, 4)]

    def test_space_between_words_makes_no_other_text(self):
        assert merged("text", "a  b", "a b", "c") == "a  b"
        assert merged("text", "a", "b", "c") is None

    @given(st.data())
    def test_equal_answers_are_that_answer(self, data):
        kind, answer = data.draw(st.sampled_from(ANSWERS))
        times = data.draw(st.integers(1, 5))
        assert merged(kind, *[answer] * times) == answer

    @given(st.data())
    def test_the_order_of_the_answers_does_not_matter(self, data):
        kind = data.draw(st.sampled_from(sorted(KINDS)))
        said = data.draw(st.lists(st.sampled_from([a for k, a in ANSWERS if k == kind]), min_size=1, max_size=5))
        assert merged(kind, *said) == merged(kind, *data.draw(st.permutations(said)))


ANSWERS = [
    *(("label", name) for name in ("person", "place", "date")),
    *(("multi_label", chosen) for chosen in ([], ["person"], ["person", "place"], ["date"])),
    *(("rating", number) for number in range(1, 6)),
    *(("ranking", tiers) for tiers in ([["one"], ["two"]], [["two"], ["one"]], [["one", "two"]])),
    *(("text", text) for text in ("a b", "b a", "a")),
    *(("spans", spans) for spans in ([], [span(0, 4)], [span(0, 5)], [span(0, 4), span(6, 9, "date")])),
]


class TestAQuestionThatDependsOnAnother:
    asked = spec(
        {"type": "label", "labels": [{"name": "yes"}, {"name": "no"}]},
        {"type": "rating", "when": {"question": "q0", "answers": ["yes"]}},
        {"type": "text", "required": False, "when": {"question": "q1", "answers": ["4", "5"]}},
    )

    def test_it_is_required_only_where_it_is_asked(self):
        assert read_answers(self.asked, {"q0": "no"}, dict) == {"q0": "no"}
        with pytest.raises(AnswersError, match="Choose a number"):
            read_answers(self.asked, {"q0": "yes"}, dict)

    def test_an_answer_to_what_was_not_asked_is_refused(self):
        with pytest.raises(AnswersError, match="not asked"):
            read_answers(self.asked, {"q0": "no", "q1": 3}, dict)

    def test_it_may_depend_on_one_that_depends_itself(self):
        given = {"q0": "yes", "q1": 5, "q2": "why"}
        assert read_answers(self.asked, given, dict) == given
        with pytest.raises(AnswersError, match="not asked"):
            read_answers(self.asked, given | {"q1": 3}, dict)

    def test_most_decide_whether_its_answer_holds(self):
        yes, no = {"q0": "yes", "q1": 4}, {"q0": "no"}
        assert merged_answers(self.asked, [yes, yes, no]) == yes
        assert merged_answers(self.asked, [yes, no, no]) == no
        assert merged_answers(self.asked, [yes, no]) is None

    def test_its_line_stands_in_the_codebooks_order(self):
        assert list(words_of(self.asked, {"q1": 4, "q0": "yes"}).items()) == [("q0", "yes"), ("q1", "4")]


@pytest.mark.parametrize(
    ("asked", "path", "said"),
    [
        ({"type": "ratting"}, "questions[0].type", "Did you mean “rating”"),
        ({"type": "rating", "options": {"hihg": 3}}, "questions[0].options.hihg", "Did you mean “high”"),
        ({"type": "rating", "options": {"high": "3"}}, "questions[0].options.high", "whole number"),
        ({"type": "rating", "options": {"low": 5, "high": 5}}, "questions[0].options", "larger number"),
        ({"type": "rating", "options": {"high": 10**9}}, "questions[0].options", "at most 11 points"),
        ({"type": "rating", "labels": LABELS}, "questions[0].labels", "no labels"),
        ({"type": "multi_label"}, "questions[0].labels", "at least one label"),
        (
            {"type": "multi_label", "labels": LABELS, "options": {"least": 4}},
            "questions[0].options",
            "cannot be chosen",
        ),
        ({"type": "rating", "options": {"low_word": "a\x00"}}, "questions[0].options.low_word", "NUL"),
        ({"type": "ranking"}, "questions[0].options.fields", "two to 10"),
        ({"type": "ranking", "options": {"fields": ["one", "four"]}}, "questions[0].options.fields", "“four”"),
        ({"type": "text", "options": {"starts_from": "four"}}, "questions[0].options.starts_from", "“four”"),
        ({"type": "spans", "labels": LABELS, "options": {"field": "four"}}, "questions[0].options.field", "“four”"),
        ({"type": "rating", "when": {"question": "q0", "answers": ["1"]}}, "questions[0].when", "always asked"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_at_its_place(asked, path, said):
    with pytest.raises(SpecError) as error:
        spec(asked)
    assert [problem.path for problem in error.value.problems] == [path]
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ({"question": "q1", "answers": ["1"]}, "no question before this one"),
        ({"question": "q0", "answers": ["7"]}, "There is no “7” here"),
        ({"question": "q0", "answers": []}, "Name the answers"),
    ],
)
def test_what_a_question_depends_on_has_to_be_there(when, said):
    with pytest.raises(SpecError, match=said):
        spec({"type": "rating"}, {"type": "text", "when": when})


def test_a_question_on_a_text_can_depend_on_no_text():
    with pytest.raises(SpecError, match="No question can depend"):
        spec({"type": "text"}, {"type": "rating", "when": {"question": "q0", "answers": ["a"]}})


def test_a_codebook_says_the_same_after_a_round_trip_and_its_fingerprint_knows_its_settings():
    asked = TestAQuestionThatDependsOnAnother.asked
    assert TaskSpec.from_json(asked.to_json()) == asked
    wider = asked.to_json()
    wider["questions"][1]["options"] = {"high": 7}
    assert TaskSpec.from_json(wider).fingerprint() != asked.fingerprint()


def test_the_first_question_that_takes_one_label_is_the_one_that_is_judged():
    assert TestAQuestionThatDependsOnAnother.asked.judged.name == "q0"
    assert spec({"type": "rating"}, {"type": "label", "labels": LABELS}).judged.name == "q1"
    assert spec({"type": "rating"}).judged is None
