"""How much of the ideal rate the engine keeps, beside the openai client alone; its memory; faults; a kill half-way.

    BENCH_POSTGRES_URL=… python -m bench rate
    python -m bench.rate --cases 64x1,256x2 --databases sqlite

The peer is ../shared/llm/replay.py with 200 ms and no spread, on the same machine. Rate: 2,000 prompts, everything
stored, answers a second between the first tenth and 95 % of the answers, against places / latency; `PLACESxWORKERS`
names a case. Several workers share the places. CPU is that of the workers once they are started, a stored sample.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence

from bench.engine import LATENCY_S, REPLAY, ROOT, Peer, drop, environment, figures, fresh_postgresql, prepare

RATES = ("64x1", "64x2", "256x1", "256x2")
CASES = (*RATES, "memory", "faults", "killed")
FAULTS = {"rate_429": 0.05, "rate_500": 0.02, "rate_malformed": 0.02}
MANY_ROWS = 100_000
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


def slow(peer: Peer, **faults: float) -> None:
    peer.ask("/faults", {"latency_ms": LATENCY_S * 1000} | faults)
    peer.ask("/reset", {})


def spent(used: list[dict], run) -> dict:
    found, cpu = figures(run), sum(each["cpu_s"] for each in used)
    busiest = max(each["cpu_s"] / each["wall_s"] for each in used)
    return {
        **{name: found[name] for name in ("state", "accepted", "samples", "distinct_samples", "answers", "seconds")},
        "cpu_ms_a_sample": round(1000 * cpu / found["samples"], 2),
        "cpu_ms_a_call": round(1000 * cpu / found["requests"], 2),
        "busy": round(busiest, 2),  # of one core; at 1 it is what limits the rate
        "peak_mb": max(each["peak_mb"] for each in used),
    }


def full_speed(peer: Peer, count: int, case: str) -> dict:
    places, workers = map(int, case.split("x"))
    peer.ask("/faults", {"latency_ms": 0})
    run = prepare(peer, count, places // workers)
    slow(peer)
    used = ended(started(run, workers))
    answered = [moment.timestamp() for moment in _answers(run).values_list("created_at", flat=True)]
    return {"of_ideal": rate(answered, places)} | spent(used, run)


def faults(peer: Peer, count: int) -> dict:
    peer.ask("/faults", {"latency_ms": 0})
    run = prepare(peer, count // 2)
    slow(peer, **FAULTS)
    return spent(ended(started(run)), run)


def killed(peer: Peer, count: int) -> dict:
    """Killed when half is answered, and run again: how many requests were made again, and whether for no reason."""
    peer.ask("/faults", {"latency_ms": 0})
    run = prepare(peer, count // 2)
    slow(peer)
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
    whole = {name: spent(used, run)[name] for name in ("state", "accepted", "samples", "distinct_samples")}
    return {"in_flight_at_kill": lost, "asked_again": again, "stored_and_asked_again": max(again - lost, 0)} | whole


def memory(peer: Peer, count: int) -> dict:
    """The end of a run of 100,000 rows: all but the last ones are there, accepted, each with its sample."""
    peer.ask("/faults", {"latency_ms": 0})
    run = prepare(peer, MANY_ROWS)
    before = _fill(run, MANY_ROWS - count)
    slow(peer)
    used = ended(started(run))
    found = spent(used, run)
    new = found["samples"] - before
    return found | {"cpu_ms_a_sample": round(1000 * sum(each["cpu_s"] for each in used) / new, 2), "asked": new}


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
    slow(peer)
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


def case(name: str, count: int) -> None:
    """One case in this process, on the database that the environment names; prints its figures."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    peer, parts = Peer(), {"memory": memory, "faults": faults, "killed": killed, "bare": bare}
    try:
        found = parts[name](peer, count) if name in parts else full_speed(peer, count, name)
    finally:
        peer.process.kill()
    peer.process.wait()
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps(found | {"cpu_s_with_peer": round(usage.ru_utime + usage.ru_stime, 1)}))


def measured(name: str, url: str | None, count: int) -> dict:
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.rate", "--case", name, "--count", str(count)]
        done = subprocess.run(command, cwd=ROOT, env=environment(url, folder), stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"{name} failed")
    return json.loads(done.stdout.splitlines()[-1]) | {"load_before": round(load, 2)}


def main(cases: str = ",".join(CASES), databases: str = "sqlite,postgresql", count: int = 2000) -> dict:
    if not REPLAY.exists():
        print("SKIPPED: the folder ../shared with the replay peer is not here.")
        return {}
    found: dict = {"bare": measured("bare", None, count)}
    print("openai client alone", json.dumps(found["bare"]), flush=True)
    for database in databases.split(","):
        url = fresh_postgresql() if database == "postgresql" else None
        if database == "postgresql" and url is None:
            print("SKIPPED: no PostgreSQL at hand.")
            continue
        try:
            for name in cases.split(","):
                found[f"{database} {name}"] = measured(name, url, count)
                print(database, name, json.dumps(found[f"{database} {name}"]), flush=True)
        finally:
            if url:
                drop(url)
    return found


def from_command_line() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--cases", default=",".join(CASES))
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--case", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.case:
        case(options.case, options.count)
    else:
        main(options.cases, options.databases, options.count)


if __name__ == "__main__":
    from_command_line()
