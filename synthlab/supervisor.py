"""Keeps the processes of one set-up running and ends them together.

Run as a script by `serve`, with nothing but the standard library: a supervisor that loads Django would cost more
memory than the web worker it looks after.
"""

import ctypes
import json
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

HEALTHY_S = 30  # a process that lived this long is started again without delay
LONGEST_PAUSE_S = 30
GRACE_S = 10
_PR_SET_PDEATHSIG = 1


@dataclass
class Part:
    """One process; it is started again when it ends, after a pause that grows while it keeps failing."""

    name: str
    command: list[str]
    process: subprocess.Popen | None = None
    started: float = 0.0
    not_before: float = 0.0
    failures: int = 0

    def tend(self) -> None:
        if self.process is not None and self.process.poll() is None:
            return
        now = time.monotonic()
        if self.process is not None:
            self._note_end(now)
        if now >= self.not_before:
            # preexec_fn is safe here: this process has one thread.
            self.process = subprocess.Popen(self.command, preexec_fn=_die_with_parent)
            self.started = now

    def _note_end(self, now: float) -> None:
        self.failures = 0 if now - self.started > HEALTHY_S else self.failures + 1
        pause = 0 if not self.failures else min(2 ** (self.failures - 1), LONGEST_PAUSE_S)
        print(f"{self.name} ended with code {self.process.returncode}; it starts again in {pause} s", file=sys.stderr)
        self.process, self.not_before = None, now + pause

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, seconds: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()


def _die_with_parent() -> None:
    """In the child, before it begins: end when the supervisor does, also by kill -9 (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Stop(Exception):
    pass


def supervise(parts: list[Part]) -> None:
    """Keep all parts running until SIGINT or SIGTERM, then stop them together."""

    def stop(*_args) -> None:
        raise Stop

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    try:
        while True:
            for part in parts:
                part.tend()
            time.sleep(0.5)
    except Stop:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for part in parts:
            part.stop()
        deadline = time.monotonic() + GRACE_S
        for part in parts:
            part.wait(max(deadline - time.monotonic(), 0.1))


if __name__ == "__main__":
    supervise([Part(name, command) for name, command in json.loads(sys.argv[1]).items()])
