"""An endpoint's batch door: files of requests in, files of answers out, within a day and often at half the price.

Protocol: JSON lines `{custom_id, method, url, body}`; the states are validating, in_progress, finalizing, completed,
failed, expired, cancelling, cancelled; answers come in any order and are joined by `custom_id`.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import openai

from generation.llm.client import JSON, ConfigurationError, LLMRequest, Reply, Unusable
from generation.llm.openai_client import OpenAIGateway, read_reply, sorted_error

PATH = "/v1/chat/completions"
MOST_LINES = 50_000
MOST_BYTES = 190_000_000
NO_TIMES = {"latency_ms": 0, "headers": {}}  # of an answer that came with many others
OVER = ("completed", "failed", "expired", "cancelled")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a batch is: its state, and the file of answers ('' while there is none)."""

    id: str
    state: str
    output: str = ""

    @property
    def over(self) -> bool:
        return self.state in OVER


class BatchDoor:
    """Submit, look, collect. Every method raises our errors, as the gateway does."""

    def __init__(self, gateway: OpenAIGateway) -> None:
        self.gateway = gateway

    async def submit(self, requests: Mapping[str, LLMRequest], *, name: str) -> Standing:
        """Hand the requests in, by their keys. `name` finds the batch again where its number was lost."""
        lines = "".join(self._line(key, request) for key, request in requests.items())
        client = self.gateway.client
        with _our_errors():
            file = await client.files.create(file=(f"{name}.jsonl", lines.encode()), purpose="batch")
            made = await client.batches.create(
                input_file_id=file.id, endpoint=PATH, completion_window="24h", metadata={"synthlab": name}
            )
        return _standing(made)

    async def look(self, batch_id: str) -> Standing:
        with _our_errors():
            return _standing(await self.gateway.client.batches.retrieve(batch_id))

    async def find(self, name: str) -> Standing | None:
        """A batch that was handed in under a name, among the newest hundred."""
        with _our_errors():
            page = await self.gateway.client.batches.list(limit=100)
        return next((_standing(one) for one in page.data if (one.metadata or {}).get("synthlab") == name), None)

    async def collect(self, output: str, requests: Mapping[str, LLMRequest]) -> dict[str, Reply]:
        """The answers by key, of those requests that were answered; the others are to be asked live."""
        with _our_errors():
            content = await self.gateway.client.files.content(output)
        return dict(self._answered(content.content, requests))

    def _line(self, key: str, request: LLMRequest) -> str:
        if request.bias:
            raise ConfigurationError(
                "A batch cannot avoid words by their tokens. Ask live, or let the prompt name them."
            )
        body = self.gateway.body_of(request)
        line = {"custom_id": key, "method": "POST", "url": PATH, "body": body}
        return json.dumps(line, ensure_ascii=False) + "\n"

    def _answered(self, content: bytes, requests: Mapping[str, LLMRequest]) -> Iterator[tuple[str, Reply]]:
        for line in content.splitlines():
            found = _object(line)
            request, answer = requests.get(str(found.get("custom_id"))), found.get("response")
            if request is None or not isinstance(answer, dict) or answer.get("status_code") != 200:
                continue
            mode = self.gateway.mode_of(request)
            body = json.dumps(answer.get("body")).encode()
            try:
                yield found["custom_id"], read_reply(body, request, mode=mode, meta=NO_TIMES | {"mode": mode})
            except Unusable:
                continue


class _our_errors:  # noqa: N801 - used like a function
    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind, problem, _trace) -> None:
        if isinstance(problem, openai.OpenAIError):
            raise sorted_error(problem) from problem


def _standing(batch) -> Standing:
    return Standing(batch.id, batch.status, batch.output_file_id or "")


def _object(line: bytes) -> JSON:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
