"""Words made less likely by the ids of their tokens, against real HTTP peers."""

import asyncio
import json
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from generation.llm.addresses import checked_address
from generation.llm.client import ConfigurationError, LLMRequest, request_key
from generation.llm.openai_client import OpenAIGateway

ASKED = LLMRequest(
    messages=({"role": "user", "content": "Write."},), model="m", bias=(("dog", -3.0), ("unbelievable", -7.5))
)


class Open(BaseHTTPRequestHandler):
    """A server of an open model: it tells tokens, and notes what it was asked."""

    seen: list[tuple[str, dict]] = []
    tells = True

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        type(self).seen.append((self.path, body))
        if self.path == "/tokenize" and not self.tells:
            return self.say(404, {"error": {"message": "Not Found"}})
        if self.path == "/tokenize":
            return self.say(200, {"tokens": {" dog": [42]}.get(body["prompt"], [7, 8])})
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
    Open.seen, Open.tells = [], True
    server = ThreadingHTTPServer(("127.0.0.1", 0), Open)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


def complete(url: str, *asked: LLMRequest):
    async def talk():
        address = checked_address(url, allowed=["127.0.0.1"])
        gateway = OpenAIGateway(base_url=url, api_key="k", address=address)
        try:
            return [await gateway.complete(one) for one in asked]
        finally:
            await gateway.close()

    return asyncio.run(talk())


def test_words_of_one_token_are_biased_and_each_is_asked_for_once(served):
    complete(served, ASKED, ASKED)
    chats = [body for path, body in Open.seen if path == "/v1/chat/completions"]
    assert [chat["logit_bias"] for chat in chats] == [{"42": -3.0}] * 2
    assert Counter(path for path, _body in Open.seen)["/tokenize"] == 2


def test_an_endpoint_that_tells_no_tokens_says_so(served):
    Open.tells = False
    with pytest.raises(ConfigurationError, match="does not tell the ids of its tokens"):
        complete(served, ASKED)


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
