"""Near-duplicates of many rows: the job (time, peak memory, growth) and what a look at its pages costs.

    python -m bench duplicates
    BENCH_MILLION=1 python -m bench duplicates

Texts of `bench.signals`: 20 words, every hundredth nearly its neighbour, one in fifty begins alike. Each size runs in a
process of its own on a fresh SQLite database; requests go through the whole of Django, and its CPU is taken.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time

from bench.signals import fill

SIZES = (10_000, 100_000)
PAGES = {
    "page": "",
    "page, labels differ": "?only=conflict",
    "page, one text": "?q={text}",
    "group": "{group}/",
}


def main() -> dict:
    sizes = (*SIZES, 1_000_000) if os.environ.get("BENCH_MILLION") else SIZES
    figures = {rows: measured(rows) for rows in sizes}
    for before, rows in zip(sizes, sizes[1:], strict=False):
        grown = {name: figures[rows][name] / max(0.1, figures[before][name]) for name in ("look_s", "peak_mb")}
        figures[rows]["grown"] = {name: round(times, 1) for name, times in grown.items()}
        print(f"{rows:,} rows against {before:,}: {figures[rows]['grown']} times", flush=True)
    return figures


def measured(rows: int) -> dict:
    with tempfile.TemporaryDirectory(prefix="synthlab-bench-") as folder:
        env = {**os.environ, "SYNTHLAB_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "synthlab.settings"}
        env.pop("DATABASE_URL", None)
        _child("fill", env, rows, folder)
        found = _child("look", env, rows, folder)
        found["requests"] = _child("pages", env, rows, folder)
    print(
        f"{rows:,} rows: {found['look_s']} s ({found['cpu_s']} s of CPU), peak {found['peak_mb']:,} MB, "
        f"{found['groups']:,} groups, {found['copies']:,} copies"
    )
    for name, cost in found["requests"].items():
        print(f"  {name:<22}{cost['cpu_ms']:8.1f} ms of CPU, {cost['queries']} queries", flush=True)
    return found


def _child(step: str, env: dict, rows: int, folder: str) -> dict:
    command = [sys.executable, "-m", "bench.duplicates", step, str(rows), folder]
    done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


# -- what children do with the database --------------------------------------------------------------------------------
def look(rows: int, folder: str) -> dict:
    """The job itself, as a worker's child carries it out."""
    import django

    django.setup()
    from annotation.duplicates.asking import enqueue_look
    from annotation.duplicates.looking import find_duplicates
    from generation.models import Project

    job, started = enqueue_look(Project.objects.get(slug="bench")), time.perf_counter()
    found = find_duplicates(job)
    used = resource.getrusage(resource.RUSAGE_SELF)
    told = {name: getattr(found, name) for name in ("groups", "copies", "conflicts")}
    seconds = {"look_s": round(time.perf_counter() - started, 1), "cpu_s": round(used.ru_utime + used.ru_stime, 1)}
    return seconds | told | {"peak_mb": used.ru_maxrss // 1024}


def pages(rows: int, folder: str) -> dict:
    import django

    django.setup()
    from urllib.parse import quote

    from django.conf import settings
    from django.test import Client

    from annotation.models import DuplicateGroup
    from bench.lists import _cost
    from generation.models import User

    settings.ALLOWED_HOSTS = ["testserver"]
    browser, group = Client(), DuplicateGroup.objects.order_by("-size").first()
    browser.force_login(User.objects.get(username="bench"))
    text = quote(group.rows.order_by("place").first().sample.fields["text"])
    return {
        name: _cost(
            lambda tail=tail: browser.get("/projects/bench/duplicates/" + tail.format(text=text, group=group.pk))
        )
        for name, tail in PAGES.items()
    }


if __name__ == "__main__":
    step, size, place = sys.argv[1:]
    print(json.dumps({"fill": fill, "look": look, "pages": pages}[step](int(size), place)))
