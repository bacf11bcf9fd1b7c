"""An endpoint's batch door: files of requests in, files of answers out, within a day and often at half the price.

Protocol: JSON lines `{custom_id, method, url, body}`; the states are validating, in_progress, finalizing, completed,
failed, expired, cancelling, cancelled; answers come in any order and are joined by `custom_id`.
"""

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
import openai

from generation.llm.client import JSON, LLMRequest, Reply, ServerFailed, Unreachable, Unusable
from generation.llm.openai_client import OpenAIGateway, read_reply, sorted_error
from generation.llm.pinned_client import LARGEST_BODY

PATH = "/v1/chat/completions"
MOST_LINES = 50_000  # of a file, as endpoints of this protocol take them
MOST_BYTES = 190_000_000  # of the 200 MB
READ_AT_ONCE = 1 << 16
LONGEST_NAME = 200
OF_A_BATCH = {"latency_ms": 0, "headers": {}, "batch": True}  # it came with many others: no time of its own
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
    """Submit, look, cancel, collect. Every method raises our errors, as the gateway does."""

    def __init__(self, gateway: OpenAIGateway) -> None:
        self.gateway = gateway

    def portion(self, requests: Mapping[str, LLMRequest]) -> dict[str, bytes]:
        """The lines of the first requests, by their keys: as many as go into one file, and at least one."""
        lines: dict[str, bytes] = {}
        size = 0
        for key, request in requests.items():
            line = self._line(key, request)
            size += len(line)
            if lines and (size > MOST_BYTES or len(lines) >= MOST_LINES):
                break
            lines[key] = line
        return lines

    async def submit(self, lines: Mapping[str, bytes], *, name: str) -> Standing:
        """Hand a file of requests in. `name` finds the batch again where its number was lost."""
        client = self.gateway.client
        with _our_errors():
            file = await client.files.create(file=(f"{name}.jsonl", b"".join(lines.values())), purpose="batch")
            made = await client.batches.create(
                input_file_id=file.id, endpoint=PATH, completion_window="24h", metadata={"synthlab": name}
            )
        return _standing(made)

    async def look(self, batch_id: str) -> Standing:
        with _our_errors():
            return _standing(await self.gateway.client.batches.retrieve(batch_id))

    async def cancel(self, batch_id: str) -> Standing:
        """Let a batch answer no more of its requests. It may be cancelling for minutes; what it has answered stays."""
        with _our_errors():
            return _standing(await self.gateway.client.batches.cancel(batch_id))

    async def find(self, name: str) -> Standing | None:
        """A batch that was handed in under a name, among the newest hundred."""
        with _our_errors():
            page = await self.gateway.client.batches.list(limit=100)
        return next((_standing(one) for one in page.data or () if _name(one) == name), None)

    async def collect(
        self, output: str, requests: Mapping[str, LLMRequest]
    ) -> AsyncIterator[tuple[str, Reply | Unusable]]:
        """Yield key and answer of those requests that were answered, as they are read; the others are to be asked live.

        The file may be of any size: each line is bounded as one answer is, and there are no more of them than one file
        of requests holds.
        """
        with _our_errors():
            async with self.gateway.client.files.with_streaming_response.content(output) as content:
                number = 0
                async for line in _lines(content.iter_bytes(READ_AT_ONCE)):
                    for found in self._answered(line, requests):
                        yield found
                    number += 1
                    if number >= MOST_LINES:
                        return

    def _line(self, key: str, request: LLMRequest) -> bytes:
        body = self.gateway.body_of(request)
        line = {"custom_id": key, "method": "POST", "url": PATH, "body": body}
        return json.dumps(line, ensure_ascii=False).encode() + b"\n"

    def _answered(self, line: bytes, requests: Mapping[str, LLMRequest]) -> Iterator[tuple[str, Reply | Unusable]]:
        found = _object(line)
        request, answer = requests.get(str(found.get("custom_id"))), found.get("response")
        if request is None or not isinstance(answer, dict) or answer.get("status_code") != 200:
            return
        mode = self.gateway.mode_of(request)
        body = json.dumps(answer.get("body")).encode()
        try:
            yield found["custom_id"], read_reply(body, request, mode=mode, meta=OF_A_BATCH | {"mode": mode})
        except Unusable as problem:  # paid for all the same
            problem.of_batch = True
            yield found["custom_id"], problem


async def _lines(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The lines of a stream; what is longer than an answer may be is no line of ours, and is passed over."""
    kept, over = bytearray(), False
    async for piece in pieces:
        *ended, rest = piece.split(b"\n")
        for end in ended:
            if not over and len(kept) + len(end) <= LARGEST_BODY:
                yield bytes(kept) + end
            kept.clear()
            over = False
        over = over or len(kept) + len(rest) > LARGEST_BODY
        if over:
            kept.clear()
        else:
            kept += rest
    if kept:
        yield bytes(kept)


@contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except openai.OpenAIError as problem:
        raise sorted_error(problem) from problem
    except httpx2.HTTPError as problem:  # the stream of a file broke off
        raise Unreachable(f"the file cannot be read: {problem}"[:300]) from problem


def _name(batch: Any) -> Any:
    metadata = getattr(batch, "metadata", None)
    return metadata.get("synthlab") if isinstance(metadata, dict) else None


def _standing(batch: Any) -> Standing:
    """The client checks nothing of an answer: ServerFailed where it is no batch."""
    told = [getattr(batch, name, None) for name in ("id", "status", "output_file_id")]
    name, state, output = told
    if not (name and state) or not all(isinstance(one, str) and len(one) <= LONGEST_NAME for one in told if one):
        raise ServerFailed("the batch door answers what is no batch")
    return Standing(name, state[:20], output or "")


def _object(line: bytes) -> JSON:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
