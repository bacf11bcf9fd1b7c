"""Places for requests in flight: a pool that is refilled one by one, never a batch that is waited for.

A place is free as soon as its answer is there. Answers that wait to be stored take places only beyond half as many as
there are: the endpoint is kept busy while the database writes, and a kill loses no more than one and a half times the
places.
"""

import asyncio
import time
from collections import deque
from collections.abc import Mapping

from generation.llm.limits import Pace


class Stopping(Exception):
    """The worker takes up nothing new."""


class Places:
    """Places at one endpoint. `stopped` is the worker's, which may ask at another one too."""

    def __init__(self, most: int, stopped: asyncio.Event) -> None:
        self.pace = Pace(most)
        self.in_flight = self.unstored = 0
        self._most_unstored = most // 2
        self.stopped = stopped
        self._waiting: deque[asyncio.Future] = deque()

    def give(self) -> None:
        self.in_flight -= 1
        self.wake()

    def give_for_storing(self) -> None:
        """Give the place back for an answer; `stored` says when it is written."""
        self.unstored += 1
        self.give()

    def stored(self) -> None:
        self.unstored -= 1
        self.wake()

    async def pause(self, seconds: float) -> None:
        """Wait outside of any place; Stopping where the worker stops meanwhile."""
        try:
            await asyncio.wait_for(self.stopped.wait(), seconds)
        except TimeoutError:
            return
        raise Stopping

    def stop(self) -> None:
        self.stopped.set()
        while self._waiting:
            future = self._waiting.popleft()
            if not future.done():
                future.set_exception(Stopping())

    def answered(self, headers: Mapping[str, str]) -> None:
        self.pace.answered(headers, time.monotonic())

    def limited(self, *, started_at: float, wait: float) -> None:
        self.pace.limited(started_at=started_at, wait=wait, now=time.monotonic())

    def wake(self) -> None:
        """Hand free places to those who wait longest; called again when a hold ends."""
        while self._waiting and self._may_start():
            future = self._waiting.popleft()
            if not future.done():
                self.in_flight += 1
                future.set_result(None)

    async def take(self) -> None:
        """Wait for a place; Stopping where the worker stops first."""
        if self.stopped.is_set():
            raise Stopping
        if not self._waiting and self._may_start():
            self.in_flight += 1
            return
        future = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        try:
            await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled() and future.exception() is None:
                self.in_flight -= 1
            raise

    def _may_start(self) -> bool:
        taken = self.in_flight + max(self.unstored - self._most_unstored, 0)
        return self.pace.may_start(taken, time.monotonic())
