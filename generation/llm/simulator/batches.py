"""The simulated model's batch door: files, batches, and answers some time later."""

import asyncio
import json
import re
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Any

JSON = dict[str, Any]
FILE = re.compile(rb'name="file".*?\r\n\r\n(.*?)\r\n--', re.DOTALL)
AFTER_S = 0.3  # a batch is answered so long after it was handed in
LOOK_S = 0.05
TEXT = "text"  # key of an answer that is no JSON


class Batches:
    """Keeps files and batches in memory; `chat` answers one request, as the live door does."""

    def __init__(self, chat: Callable[[JSON], Awaitable[tuple[int, dict, JSON]]]) -> None:
        self._chat = chat
        self._files: dict[str, bytes] = {}
        self._batches: dict[str, JSON] = {}
        self._tasks: set[asyncio.Task] = set()

    def answers(self, path: str) -> bool:
        return path.startswith(("/v1/files", "/v1/batches"))

    def respond(self, method: str, path: str, raw: bytes) -> tuple[int, JSON]:
        """Status and body; a body with TEXT alone is sent as it is."""
        parts = path.removeprefix("/v1/").split("/")
        if method == "POST" and parts == ["files"]:
            return 200, self._upload(raw)
        if method == "GET" and parts[0] == "files" and parts[-1] == "content" and parts[1] in self._files:
            return 200, {TEXT: self._files[parts[1]].decode()}
        if method == "POST" and parts == ["batches"]:
            return self._begin(json.loads(raw))
        if method == "GET" and parts == ["batches"]:
            return 200, {"object": "list", "data": list(reversed(self._batches.values())), "has_more": False}
        if method == "POST" and len(parts) == 3 and parts[0] == "batches" and parts[2] == "cancel":
            return self._cancel(parts[1])
        if method == "GET" and parts[0] == "batches" and parts[-1] in self._batches:
            return 200, self._batches[parts[-1]]
        return 404, {"error": {"message": f"There is nothing at {path}.", "type": "not_found"}}

    def _upload(self, raw: bytes) -> JSON:
        found = FILE.search(raw)
        return self._kept(found.group(1) if found else b"")

    def _kept(self, content: bytes) -> JSON:
        name = f"file-{secrets.token_hex(8)}"
        self._files[name] = content
        described = {"object": "file", "bytes": len(content), "created_at": 0, "filename": "batch.jsonl"}
        return {"id": name, "purpose": "batch", "status": "processed", **described}

    def _begin(self, asked: JSON) -> tuple[int, JSON]:
        if asked.get("input_file_id") not in self._files:
            return 400, {"error": {"message": "There is no such file.", "type": "invalid_request_error"}}
        name = f"batch_{secrets.token_hex(8)}"
        self._batches[name] = {
            "id": name, "object": "batch", "status": "in_progress", "output_file_id": None, "error_file_id": None,
            "created_at": 0, "metadata": asked.get("metadata"), "endpoint": asked.get("endpoint"),
            "input_file_id": asked["input_file_id"], "completion_window": "24h",
        }  # fmt: skip
        task = asyncio.create_task(self._work(self._batches[name]))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return 200, self._batches[name]

    def _cancel(self, name: str) -> tuple[int, JSON]:
        """What is handed in is answered all at once, so a batch that is cancelled before has no answer."""
        batch = self._batches.get(name)
        if batch is None:
            return 404, {"error": {"message": "There is no such batch.", "type": "not_found"}}
        if batch["status"] == "completed":
            return 400, {"error": {"message": "The batch is over.", "type": "invalid_request_error"}}
        batch["status"] = "cancelled"
        return 200, batch

    async def _work(self, batch: JSON) -> None:
        handed_in = time.monotonic()
        while time.monotonic() < handed_in + AFTER_S:  # which may change meanwhile
            await asyncio.sleep(min(AFTER_S, LOOK_S))
        if batch["status"] == "cancelled":
            return
        answered, refused = [], []
        for line in self._files[batch["input_file_id"]].splitlines():
            asked = json.loads(line)
            status, _headers, body = await self._chat(asked["body"])
            told = {"custom_id": asked["custom_id"], "response": {"status_code": status, "body": body}, "error": None}
            (answered if status == 200 else refused).append(json.dumps(told))
        answered.reverse()  # in no order that anybody may rely on
        batch["output_file_id"] = self._kept("\n".join(answered).encode())["id"]
        batch["error_file_id"] = self._kept("\n".join(refused).encode())["id"] if refused else None
        batch["status"] = "completed"
