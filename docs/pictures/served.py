"""The demo, built and served in a folder of its own."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
MANAGE = [sys.executable, str(ROOT / "manage.py")]
DEMO = "customer-messages-demo"
PATIENCE_S = 300


@dataclass(frozen=True)
class Site:
    address: str
    passwords: dict[str, str]
    tokens: dict[str, str]

    def get(self, person: str, path: str) -> dict:
        return self._answer(person, path)

    def post(self, person: str, path: str, body: dict | list[dict]) -> dict:
        """A list is sent as NDJSON."""
        if isinstance(body, list):
            return self._answer(person, path, "\n".join(map(json.dumps, body)), "application/x-ndjson")
        return self._answer(person, path, json.dumps(body), "application/json")

    def _answer(self, person: str, path: str, body: str | None = None, kind: str = "") -> dict:
        """Of the REST API."""
        headers = {"Authorization": f"Bearer {self.tokens[person]}"} | ({"Content-Type": kind} if kind else {})
        request = urllib.request.Request(
            f"{self.address}/api/v1/{path}", data=body.encode() if body else None, headers=headers
        )
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read())


@contextmanager
def served_demo(folder: Path) -> Iterator[Site]:
    environment = os.environ | {"SYNTHLAB_DATA_DIR": str(folder)}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [*MANAGE, "demo", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL, cwd=ROOT
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/sign-in/", server)
        passwords = json.loads((folder / "demo.json").read_text())
        yield Site(address, passwords, {name: _token(name, environment) for name in passwords})
    finally:
        server.terminate()
        server.wait()


def _wait_for(address: str, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address):
                return
        except urllib.error.URLError:
            time.sleep(1)
    sys.exit("The demo did not start.")


def _token(person: str, environment: dict[str, str]) -> str:
    made = subprocess.run(
        [*MANAGE, "create_token", person], env=environment, capture_output=True, text=True, check=True, cwd=ROOT
    )
    return made.stdout.strip()
