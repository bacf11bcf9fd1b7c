"""What comes back from a batch door is another party's: odd lines, and lines without end, spoil nothing else."""

import asyncio
import json
from types import SimpleNamespace

import pytest

from generation.llm import batch_door
from generation.llm.batch_door import BatchDoor, _lines, _standing
from generation.llm.client import LLMRequest, ServerFailed, Unusable

REQUEST = LLMRequest(messages=({"role": "user", "content": "x"},), model="m")


@pytest.fixture
def door():
    return BatchDoor(SimpleNamespace(mode_of=lambda _request: "text", body_of=lambda request: {"model": request.model}))


def answered(door, body, **more):
    told = {"custom_id": "k", "response": {"status_code": 200, "body": body}} | more
    return list(door._answered(json.dumps(told).encode(), {"k": REQUEST}))


def lines_of(*pieces):
    async def come():
        for piece in pieces:
            yield piece

    async def read():
        return [line async for line in _lines(come())]

    return asyncio.run(read())


def test_an_answer_is_joined_to_its_request_by_its_key(door):
    [(key, reply)] = answered(door, {"choices": [{"message": {"content": "fine"}}], "usage": None})
    assert (key, reply.texts, reply.meta["batch"]) == ("k", ("fine",), True)
    assert answered(door, {"choices": [{"message": {"content": "fine"}}]}, custom_id="other") == []


@pytest.mark.parametrize("body", [None, [], "x", 5, {"choices": None}, {"choices": [None]}, {"choices": [{}]}])
def test_a_body_that_is_no_answer_is_unusable_and_may_have_been_paid(door, body):
    [(key, problem)] = answered(door, body)
    assert (key, type(problem), problem.of_batch) == ("k", Unusable, True)


@pytest.mark.parametrize("line", [b"", b"{", b"[1]", b"null", b'{"custom_id": "k"}', b"[" * 100_000])
def test_a_line_that_is_none_is_passed_over(door, line):
    assert list(door._answered(line, {"k": REQUEST})) == []


def test_lines_are_put_together_from_the_pieces_of_a_stream():
    assert lines_of(b"on", b"e\ntwo\nth", b"", b"ree") == [b"one", b"two", b"three"]
    assert lines_of(b"one\n") == [b"one"]
    assert lines_of() == []


def test_a_line_beyond_all_measure_is_passed_over(monkeypatch):
    monkeypatch.setattr(batch_door, "LARGEST_BODY", 10)
    assert lines_of(b"one\n" + b"x" * 8, b"x" * 8, b"x" * 8 + b"\ntwo\n", b"y" * 11 + b"\nthree") == [
        b"one",
        b"two",
        b"three",
    ]


def test_a_file_takes_as_many_requests_as_fit(door, monkeypatch):
    requests = {str(number): REQUEST for number in range(5)}
    size = len(door._line("0", REQUEST))
    assert list(door.portion(requests)) == list("01234")
    monkeypatch.setattr(batch_door, "MOST_BYTES", 2 * size)
    assert list(door.portion(requests)) == ["0", "1"]
    monkeypatch.setattr(batch_door, "MOST_BYTES", 1)
    assert list(door.portion(requests)) == ["0"]  # the endpoint says what it thinks of it
    monkeypatch.setattr(batch_door, "MOST_BYTES", 10**6)
    monkeypatch.setattr(batch_door, "MOST_LINES", 3)
    assert list(door.portion(requests)) == ["0", "1", "2"]


@pytest.mark.parametrize(
    "told",
    [{}, {"id": None, "status": "completed"}, {"id": 7, "status": "completed"}, {"id": "x" * 201, "status": "new"}],
)
def test_what_is_no_batch_is_a_failure_of_the_server(told):
    with pytest.raises(ServerFailed):
        _standing(SimpleNamespace(**told))
