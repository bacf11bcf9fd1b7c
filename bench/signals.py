"""All signals of many rows: seconds of CPU of each, peak memory, and what a second score writes.

Each size runs in a process of its own: 100,000 rows with all signals and with the cheap ones, and the cheap ones of
1,000,000 with BENCH_MILLION=1, and how many times more that takes. Texts of 20 words by Zipf's law with words of their
label among them, three labels, 15 % of them wrong, some near-duplicates, patterns, phone numbers. Cheap are all but the
student and what needs its probabilities.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

SIZES = (100_000, 1_000_000)
LABELS = ("refund", "delivery", "praise")
NOISE = 0.15


def main() -> dict:
    figures = {"all": {}, "cheap": {}}
    for what, sizes in {"all": SIZES[:1], "cheap": SIZES if os.environ.get("BENCH_MILLION") else SIZES[:1]}.items():
        for rows in sizes:
            figures[what][rows] = measured(rows, what)
            _tell(what, rows, figures[what][rows])
    if len(figures["cheap"]) > 1:
        small, large = figures["cheap"].values()
        figures["grown"] = {name: round(large[name] / small[name], 1) for name in ("seconds", "peak_mb")}
        print(f"ten times the rows: {figures['grown']} times")
    with tempfile.TemporaryDirectory(prefix="synthlab-bench-") as folder:
        env = {**os.environ, "SYNTHLAB_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "synthlab.settings"}
        env.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "bench.signals", str(SIZES[0]), "store", folder]
        done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True)
    figures["stored"] = json.loads(done.stdout.splitlines()[-1])
    print("stored: " + ", ".join(f"{name} {value:,}" for name, value in figures["stored"].items()), flush=True)
    return figures


def measured(rows: int, what: str) -> dict:
    """`measure` in a process of its own; `what` is all or cheap."""
    command = [sys.executable, "-m", "bench.signals", str(rows), what]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def _tell(what: str, rows: int, found: dict) -> None:
    print(f"{rows:,} rows, {what} signals: {found['seconds']:.0f} s of CPU, peak {found['peak_mb']:,} MB")
    for name, seconds in sorted(found["each"].items(), key=lambda pair: -pair[1]):
        print(f"  {name:26}{seconds:8.2f} s")


def samples(rows: int) -> pd.DataFrame:
    """Texts and labels as described above, the same each time."""
    rng = np.random.default_rng(0)
    words = np.array([f"w{number}" for number in range(30_000)])
    chances = 1 / np.arange(1, len(words) + 1)
    chosen = words[rng.choice(len(words), size=(rows, 17), p=chances / chances.sum())]
    truth = rng.integers(0, len(LABELS), rows)
    own = np.array([[f"{label}{number}" for number in range(200)] for label in LABELS])
    marks = own[truth[:, None], rng.integers(0, 200, (rows, 3))]
    texts = [" ".join([*some, *mark]) for some, mark in zip(chosen.tolist(), marks.tolist(), strict=True)]
    for row in range(0, rows, 50):
        texts[row] = f"I am writing to you because {texts[row]}"
    for row in range(25, rows, 100):
        texts[row] = f"{texts[row - 1]} please"
    for row in range(7, rows, 200):
        texts[row] += f" call +49 30 1234{row % 10_000:04d} or write to ann{row}@example.org"
    wrong = rng.random(rows) < NOISE
    given = np.where(wrong, (truth + rng.integers(1, len(LABELS), rows)) % len(LABELS), truth)
    labels = np.array(LABELS)[given]
    return pd.DataFrame({"sample": np.arange(1, rows + 1), "text": texts, "label": labels}).assign(
        confidence=None, answer=None, reference=None
    )


def measure(rows: int, whole: bool) -> dict:
    """Seconds of CPU of each part, and the peak of the process in MB, the texts among them."""
    from annotation.methods import scoring  # noqa: PLC0415 - in the child alone
    from annotation.methods.signals.registry import SIGNALS  # noqa: PLC0415

    table, each, started = samples(rows), {}, time.process_time()
    texts = table["text"].tolist()
    if whole:
        prepared = _timed(each, "(read the texts)", lambda: scoring.prepare(texts))
        known = scoring._labels(table)  # noqa: SLF001 - the parts of a score, one by one
        evidence = _timed(
            each,
            "(students, dynamics, harm)",
            lambda: scoring._evidence(known, prepared, _nothing(), texts, _gold(rows), 0),  # noqa: SLF001
        )
    else:
        evidence = _timed(each, "(near-duplicate groups)", lambda: _without_student(table, texts, rows))
    _timed(each, "(words)", lambda: evidence.vocabulary)
    rows_said = {}
    for name, signal in SIGNALS.items():
        said = _timed(each, name, lambda signal=signal: signal.compute(evidence))
        rows_said[name] = int((said.values > 0).sum())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"seconds": time.process_time() - started, "peak_mb": peak, "each": each, "rows": rows_said}


def _timed(each: dict, name: str, make):
    started = time.process_time()
    made = make()
    each[name] = round(time.process_time() - started, 2)
    return made


def _nothing() -> pd.DataFrame:
    from annotation.methods.columns import OTHER_LABELS  # noqa: PLC0415

    return pd.DataFrame(columns=list(OTHER_LABELS))


def _gold(rows: int):
    """One row in a thousand is of the benchmark."""
    from annotation.methods.columns import BESIDE  # noqa: PLC0415
    from annotation.methods.scoring import Beside  # noqa: PLC0415

    ids = np.arange(1, rows + 1)
    table = pd.DataFrame({"sample": ids, "benchmark": ids % 1000 == 0}).reindex(columns=list(BESIDE))
    return Beside(table, {label: (label,) for label in LABELS})


def _without_student(table: pd.DataFrame, texts: list[str], rows: int):
    from annotation.methods import scoring  # noqa: PLC0415
    from annotation.methods.signals.evidence import Evidence  # noqa: PLC0415
    from generation.methods.measures.near_duplicates import near_duplicate_groups  # noqa: PLC0415

    nothing = np.full((rows, len(LABELS)), np.nan)
    classes, beside = sorted(LABELS), _gold(rows)
    return Evidence(
        samples=pd.Index(table["sample"]),
        classes=classes,
        given=table["label"].map({name: number for number, name in enumerate(classes)}).to_numpy(),
        confidence=np.full(rows, np.nan),
        student=nothing,
        second=nothing,
        neighbours=nothing,
        texts=texts,
        groups=near_duplicate_groups(texts),
        facts=scoring._facts(pd.Index(table["sample"]), beside.table),  # noqa: SLF001
        names=beside.names,
    )


def fill(rows: int, folder: str) -> None:
    """The rows as a project "bench" with two labels, in the fresh database that the environment of this child names."""
    from bench.imports import prepare

    prepare()
    from django.core.management import call_command

    file, table = Path(folder) / "rows.ndjson", samples(rows)
    with file.open("w") as out:
        for text, label in zip(table["text"], table["label"], strict=True):
            out.write(json.dumps({"text": text, "label": {"refund": "positive"}.get(label, "negative")}) + "\n")
    call_command("import_samples", "bench", str(file), stdout=sys.stderr)


def store(rows: int, folder: str) -> dict:
    """Import the rows, score them twice, and say what the second score wrote after 100 answers' worth of change."""
    fill(rows, folder)
    from annotation.models import Signal
    from generation.models import LabelSource, Sample

    found = {"rows": rows, "before_mb": _size(folder)}
    found |= _scored("first")
    found |= {"signals": Signal.objects.count(), "after_mb": _size(folder)}
    answered = list(Sample.objects.order_by("pk").values_list("pk", flat=True)[: rows // 10 : rows // 1000])
    Sample.objects.filter(pk__in=answered).update(label_source=LabelSource.PERSON, current_label="negative")
    return found | _scored("second") | {"answers": len(answered), "peak_mb": _peak()}


def _scored(which: str) -> dict:
    from annotation.machine.actions import score_project  # noqa: PLC0415
    from annotation.machine.asking import enqueue_score  # noqa: PLC0415
    from generation.models import Project  # noqa: PLC0415

    job, started = enqueue_score(Project.objects.get(slug="bench")), time.perf_counter()
    score_project(job)
    job.refresh_from_db()
    return {f"{which}_s": round(time.perf_counter() - started), f"{which}_written": job.progress["done"]}


def _size(folder: str) -> int:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return sum(file.stat().st_size for file in Path(folder).glob("*.sqlite3*")) // 2**20


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    if sys.argv[2] == "store":
        print(json.dumps(store(int(sys.argv[1]), sys.argv[3])))
    else:
        print(json.dumps(measure(int(sys.argv[1]), sys.argv[2] == "all")))
