"""What the rest of the product says to a model, and what comes back. Knows no tables and no vendor."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any, Protocol

JSON = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LLMRequest:
    """One request. `draw` numbers repeats of the same prompt, so that a cache never folds them into one answer."""

    messages: tuple[JSON, ...]
    model: str
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    n: int = 1
    seed: int | None = None
    schema: JSON | None = None
    schema_name: str = "answer"
    logprobs: int | None = None
    stop: tuple[str, ...] = ()
    bias: tuple[tuple[str, float], ...] = ()
    draw: int = 0
    deadline_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Usage:
    prompt: int = 0
    completion: int = 0
    cached: int = 0
    reasoning: int = 0
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class TokenLogprob:
    text: bytes
    logprob: float
    top: tuple[tuple[bytes, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """The choices of one answer, in parallel tuples. `problems` and `details` say why a choice's `parsed` is None."""

    texts: tuple[str, ...]
    parsed: tuple[JSON | None, ...]
    refusals: tuple[str | None, ...]
    finish: tuple[str, ...]
    logprobs: tuple[tuple[TokenLogprob, ...], ...]
    usage: Usage
    problems: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    rungs: tuple[str, ...] = ()
    meta: JSON = field(default_factory=dict)


class Gateway(Protocol):
    async def complete(self, request: LLMRequest) -> Reply: ...

    async def close(self) -> None: ...


class LLMError(Exception):
    """A call that gave no answer. `code` is what is stored, the message what people read.

    `usage` is what the endpoint says was spent all the same; `may_be_billed`: more than nobody knows may have been;
    `of_batch`: at the price of batches.
    """

    code = "error"
    retryable = False
    usage: Usage | None = None
    may_be_billed = False
    of_batch = False

    def __init__(self, message: str, *, status: int | None = None, headers: JSON | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}


class Unreachable(LLMError):
    """Connection refused, reset or timed out."""

    code = "unreachable"
    retryable = True


class TimedOut(Unreachable):
    code = "timeout"
    may_be_billed = True


class ServerFailed(LLMError):
    code = "server_error"
    retryable = True


class Unusable(ServerFailed):
    """An answer that is no chat completion, though the endpoint says that all is well: the model may have written."""

    def __init__(self, message: str, *, usage: Usage | None) -> None:
        super().__init__(message, status=200)
        self.usage, self.may_be_billed = usage, usage is None


class RateLimited(LLMError):
    """`retry_after` is in seconds, or None where the server did not say."""

    code = "rate_limited"
    retryable = True

    def __init__(self, message: str, *, retry_after: float | None, headers: JSON | None = None) -> None:
        super().__init__(message, status=429, headers=headers)
        self.retry_after = retry_after


class QuotaExhausted(LLMError):
    """The account has no money left: more requests will not help, a person has to."""

    code = "quota"


class ConfigurationError(LLMError):
    """A wrong key, model or address: the same for every request of this endpoint."""

    code = "configuration"


class RequestRejected(LLMError):
    """This one request is not accepted (content policy, too long): others may be."""

    code = "rejected"


def request_key(request: LLMRequest, *, base_url: str) -> str:
    """The name of an answer in the response cache: canonical JSON of all that can change it, and the draw."""
    parts = [
        base_url,
        request.model,
        request.messages,
        request.temperature,
        request.top_p,
        request.max_tokens,
        request.n,
        request.seed,
        request.schema,
        request.logprobs,
        request.stop,
        request.draw,
        *([request.bias] if request.bias else []),
    ]
    canonical = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
