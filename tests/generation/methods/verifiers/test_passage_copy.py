import pytest

from generation.methods.steps import Draw
from generation.methods.verifiers.passage_copy import copies
from tests.generation.methods.verifiers.judging import verdict

PASSAGE = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
DRAW = Draw(extra={"passages": ["unrelated", PASSAGE]})


def test_twelve_words_in_a_row_are_copied_and_eleven_are_not():
    twelve = " ".join(PASSAGE.split()[:12])
    assert verdict("passage_copy", f"They say: {twelve.upper()}!", DRAW) == ("reject", "copies its source")
    assert verdict("passage_copy", f"They say: {twelve.removesuffix(' twelve')}.", DRAW)[0] == "accept"


def test_a_quotation_may_be_as_long_as_it_likes():
    for quoted in (f"“{PASSAGE}”", f'"{PASSAGE}"', f"«{PASSAGE}»"):
        assert verdict("passage_copy", f"The report says {quoted} and ends.", DRAW)[0] == "accept"


def test_the_words_around_a_quotation_are_no_run():
    around = 'one two "other words" three four five'
    assert copies(around, PASSAGE, 3)
    assert not copies(around, PASSAGE, 4)
    assert not copies("", PASSAGE)


@pytest.mark.timeout(30)
@pytest.mark.parametrize("text", ["as a " * 20_000, "“a " * 30_000, '"' * 90_000])
def test_no_text_takes_long(text):
    verdict("passage_copy", text, Draw(extra={"passages": [text]}))


def test_a_text_that_was_written_from_nothing_copies_nothing():
    assert verdict("passage_copy", PASSAGE)[0] == "accept"
