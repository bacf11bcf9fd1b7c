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

    def at(self, done: int) -> None:
        now = time.monotonic()
        if not self.live or now - self.shown < EVERY_S:
            return
        self.shown = now
        rate = int(done / max(now - self.started, 0.001))
        if self.as_json:
            self.stream.write(orjson.dumps({"done": done, "unit": self.unit, "rate": rate}).decode() + "\n")
        else:
            self.stream.write(f"\r{done:,} {self.unit}, {rate:,} a second ")
        self.stream.flush()

    def close(self) -> None:
        if self.live and not self.as_json:
            self.stream.write("\r\x1b[K")
            self.stream.flush()
