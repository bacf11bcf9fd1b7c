"""What annotators feel while the student learns anew: 100,000 rows, 100 new answers, a score in the worker beside them.

    python -m bench rescore
    python -m bench.rescore --rows 20000 --quiet 30

Five people answer over real HTTP, each after two seconds of thinking on average. Their waits are told in three spells:
before the score (at least 100 answers), while the worker carries out the one that a lead asks for, and after it. A turn
is a submit and the next item together. The first score of all is made before anybody comes. Beside the waits: how long
the score took, the most memory of the worker's processes, and how many of the next 100 items are others by the new
order.
"""

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bench.queue import Person, _family, server
from bench.signals import fill

ROWS, QUIET_S = 100_000, 120
PEOPLE, THINKING_S, ANSWERS = 5, 2.0, 100
NEXT = 100  # items in line that are compared


def main(rows: int = ROWS, quiet: float = QUIET_S) -> dict:
    with tempfile.TemporaryDirectory(prefix="synthlab-bench-") as folder:
        env = {**os.environ, "SYNTHLAB_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "synthlab.settings"}
        env.pop("DATABASE_URL", None)
        world = _child("prepare", env, str(rows), folder)
        figures = {"rows": rows, "people": PEOPLE, "load_before": round(os.getloadavg()[0], 2)}
        figures["first_score"] = _child("score", env)
        with server(env) as (port, _pids), _worker(env) as memory, _crowd(port, world) as crowd:
            _wait_until(_after(quiet), lambda: len(crowd.turns) >= ANSWERS)
            figures["answers"], before = len(crowd.turns), _child("in_line", env)["samples"]
            memory.clear()
            asked = time.monotonic()
            lead = Person(port, world["slug"], world["lead"])
            lead.post("score", {})
            _wait_until(lambda: _is_scored(lead))
            scored = time.monotonic()
            figures |= {"score_s": round(scored - asked), "score_peak_mb": max(memory)}
            figures["moved_in_line"] = _moved(before, _child("in_line", env)["samples"])
            _wait_until(_after(quiet))
        figures["before"], figures["meanwhile"], figures["after"] = (
            _waits([wait for at, wait in crowd.turns if since <= at < until])
            for since, until in ((0, asked), (asked, scored), (scored, time.monotonic()))
        )
        figures["failures"] = crowd.failures
    _tell(figures)
    return figures


def _tell(figures: dict) -> None:
    first = figures["first_score"]
    print(f"{figures['rows']:,} rows, {PEOPLE} people; first score {first['seconds']} s, {first['peak_mb']:,} MB")
    print("after {answers} answers the next took {score_s} s and its worker {score_peak_mb:,} MB".format(**figures))
    print(f"{figures['moved_in_line']} of the next {NEXT} items are others; {figures['failures']} failures")
    for name in ("before", "meanwhile", "after"):
        waits = "median {median_ms:.0f} ms, 95 % within {p95_ms:.0f} ms, slowest {slowest_ms:.0f} ms"
        print(f"{name:>10}: {figures[name]['n']:,} turns, {waits.format(**figures[name])}", flush=True)


def _waits(seconds: list[float]) -> dict:
    waits = sorted(1000 * each for each in seconds)
    return {
        "n": len(waits),
        "median_ms": round(statistics.median(waits), 1),
        "p95_ms": round(waits[int(len(waits) * 0.95)], 1),
        "slowest_ms": round(waits[-1], 1),
    }


def _moved(before: list[int], after: list[int]) -> int:
    """Of the items that come next, how many would not have by the order before, of what is still open."""
    still = set(after)
    then = [sample for sample in before if sample in still][:NEXT]
    return NEXT - len(set(then) & set(after[:NEXT]))


@dataclass
class Crowd:
    """What people met: of each turn when it began and how long it took, in seconds; and what went wrong."""

    turns: list[tuple[float, float]] = field(default_factory=list)
    failures: int = 0

    def work(self, person: Person, seed: int, over: threading.Event) -> None:
        chance, item = random.Random(seed), person.take()
        while not over.wait(chance.expovariate(1 / THINKING_S)):
            start = time.monotonic()
            person.answer(item, chance.choice(("positive", "negative")))
            item = person.take()
            self.turns.append((start, time.monotonic() - start))
        self.failures += sum(status >= 400 for status in person.statuses)


@contextmanager
def _crowd(port: int, world: dict) -> Iterator[Crowd]:
    crowd, over = Crowd(), threading.Event()
    people = [Person(port, world["slug"], token) for token in world["tokens"]]
    threads = [threading.Thread(target=crowd.work, args=(one, seed, over)) for seed, one in enumerate(people)]
    for thread in threads:
        thread.start()
    try:
        yield crowd
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _after(seconds: float) -> Callable[[], bool]:
    until = time.monotonic() + seconds
    return lambda: time.monotonic() > until


def _wait_until(*conditions: Callable[[], bool]) -> None:
    while not all(condition() for condition in conditions):
        time.sleep(1)


def _is_scored(lead: Person) -> bool:
    job = lead.ask("GET", "signals")["score"]
    if job["state"] == "failed":
        raise RuntimeError(job["error"])
    return job["state"] == "done"


@contextmanager
def _worker(env: dict) -> Iterator[list[int]]:
    """A worker as `serve` starts it. Yields the memory of its processes together (MB, anonymous), second by second."""
    command = [sys.executable, "manage.py", "worker"]
    over, memory = threading.Event(), [0]
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as worker:
        watch = threading.Thread(target=_watch, args=(worker.pid, over, memory))
        watch.start()
        try:
            yield memory
        finally:
            over.set()
            watch.join()
            worker.terminate()
            worker.wait(30)


def _watch(pid: int, over: threading.Event, memory: list[int]) -> None:
    while not over.wait(1):
        with suppress(OSError):  # one of them has just ended
            memory.append(sum(map(_anonymous_mb, _family(pid))))


def _anonymous_mb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("RssAnon"))


def _child(step: str, env: dict, *arguments: str) -> dict:
    command = [sys.executable, "-m", "bench.rescore", "--step", step, *arguments]
    done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


# -- what children do with the database --------------------------------------------------------------------------------
def prepare(rows: str, folder: str) -> dict:
    """A project with the rows of `bench.signals`, all of them items, five annotators and a lead."""
    fill(int(rows), folder)
    from annotation.models import Dispenser
    from annotation.queue.actions.pull import pull
    from generation.models import Membership, Project, Role, Token, User

    project = Project.objects.get(slug="bench")
    while pull(project=project):
        pass
    Dispenser.objects.filter(project=project).update(score_asked_at=10**9)  # no score but the lead's
    people = [User.objects.create_user(f"annotator-{number}") for number in range(PEOPLE)]
    for person in people:
        Membership.objects.create(project=project, user=person, role=Role.ANNOTATOR)
    tokens = [Token.objects.issue(user=user, name="bench")[1] for user in (User.objects.get(username="bench"), *people)]
    return {"slug": project.slug, "lead": tokens[0], "tokens": tokens[1:]}


def score() -> dict:
    from annotation.machine.actions import score_project
    from annotation.machine.asking import enqueue_score
    from generation import jobs
    from generation.models import Project

    job, started = enqueue_score(Project.objects.get(slug="bench")), time.perf_counter()
    score_project(job)
    jobs.finish(job)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"seconds": round(time.perf_counter() - started), "peak_mb": peak}


def in_line() -> dict:
    """All open items in the order in which they come."""
    from annotation.models import Item

    items = Item.objects.filter(state=Item.State.OPEN).order_by("-priority", "pk")
    return {"samples": list(items.values_list("sample", flat=True))}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--quiet", type=float, default=QUIET_S, help="seconds of the spells before and after")
    parser.add_argument("--step", nargs="+", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if not chosen.step:
        print(json.dumps(main(chosen.rows, chosen.quiet)))
    else:
        import django

        django.setup()
        print(json.dumps({"prepare": prepare, "score": score, "in_line": in_line}[chosen.step[0]](*chosen.step[1:])))
