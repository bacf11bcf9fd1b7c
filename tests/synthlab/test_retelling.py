import re

import pytest
from django.utils import translation
from django.utils.translation.trans_real import translation as catalogue_of

from synthlab.retelling import FOREIGN, retold


@pytest.fixture(autouse=True)
def _in_korean():
    with translation.override("ko"):
        yield


def test_a_stored_message_is_said_again():
    assert retold("no label yet") == "아직 라벨 없음"


def test_a_message_with_values_is_recognised_and_keeps_them():
    stored = "The label “sad” is not in the codebook. Did you mean “negative”?"
    assert retold(stored) == "코드북에 “sad” 라벨이 없습니다. 혹시 “negative”인가요?"


def test_values_are_not_translated():
    assert "Open" in retold("The label “Open” is not in the codebook.")


def test_a_sentence_that_stands_in_another_is_said_again_too():
    stored = "No row was accepted: 0 failed, 3 were rejected. Most often: no label yet"
    assert retold(stored).endswith("아직 라벨 없음")
    assert not retold(stored).startswith("No row")


def test_what_nobody_marked_stays():
    assert retold("Model overloaded: try later") == "Model overloaded: try later"
    assert retold("") == ""
    assert retold("a" * 10_000) == "a" * 10_000


def test_in_english_everything_stays():
    with translation.override("en"):
        assert retold("no label yet") == "no label yet"
        assert retold("fewer than 20 words") == "fewer than 20 words"


def test_the_words_of_the_llm_door_are_known():
    assert retold(FOREIGN[0] % {"host": "example.test"}) != FOREIGN[0] % {"host": "example.test"}


def messages_with_values() -> list[str]:
    catalogue = [text for text, _said in catalogue_of("ko")._catalog.items() if isinstance(text, str)]
    # Django's own %(key)r are in nothing that is stored.
    return [text for text in catalogue if re.search(r"%\(\w+\)[sd]", text) and not re.search(r"%\(\w+\)[^sd]", text)]


def test_every_message_with_values_can_be_said_again():
    """A stored text gives its numbers back as text, whatever the message made them of."""
    messages = messages_with_values()
    assert len(messages) > 300
    for message in messages:
        places = re.findall(r"%\((\w+)\)([sd])", message)
        assert "%(" not in retold(message % {name: 7 if kind == "d" else "blue" for name, kind in places})


def test_a_number_stays_the_number():
    assert retold("Cells in the line: 3; in the header: 4.") == "줄의 셀 수: 3, 머리글의 셀 수: 4."


def test_what_is_no_number_does_not_stand_for_one():
    assert retold("Cells in the line: some; in the header: 4.") == "Cells in the line: some; in the header: 4."
