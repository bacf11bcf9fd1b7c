"""Cutting and exporting a version: CPU of each format and how far memory grows.

Each export runs in a process of its own and streams what a web process streams: Parquet by a child, whose CPU and
memory count. Memory is what the processes hold themselves (anonymous), for SQLite's mapped file is the system's to
take back. On SQLite, and on PostgreSQL where a server answers (databases.py).
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.databases import each_database
from bench.imports import import_file, prepare, write_rows

GOAL_S, GOAL_MB = 3, 50  # Parquet holds a row group of 20,000 rows, so the small size holds half of one
SIZES = (10_000, 100_000)
FORMATS = ("jsonl", "csv", "parquet")


def main() -> dict:
    with each_database() as databases:
        return {name: _measure_all(name, address) for name, address in databases.items()}


def _measure_all(database: str, address: str) -> list[dict]:
    results = [_measure(rows, address) for rows in SIZES]
    small, large = results
    for form in FORMATS:
        cpu, grown = large[form]["cpu_s"], large[form]["peak_mb"] - small[form]["peak_mb"]
        large[form]["grown_mb"] = round(grown, 1)
        print(
            f"{database} {large['rows']:,} rows as {form}: {cpu:.2f} s CPU (goal {GOAL_S}), first byte after "
            f"{large[form]['first_byte_s']:.2f} s, peak {large[form]['peak_mb']:.0f} MB, {grown:+.1f} MB against "
            f"{small['rows']:,} rows (goal {GOAL_MB})  {'ok' if cpu < GOAL_S and grown < GOAL_MB else 'MISSED'}",
            flush=True,
        )
    print(
        f"{database} {large['rows']:,} rows cut in {large['cut']['cpu_s']:.1f} s CPU, {large['cut']['peak_mb']:.0f} MB"
    )
    return results


def _measure(rows: int, address: str) -> dict:
    with tempfile.TemporaryDirectory(prefix="synthlab-bench-") as folder:
        env = {**os.environ, "SYNTHLAB_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "synthlab.settings"}
        env.pop("DATABASE_URL", None)
        if address:
            env["DATABASE_URL"] = address
        file = Path(folder) / "rows.ndjson"
        write_rows(file, rows)
        _child("prepare", env)
        _child("import", env, str(file))
        figures = {name: json.loads(_child(name, env).splitlines()[-1]) for name in ("cut", *FORMATS)}
    return {"rows": rows, **figures}


def _child(step: str, env: dict, *arguments: str) -> str:
    command = [sys.executable, "-m", "bench.exports", step, *arguments]
    return subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout


def fresh() -> None:
    import django  # noqa: PLC0415 - the models can be imported only after its set-up

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from annotation.models import DatasetVersion  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    DatasetVersion.objects.filter(project__slug="bench").delete()  # they protect the samples that `prepare` removes
    prepare()


def cut_version() -> None:
    from synthlab.cli import main as command  # noqa: PLC0415

    sys.argv = ["manage.py", "cut_version", "bench"]
    command()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu_s": round(_cpu(), 2), "peak_mb": round(peak, 1)}))


def export(form: str) -> None:
    import django  # noqa: PLC0415 - only here, in the child

    django.setup()
    from annotation.datasets.exports import stream  # noqa: PLC0415
    from annotation.models import DatasetVersion  # noqa: PLC0415

    version = DatasetVersion.objects.select_related("project").get(project__slug="bench")
    started, before = time.perf_counter(), _cpu()
    size, first, peak = 0, None, 0.0
    for piece in stream(version, form):
        first = first or time.perf_counter() - started
        size += len(piece)
        peak = max(peak, _anonymous_mb())
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    used = {"cpu_s": round(_cpu() - before, 2), "peak_mb": round(peak + child, 1)}
    print(json.dumps({**used, "bytes": size, "first_byte_s": round(first, 3)}))


def _cpu() -> float:
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def _anonymous_mb() -> float:
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("RssAnon"))


if __name__ == "__main__":
    step, *rest = sys.argv[1:] or ["all"]
    if step == "prepare":
        fresh()
    elif step == "import":
        import_file(*rest)
    elif step == "cut":
        cut_version()
    elif step in FORMATS:
        export(step)
    else:
        main()
