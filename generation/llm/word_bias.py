"""Words made less likely: what is added to the logits of a model's own tokens, whose ids the endpoint has to tell.

Servers that run open models tell them at /tokenize beside /v1 (vLLM takes `prompt`, llama.cpp `content`; both answer
with `tokens`). Where there is no such door, or logit_bias is refused, requests go without (methods/generation.md, B9).
"""

import asyncio
from collections.abc import Sequence

import httpx2
import openai

MOST = 100  # entries of one request
MAY_PASS = (408, 409, 429)  # and all from 500 on but 501: they say nothing of what the endpoint can do
NO_TOKENIZER = (
    "This endpoint does not tell the ids of its tokens (it has no /tokenize), so no word is made less likely here and "
    "the texts are written without. To let the prompt forbid words instead, cancel the run and start one with that "
    "setting."
)
REFUSED = (
    "The endpoint refuses logit_bias, so no word is made less likely here and the texts are written without. To let "
    "the prompt forbid words instead, cancel the run and start one with that setting."
)


class WordBias:
    """The token of each word, asked for once. Words of several tokens are left out: their parts serve other words.

    `unknown`: the endpoint was seen to tell no ids.
    """

    def __init__(self, client: openai.AsyncOpenAI) -> None:
        self._client, self._lock = client, asyncio.Lock()
        self._tokens: dict[tuple[str, str], int | None] = {}
        self.unknown = False

    async def of(self, model: str, words: Sequence[tuple[str, float]], timeout: float) -> dict[str, float]:
        """Return `logit_bias` as requests have it; nothing where the endpoint tells no ids."""
        async with self._lock:
            for word, _bias in words[:MOST]:
                if not self.unknown and (model, word) not in self._tokens:
                    self._tokens[model, word] = await self._token(model, word, timeout)
        if self.unknown:
            return {}
        found = ((self._tokens[model, word], bias) for word, bias in words[:MOST])
        return {str(token): bias for token, bias in found if token is not None}

    async def _token(self, model: str, word: str, timeout: float) -> int | None:
        text = f" {word}"  # as it stands within a sentence
        body = {"model": model, "prompt": text, "content": text, "add_special_tokens": False, "add_special": False}
        url = f"{str(self._client.base_url).rstrip('/').removesuffix('/v1')}/tokenize"
        try:
            reply = await self._client.post(url, cast_to=httpx2.Response, body=body, options={"timeout": timeout})
            tokens = reply.json()["tokens"]
            return tokens[0] if len(tokens) == 1 and isinstance(tokens[0], int) else None
        except openai.APIStatusError as problem:
            if problem.status_code in MAY_PASS or (problem.status_code >= 500 and problem.status_code != 501):
                raise
        except (ValueError, KeyError, TypeError):
            pass  # it answers something else there
        self.unknown = True
        return None
