"""The same real errors, found the way a team would: over HTTP, with the worker refreshing the order in the background.

`manage.py serve` in a fresh data folder; 8,662 reviews imported by REST with ChatGPT's labels (384 without one), a
score, then two annotators who answer with the gold label. Two programs answer in seconds what takes people minutes,
so after every 1 % they let the worker finish the score that it has begun. A version is cut and exported at 5, 10 and
20 %.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "mr_freeal" / "train.jsonl"
SHARES = (0.05, 0.10, 0.20)
NAMES = {0: "negative", 1: "positive"}
PASSWORD = "a bench needs no good password 1!"  # noqa: S105 - of a server that lives for minutes
PATIENCE_S = 300


def main() -> dict:
    if not DATA.exists():
        print("skipped: the shared data is not here")
        return {"skipped": True}
    rows = [json.loads(line) for line in DATA.read_text().splitlines()]
    with tempfile.TemporaryDirectory(prefix="synthlab-bench-") as folder, _server(folder) as people:
        return _review(rows, *people)


def _review(rows: list[dict], lead: "Person", annotators: list["Person"]) -> dict:
    gold = {str(i): NAMES[row["label"]] for i, row in enumerate(rows)}
    machine = {str(i): NAMES[row["llm_label"]] for i, row in enumerate(rows) if row["llm_label"] in NAMES}
    wrong = {key for key, label in machine.items() if label != gold[key]}
    _project(lead, annotators, rows, machine)
    seconds = _score(lead)
    print(f"{len(machine)} labelled rows, {len(wrong)} wrong, {len(rows) - len(machine)} without a label; ", end="")
    print(f"scored in {seconds:.0f} s; found and right at 5 / 10 / 20 % of the labelled rows reviewed:", flush=True)
    seen, bare, figures = set(), set(), {}
    pace = max(20, len(machine) // 100)
    for share in SHARES:
        stop = round(share * len(machine))
        while len(seen) < stop:
            _answer(annotators, gold, machine, seen, bare, min(stop, len(seen) + pace))
            _let_the_worker_catch_up(lead)
        figures[f"{share:.0%}"] = _cut(lead, gold, machine, found=len(wrong & seen) / len(wrong), bare=len(bare))
    return figures


def _project(lead: "Person", annotators: list["Person"], rows: list[dict], machine: dict) -> None:
    labels = [{"name": name, "definition": f"The review is {name}.", "verbalizer": name} for name in NAMES.values()]
    question = {"name": "sentiment", "title": "How is the review?", "type": "label", "labels": labels}
    fields = [{"name": "text", "type": "text"}]
    spec = {"name": "Reviews", "purpose": "Tell praise from blame.", "role": "", "fields": fields}
    slug = lead.call("POST", "projects", spec | {"questions": [question]})["slug"]
    lead.base = f"projects/{slug}/"
    for annotator in annotators:
        annotator.base = lead.base
        lead.call("POST", "members", {"username": annotator.name, "role": "annotator"})
    lines = [
        {"text": row["text"], "external_id": str(i)} | ({"label": machine[str(i)]} if str(i) in machine else {})
        for i, row in enumerate(rows)
    ]
    body = "\n".join(map(json.dumps, lines)).encode()
    report = lead.call("POST", "samples", body, kind="application/x-ndjson")
    print(f"imported: {report['created']} created, {report['duplicates']} duplicates", flush=True)


def _score(lead: "Person") -> float:
    started = time.monotonic()
    lead.call("POST", "score", {})
    _let_the_worker_catch_up(lead)
    return time.monotonic() - started


def _let_the_worker_catch_up(lead: "Person") -> None:
    """The worker looks once a second whether a score is due; wait until none is begun or due."""
    time.sleep(2.5)
    deadline = time.monotonic() + PATIENCE_S
    while lead.call("GET", "signals")["score"]["state"] == "open":
        if time.monotonic() > deadline:
            raise RuntimeError("the score did not end")
        time.sleep(0.3)


def _answer(annotators: list["Person"], gold: dict, machine: dict, seen: set, bare: set, stop: int) -> None:
    while len(seen) < stop:
        for annotator in annotators:
            item = annotator.call("POST", "queue/next", {})
            key = item["sample"]["external_id"]
            answer = {"sample": item["sample"]["id"], "lease": item["lease"]["token"]}
            annotator.call("POST", "annotations", answer | {"answers": {"sentiment": gold[key]}, "seconds": 5})
            (seen if key in machine else bare).add(key)
            if len(seen) >= stop:
                return


def _cut(lead: "Person", gold: dict, machine: dict, *, found: float, bare: int) -> dict:
    number = lead.call("POST", "versions", {"note": "bench"})["number"]
    deadline = time.monotonic() + PATIENCE_S
    while lead.call("GET", f"versions/{number}")["state"] == "cutting" and time.monotonic() < deadline:
        time.sleep(0.3)
    exported = [json.loads(line) for line in lead.read(f"versions/{number}/export?format=jsonl").splitlines()]
    labels = {row["external_id"]: row["label"] for row in exported}
    right = sum(labels[key] == gold[key] for key in machine if key in labels)
    known = sum(key in labels for key in machine)
    print(
        f"  found {100 * found:5.1f} %   labels right in version {number}: {100 * right / known:6.2f} % of {known}"
        f"   ({bare} of the rows without a label answered besides)",
        flush=True,
    )
    return {"found": round(found, 4), "right": round(right / known, 4), "rows": known, "unlabelled_answered": bare}


class Person:
    """A client of the REST API."""

    def __init__(self, port: int, name: str, token: str):
        self.root, self.name, self.base = f"http://127.0.0.1:{port}/api/v1/", name, ""
        self.headers = {"Authorization": f"Bearer {token}"}

    def call(self, method: str, path: str, body: dict | bytes | None = None, kind: str = "application/json") -> dict:
        return json.loads(self.read(path, method, body, kind) or b"{}")

    def read(self, path: str, method: str = "GET", body=None, kind: str = "application/json") -> bytes:
        data = json.dumps(body).encode() if isinstance(body, dict) else body
        address, headers = self.root + self.base + path, self.headers | {"Content-Type": kind}
        request = urllib.request.Request(address, data, headers, method=method)  # noqa: S310 - our own server
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310
                return answer.read()
        except urllib.error.HTTPError as problem:
            raise RuntimeError(f"{method} {path}: {problem.code} {problem.read()[:500]}") from problem


@contextmanager
def _server(folder: str):
    """A whole embedded set-up, with a lead and two annotators."""
    env = {**os.environ, "SYNTHLAB_DATA_DIR": folder}
    env.pop("DATABASE_URL", None)
    env.pop("CELERY_BROKER_URL", None)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    names = ("lena", "anna", "arno")
    _manage(env, "migrate", "--verbosity", "0")
    for name in names:
        _manage(env, "create_user", name, told=PASSWORD)
    people = [Person(port, name, _manage(env, "create_token", name).strip()) for name in names]
    serve = [sys.executable, "manage.py", "serve", "--port", str(port)]
    with subprocess.Popen(serve, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _until_it_answers(people[0])
            yield people[0], people[1:]
        finally:
            server.terminate()
            server.wait(30)


def _manage(env: dict, *arguments: str, told: str = "") -> str:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, env=env, input=told, check=True, capture_output=True, text=True).stdout


def _until_it_answers(person: Person) -> None:
    deadline = time.monotonic() + 90
    while True:
        try:
            person.call("GET", "projects")
            return
        except (OSError, RuntimeError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)
