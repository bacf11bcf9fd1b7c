"""Cases that each run in a process of their own on a fresh database: `python -m bench.MODULE --case NAME` is the child.

On SQLite, and on PostgreSQL where there is a server (databases.py).
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping

from bench.databases import each_database
from bench.peer import REPLAY, ROOT, Peer

Case = Callable[[Peer, int], dict]
#: What must hold of a run, however slow the machine is.
PROMISES = {
    "the run did not end": lambda found: found["state"] == "done",
    "samples are missing or doubled": lambda found: found["samples"] == found["distinct_samples"] == found["accepted"],
    "an answer was stored twice": lambda found: found["answers_doubled"] == 0,
    "the peer was asked again for more than was in flight": lambda found: found.get("repeats_within_bound", True),
}


def main(module: str, cases: str, databases: str = "sqlite,postgresql", count: int = 1000) -> dict:
    """Run the cases on each database; print and return their figures. SystemExit where a promise is broken."""
    if not REPLAY.exists():
        print("SKIPPED: the folder ../shared with the replay peer is not here.")
        return {}
    found: dict = {}
    with each_database() as addresses:
        for database in [name for name in databases.split(",") if name in addresses]:
            for name in cases.split(","):
                found[f"{database} {name}"] = measured(module, name, addresses[database], count)
                print(database, name, json.dumps(found[f"{database} {name}"]), flush=True)
                keep_promises(f"{name} on {database}", found[f"{database} {name}"])
    return found


def measured(module: str, name: str, url: str, count: int) -> dict:
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", module, "--case", name, "--count", str(count)]
        done = subprocess.run(command, cwd=ROOT, env=environment(url, folder), stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"{name} failed")
    return json.loads(done.stdout.splitlines()[-1]) | {"load_before": round(load, 2)}


def keep_promises(case: str, found: dict) -> None:
    if "state" not in found:
        return
    if broken := [promise for promise, kept in PROMISES.items() if not kept(found)]:
        raise SystemExit(f"{case}: {', '.join(broken)}")


def command_line(module: str, about: str, cases: Mapping[str, Case], *, chosen: str, count: int) -> None:
    """What `python -m bench.MODULE` does: the chosen cases, or in the child process one of them."""
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    parser.add_argument("--count", type=int, default=count)
    parser.add_argument("--cases", default=chosen, help=f"of {', '.join(cases)}")
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--case", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.case:
        _child(cases[options.case], options.count)
    else:
        main(module, options.cases, options.databases, options.count)


def _child(case: Case, count: int) -> None:
    import django  # noqa: PLC0415 - needs the environment

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    peer = Peer()
    try:
        found = case(peer, count)
    finally:
        peer.process.kill()
        peer.process.wait()
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps(found | {"cpu_s_with_peer": round(usage.ru_utime + usage.ru_stime, 1)}))


def environment(url: str, folder: str) -> dict:
    more = {"SYNTHLAB_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "synthlab.settings", "LOG_LEVEL": "ERROR"}
    more |= {"SYNTHLAB_ALLOWED_LLM_HOSTS": "127.0.0.1"} | ({"DATABASE_URL": url} if url else {})
    return {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | more
