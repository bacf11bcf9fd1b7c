"""How much of the ideal rate the engine keeps, beside the openai client alone; its memory; faults; a kill half-way.

    python -m bench rate
    python -m bench.rate --cases 64x1,256x2 --databases sqlite

The peer is ../shared/llm/replay.py with 200 ms and no spread, on the same machine. Rate: 2,000 prompts, everything
stored, answers a second between the first tenth and 95 % of the answers, against places / latency; `PLACESxWORKERS`
names a case. Several workers share the places. CPU is that of the workers once they are started, a stored sample.
Memory: the end of a run of 100,000 rows, with equal texts turned away and with near ones.
"""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import partial

from bench import cases
from bench.peer import FAULTS, LATENCY_S, ROOT, Peer, figures, prepare

MANY_ROWS = 100_000
CAME_OF_IT = ("state", "accepted", "samples", "distinct_samples", "answers", "answers_doubled", "seconds")
WORK = """
import json, threading, time
import django; django.setup()
from generation.runs.actions.worker import work_on

def own_mb():
    # Without the pages of the database file, which SQLite maps and the system takes back when it wants.
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon"))

def watch():
    global peak
    while True:
        peak = max(peak, own_mb())
        time.sleep(0.2)

peak = own_mb()
threading.Thread(target=watch, daemon=True).start()
before = time.process_time(), time.time()
work_on({run})
used = {{"cpu_s": time.process_time() - before[0], "wall_s": time.time() - before[1]}}
print(json.dumps(used | {{"peak_mb": round(max(peak, own_mb()))}}))
"""


def started(run, workers: int = 1) -> list[subprocess.Popen]:
    command = [sys.executable, "-c", WORK.format(run=run.pk)]
    return [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(workers)]


def ended(processes: list[subprocess.Popen]) -> list[dict]:
    return [json.loads(process.communicate()[0].splitlines()[-1]) for process in processes]


def rate(answered: Sequence[float], places: int) -> float:
    """The share of the ideal rate, by the middle of the answers' moments."""
    moments = sorted(answered)
    first, last = len(moments) // 10, int(len(moments) * 0.95)
    return round((last - first) / (moments[last] - moments[first]) * LATENCY_S / places, 3)


def spent(used: list[dict], run) -> dict:
    found, cpu = figures(run), sum(each["cpu_s"] for each in used)
    busiest = max(each["cpu_s"] / each["wall_s"] for each in used)
    return {
        **{name: found[name] for name in CAME_OF_IT},
        "cpu_ms_a_sample": round(1000 * cpu / found["samples"], 2),
        "cpu_ms_a_call": round(1000 * cpu / found["requests"], 2),
        "busy": round(busiest, 2),  # of one core; at 1 it is what limits the rate
        "peak_mb": max(each["peak_mb"] for each in used),
    }


def full_speed(places: int, workers: int, peer: Peer, count: int) -> dict:
    peer.quick()
    run = prepare(peer, count, places // workers)
    peer.slow()
    used = ended(started(run, workers))
    answered = [moment.timestamp() for moment in _answers(run).values_list("created_at", flat=True)]
    return {"of_ideal": rate(answered, places)} | spent(used, run)


def faults(peer: Peer, count: int) -> dict:
    peer.quick()
    run = prepare(peer, count // 2)
    peer.slow(**FAULTS)
    return spent(ended(started(run)), run)


def killed(peer: Peer, count: int) -> dict:
    """Killed when half is answered, and run again: how many requests were made again, and whether for no reason."""
    peer.quick()
    run = prepare(peer, count // 2)
    peer.slow()
    (process,) = started(run)
    while peer.ask("/stats")["answered"] < count // 4:
        time.sleep(0.02)
    process.kill()
    process.communicate()
    time.sleep(2 * LATENCY_S)
    lost = peer.ask("/stats")["answered"] - _answers(run).count()
    used = ended(started(run))
    stats = peer.ask("/stats")
    again = stats["answered"] - stats["distinct_requests"]
    asked = {"in_flight_at_kill": lost, "asked_again": again, "repeats_within_bound": again <= lost}
    return asked | spent(used, run)


def memory(peer: Peer, count: int, **params) -> dict:
    """The end of a run of 100,000 rows: all but the last ones are there, accepted, each with its sample."""
    peer.quick()
    run = _set_up(peer, MANY_ROWS, **params)
    before = _fill(run, MANY_ROWS - count)
    peer.slow()
    used = ended(started(run))
    found = spent(used, run)
    new = found["samples"] - before
    return found | {"cpu_ms_a_sample": round(1000 * sum(each["cpu_s"] for each in used) / new, 2), "asked": new}


def _set_up(peer: Peer, count: int, **params):
    """A run that has asked for what its rows are drawn from, and for none of them yet."""
    from generation.models import Round, Run, RunState
    from generation.runs.actions.worker import work_on

    run = prepare(peer, 0, **params)
    work_on(run.pk)
    Run.objects.filter(pk=run.pk).update(state=RunState.PLANNED, count=count, finished_at=None)
    Round.objects.filter(run=run).update(target=count, ended_at=None, kept=None)
    run.refresh_from_db()
    return run


def _fill(run, rows: int) -> int:
    from generation.inserts import insert
    from generation.methods.content import content_hash
    from generation.models import Origin, PlannedRow, Run, Sample

    labels, step = ("negative", "positive"), 500
    for start in range(0, rows, step):
        made, samples = [], []
        for index in range(start, min(start + step, rows)):
            fields = {"text": f"Review {index}: " + " ".join(f"word{index * place % 9973}" for place in range(1, 60))}
            condition = {"labels": {"sentiment": labels[index % 2]}, "conditions": [["length", "30 to 80"]]}
            plan = {"run_id": run.pk, "round": 1, "batch": start // step, "index": index, "seed": index}
            row = PlannedRow(**plan, condition=condition, candidates=[{"fields": fields}], accepted=1, state="accepted")
            made.append(row)
            hashed = {"fields": fields, "content_hash": content_hash(fields), "state": "accepted"}
            samples.append(Sample(project_id=run.project_id, run_id=run.pk, origin=Origin.GENERATED, **hashed))
        insert(made)
        insert(samples)
    batches = -(-rows // step)
    Run.objects.filter(pk=run.pk).update(settled=rows, accepted=rows, batches=batches, plan_state={"seen": batches})
    return rows


def _answers(run):
    from generation.models import Call

    return Call.objects.filter(run=run, row__round=1, error="")


def bare(peer: Peer, count: int) -> dict:
    peer.slow()
    found = {}
    for kind in ("httpx", "aiohttp", "door"):
        for places in (64, 256):
            command = [sys.executable, "-m", "bench.bare_client", peer.url, kind, str(places), str(count)]
            used = json.loads(subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout)
            found[f"{kind} {places}"] = {
                "of_ideal": rate(used["answered"], places),
                "cpu_ms_a_call": round(1000 * used["cpu_s"] / count, 2),
                "peak_mb": used["peak_mb"],
            }
    return found


RATES = {f"{places}x{workers}": partial(full_speed, places, workers) for places in (64, 256) for workers in (1, 2)}
MEMORY = {"memory": memory, "memory-near": partial(memory, near_duplicates=True)}
CASES = {**RATES, **MEMORY, "faults": faults, "killed": killed, "bare": bare}
CHOSEN = ",".join(name for name in CASES if name != "bare")


def main() -> dict:
    alone = cases.main("bench.rate", "bare", "sqlite", 2000)
    return alone | cases.main("bench.rate", CHOSEN, count=2000)


if __name__ == "__main__":
    cases.command_line("bench.rate", __doc__, CASES, chosen=CHOSEN, count=2000)
