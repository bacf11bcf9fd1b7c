"""The replay peer (../shared/llm/replay.py) on a free port, and a run that asks it."""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REPLAY = ROOT.parent / "shared" / "llm" / "replay.py"
LATENCY_S, PLACES = 0.2, 64
FAULTS = {"rate_429": 0.05, "rate_500": 0.02, "rate_malformed": 0.02}
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

    def quick(self) -> None:
        """Answer at once and well, for what has to be there before the clock runs."""
        self.ask("/faults", dict.fromkeys([*FAULTS, "rate_hang"], 0) | {"latency_ms": 0})

    def slow(self, **faults: float) -> None:
        """Answer after LATENCY_S and with these faults; count from nought."""
        self.ask("/faults", {"latency_ms": LATENCY_S * 1000} | faults)
        self.ask("/reset", {})


def prepare(peer: Peer, count: int, places: int = PLACES, **params):
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
    asked = {"project": project, "recipe": "attrprompt", "endpoint": endpoint, "by": user, "params": RECIPE | params}
    setup = start_run(count=0, seed=1, **asked)
    work_on(setup.pk)
    return start_run(count=count, seed=2, **asked)


def figures(run) -> dict:
    from generation.models import Call, Sample  # noqa: PLC0415

    run.refresh_from_db()
    writes = Call.objects.filter(run=run, row__round=1)
    answered = writes.filter(error="")
    first = min(call.created_at.timestamp() - call.latency_ms / 1000 for call in writes.order_by("id")[:PLACES])
    last = Sample.objects.filter(run=run).latest("created_at").created_at.timestamp()
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
    }
