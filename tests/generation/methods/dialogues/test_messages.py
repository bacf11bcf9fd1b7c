"""Dialogues as the messages of a chat."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.methods.dialogues.messages import read_messages, turns_of
from generation.methods.dialogues.turns import ASSISTANT, SYSTEM, USER, Turn


def test_messages_by_role_and_by_sender_are_the_same_turns():
    by_role = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": " Hello. "}]
    by_sender = [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Hello."}]
    assert read_messages(json.dumps(by_role)) == read_messages(json.dumps(by_sender))
    assert read_messages(json.dumps(by_role)) == [Turn(USER, "Hi"), Turn(ASSISTANT, "Hello.")]


def test_what_the_system_says_is_a_turn_of_its_own():
    assert turns_of('[{"role": "system", "content": "Be brief."}]') == [Turn(SYSTEM, "Be brief.")]


def test_either_form_is_read():
    assert turns_of("user: Hi\nassistant: Hello") == [Turn(USER, "Hi"), Turn(ASSISTANT, "Hello")]


@pytest.mark.parametrize(
    "text",
    [
        "", "[", "[]", "Once", '{"role": "user", "content": "x"}', "[1, 2]", '["user", "hi"]', "[" * 5000,
        '[{"role": "user"}]', '[{"role": "user", "content": null}]', '[{"role": ["user"], "content": "x"}]',
        '[{"role": "user", "content": "x"}, {"role": "nobody", "content": "y"}]',
    ],
)  # fmt: skip
def test_anything_else_has_no_turns(text):
    assert turns_of(text) == []


@given(st.text(max_size=200))
def test_no_text_is_too_odd(text):
    turns_of("[" + text)
