"""The engine against a real HTTP peer: how near to the ideal, and what kill -9 costs.

    python -m bench engine
    python -m bench.engine --count 200 --cases kills --databases sqlite

The peer is ../shared/llm/replay.py with 200 ms and no spread. Speed: 1,000 AttrPrompt samples on one worker with 64
requests in flight, from the first write request to the last stored sample, against requests x latency / 64. Kills: 5 %
429, 2 % 500, 2 % malformed, 1 % hanging with a time-out of 10 s, and kill -9 of the worker every few seconds; the peer
may be asked again at most for what was in flight at the kills, and no answer is stored twice.
"""

import os
import random
import signal
import subprocess
import sys
import time

from bench import cases
from bench.peer import FAULTS, LATENCY_S, PLACES, ROOT, Peer, figures, prepare

HANGING = FAULTS | {"rate_hang": 0.01}
CHOSEN = "speed,kills"


def worker(run_id: int) -> subprocess.Popen:
    code = f"import django; django.setup(); from generation.runs.actions.worker import work_on; work_on({run_id})"
    return subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=os.environ)


def speed(peer: Peer, count: int) -> dict:
    peer.quick()
    run = prepare(peer, count)
    peer.slow()
    worker(run.pk).wait()
    found = figures(run)
    ideal = found["answers"] * LATENCY_S / PLACES
    times = {"ideal_seconds": round(ideal, 3), "times_ideal": round(found["seconds"] / ideal, 3)}
    return found | times | {"peer": peer.ask("/stats")}


def kills(peer: Peer, count: int, after: tuple[float, float] = (0.5, 3.0)) -> dict:
    """Kill the worker some seconds after it began to ask, again and again, until the run has ended."""
    peer.quick()
    run = prepare(peer, count)
    peer.slow(**HANGING)
    rng, in_flight, lost, hung, started = random.Random(1), [], 0, 0, time.time()
    while not _ended(run):
        process = worker(run.pk)
        _until_it_asks(peer, process)
        try:
            process.wait(rng.uniform(*after))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGSTOP)
            in_flight.append(_in_flight(peer, run) - lost - hung)
            process.kill()
            process.wait()
            time.sleep(2 * LATENCY_S)  # the peer answers what it had begun; what is left then hangs for good
            hung, lost = peer.ask("/stats")["in_flight"], _answered_in_vain(peer, run)
    stats = peer.ask("/stats")
    repeats = stats["answered"] - stats["distinct_requests"]
    return figures(run) | {
        "kills": len(in_flight),
        "in_flight_at_kills": in_flight,
        "repeats_at_peer": repeats,
        "repeats_within_bound": repeats <= sum(in_flight),
        "seconds_in_all": round(time.time() - started, 1),
        "peer": stats,
    }


def _until_it_asks(peer: Peer, process: subprocess.Popen) -> None:
    before = peer.ask("/stats")["requests"]
    while process.poll() is None and peer.ask("/stats")["requests"] == before:
        time.sleep(0.05)


def _in_flight(peer: Peer, run) -> int:
    """Requests sent whose answers are not stored: under way at the peer, or on their way to the database."""
    time.sleep(LATENCY_S / 4)  # what was written to a socket has arrived by then
    return peer.ask("/stats")["in_flight"] + _answered_in_vain(peer, run)


def _answered_in_vain(peer: Peer, run) -> int:
    from generation.models import Call  # noqa: PLC0415

    return peer.ask("/stats")["answered"] - Call.objects.filter(run=run, row__round=1, error="").count()


def _ended(run) -> bool:
    run.refresh_from_db()
    return run.state in ("done", "failed", "cancelled", "paused")


CASES = {"speed": speed, "kills": kills}


def main() -> dict:
    return cases.main("bench.engine", CHOSEN)


if __name__ == "__main__":
    cases.command_line("bench.engine", __doc__, CASES, chosen=CHOSEN, count=1000)
