import json
import os
import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Migrate, then run web server, worker and simulated model together; what ends is started again."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, host: str, port: int, **_options):
        call_command("migrate", verbosity=0)
        self.stdout.write(f"SynthLab answers on http://{host}:{port} (stop with Ctrl+C)")
        self.stdout.flush()
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        settings.SIMULATOR_URL_FILE.unlink(missing_ok=True)
        simulator = ["-m", "generation.llm.simulator", "--port", "0", "--url-file", str(settings.SIMULATOR_URL_FILE)]
        parts = {
            "web": [*manage, "web", "--host", host, "--port", str(port)],
            "worker": [*manage, "worker"],
            "simulator": [sys.executable, *simulator],
        }
        supervisor = str(settings.BASE_DIR / "synthlab" / "supervisor.py")
        os.chdir(settings.BASE_DIR)
        # This process becomes the supervisor. -P: our folder must not hide modules of the standard library.
        os.execv(sys.executable, [sys.executable, "-P", supervisor, json.dumps(parts)])  # noqa: S606
