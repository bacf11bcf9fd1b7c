"""The simulated model's HTTP face: the chat completions protocol, with faults to order.

    POST /v1/chat/completions    n, seed, logprobs, top_logprobs, response_format (json_schema, json_object), stream
    GET  /v1/models
    POST /tokenize               ids of words, as servers of open models tell them
    POST /v1/files, /v1/batches  and what goes with them: the same answers, some time later
    GET  /stats                  requests, answered, errors, in_flight, most_in_flight
    POST /knobs                  turn some knobs; the answer lists them all

Every answer's model and system_fingerprint say "simulated". It is single-threaded asyncio and keeps nothing on disk.
"""

import asyncio
import hashlib
import json
import math
import random
import re
import time
import zlib
from collections import Counter
from dataclasses import asdict
from email.utils import formatdate
from http import HTTPStatus
from typing import Any

from generation.llm.simulator.answers import Model, Written
from generation.llm.simulator.batches import TEXT, Batches
from generation.llm.simulator.judge import Doubt
from generation.llm.simulator.knobs import Knobs
from generation.llm.usage import likely_tokens

JSON = dict[str, Any]
MODEL = "simulated"
LARGEST_REQUEST = 8 * 1024 * 1024
MOST_CHOICES = 16
HANG_SECONDS = 3600
BIASED = 4  # texts tried where tokens are biased; the one that they favour most is the answer
PIECE = re.compile(r"\s*\S+")
Answer = tuple[int, dict[str, str], JSON]


class BadRequest(ValueError):
    """A request that no model would answer; `param` names the part at fault."""

    def __init__(self, message: str, param: str | None = None) -> None:
        super().__init__(message)
        self.param = param


class Simulator:
    """`await start()` listens; port 0 takes a free one. Faults are drawn from their own seeded stream."""

    def __init__(self, knobs: Knobs | None = None) -> None:
        self.knobs = knobs or Knobs()
        self.stats: Counter[str] = Counter()
        self.in_flight = self.most_in_flight = 0
        self._faults = random.Random(self.knobs.seed)
        self._server: asyncio.Server | None = None
        self._batches = Batches(self._counted)

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        self._server = await asyncio.start_server(self._serve, host, port, limit=LARGEST_REQUEST, backlog=1024)
        address = self._server.sockets[0].getsockname()
        return f"http://{address[0]}:{address[1]}/v1"

    async def stop(self) -> None:
        if self._server:
            self._server.close()

    async def serve_forever(self) -> None:
        assert self._server is not None
        await self._server.serve_forever()

    # -- HTTP --------------------------------------------------------------------------------------------------
    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                method, path, length = _parsed_head(head)
                body = await reader.readexactly(length)
                await self._respond(writer, method, path, body)
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, ValueError):
            pass  # the client went away, or does not speak HTTP
        except asyncio.CancelledError:
            return  # the server ends; streams would report a cancelled connection as an error
        finally:
            writer.close()

    async def _respond(self, writer: asyncio.StreamWriter, method: str, path: str, raw: bytes) -> None:
        body: JSON = {}
        if self._batches.answers(path):
            self._send(writer, *self._batches.respond(method, path, raw))
            await writer.drain()
            return
        try:
            body = json.loads(raw) if raw else {}
            if not isinstance(body, dict):
                raise BadRequest("The body must be a JSON object.")
            status, headers, answer = await self._route(method, path, body)
        except (BadRequest, ValueError) as problem:
            param = getattr(problem, "param", None)
            status, headers, answer = 400, {}, _error(str(problem), "invalid_request_error", param)
        if status == 200 and body.get("stream") and "choices" in answer:
            _write_stream(writer, answer)
        else:
            _write(writer, status, headers, json.dumps(answer, ensure_ascii=False).encode())
        await writer.drain()

    def _send(self, writer: asyncio.StreamWriter, status: int, answer: JSON) -> None:
        self.stats["batch_calls"] += 1
        text = answer[TEXT] if answer.keys() == {TEXT} else json.dumps(answer, ensure_ascii=False)
        _write(writer, status, {}, text.encode())

    async def _route(self, method: str, path: str, body: JSON) -> Answer:
        if (method, path) == ("GET", "/stats"):
            counts = {name: self.stats[name] for name in ("requests", "answered", "errors")}
            return 200, {}, counts | {"in_flight": self.in_flight, "most_in_flight": self.most_in_flight}
        if (method, path) == ("POST", "/knobs"):
            self.knobs = self.knobs.changed(body)
            return 200, {}, asdict(self.knobs)
        if (method, path) == ("POST", "/tokenize"):
            return 200, {}, {"tokens": [token_of(word) for word in str(body.get("prompt") or "").split()]}
        if path == "/v1/models":
            return 200, {}, {"object": "list", "data": [{"id": MODEL, "object": "model", "owned_by": "synthlab"}]}
        if method == "POST" and path == "/v1/chat/completions":
            return await self._counted(body)
        return 404, {}, _error(f"There is nothing at {path}.", "not_found")

    async def _counted(self, body: JSON) -> Answer:
        self.stats["requests"] += 1
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            answer = await self._chat(body)
        finally:
            self.in_flight -= 1
        self.stats["answered" if answer[0] == 200 else "errors"] += 1
        return answer

    # -- Faults and answers --------------------------------------------------------------------------------------
    async def _chat(self, body: JSON) -> Answer:
        knobs = self.knobs
        fault = self._drawn("429", "quota", "500", "hang", "400")
        if fault == "hang":
            await asyncio.sleep(HANG_SECONDS)
        elif fault:
            return self._refusal(fault)
        if knobs.latency_ms:
            await asyncio.sleep(knobs.latency_ms / 1000)
        _check(body)
        flaw = self._drawn("malformed", "truncated", "refusal", "no_choices")
        choices = [_choice(self._written(body, index), index, body, flaw) for index in range(int(body.get("n") or 1))]
        answer = {
            "id": f"chatcmpl-simulated-{self.stats['requests']}",
            "object": "chat.completion",
            "created": int(time.time()),
            "model": f"{MODEL}/{body.get('model') or 'model'}",
            "system_fingerprint": f"{MODEL}-{knobs.seed}",
            "choices": choices,
        }
        if self._faults.random() >= knobs.rate_no_usage:
            answer["usage"] = _usage(body, choices)
        if flaw == "no_choices":  # as gateways answer whose model failed half-way: written and billed, and not there
            answer["choices"] = []
        return 200, {"x-request-id": answer["id"]}, answer

    def _refusal(self, fault: str) -> Answer:
        if fault == "429":
            return 429, self._come_back(1.0), _error("Rate limit reached.", "rate_limit_exceeded")
        if fault == "400":
            return 400, {}, _error("This request is not accepted here.", "invalid_request_error")
        if fault == "quota":
            return 429, {}, _error("You exceeded your current quota.", "insufficient_quota")
        return 500, {}, _error("The server had an error.", "server_error")

    def _drawn(self, *names: str) -> str | None:
        draw = self._faults.random()
        for name in names:
            draw -= getattr(self.knobs, f"rate_{name}")
            if draw < 0:
                return name
        return None

    def _come_back(self, seconds: float) -> dict[str, str]:
        form = self.knobs.retry_header
        if form == "ms":
            return {"retry-after-ms": str(round(seconds * 1000))}
        if form == "date":
            return {"retry-after": formatdate(time.time() + math.ceil(seconds), usegmt=True)}
        return {"retry-after": str(math.ceil(seconds))} if form == "seconds" else {}

    def _written(self, body: JSON, index: int) -> Written:
        seed = body.get("seed")
        drawn = self.stats["requests"] if seed is None else None  # without a seed every request moves on
        key = json.dumps([body["messages"], body.get("model"), seed, index, drawn, self.knobs.seed], sort_keys=True)
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        rng, doubt = random.Random(digest), Doubt(_temperature(body), random.Random(f"{digest} doubt"))
        bias, schema = body.get("logit_bias"), _schema(body)
        tries = [Model(body["messages"], self.knobs, rng, doubt).answer(schema) for _ in range(BIASED if bias else 1)]
        return max(tries, key=lambda one: _favour(one.content, bias)) if bias else tries[0]


def token_of(word: str) -> int:
    """Each word is one token here; its id is made of its letters."""
    return zlib.crc32(word.casefold().encode()) % 100_000


def _favour(text: str, bias: dict[str, float]) -> float:
    return sum(bias.get(str(token_of(word)), 0.0) for word in set(re.findall(r"\w+", text)))


def _parsed_head(head: bytes) -> tuple[str, str, int]:
    first, *rest = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = dict(line.lower().split(":", 1) for line in rest if ":" in line)
    length = int(headers.get("content-length", "0"))
    if not 0 <= length <= LARGEST_REQUEST:
        raise ValueError("the request is too large")
    return method, path.split("?")[0], length


def _write(writer: asyncio.StreamWriter, status: int, headers: dict[str, str], data: bytes) -> None:
    lines = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        "content-type: application/json",
        f"content-length: {len(data)}",
    ]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + data)


def _write_stream(writer: asyncio.StreamWriter, answer: JSON) -> None:
    """The same answer in pieces, as server-sent events; the last but one carries the usage."""
    base = {key: answer[key] for key in ("id", "created", "model")} | {"object": "chat.completion.chunk"}
    events = []
    for choice in answer["choices"]:
        index = choice["index"]
        for piece in PIECE.findall(choice["message"]["content"] or ""):
            events.append(base | {"choices": [{"index": index, "delta": {"content": piece}, "finish_reason": None}]})
        events.append(base | {"choices": [{"index": index, "delta": {}, "finish_reason": choice["finish_reason"]}]})
    events.append(base | {"choices": [], "usage": answer.get("usage")})
    lines = [f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode() for event in events] + [b"data: [DONE]\n\n"]
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
    for line in lines:
        writer.write(f"{len(line):x}\r\n".encode() + line + b"\r\n")
    writer.write(b"0\r\n\r\n")


def _check(body: JSON) -> None:
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages or not all(isinstance(message, dict) for message in messages):
        raise BadRequest("'messages' must be a list of messages that is not empty.", "messages")
    n = body.get("n")
    if n is not None and (not isinstance(n, int) or not 1 <= n <= MOST_CHOICES):
        raise BadRequest(f"'n' must be between 1 and {MOST_CHOICES}.", "n")


def _temperature(body: JSON) -> float:
    """As it is asked for; 0 where nothing is said."""
    said = body.get("temperature")
    return float(said) if isinstance(said, int | float) and not isinstance(said, bool) and 0 <= said <= 2 else 0.0


def _schema(body: JSON) -> JSON | None:
    wanted = body.get("response_format")
    if not isinstance(wanted, dict):
        return None
    if wanted.get("type") == "json_object":
        return _schema_in_words(body) or {"type": "object", "properties": {"text": {"type": "string"}}}
    schema = (wanted.get("json_schema") or {}).get("schema")
    return schema if isinstance(schema, dict) else None


def _schema_in_words(body: JSON) -> JSON | None:
    """The schema that JSON mode has to find in the messages."""
    for message in reversed(body["messages"]):
        content = str(message.get("content") or "")
        start = content.find("{")
        try:
            found = json.loads(content[start:]) if start >= 0 else None
        except ValueError:
            continue
        if isinstance(found, dict) and "properties" in found:
            return found
    return None


def _choice(written: Written, index: int, body: JSON, flaw: str | None) -> JSON:
    content, finish, refusal = written.content, "stop", None
    most = body.get("max_tokens") or body.get("max_completion_tokens")
    if flaw == "malformed":
        content = content[: len(content) // 2] + " ..."
    elif flaw == "truncated":
        content, finish = content[: len(content) // 2], "length"
    elif flaw == "refusal":
        content, refusal = None, "I can't help with that."
    elif isinstance(most, int) and likely_tokens(content) > most:
        content, finish = content[: most * 4], "length"
    message = {"role": "assistant", "content": content, "refusal": refusal}
    tokens = _tokens(content or "", written, int(body.get("top_logprobs") or 0)) if body.get("logprobs") else None
    logprobs = None if tokens is None else {"content": tokens, "refusal": None}
    return {"index": index, "message": message, "finish_reason": finish, "logprobs": logprobs}


def _tokens(content: str, written: Written, top: int) -> list[JSON]:
    """A token for each word; the value of an enum field is one token with its alternatives."""
    tokens, position = [], 0
    for start, end, shares in _value_places(content, written):
        tokens += [_token(piece, 0.97, {}, top) for piece in PIECE.findall(content[position:start])]
        value = content[start:end]
        tokens.append(_token(value, shares[value], shares, top))
        position = end
    return tokens + [_token(piece, 0.97, {}, top) for piece in PIECE.findall(content[position:])]


def _value_places(content: str, written: Written) -> list[tuple[int, int, dict[str, float]]]:
    places = []
    for name, shares in written.distributions.items():
        match = re.search(re.escape(json.dumps(name)) + r'\s*:\s*"([^"]*)"', content)
        if match and match.group(1) in shares:
            places.append((match.start(1), match.end(1), shares))
    return sorted(places, key=lambda place: place[0])


def _token(text: str, probability: float, shares: dict[str, float], top: int) -> JSON:
    listed = sorted((shares or {text: probability}).items(), key=lambda entry: -entry[1])[:top]
    return _entry(text, probability) | {"top_logprobs": [_entry(other, share) for other, share in listed]}


def _entry(text: str, probability: float) -> JSON:
    return {"token": text, "logprob": math.log(max(probability, 1e-9)), "bytes": list(text.encode())}


def _usage(body: JSON, choices: list[JSON]) -> JSON:
    prompt = sum(likely_tokens(str(message.get("content") or "")) for message in body["messages"])
    completion = sum(max(likely_tokens(choice["message"]["content"] or ""), 1) for choice in choices)
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def _error(message: str, code: str, param: str | None = None) -> JSON:
    return {"error": {"message": message, "type": code, "param": param, "code": code}}
