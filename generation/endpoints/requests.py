"""From what a recipe asks to a request of the LLM door."""

from generation.llm.client import LLMRequest
from generation.llm.usage import DEFAULT_MAX_TOKENS
from generation.methods.steps import Ask

TOP_LOGPROBS = 20


def request_of_ask(ask: Ask, *, model: str, seed: int, deadline_s: float) -> LLMRequest:
    decoding = ask.decoding
    return LLMRequest(
        messages=ask.messages,
        model=model,
        temperature=decoding.temperature,
        top_p=decoding.top_p,
        max_tokens=decoding.max_tokens or DEFAULT_MAX_TOKENS,
        stop=decoding.stop,
        bias=decoding.bias,
        seed=seed,
        schema=ask.schema,
        logprobs=TOP_LOGPROBS if ask.probability_of else 0 if ask.likelihood else None,
        deadline_s=deadline_s,
    )


def request_json(request: LLMRequest) -> dict:
    """The request as a call keeps it."""
    return {
        "messages": list(request.messages),
        "temperature": request.temperature,
        "top_p": request.top_p,
        "max_tokens": request.max_tokens,
        "stop": list(request.stop),
        "logprobs": request.logprobs,
        "schema": request.schema,
        **({"bias": dict(request.bias)} if request.bias else {}),
    }
