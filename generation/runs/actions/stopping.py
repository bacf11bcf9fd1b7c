"""How a worker is stopped: by SIGTERM as by Ctrl+C. It takes up nothing new and waits for what is asked already."""

import asyncio
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def cancelled_by_sigterm() -> Iterator[None]:
    """SIGTERM cancels the current task as the first Ctrl+C does; not twice, for of those who end together each tells
    its children. Signals are the main thread's."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    before = signal.getsignal(signal.SIGTERM)
    loop.add_signal_handler(signal.SIGTERM, lambda: task.cancelling() or task.cancel())
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGTERM)
        signal.signal(signal.SIGTERM, before)


def say_waiting(answers: int) -> None:
    """To the person who looks on."""
    if answers and sys.stderr.isatty():
        print(f"\nWaiting for answers that are paid for: {answers}. Ctrl+C again gives them up.", file=sys.stderr)
