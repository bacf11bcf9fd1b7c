"""Whether the certificate is ever wrong where real items go through the real queue (methods/human.md 9.12, point 4).

    python -m bench certificate_queue

In each life a small project's labels are frozen and two people work through its queue: hand-outs, answers, skips,
leases that run out, flags and a lead's decisions are the product's own, and between the audit draws a queue works that
knows which labels are wrong (_certificate_life.py). After every event the bound is read as the certificate reads it. A
life is wrong where that was ever below the labels that were still wrong. At the end the seed is published and the draws
are replayed from it. Beside it what must fail: a plain 95 % limit (Clopper-Pearson) of the audits so far.

One life after the other in one database, and all of them on PostgreSQL too where a server answers.
"""

import json
import os
import subprocess
import sys
import tempfile
from math import sqrt

from bench.databases import each_database

LIVES, RISK = 200, 0.05


def main(lives: int = LIVES) -> dict:
    with each_database() as databases:
        return {name: _measure(name, address, lives) for name, address in databases.items()}


def _measure(database: str, address: str, lives: int) -> dict:
    with tempfile.TemporaryDirectory(prefix="synthlab-bench-") as folder:
        env = {**os.environ, "SYNTHLAB_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "synthlab.settings"}
        env.pop("DATABASE_URL", None)
        if address:
            env["DATABASE_URL"] = address
        command = [sys.executable, "-m", "bench.certificate_queue", "live", str(lives)]
        with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as child:
            told = [_heard(json.loads(line)) for line in child.stdout]
        if child.returncode:
            raise RuntimeError(f"the lives ended with {child.returncode}")
    return _figures(database, told)


def _heard(life: dict) -> dict:
    if life["short"]:
        print(f"  life {life['number']}: {life['short']} more were wrong than the bound said", flush=True)
    if not (life["replayed"] and life["printed"]):
        print(f"  life {life['number']}: replayed {life['replayed']}, printed {life['printed']}", flush=True)
    return life


def _figures(database: str, lives: list[dict]) -> dict:
    figures = {
        "lives": len(lives),
        "ever_wrong": round(sum(life["short"] > 0 for life in lives) / len(lives), 4),
        "limit": round(most(len(lives)), 4),
        "plain_limit": round(sum(life["plain_broken"] for life in lives) / len(lives), 4),
        "replayed": sum(life["replayed"] for life in lives),
        "printed_as_read": sum(life["printed"] for life in lives),
        "looks": sum(life["looks"] for life in lives),
        "audits": sum(life["audits"] for life in lives),
        "pending_at_most": max(life["pending"] for life in lives),
    }
    for fate in ("answered", "skipped", "held", "lapsed", "flagged"):
        figures[fate] = sum(life["fates"].get(fate, 0) for life in lives)
    good = figures["ever_wrong"] <= figures["limit"] and figures["replayed"] == len(lives)
    print(
        f"{database}: ever wrong in {figures['ever_wrong']:.1%} of {len(lives)} lives (at most {figures['limit']:.1%}; "
        f"the plain limit {figures['plain_limit']:.1%}); the published seed gave the same draws in "
        f"{figures['replayed']} of them  {'ok' if good else 'MISSED'}",
        flush=True,
    )
    print(f"  {figures}", flush=True)
    return figures


def most(lives: int, risk: float = RISK) -> float:
    """The share of so many lives that may be wrong: the risk and three standard errors."""
    return risk + 3 * sqrt(risk * (1 - risk) / lives)


def live(lives: int) -> None:
    """The child: each life as a line."""
    import django  # noqa: PLC0415 - the models can be imported only after this

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    from bench._certificate_life import lived  # noqa: PLC0415

    for number in range(lives):
        print(json.dumps(lived(number).__dict__), flush=True)


if __name__ == "__main__" and sys.argv[1:2] == ["live"]:
    live(int(sys.argv[2]))
