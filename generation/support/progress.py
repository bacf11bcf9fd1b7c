"""How far a command is: a bar on a terminal, JSON lines where a program reads, nothing in a log."""

import time
from typing import TextIO

import orjson

EVERY_S = 0.2


class ProgressBar:
    def __init__(self, stream: TextIO, unit: str, *, as_json: bool = False):
        self.stream, self.unit, self.as_json = stream, unit, as_json
        self.live = as_json or stream.isatty()
        self.started = self.shown = time.monotonic()
        if self.live and not as_json:  # what reads, trains or compares first has nothing to count for a while
            self._write(f"\r0 {unit} ")

    def at(self, done: int) -> None:
        now = time.monotonic()
        if not self.live or now - self.shown < EVERY_S:
            return
        self.shown = now
        rate = int(done / max(now - self.started, 0.001))
        if self.as_json:
            self._write(orjson.dumps({"done": done, "unit": self.unit, "rate": rate}).decode() + "\n")
        else:
            self._write(f"\r{done:,} {self.unit}, {rate:,} a second ")

    def close(self) -> None:
        if self.live and not self.as_json:
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()
