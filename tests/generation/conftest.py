"""Model peers over real HTTP: the replay of recorded output, and our own simulated model."""

import asyncio
import json
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from generation.llm.simulator.knobs import Knobs
from generation.llm.simulator.server import Simulator

ROOT = Path(__file__).resolve().parents[2]
NO_FAULTS = {f"rate_{name}": 0 for name in ("429", "quota", "500", "malformed", "refusal", "truncated", "hang")}


@dataclass
class Peer:
    """An endpoint to talk to. `turn` sets its faults."""

    url: str  # ends in /v1
    knobs: str

    def turn(self, **values) -> None:
        self._ask(self.knobs, values)

    def stats(self) -> dict:
        return self._ask("/stats")

    def _ask(self, path: str, body: dict | None = None) -> dict:
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(self.url.removesuffix("/v1") + path, data=data, timeout=10) as answer:
            return json.load(answer)


@pytest.fixture(scope="session")
def _replay_process():
    script = ROOT.parent / "shared" / "llm" / "replay.py"
    if not script.exists():
        pytest.skip("the folder ../shared with the replay peer is not here")
    command = [sys.executable, "-u", str(script), "--port", "0", "--seed", "1"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield Peer(_listening_at(process), "/faults")
    finally:
        process.kill()
        process.wait()


def _listening_at(process: subprocess.Popen) -> str:
    """The peer prints the port it was given, 0; which one it got, the system knows."""
    assert "replay peer" in process.stdout.readline()
    sockets = Path(f"/proc/{process.pid}/net/tcp").read_text().splitlines()[1:]
    own = {link.readlink().name for link in Path(f"/proc/{process.pid}/fd").iterdir() if link.is_symlink()}
    for line in sockets:
        parts = line.split()
        if parts[3] == "0A" and f"socket:[{parts[9]}]" in own:
            return f"http://127.0.0.1:{int(parts[1].split(':')[1], 16)}/v1"
    raise RuntimeError("the replay peer does not listen")


@pytest.fixture
def replay(_replay_process) -> Peer:
    _replay_process.turn(**NO_FAULTS, latency_ms=0, retry_header="seconds")
    _replay_process._ask("/reset", {})
    return _replay_process


@contextmanager
def _simulator() -> Iterator[Peer]:
    started, state = threading.Event(), {}

    async def work() -> None:
        state["stop"], state["loop"] = asyncio.Event(), asyncio.get_running_loop()
        state["url"] = await Simulator().start()
        started.set()
        await state["stop"].wait()

    thread = threading.Thread(target=asyncio.run, args=(work(),), daemon=True)
    thread.start()
    started.wait(10)
    yield Peer(state["url"], "/knobs")
    state["loop"].call_soon_threadsafe(state["stop"].set)
    thread.join(5)


@pytest.fixture(scope="session")
def _simulator_thread():
    with _simulator() as peer:
        yield peer


@pytest.fixture(scope="session")
def _other_simulator_thread():
    with _simulator() as peer:
        yield peer


@pytest.fixture
def simulated(_simulator_thread) -> Peer:
    return _as_new(_simulator_thread)


@pytest.fixture
def other_simulated(_other_simulator_thread) -> Peer:
    """A second model, at an address of its own."""
    return _as_new(_other_simulator_thread)


def _as_new(peer: Peer) -> Peer:
    peer.turn(**{name: getattr(Knobs(), name) for name in Knobs.__dataclass_fields__})
    return peer


@pytest.fixture(params=["replay", "simulated"])
def peer(request) -> Peer:
    return request.getfixturevalue(request.param)
