"""The samples list: CPU and queries of `GET samples?limit=100` and of the page of 50 rows, at 1,000 and 100,000 rows.

Each size runs in a process of its own on a fresh SQLite database; requests go through the whole of Django (middleware,
sign-in or token, template) by its test client, and the CPU of that process is taken. Every row has two machine labels
and seven signals.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

from bench.imports import prepare, write_rows

SIZES = (1_000, 100_000)
GOAL_API_MS, GOAL_PAGE_MS, GOAL_QUERIES = 15, 40, 10
ROUNDS = 30
SIGNALS = (
    "suspicion", "self_confidence", "second_view", "student_disagreement", "neighbours", "llm_confidence",
    "source_disagreement",
)  # fmt: skip
API, PAGE = "/api/v1/projects/bench/samples?limit=100", "/projects/bench/samples/"
ADDRESSES = {
    "api newest": API,
    "api -suspicion": f"{API}&order=-suspicion",
    "api -suspicion, page 50": f"{API}&order=-suspicion",
    "api one label": f"{API}&label=positive&order=-id",
    "api one label -suspicion": f"{API}&label=positive&order=-suspicion",
    "page newest": PAGE,
    "page -suspicion": f"{PAGE}?order=-suspicion",
}


def main() -> dict:
    figures = {}
    for rows in SIZES:
        with tempfile.TemporaryDirectory(prefix="synthlab-bench-") as folder:
            env = {**os.environ, "SYNTHLAB_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "synthlab.settings"}
            env.pop("DATABASE_URL", None)
            command = [sys.executable, "-m", "bench.lists", str(rows), folder]
            done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True)
        figures[rows] = json.loads(done.stdout.splitlines()[-1])
        for name, figure in figures[rows].items():
            goal = GOAL_PAGE_MS if name.startswith("page") else GOAL_API_MS
            good = figure["cpu_ms"] < goal and (name.startswith("page") or figure["queries"] <= GOAL_QUERIES)
            print(
                f"{rows:>8,} rows  {name:<26} {figure['cpu_ms']:6.1f} ms CPU (goal {goal}), "
                f"{figure['queries']} queries  {'ok' if good else 'MISSED'}",
                flush=True,
            )
    return figures


def measure(rows: int, folder: str) -> dict:
    """Runs in a child, whose environment names the database."""
    prepare()
    from pathlib import Path  # noqa: PLC0415

    from django.conf import settings  # noqa: PLC0415 - settings are read from the environment of this child
    from django.core.management import call_command  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from generation.models import Token, User  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["testserver"]
    file = Path(folder) / "rows.ndjson"
    write_rows(file, rows)
    for source in ("import", "gpt-4"):
        call_command("import_samples", "bench", str(file), source=source, stdout=sys.stderr)
    _add_signals()
    user = User.objects.get(username="bench")
    api = Client(headers={"authorization": f"Bearer {Token.objects.issue(user=user, name='bench')[1]}"})
    browser = Client()
    browser.force_login(user)
    figures = {}
    for name, address in ADDRESSES.items():
        client = browser if name.startswith("page") else api
        if name.endswith("page 50"):
            address = _deep(client, address, 49 if rows >= 10_000 else 4)
        figures[name] = _cost(lambda client=client, address=address: client.get(address))
    return figures


def _add_signals() -> None:
    from django.db import connection, transaction  # noqa: PLC0415

    from annotation.models import Signal  # noqa: PLC0415
    from generation.models import Project, Sample  # noqa: PLC0415
    from generation.support import bulk  # noqa: PLC0415

    project, draw = Project.objects.get(slug="bench").pk, random.Random(1)
    with transaction.atomic():
        ids = list(Sample.objects.filter(project=project).values_list("pk", flat=True))
        rows = ((project, pk, name, draw.random()) for pk in ids for name in SIGNALS)
        bulk.insert(Signal, ("project_id", "sample_id", "name", "value"), rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _deep(client, address: str, pages: int) -> str:
    found = address
    for _page in range(pages):
        found = f"{address}&cursor={client.get(found).json()['next']}"
    return found


def _cost(ask: Callable) -> dict:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    ask()
    with CaptureQueriesContext(connection) as captured:
        assert ask().status_code == 200
        queries = len(captured)
    times = []
    for _round in range(ROUNDS):
        start = time.process_time()
        ask()
        times.append((time.process_time() - start) * 1000)
    return {"cpu_ms": round(statistics.median(times), 2), "worst_ms": round(max(times), 2), "queries": queries}


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(measure(int(sys.argv[1]), sys.argv[2])))
    else:
        main()
