"""The engine against a real HTTP peer: how near to the ideal, and what kill -9 costs.

    python -m bench engine
    python -m bench.engine --count 200 --parts kills --databases sqlite

The peer is ../shared/llm/replay.py with 200 ms and no spread. Speed: 1,000 AttrPrompt samples on one worker with 64
requests in flight, from the first write request to the last stored sample, against requests x latency / 64. Kills: 5 %
429, 2 % 500, 2 % malformed, 1 % hanging with a time-out of 10 s, and kill -9 of the worker every few seconds; the peer
may be asked again at most for what was in flight at the kills, and no answer is stored twice. Both on SQLite, and on
PostgreSQL where there is a server: BENCH_POSTGRES_URL names a database of it, beside which an own one is made.
"""

import argparse
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REPLAY = ROOT.parent / "shared" / "llm" / "replay.py"
LATENCY_S, PLACES = 0.2, 64
FAULTS = {"rate_429": 0.05, "rate_500": 0.02, "rate_malformed": 0.02, "rate_hang": 0.01}
#: What must hold however slow the machine is.
PROMISES = {
    "the run did not end": lambda found: found["state"] == "done",
    "samples are missing or doubled": lambda found: found["samples"] == found["distinct_samples"] == found["accepted"],
    "an answer was stored twice": lambda found: found["answers_doubled"] == 0,
    "the peer was asked again for more than was in flight": lambda found: found.get("repeats_within_bound", True),
}
RECIPE = {"check_length": False, "near_duplicates": False, "similar": 2, "values": 4, "dimensions": 2}


class Peer:
    """The replay peer on a free port."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, str(REPLAY), "--port", str(self.port), "--latency-sigma", "0", "--seed", "1"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()
        self.url = f"http://127.0.0.1:{self.port}/v1"

    def ask(self, path: str, body: dict | None = None) -> dict:
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", data=data, timeout=10) as answer:
            return json.load(answer)


def prepare(peer: Peer, count: int, places: int = PLACES):
    """A project with a codebook and a run whose set-up is done."""
    from django.utils import timezone  # noqa: PLC0415 - Django is set up by then

    from generation.models import Codebook, Endpoint, Label, Project, Question, User  # noqa: PLC0415
    from generation.runs.actions.lifecycle import start_run  # noqa: PLC0415
    from generation.runs.actions.worker import work_on  # noqa: PLC0415

    name = f"bench-{time.time_ns()}"
    user = User.objects.create_user(name)
    project = Project.objects.create(slug=name, name=name, created_by=user)
    fields = [{"name": "text", "title": "Review", "type": "text"}]
    codebook = Codebook.objects.create(
        project=project, number=1, fields=fields, created_by=user, published_by=user, published_at=timezone.now()
    )
    question = Question.objects.create(codebook=codebook, position=0, name="sentiment", title="How is the review?")
    for place, label in enumerate(("negative", "positive")):
        definition = f"The reviewer has a {label} opinion of the film."
        Label.objects.create(question=question, position=place, name=label, verbalizer=label, definition=definition)
    endpoint = Endpoint.objects.create(
        project=project, name="peer", base_url=peer.url, model="replay", concurrency=places, timeout_s=10
    )
    asked = {"project": project, "recipe": "attrprompt", "endpoint": endpoint, "by": user, "params": RECIPE}
    setup = start_run(count=0, seed=1, **asked)
    work_on(setup.pk)
    return start_run(count=count, seed=2, **asked)


def worker(run_id: int) -> subprocess.Popen:
    code = f"import django; django.setup(); from generation.runs.actions.worker import work_on; work_on({run_id})"
    return subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=os.environ)


def figures(run) -> dict:
    from generation.models import Call, Sample  # noqa: PLC0415

    run.refresh_from_db()
    writes = Call.objects.filter(run=run, row__round=1)
    answered = writes.filter(error="")
    first = min(call.created_at.timestamp() - call.latency_ms / 1000 for call in writes.order_by("id")[:PLACES])
    last = Sample.objects.filter(run=run).latest("created_at").created_at.timestamp()
    ideal = answered.count() * LATENCY_S / PLACES
    texts = list(Sample.objects.filter(run=run).values_list("content_hash", flat=True))
    return {
        "state": run.state,
        "accepted": run.accepted,
        "samples": len(texts),
        "distinct_samples": len(set(map(bytes, texts))),
        "rejected": run.rejected,
        "failed": run.failed,
        "requests": writes.count(),
        "answers": answered.count(),
        "answers_doubled": answered.count() - answered.values("row", "step").distinct().count(),
        "seconds": round(last - first, 3),
        "ideal_seconds": round(ideal, 3),
        "times_ideal": round((last - first) / ideal, 3),
    }


def speed(peer: Peer, count: int) -> dict:
    peer.ask("/faults", dict.fromkeys(FAULTS, 0) | {"latency_ms": 0})
    run = prepare(peer, count)
    peer.ask("/faults", {"latency_ms": LATENCY_S * 1000})
    peer.ask("/reset", {})
    worker(run.pk).wait()
    return figures(run) | {"peer": peer.ask("/stats")}


def kills(peer: Peer, count: int, after: tuple[float, float] = (0.5, 3.0)) -> dict:
    """Kill the worker some seconds after it began to ask, again and again, until the run has ended."""
    peer.ask("/faults", dict.fromkeys(FAULTS, 0) | {"latency_ms": 0})
    run = prepare(peer, count)
    peer.ask("/faults", FAULTS | {"latency_ms": LATENCY_S * 1000})
    peer.ask("/reset", {})
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


def part(name: str, count: int) -> None:
    """One part in this process, on the database that the environment names; prints its figures."""
    import django  # noqa: PLC0415 - needs the environment

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    peer = Peer()
    try:
        print(json.dumps({"speed": speed, "kills": kills}[name](peer, count)))
    finally:
        peer.process.kill()


def environment(url: str | None, folder: str) -> dict:
    more = {"SYNTHLAB_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "synthlab.settings", "LOG_LEVEL": "ERROR"}
    more |= {"SYNTHLAB_ALLOWED_LLM_HOSTS": "127.0.0.1"} | ({"DATABASE_URL": url} if url else {})
    return {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | more


def fresh_postgresql() -> str | None:
    """The address of an empty database on the server that BENCH_POSTGRES_URL names, or on the standard port."""
    import psycopg  # noqa: PLC0415 - only where there is a server

    url = os.environ.get("BENCH_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
    name = f"synthlab_bench_{os.getpid()}"
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=3) as server:
            server.execute(f"CREATE DATABASE {name}")
    except psycopg.OperationalError:
        return None
    return re.sub(r"/[^/]*$", f"/{name}", url)


def drop(url: str) -> None:
    import psycopg  # noqa: PLC0415

    base, name = url.rsplit("/", 1)
    with psycopg.connect(f"{base}/postgres", autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def run_parts(database: str, url: str | None, names: list[str], count: int) -> dict:
    found = {}
    for name in names:
        load = os.getloadavg()[0]
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "bench.engine", "--part", name, "--count", str(count)]
            done = subprocess.run(command, cwd=ROOT, env=environment(url, folder), stdout=subprocess.PIPE, text=True)
        if done.returncode:
            raise SystemExit(f"{name} on {database} failed")
        found[name] = json.loads(done.stdout.splitlines()[-1]) | {"load_before": round(load, 2)}
        print(database, name, json.dumps(found[name]), flush=True)
        if broken := [promise for promise, kept in PROMISES.items() if not kept(found[name])]:
            raise SystemExit(f"{name} on {database}: {', '.join(broken)}")
    return found


def main(parts: str = "speed,kills", databases: str = "sqlite,postgresql", count: int = 1000) -> dict:
    if not REPLAY.exists():
        print("SKIPPED: the folder ../shared with the replay peer is not here.")
        return {}
    found = {}
    for database in databases.split(","):
        url = fresh_postgresql() if database == "postgresql" else None
        if database == "postgresql" and url is None:
            print("SKIPPED: no PostgreSQL at hand.")
            continue
        try:
            found[database] = run_parts(database, url, parts.split(","), count)
        finally:
            if url:
                drop(url)
    return found


def from_command_line() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--parts", default="speed,kills")
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--part", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        part(options.part, options.count)
    else:
        main(options.parts, options.databases, options.count)


if __name__ == "__main__":
    from_command_line()
