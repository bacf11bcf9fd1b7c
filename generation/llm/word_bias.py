"""Words made less likely: what is added to the logits of a model's own tokens, whose ids the endpoint has to tell.

Servers that run open models tell them at /tokenize beside /v1 (vLLM takes `prompt`, llama.cpp `content`; both answer
with `tokens`). Where there is no such door, words can only be named in the prompt.
"""

import asyncio
from collections.abc import Sequence

import httpx2
import openai

from generation.llm.client import ConfigurationError

MOST = 100  # entries of one request
NO_TOKENIZER = (
    "This endpoint does not tell the ids of its tokens (it has no /tokenize), so it cannot be told to avoid words. "
    "Let the prompt name them instead."
)


class WordBias:
    """The token of each word, asked for once. Words of several tokens are left out: their parts serve other words."""

    def __init__(self, client: openai.AsyncOpenAI) -> None:
        self._client, self._lock = client, asyncio.Lock()
        self._tokens: dict[tuple[str, str], int | None] = {}

    async def of(self, model: str, words: Sequence[tuple[str, float]], timeout: float) -> dict[str, float]:
        """Return `logit_bias` as requests have it; ConfigurationError where the endpoint tells no ids."""
        async with self._lock:
            for word, _bias in words[:MOST]:
                if (model, word) not in self._tokens:
                    self._tokens[model, word] = await self._token(model, word, timeout)
        found = ((self._tokens[model, word], bias) for word, bias in words[:MOST])
        return {str(token): bias for token, bias in found if token is not None}

    async def _token(self, model: str, word: str, timeout: float) -> int | None:
        text = f" {word}"  # as it stands within a sentence
        body = {"model": model, "prompt": text, "content": text, "add_special_tokens": False, "add_special": False}
        url = f"{str(self._client.base_url).rstrip('/').removesuffix('/v1')}/tokenize"
        try:
            reply = await self._client.post(url, cast_to=httpx2.Response, body=body, options={"timeout": timeout})
            tokens = reply.json()["tokens"]
        except (openai.NotFoundError, openai.BadRequestError, openai.UnprocessableEntityError) as problem:
            raise ConfigurationError(NO_TOKENIZER) from problem
        except (ValueError, KeyError, TypeError) as problem:
            raise ConfigurationError(NO_TOKENIZER) from problem
        return tokens[0] if len(tokens) == 1 and isinstance(tokens[0], int) else None
