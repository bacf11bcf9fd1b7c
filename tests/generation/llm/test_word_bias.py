"""Words made less likely by the ids of their tokens, against real HTTP peers."""

import asyncio
import json
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from generation.llm.addresses import checked_address
from generation.llm.client import LLMRequest, ServerFailed, request_key
from generation.llm.openai_client import OpenAIGateway
from generation.llm.word_bias import NO_TOKENIZER, REFUSED

ASKED = LLMRequest(
    messages=({"role": "user", "content": "Write."},), model="m", bias=(("dog", -3.0), ("unbelievable", -7.5))
)


class Open(BaseHTTPRequestHandler):
    """A server of an open model: it tells tokens, and notes what it was asked."""

    seen: list[tuple[str, dict]] = []
    tells = 200  # the status of its /tokenize
    refuses = ""  # what it says to a request with a bias

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        type(self).seen.append((self.path, body))
        if self.path == "/tokenize" and self.tells != 200:
            return self.say(self.tells, {"error": {"message": "Not here"}})
        if self.path == "/tokenize":
            return self.say(200, {"tokens": {" dog": [42]}.get(body["prompt"], [7, 8])})
        if self.refuses and "logit_bias" in body:
            return self.say(400, {"error": {"message": self.refuses}})
        message = {"role": "assistant", "content": "A text."}
        return self.say(200, {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]})

    def say(self, status: int, answer: dict) -> None:
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_args):
        pass


@pytest.fixture
def served():
    Open.seen, Open.tells, Open.refuses = [], 200, ""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Open)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


def complete(url: str, *asked: LLMRequest, probe: bool = False):
    return told(url, *asked, probe=probe)[0]


def told(url: str, *asked: LLMRequest, probe: bool = False):
    """The answers, and what the gateway says of the endpoint then."""

    async def talk():
        address = checked_address(url, allowed=["127.0.0.1"])
        gateway = OpenAIGateway(base_url=url, api_key="k", address=address)
        try:
            if probe:
                await gateway.probe_bias("m", 5)
            return [await gateway.complete(one) for one in asked], gateway.unbiased
        finally:
            await gateway.close()

    return asyncio.run(talk())


def test_words_of_one_token_are_biased_and_each_is_asked_for_once(served):
    complete(served, ASKED, ASKED)
    chats = [body for path, body in Open.seen if path == "/v1/chat/completions"]
    assert [chat["logit_bias"] for chat in chats] == [{"42": -3.0}] * 2
    assert Counter(path for path, _body in Open.seen)["/tokenize"] == 2


@pytest.mark.parametrize("status", [401, 403, 404, 405, 422, 501])
def test_an_endpoint_that_tells_no_tokens_is_asked_without_a_bias_and_it_is_known_why(served, status):
    Open.tells = status
    answers, why = told(served, ASKED, ASKED)
    chats = [body for path, body in Open.seen if path == "/v1/chat/completions"]
    assert [reply.texts[0] for reply in answers] == ["A text.", "A text."]
    assert not any("logit_bias" in chat for chat in chats)
    assert why == NO_TOKENIZER
    assert Counter(path for path, _body in Open.seen)["/tokenize"] == 1


def test_that_is_seen_before_anything_is_asked(served):
    Open.tells = 405
    assert told(served, probe=True) == ([], NO_TOKENIZER)
    Open.tells = 200
    assert told(served, probe=True) == ([], "")
    assert {path for path, _body in Open.seen} == {"/tokenize"}


def test_trouble_that_passes_says_nothing_of_what_an_endpoint_can_do(served):
    Open.tells = 503
    assert told(served, probe=True) == ([], "")
    with pytest.raises(ServerFailed):
        complete(served, ASKED)


@pytest.mark.parametrize("says", ["Unrecognized request argument supplied: logit_bias", "'logit_bias' is not for you."])
def test_an_endpoint_that_refuses_a_bias_is_asked_once_with_it_and_then_without(served, says):
    Open.refuses = says
    answers, why = told(served, ASKED, ASKED)
    chats = ["logit_bias" in body for path, body in Open.seen if path == "/v1/chat/completions"]
    assert (len(answers), chats, why) == (2, [True, False, False], REFUSED)


def test_without_words_nothing_is_asked_or_sent(served):
    complete(served, LLMRequest(messages=ASKED.messages, model="m"))
    assert [path for path, _body in Open.seen] == ["/v1/chat/completions"]
    assert "logit_bias" not in Open.seen[0][1]


def test_the_cache_tells_biased_requests_apart_and_knows_the_others_by_their_old_names():
    plain = LLMRequest(messages=ASKED.messages, model="m")
    assert request_key(ASKED, base_url="u") != request_key(plain, base_url="u")
    assert request_key(plain, base_url="u") == request_key(LLMRequest(messages=ASKED.messages, model="m"), base_url="u")


def test_the_simulated_model_avoids_biased_words(simulated):
    def texts(**more):
        message = {"role": "user", "content": "Write a review of a film."}
        asked = [LLMRequest(messages=(message,), model="m", seed=seed, **more) for seed in range(40)]
        return [set(reply.texts[0].lower().split()) for reply in complete(simulated.url, *asked)]

    plain = texts()
    counts = Counter(word for text in plain for word in text if word.isalpha() and len(word) > 4)
    word = next(word for word, count in counts.most_common() if count < 25)
    assert sum(word in text for text in texts(bias=((word, -7.5),))) < 0.5 * counts[word]
