"""Many annotators for minutes over real HTTP: nothing collides, nothing is lost, whatever happens meanwhile.

    python -m bench annotators
    python -m bench.annotators --seconds 60

Each person takes an item, thinks, and answers; now and then they skip it, flag it, take their last answer back and
answer anew, send an answer twice, or walk away. Meanwhile leases run out before their time and workers are killed
with kill -9 and started again. 8 people on SQLite; 64 on PostgreSQL where a server answers (databases.py).

Then the database is asked: every answer that was confirmed is there as it was sent, none stands twice, nobody was
given what another held, and every item is in a state that fits its answers.
"""

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import contextmanager

from bench.databases import each_database
from bench.queue import Person, child, server

SECONDS = 300
ROWS = 30_000
THINKING_S = 2.0  # on average: a quick annotator, labelling a sentence
PEOPLE = {"sqlite": 8, "postgresql": 64}
#: What a person does with an item, and how often.
HABITS = {"answer": 0.80, "twice": 0.03, "skip": 0.07, "flag": 0.01, "undo": 0.05, "walk_away": 0.04}
KILL_EVERY_S, EXPIRE_EVERY_S, EXPIRED_SHARE = 20, 5, 0.1


def main(seconds: int = SECONDS) -> dict:
    with each_database() as databases:
        return {name: _soak(name, address, seconds) for name, address in databases.items()}


def _soak(database: str, address: str, seconds: int) -> dict:
    people = PEOPLE[database]
    with tempfile.TemporaryDirectory(prefix="synthlab-bench-") as folder:
        env = {**os.environ, "SYNTHLAB_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "synthlab.settings"}
        env.pop("DATABASE_URL", None)
        if address:
            env["DATABASE_URL"] = address
        world = json.loads(child("prepare", env, str(ROWS), str(people), "0.1").splitlines()[-1])
        with server(env) as (port, _pids), _trouble(env) as kills:
            crowd = [Annotator(port, world["slug"], token, seed) for seed, token in enumerate(world["tokens"])]
            _work(crowd, seconds)
        seen = _look(env, [answer for person in crowd for answer in person.confirmed])
    figures = _figures(crowd) | {"kills": len(kills)} | seen
    bad = {name: figures[name] for name in PROMISES if figures[name]}
    waits = "median {median_ms:.0f} ms, 95 % within {p95_ms:.0f} ms, slowest {slowest_ms:.0f} ms".format(**figures)
    print(
        f"{database}: {people} people, {seconds} s: {figures['answers']:,} answers; submit and next: {waits}; "
        f"{len(kills)} workers killed, {figures['expired']} leases ran out; {'ok' if not bad else f'BROKEN: {bad}'}",
        flush=True,
    )
    if bad:
        raise SystemExit(f"{database}: {bad}")
    return figures


#: What must be zero.
PROMISES = ("errors", "lost", "changed", "standing_twice", "collisions", "odd_items")


def _work(crowd: list["Annotator"], seconds: int) -> None:
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=person.work, args=(until,)) for person in crowd]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class Annotator(Person):
    """A person with habits. What the server confirmed is kept, to be looked for afterwards."""

    def __init__(self, port: int, slug: str, token: str, seed: int):
        super().__init__(port, slug, token)
        self.chance = random.Random(seed)
        self.confirmed: list[list] = []  # [answer, sample, label, whether it was taken back]
        self.pairs: list[float] = []  # seconds of submit and next together
        self.did: Counter = Counter()
        self.errors: list[str] = []

    def work(self, until: float) -> None:
        time.sleep(self.chance.uniform(0, THINKING_S))
        item = self._next()
        while time.monotonic() < until:
            if item is None:
                time.sleep(THINKING_S)
                item = self._next()
                continue
            time.sleep(self.chance.expovariate(1 / THINKING_S))
            habit = self.chance.choices(list(HABITS), HABITS.values())[0]
            self.did[habit] += 1
            start = time.perf_counter()
            getattr(self, f"_{habit}")(item)
            item = self._next()
            if habit == "answer":
                self.pairs.append(time.perf_counter() - start)

    def _send(self, path: str, body: dict, *expected: int) -> tuple[int, dict]:
        """409 is an answer like any other: a lease ran out, ten are held. Anything else unexpected is an error."""
        answer = self.post(path, body)
        status = self.statuses[-1]
        if status not in (*expected, 409):
            self.errors.append(f"{status} {path}: {json.dumps(answer)[:200]}")
        return status, answer

    def _next(self) -> dict | None:
        status, item = self._send("queue/next", {}, 200, 204)
        return item if status == 200 else None

    def _answer(self, item: dict) -> dict:
        label = self.chance.choice(("positive", "negative"))
        body = {"sample": item["sample"]["id"], "lease": item["lease"]["token"], "answers": {"sentiment": label}}
        status, stored = self._send("annotations", body | {"seconds": 2.0}, 201)
        if status == 201:
            self.confirmed.append([stored["id"], item["sample"]["id"], label, False])
        return body

    def _twice(self, item: dict) -> None:
        before = len(self.confirmed)
        body = self._answer(item)
        status, again = self._send("annotations", body, 201)
        if len(self.confirmed) > before and status == 201 and again["id"] != self.confirmed[-1][0]:
            self.errors.append(f"sent twice, stored twice: {again}")

    def _skip(self, item: dict) -> None:
        self._send(f"queue/{item['lease']['token']}/skip", {}, 204)

    def _flag(self, item: dict) -> None:
        self._send(f"queue/{item['lease']['token']}/flag", {"reason": "two in one"}, 204)

    def _undo(self, item: dict) -> None:
        self._answer(item)
        if not self.confirmed:
            return
        status, undone = self._send(f"annotations/{self.confirmed[-1][0]}/undo", {}, 200)
        if status == 200:
            self.confirmed[-1][3] = True
            if undone["lease"]:
                again = {"sample": {"id": undone["sample"]}, "lease": undone["lease"]}
                self._answer(again)

    def _walk_away(self, item: dict) -> None:
        """The item stays with them until its lease runs out. They hold ten at most, so the oldest go back."""
        self.held = [*getattr(self, "held", []), item]
        if len(self.held) > 5:
            self._send(f"queue/{self.held.pop(0)['lease']['token']}/return", {}, 204)


@contextmanager
def _trouble(env: dict):
    """A worker that is killed again and again, and leases that run out before their time. Yields the kills."""
    over, kills = threading.Event(), []
    threads = [
        threading.Thread(target=_kill_workers, args=(env, over, kills)),
        threading.Thread(target=_let_leases_run_out, args=(env, over)),
    ]
    for thread in threads:
        thread.start()
    try:
        yield kills
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _kill_workers(env: dict, over: threading.Event, kills: list) -> None:
    while not over.is_set():
        command = [sys.executable, "manage.py", "worker"]
        worker = subprocess.Popen(
            command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        over.wait(KILL_EVERY_S)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        kills.append(time.time())


def _let_leases_run_out(env: dict, over: threading.Event) -> None:
    command = [sys.executable, "-m", "bench.annotators", "--step", "expire"]
    with subprocess.Popen(command, env=env, stdin=subprocess.PIPE, text=True) as child_process:
        over.wait()
        child_process.stdin.close()  # it ends when nobody holds the other end


def _look(env: dict, confirmed: list[list]) -> dict:
    command = [sys.executable, "-m", "bench.annotators", "--step", "look"]
    done = subprocess.run(command, env=env, input=json.dumps(confirmed), stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def _figures(crowd: list[Annotator]) -> dict:
    pairs = sorted(wait * 1000 for person in crowd for wait in person.pairs)
    errors = [error for person in crowd for error in person.errors]
    for error in errors[:5]:
        print("  ", error)
    return {
        "people": len(crowd),
        "answers": sum(len(person.confirmed) for person in crowd),
        "did": dict(sum((person.did for person in crowd), Counter())),
        "median_ms": round(statistics.median(pairs), 1),
        "p95_ms": round(pairs[int(len(pairs) * 0.95)], 1),
        "slowest_ms": round(pairs[-1], 1),
        "errors": len(errors),
    }


# -- what children do with the database --------------------------------------------------------------------------------
def expire() -> None:
    """Let a tenth of the leases run out every few seconds, until the standard input is closed."""
    from django.db import OperationalError  # noqa: PLC0415 - after django.setup()
    from django.utils import timezone  # noqa: PLC0415

    from annotation.models import Assignment  # noqa: PLC0415

    over = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
    while not over.wait(EXPIRE_EVERY_S):
        held = list(Assignment.objects.filter(state=Assignment.State.HELD).values_list("pk", flat=True))
        chosen = random.sample(held, int(len(held) * EXPIRED_SHARE))
        try:
            Assignment.objects.filter(pk__in=chosen).update(expires_at=timezone.now())
        except OperationalError:
            continue  # the database was busy; the next round comes


def look() -> dict:
    """What became of the confirmed answers, which stand on the standard input."""
    from django.db.models import Count, Exists, F, OuterRef, Q  # noqa: PLC0415 - after django.setup()

    from annotation.models import Annotation, Assignment, Item  # noqa: PLC0415

    confirmed = {answer: rest for answer, *rest in json.loads(sys.stdin.read())}
    stored = {row[0]: row[1:] for row in Annotation.objects.values_list("pk", "item__sample", "label", "undone_at")}
    changed = [
        answer
        for answer, (sample, label, undone) in confirmed.items()
        if answer in stored and (stored[answer][:2] != (sample, label) or bool(stored[answer][2]) != undone)
    ]
    twice = Annotation.objects.valid().values("item", "user").annotate(n=Count("pk")).filter(n__gt=1)
    others = Assignment.objects.filter(
        item=OuterRef("item"), pk__gt=OuterRef("pk"), created_at__lt=OuterRef("ended_at")
    )
    overlapping = Assignment.objects.exclude(ended_at=None).filter(Exists(others))
    valid = Count("annotations", filter=Q(annotations__undone_at=None))
    items = Item.objects.annotate(valid=valid)
    odd = items.exclude(answers=F("valid")) | items.filter(state=Item.State.ANSWERED, valid=0)
    return {
        "lost": len(confirmed.keys() - stored.keys()),
        "unconfirmed": len(stored.keys() - confirmed.keys()),  # stored, and their confirmation did not get through
        "changed": len(changed),
        "standing_twice": twice.count(),
        "collisions": overlapping.count(),
        "odd_items": odd.count(),
        "expired": Assignment.objects.filter(state=Assignment.State.EXPIRED).count(),
    }


def _in_child(step: str) -> None:
    import django  # noqa: PLC0415 - needs the environment

    django.setup()
    if step == "expire":
        expire()
    else:
        print(json.dumps(look()))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--step", choices=("expire", "look"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.step:
        _in_child(chosen.step)
    else:
        main(chosen.seconds)
