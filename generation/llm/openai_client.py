"""The gateway over HTTP, by the openai client: one attempt a call, errors sorted by what to do about them.

Answers are checked locally: the client's own parse helper throws all choices away when one of them
is cut off (methods/generation.md, G4). The client's retries are off, for ours are counted, priced and visible.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

import openai

from generation.llm.addresses import Address
from generation.llm.client import (
    JSON,
    ConfigurationError,
    LLMError,
    LLMRequest,
    QuotaExhausted,
    RateLimited,
    Reply,
    RequestRejected,
    ServerFailed,
    TimedOut,
    TokenLogprob,
    Unreachable,
    Unusable,
    Usage,
)
from generation.llm.limits import retry_after
from generation.llm.pinned_client import pinned_client, timeout
from generation.llm.replies import read_answer, storable, with_schema_in_words
from generation.llm.schemas import wire_schema
from generation.llm.usage import estimated_usage
from generation.llm.word_bias import NO_TOKENIZER, REFUSED, WordBias

MOST_TOKENS = 100_000_000  # of one answer, in or out; a report of more is nonsense
OPTIONAL = ("temperature", "top_p", "max_tokens", "seed", "logprobs", "top_logprobs", "stop", "logit_bias", "n")
MODES = ("schema", "json", "text")


class OpenAIGateway:
    """One endpoint and model. `capabilities` holds what it was seen to refuse; the caller keeps it between runs."""

    def __init__(
        self,
        *,
        base_url: str,
        api_key: str,
        address: Address,
        connections: int = 64,
        capabilities: JSON | None = None,
    ) -> None:
        self.capabilities: JSON = {"dropped": [], "mode": "schema"} | (capabilities or {})
        self._client = pinned_client(base_url, api_key, address, connections)
        self._words = WordBias(self._client)

    async def complete(self, request: LLMRequest) -> Reply:
        """One answer. A parameter or an answer format that the model refuses is left out from then on, once each."""
        for _ in range(len(OPTIONAL) + len(MODES)):
            known = self._known()
            try:
                return await self._attempt(request)
            except RequestRejected as problem:
                # What requests beside this one have learned meanwhile may be all that is wrong with it.
                if known == self._known() and not self._learn(problem):
                    raise
        raise ConfigurationError("The endpoint refuses every form of the request.")

    async def stream(self, request: LLMRequest) -> AsyncIterator[tuple[str, Usage | None]]:
        """Yield the answer's text as it comes; the last pair carries what it used, where the endpoint says so.

        For looking at, never for keeping: an answer that is cut off would pass for a whole one.
        """
        body = self.body_of(request) | {"stream": True, "stream_options": {"include_usage": True}}
        try:
            async for chunk in await self._client.chat.completions.create(**body, timeout=timeout(request.deadline_s)):
                usage = _reported(chunk.usage.model_dump()) if chunk.usage else None
                text = chunk.choices[0].delta.content if chunk.choices else ""
                yield storable(text or ""), usage
        except openai.OpenAIError as problem:
            raise sorted_error(problem) from problem

    @property
    def unbiased(self) -> str:
        """Why no word can be made less likely here, as far as that was seen; "" where nothing speaks against it."""
        if "logit_bias" in self.capabilities["dropped"]:
            return REFUSED
        return NO_TOKENIZER if self._words.unknown else ""

    async def probe_bias(self, model: str, deadline_s: float) -> None:
        """See whether the endpoint tells the ids of tokens, at no cost. Trouble that may pass is left to requests."""
        with contextlib.suppress(openai.OpenAIError, TimeoutError):
            async with asyncio.timeout(deadline_s):
                await self._words.of(model, [("the", 0.0)], deadline_s)

    @property
    def client(self) -> openai.AsyncOpenAI:
        """The client itself, for other doors of the same endpoint."""
        return self._client

    def mode_of(self, request: LLMRequest) -> str:
        """Return how an answer is asked for: schema, json or text."""
        return self.capabilities["mode"] if request.schema else "text"

    def body_of(self, request: LLMRequest) -> JSON:
        """Return the request as it is sent."""
        return self._body(request, self.mode_of(request))

    async def close(self) -> None:
        await self._client.close()

    async def _attempt(self, request: LLMRequest) -> Reply:
        mode = self.mode_of(request)
        started = time.monotonic()
        try:
            async with asyncio.timeout(request.deadline_s):
                body = self._body(request, mode) | await self._biased(request)
                raw = await self._client.ask(body, request.deadline_s)
        except TimeoutError as problem:
            raise TimedOut(f"no answer within {request.deadline_s:g} seconds") from problem
        except openai.OpenAIError as problem:
            raise sorted_error(problem) from problem
        meta = {"latency_ms": round((time.monotonic() - started) * 1000), "mode": mode, "headers": _kept(raw.headers)}
        return read_reply(raw.content, request, mode=mode, meta=meta)

    def _body(self, request: LLMRequest, mode: str) -> JSON:
        messages = request.messages
        if request.schema and mode != "schema":
            messages = with_schema_in_words(messages, request.schema)
        body: JSON = {"model": request.model, "messages": list(messages)}
        wanted = {
            "temperature": request.temperature,
            "top_p": request.top_p,
            "max_tokens": request.max_tokens,
            "seed": request.seed,
            "n": request.n if request.n > 1 else None,
            "stop": list(request.stop) or None,
            "logprobs": True if request.logprobs is not None else None,
            "top_logprobs": request.logprobs,
        }
        dropped = self.capabilities["dropped"]
        body |= {name: value for name, value in wanted.items() if value is not None and name not in dropped}
        if "max_tokens" in dropped and request.max_tokens and "max_completion_tokens" not in dropped:
            body["max_completion_tokens"] = request.max_tokens
        if request.schema and mode != "text":
            body["response_format"] = _response_format(request, mode)
        return body

    async def _biased(self, request: LLMRequest) -> JSON:
        if not request.bias or self.unbiased:
            return {}
        found = await self._words.of(request.model, request.bias, request.deadline_s)
        return {"logit_bias": found} if found else {}

    def _known(self) -> tuple[str, ...]:
        return (self.capabilities["mode"], *self.capabilities["dropped"])

    def _learn(self, problem: RequestRejected) -> bool:
        """Whether a refusal names something that can be left out; it is remembered for this model."""
        named = _named_parameter(problem)
        dropped = self.capabilities["dropped"]
        if named == "response_format" and self.capabilities["mode"] != MODES[-1]:
            self.capabilities["mode"] = MODES[MODES.index(self.capabilities["mode"]) + 1]
            return True
        if named in (*OPTIONAL, "max_completion_tokens") and named not in dropped:
            dropped.extend(["logprobs", "top_logprobs"] if "logprobs" in named else [named])
            return True
        return False


def _response_format(request: LLMRequest, mode: str) -> JSON:
    if mode == "json":
        return {"type": "json_object"}
    schema = {"name": request.schema_name, "strict": True, "schema": wire_schema(request.schema)}
    return {"type": "json_schema", "json_schema": schema}


def read_reply(body: bytes, request: LLMRequest, *, mode: str, meta: JSON) -> Reply:
    """The reply in our words. Unusable where the body is no chat completion, to be asked again."""
    answer = _object(body)
    usage = _reported(answer.get("usage"))
    try:
        return _reply(answer, usage, request, mode, meta)
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise Unusable("the answer is no chat completion", usage=usage) from problem


def _object(body: bytes) -> JSON:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _reply(answer: JSON, usage: Usage | None, request: LLMRequest, mode: str, meta: JSON) -> Reply:
    choices = sorted(answer["choices"], key=lambda choice: choice.get("index", 0))
    if not choices:
        raise ValueError("there is no choice")
    texts = tuple(storable(str(choice["message"].get("content") or "")) for choice in choices)
    refusals = tuple(storable(choice["message"].get("refusal")) for choice in choices)
    finish = tuple(str(choice.get("finish_reason") or "stop") for choice in choices)
    read = [
        read_answer(text, schema=request.schema, mode=mode, finish=ended, refusal=refusal)
        for text, ended, refusal in zip(texts, finish, refusals, strict=True)
    ]
    said = {"model": str(answer.get("model") or ""), "fingerprint": str(answer.get("system_fingerprint") or "")}
    return Reply(
        texts=texts,
        parsed=tuple(part.value for part in read),
        refusals=refusals,
        finish=finish,
        logprobs=tuple(_tokens(choice) for choice in choices),
        usage=usage or estimated_usage(request, texts),
        problems=tuple(part.problem for part in read),
        details=tuple(part.detail for part in read),
        rungs=tuple(part.rung for part in read),
        meta=meta | said | {"id": str(answer.get("id") or "")},
    )


def _reported(usage: Any) -> Usage | None:
    """None for an endpoint that reports nothing, or nonsense."""
    try:
        prompt_details = usage.get("prompt_tokens_details") or {}
        completion_details = usage.get("completion_tokens_details") or {}
        found = Usage(
            prompt=int(usage["prompt_tokens"]),
            completion=int(usage["completion_tokens"]),
            cached=int(prompt_details.get("cached_tokens") or 0),
            reasoning=int(completion_details.get("reasoning_tokens") or 0),
        )
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError):
        return None
    sensible = all(0 <= tokens <= MOST_TOKENS for tokens in (found.prompt, found.completion))
    return found if sensible else None


def _tokens(choice: JSON) -> tuple[TokenLogprob, ...]:
    listed = (choice.get("logprobs") or {}).get("content") or []
    return tuple(
        TokenLogprob(
            _token_bytes(entry),
            float(entry.get("logprob", 0.0)),
            tuple((_token_bytes(other), float(other.get("logprob", 0.0))) for other in entry.get("top_logprobs") or []),
        )
        for entry in listed
        if isinstance(entry, dict)
    )


def _token_bytes(entry: JSON) -> bytes:
    raw = entry.get("bytes")
    return bytes(raw) if raw else str(entry.get("token", "")).encode()


def _kept(headers: Mapping[str, str]) -> JSON:
    return {name: value for name, value in headers.items() if name.startswith("x-ratelimit") or name == "x-request-id"}


def sorted_error(problem: openai.OpenAIError) -> LLMError:
    """The client's exception as one of ours (the table of methods/generation.md, G4)."""
    if isinstance(problem, openai.APITimeoutError):
        return TimedOut("no answer in time")
    if isinstance(problem, openai.APIConnectionError):
        return Unreachable(f"the endpoint cannot be reached: {problem.__cause__ or problem}"[:300])
    if not isinstance(problem, openai.APIStatusError):
        return ServerFailed(str(problem)[:300])
    status, headers = problem.status_code, dict(problem.response.headers)
    message = _message(problem)
    if status == 429:
        return _too_many(problem, message, headers)
    if status in (401, 403, 404):
        return ConfigurationError(f"the endpoint answers {status}: {message}", status=status)
    if status in (408, 409) or status >= 500:
        return ServerFailed(f"the endpoint answers {status}: {message}", status=status, headers=headers)
    rejected = RequestRejected(f"the endpoint answers {status}: {message}", status=status)
    rejected.__cause__ = problem
    return rejected


def _too_many(problem: openai.APIStatusError, message: str, headers: JSON) -> LLMError:
    if "insufficient_quota" in (problem.code, problem.type) or "exceeded your current quota" in message.lower():
        return QuotaExhausted(f"The account of this endpoint has no money left: {message}", status=429)
    return RateLimited(message, retry_after=retry_after(headers, now=time.time()), headers=headers)


def _message(problem: openai.APIStatusError) -> str:
    body = problem.body if isinstance(problem.body, dict) else {}
    return str(body.get("message") or problem.message)[:300]


def _named_parameter(problem: RequestRejected) -> str | None:
    cause = problem.__cause__
    named = getattr(cause, "param", None)
    if named:
        return str(named).split(".")[0]
    words = str(problem)
    known = ("response_format", "json_schema", "top_logprobs", "max_completion_tokens", *OPTIONAL[:-1])
    found = next((name for name in known if name in words), None)
    return "response_format" if found == "json_schema" else found
