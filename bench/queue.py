"""The queue over real HTTP: CPU of "next" and "submit", the same at every size, and eight people asking at once.

The server is `manage.py web` in a process of its own; its CPU is read from the system. On SQLite,
and on PostgreSQL where a server answers (databases.py).
"""

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

from bench.databases import each_database

GOAL_MS = 10
SIZES = (1_000, 100_000)
ROUNDS, WARM_UP = 300, 30
PEOPLE, TURNS = 8, 15
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> dict:
    with each_database() as databases:
        return {name: [_measure(name, address, rows) for rows in SIZES] for name, address in databases.items()}


def _measure(database: str, address: str, rows: int) -> dict:
    with tempfile.TemporaryDirectory(prefix="synthlab-bench-") as folder:
        env = {**os.environ, "SYNTHLAB_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "synthlab.settings"}
        env.pop("DATABASE_URL", None)
        if address:
            env["DATABASE_URL"] = address
        world = json.loads(child("prepare", env, str(rows)).splitlines()[-1])
        with server(env) as (port, pids):
            cost = _cost(port, pids, world)
            race = _race(port, world)
    good = cost["cpu_ms"] < GOAL_MS and not race["collisions"] and not race["failures"]
    print(
        f"{database} {rows:>7,} rows: next + submit {cost['cpu_ms']:.1f} ms CPU (goal {GOAL_MS}), next "
        f"{cost['next_ms']:.1f} ms and submit {cost['submit_ms']:.1f} ms waiting; {PEOPLE} at once: "
        f"{race['collisions']} collisions, {race['failures']} failures in {race['hand_outs']} hand-outs, slowest "
        f"{race['slowest_ms']:.0f} ms  {'ok' if good else 'MISSED'}",
        flush=True,
    )
    return {"rows": rows, **cost, **race}


def _cost(port: int, pids: list[int], world: dict) -> dict:
    person = Person(port, world["slug"], world["tokens"][0])
    for _ in range(WARM_UP):
        person.answer(person.take())
    waits = {"next": [], "submit": []}
    before = _cpu(pids)
    for _ in range(ROUNDS):
        start = time.perf_counter()
        item = person.take()
        middle = time.perf_counter()
        person.answer(item)
        waits["next"].append(middle - start)
        waits["submit"].append(time.perf_counter() - middle)
    spent = _cpu(pids) - before
    typical = {f"{name}_ms": round(statistics.median(times) * 1000, 2) for name, times in waits.items()}
    return {"cpu_ms": round(spent / ROUNDS * 1000, 2), **typical}


def _race(port: int, world: dict) -> dict:
    """Everybody takes items at the same moment and holds each for a turn before answering."""
    start = threading.Barrier(PEOPLE)
    people = [Person(port, world["slug"], token) for token in world["tokens"]]
    threads = [threading.Thread(target=person.turns, args=(start,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    handed = [sample for person in people for sample in person.had]
    statuses = [status for person in people for status in person.statuses]
    return {
        "hand_outs": len(handed),
        "collisions": len(handed) - len(set(handed)),
        "failures": sum(status >= 400 for status in statuses),
        "slowest_ms": round(max(wait for person in people for wait in person.waits) * 1000, 1),
    }


class Person:
    """A client of the REST API that keeps its connection open."""

    def __init__(self, port: int, slug: str, token: str):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.base = f"/api/v1/projects/{slug}"
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.had, self.statuses, self.waits = [], [], []

    def post(self, path: str, body: dict) -> dict:
        return self.ask("POST", path, json.dumps(body))

    def ask(self, method: str, path: str, body: str | None = None) -> dict:
        """Asked again over a new connection where the server has closed the old one, as it does after some seconds."""
        start = time.perf_counter()
        try:
            status, answer = self._once(method, path, body)
        except (ConnectionError, http.client.HTTPException):
            self.connection.close()
            status, answer = self._once(method, path, body)
        self.waits.append(time.perf_counter() - start)
        self.statuses.append(status)
        return json.loads(answer or b"{}")

    def _once(self, method: str, path: str, body: str | None) -> tuple[int, bytes]:
        self.connection.request(method, f"{self.base}/{path}", body, self.headers)
        response = self.connection.getresponse()
        return response.status, response.read()

    def take(self) -> dict:
        item = self.post("queue/next", {})
        if "sample" not in item:
            raise RuntimeError(f"no item: {self.statuses[-1]} {item}")
        return item

    def answer(self, item: dict, label: str = "positive") -> None:
        body = {"sample": item["sample"]["id"], "lease": item["lease"]["token"], "answers": {"sentiment": label}}
        self.post("annotations", body | {"seconds": 3.0})

    def turns(self, start: threading.Barrier) -> None:
        start.wait()
        for _ in range(TURNS):
            item = self.take()
            self.had.append(item["sample"]["id"])
            self.answer(item)


@contextmanager
def server(env: dict):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "manage.py", "web", "--port", str(port)]
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _until_it_answers(port)
            yield port, _family(server.pid)
        finally:
            server.terminate()
            server.wait(20)


def _until_it_answers(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/sign-in/")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the web server did not start")


def _family(pid: int) -> list[int]:
    """The process and those that its threads have started, theirs too."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    found = [int(child) for children in lists for child in children.read_text().split()]
    return [pid, *(grandchild for child in found for grandchild in _family(child))]


def _cpu(pids: list[int]) -> float:
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def child(step: str, env: dict, *arguments: str) -> str:
    command = [sys.executable, "-m", "bench.queue", step, *arguments]
    return subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout


def prepare(rows: int, persons: int = PEOPLE, overlap: float = 0.0) -> None:
    """A project with so many people and `rows` machine-labelled items in a fresh database."""
    import django  # noqa: PLC0415 - the models can be imported only after this

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from annotation.models import ReviewPolicy  # noqa: PLC0415
    from annotation.queue.actions.pull import pull  # noqa: PLC0415
    from generation.models import Codebook, Label, Membership, Project, Question, Role, Token, User  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    people = [User.objects.create_user(f"bench-{rows}-{i}") for i in range(persons)]
    project = Project.objects.create(slug=f"bench-{rows}", name="Bench", created_by=people[0])
    for person in people:
        Membership.objects.create(project=project, user=person, role=Role.ANNOTATOR)
    codebook = Codebook.objects.create(
        project=project, number=1, fields=[{"name": "text", "type": "text"}], created_by=people[0],
        published_by=people[0], published_at=timezone.now(),
    )  # fmt: skip
    question = Question.objects.create(codebook=codebook, position=0, name="sentiment", title="How is it?")
    for position, name in enumerate(["negative", "positive"]):
        Label.objects.create(question=question, position=position, name=name)
    ReviewPolicy.objects.create(project=project, overlap_share=overlap)
    _fill(project, rows)
    while pull(project=project):
        pass
    tokens = [Token.objects.issue(user=person, name="bench")[1] for person in people]
    print(json.dumps({"slug": project.slug, "tokens": tokens}))


def _fill(project, rows: int) -> None:
    from generation.models import MachineLabel, Origin, Sample  # noqa: PLC0415

    for start in range(0, rows, 5000):
        samples = Sample.objects.bulk_create(
            Sample(
                project=project, fields={"text": f"Review number {i}: {'a plain sentence. ' * 8}"},
                content_hash=i.to_bytes(16, "big"), origin=Origin.GENERATED, current_label="positive",
                label_source="machine",
            )
            for i in range(start, min(rows, start + 5000))
        )  # fmt: skip
        MachineLabel.objects.bulk_create(
            MachineLabel(sample=sample, question="sentiment", source="import", label="positive", probability=0.9)
            for sample in samples
        )


if __name__ == "__main__" and sys.argv[1:2] == ["prepare"]:
    prepare(int(sys.argv[2]), *(kind(given) for kind, given in zip((int, float), sys.argv[3:], strict=False)))
