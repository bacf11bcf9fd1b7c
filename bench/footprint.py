"""How much an idle embedded set-up takes: memory of all its processes (PSS), disk of its packages, time to start.

Goals: under 250 MB with one web worker; under 750 MB of packages (those of requirements/base.txt, without the tests').
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
SETTLE_S = 5


def main() -> dict:
    figures = memory() | packages()
    for name, value in figures.items():
        print(f"{name:28} {value}")
    return figures


def memory() -> dict:
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "CELERY_BROKER_URL")}
        started = time.perf_counter()
        serve = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=ROOT,
            env=environment | {"SYNTHLAB_DATA_DIR": folder},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/sign-in/")
            answered = time.perf_counter() - started
            time.sleep(SETTLE_S)
            processes = [psutil.Process(serve.pid), *psutil.Process(serve.pid).children(recursive=True)]
            pss = sum(process.memory_full_info().pss for process in processes) / 2**20
            return {"processes": len(processes), "idle_pss_mb": round(pss), "first_answer_s": round(answered, 1)}
        finally:
            serve.terminate()
            serve.wait(20)


def packages() -> dict:
    """The installed size of the packages that the product (not its tests) needs."""
    pinned = re.findall(r"^([A-Za-z0-9_.-]+)==", (ROOT / "requirements" / "base.txt").read_text(), re.MULTILINE)
    total = 0
    for name in pinned:
        try:
            files = distribution(name).files or []
        except PackageNotFoundError:
            continue  # for another platform
        total += sum(path.stat().st_size for file in files if (path := Path(file.locate())).is_file())
    return {"packages": len(pinned), "packages_mb": round(total / 2**20)}


def _wait_for(url: str) -> None:
    for _ in range(400):
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{url} does not answer")


if __name__ == "__main__":
    main()
