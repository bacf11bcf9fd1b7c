import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.methods.steps import Candidate, Draw, Gate, LabelDraft
from generation.methods.verifiers.registry import ARRIVAL, GATES, verdicts
from generation.methods.verifiers.rouge import rouge_l, shares_ngram
from generation.methods.verifiers.text_index import TextIndex
from generation.methods.verifiers.words import TITLES
from tests.generation.methods.verifiers.judging import Frozen, verdict, written


def test_a_text_as_it_should_be_passes_every_gate():
    gates = [Gate(n) for n in ("format", "refusal", "length", "label_leak", "demonstration_copy", "context_copy")]
    found = verdicts(gates, written("A warm and funny film about trains."), Draw(), Frozen())
    assert [v.action for v in found] == ["accept"] * 6


def test_every_gate_says_in_a_line_what_it_makes_sure_of():
    titles = list(TITLES.values())
    assert list(TITLES) == list(GATES)
    assert all(titles)
    assert len(set(titles)) == len(titles)


@given(st.text())
def test_every_gate_has_an_answer_to_any_text(text):
    extra = {"parent": text[::-1], "passages": [text], "aliases": {text: [text[:3]]}}
    draw = Draw(conditions=(("topic", text),), extra=extra)
    for name, check in GATES.items():
        if check.when == ARRIVAL:
            found = verdicts([Gate(name, {"dimensions": ["topic"]})], written(text), draw, Frozen())
            assert found[0].action in ("accept", "reject", "review")
            assert (found[0].action == "accept") == (not found[0].reason)


def test_the_first_reject_ends_the_round():
    found = verdicts(
        [Gate("format"), Gate("refusal")], Candidate({}, problem="truncated", detail="length"), Draw(), Frozen()
    )
    assert [(v.action, v.reason) for v in found] == [("reject", "truncated: length")]


@pytest.mark.parametrize("text", ["", "  \n", "a\x00b", "x" * 100_001])
def test_format_rejects_what_is_no_text(text):
    assert verdict("format", written(text))[0] == "reject"


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, but I can't help with that.",
        "I cannot assist with this request.",
        "As an AI language model, I do not watch films.",
        "죄송하지만 그 요청은 도와드릴 수 없습니다.",
    ],
)
def test_refusal_knows_a_refusal(text):
    assert verdict("refusal", written(text))[0] == "reject"


@pytest.mark.parametrize(
    "text", ["I'm sorry I missed this film for years.", "I can't wait to see it again.", "As an AI thriller, it works."]
)
def test_refusal_lets_people_be_sorry(text):
    assert verdict("refusal", written(text))[0] == "accept"


def test_length_keeps_the_drawn_band():
    draw = Draw(conditions=(("length", "30 to 80"),))
    assert verdict("length", written("word " * 23), draw) == ("reject", "not the 30 to 80 words that were asked for")
    assert verdict("length", written("word " * 96), draw)[0] == "accept"
    assert verdict("length", written("word " * 9), least=10) == ("reject", "fewer than 10 words")


@pytest.mark.parametrize(
    "text",
    [
        "Sentiment: positive. Great!",
        "[positive] Great film",
        "Label: “negative” Bad",
        "Positive: it shines",
        "As a film critic, I laughed.",
    ],
)
def test_label_leak_knows_an_announcement(text):
    assert verdict("label_leak", written(text))[0] == "reject"


@pytest.mark.parametrize(
    "text", ["A positive surprise.", "Negative reviews are wrong about it.", "As a film, it works."]
)
def test_label_leak_lets_a_text_use_the_word(text):
    assert verdict("label_leak", written(text))[0] == "accept"


def test_copies_of_demonstrations_and_codebook_examples_are_rejected():
    copied = written("He said one two three four five six seven eight and left the building at once")
    assert verdict("demonstration_copy", copied) == ("reject", "copies an example")
    assert verdict("demonstration_copy", written("alpha beta gamma"), Draw(demonstrations=("7",)))[0] == "reject"
    assert verdict("demonstration_copy", written("alpha beta gamma"))[0] == "accept"  # not shown in this draw


def test_a_text_that_only_repeats_its_context_is_rejected():
    draw = Draw(conditions=(("context", "The Long Train"),))
    assert verdict("context_copy", written("“The long train.”"), draw)[0] == "reject"
    assert verdict("context_copy", written("The long train bored me."), draw)[0] == "accept"


def test_a_made_up_quote_asks_for_a_person():
    draw = Draw(item="1", item_fields={"text": "The film’s  ending is\nWEAK, the songs are fine."})

    def quoting(quote: str) -> str:
        return verdict("quote_literal", Candidate({}, (LabelDraft("s", "negative", quote=quote),), item="1"), draw)[0]

    assert [quoting(q) for q in ("film's ending is weak", "“ending is … songs are fine”", "", "the ending drags")] == [
        "accept",
        "accept",
        "accept",
        "review",
    ]


@pytest.mark.parametrize(
    ("probability", "action"), [(None, "accept"), (0.9, "accept"), (0.5, "reject"), (0.1, "reject")]
)
def test_the_margin_follows_the_blind_reading(probability, action):
    candidate = Candidate({"text": "x"}, (LabelDraft("sentiment", "positive", probability),))
    assert verdict("label_margin", candidate)[0] == action


def test_duplicates_are_found_word_for_word_and_nearly():
    index = TextIndex()
    index.add("The old train crossed the valley before the first snow fell that year")
    assert verdict(
        "duplicates", written("the OLD train crossed the valley before the first snow fell  that year"), index=index
    ) == (
        "reject",
        "duplicate",
    )
    near = written("The old train crossed the valley before the last snow fell that year")
    assert verdict("duplicates", near, index=index) == ("reject", "near-duplicate")
    assert verdict("duplicates", near, index=index, rouge_l=None)[0] == "accept"
    assert verdict("duplicates", written("A new bus crossed the bridge"), index=index)[0] == "accept"


def test_rouge_l_is_the_f_measure_of_the_longest_common_subsequence():
    # Lin 2004: "police killed the gunman" against "police kill the gunman" and "the gunman kill police".
    assert rouge_l("police killed the gunman", "police kill the gunman") == 0.75
    assert rouge_l("police killed the gunman", "the gunman kill police") == 0.5
    assert rouge_l("", "a") == 0.0


def test_shared_runs_of_words_are_found():
    assert shares_ngram("a b c d", "x b c d", 3)
    assert not shares_ngram("a b c d", "a b x c d", 3)


def test_the_index_finds_exactly_what_comparing_with_everything_finds():
    rng = random.Random(3)
    texts = [" ".join(rng.choices("abcdefghijklmnop", k=rng.randint(3, 14))) for _ in range(300)]
    index, seen = TextIndex(), []
    for text in texts:
        best = max((rouge_l(text, other) for other in seen), default=0.0)
        found = index.nearest(text, 0.7)
        assert (found is not None) == (best > 0.7)
        assert found is None or found == pytest.approx(best)
        index.add(text)
        seen.append(text)


def test_the_index_asked_again_finds_what_was_added_since():
    rng = random.Random(4)
    words = ["the", "a", "of", "film", "story", "actor", "long", "dull", "warm", "night"]
    texts = [" ".join(rng.choices(words, k=rng.randint(6, 30))) for _ in range(60)]
    index, seen = TextIndex(), []
    for text in rng.choices(texts, k=200):
        for asked in rng.sample(texts, 5):
            best = max((rouge_l(asked, other) for other in seen), default=0.0)
            assert index.nearest(asked, 0.6) == (pytest.approx(best) if best > 0.6 else None)
        index.add(text)
        seen.append(text)
