"""Import speed: CPU a row for a sample and its machine label, and how far memory grows.

Each size runs `manage.py import_samples` in a process of its own on an empty project; Django's start counts. Memory
is the peak of that process compared with that at 10,000 rows. On SQLite, and on
PostgreSQL where a server answers (databases.py).
"""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.databases import each_database

GOAL_MS, GOAL_MB, SMALL = 0.08, 100, 10_000
SIZES = {"sqlite": (100_000, 1_000_000), "postgresql": (100_000,)}
WORDS = [
    "a",
    "the",
    "film",
    "story",
    "of",
    "and",
    "with",
    "that",
    "never",
    "finds",
    "its",
    "feet",
    "but",
    "warm",
    "funny",
    "acting",
    "slow",
    "plot",
    "cast",
    "scene",
    "ending",
    "music",
    "camera",
    "director",
    "script",
    "heart",
    "dull",
    "bright",
    "long",
    "short",
    "honest",
    "clever",
    "tired",
    "fresh",
    "old",
    "young",
    "night",
    "day",
    "city",
    "love",
    "war",
]


def main() -> dict:
    with each_database() as databases:
        return {name: _measure_all(name, address) for name, address in databases.items()}


def _measure_all(database: str, address: str) -> list[dict]:
    small = _measure(SMALL, address)
    results = [small]
    for rows in SIZES[database]:
        result = _measure(rows, address)
        result["grown_mb"] = round(result["peak_mb"] - small["peak_mb"], 1)
        results.append(result)
        good = result["cpu_ms_a_row"] < GOAL_MS and result["grown_mb"] < GOAL_MB
        print(
            f"{database} {rows:>9,} rows: {result['cpu_ms_a_row']:.4f} ms CPU a row (goal {GOAL_MS}), peak "
            f"{result['peak_mb']:.0f} MB, {result['grown_mb']:+.0f} MB (goal {GOAL_MB}), "
            f"{result['wall_s']:.1f} s  {'ok' if good else 'MISSED'}",
            flush=True,
        )
    return results


def _measure(rows: int, address: str) -> dict:
    with tempfile.TemporaryDirectory(prefix="synthlab-bench-") as folder:
        env = {**os.environ, "SYNTHLAB_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "synthlab.settings"}
        if address:
            env["DATABASE_URL"] = address
        else:
            env.pop("DATABASE_URL", None)
        file = Path(folder) / "rows.ndjson"
        write_rows(file, rows)
        _child("prepare", env)
        start = time.perf_counter()
        report = json.loads(_child("import", env, str(file)).splitlines()[-1])
        wall = time.perf_counter() - start
    return {"rows": rows, **report, "wall_s": round(wall, 2), "cpu_ms_a_row": round(report["cpu_s"] / rows * 1000, 4)}


def _child(step: str, env: dict, *arguments: str) -> str:
    command = [sys.executable, "-m", "bench.imports", step, *arguments]
    return subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout


def write_rows(path: Path, rows: int) -> None:
    """Rows like film reviews: 8 to 32 words, each text once, a label with a confidence."""
    draw = random.Random(rows)
    with path.open("w") as file:
        for number in range(rows):
            text = " ".join(draw.choices(WORDS, k=draw.randint(8, 32)))
            row = {"text": f"{text} {number}", "label": draw.choice(("positive", "negative"))}
            file.write(json.dumps({**row, "confidence": round(draw.uniform(0.5, 1.0), 3)}) + "\n")


def prepare() -> None:
    """An empty project "bench" with a published codebook. Runs in a child, whose environment names the database."""
    import django  # noqa: PLC0415 - the models can be imported only after this

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from generation.codebooks.actions import publish, save_draft  # noqa: PLC0415
    from generation.models import Import, MachineLabel, Project, Sample, User  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    user, _ = User.objects.get_or_create(username="bench", is_superuser=True)
    project, _ = Project.objects.get_or_create(slug="bench", defaults={"name": "Bench", "created_by": user})
    MachineLabel.objects.filter(sample__project=project).delete()
    for model in (Sample, Import):
        model.objects.filter(project=project).delete()
    if not project.codebooks.exists():
        labels = [{"name": "negative"}, {"name": "positive"}]
        spec = {"fields": [{"name": "text"}], "questions": [{"name": "sentiment", "labels": labels}]}
        publish(codebook=save_draft(project=project, spec=spec, author=user), author=user)


def import_file(path: str) -> None:
    """The command itself, in this process, from Django's start to its end."""
    from synthlab.cli import main as command  # noqa: PLC0415

    sys.argv = ["manage.py", "import_samples", "bench", path]
    command()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"cpu_s": round(time.process_time(), 2), "peak_mb": round(peak / 1024, 1)}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["prepare"]:
        prepare()
    elif sys.argv[1:2] == ["import"]:
        import_file(sys.argv[2])
    else:
        main()
