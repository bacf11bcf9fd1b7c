import sys

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Run the web server alone (`serve` runs web and worker together)."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, host: str, port: int, **_options):
        if sys.platform == "win32":
            self._serve_with_waitress(host, port)
        else:
            self._serve_with_gunicorn(host, port)

    def _serve_with_gunicorn(self, host: str, port: int) -> None:
        from gunicorn.app.wsgiapp import run  # noqa: PLC0415 - not there on Windows

        sys.argv = [
            "gunicorn",
            "synthlab.wsgi:application",
            f"--bind={host}:{port}",
            "--worker-class=gthread",
            f"--workers={settings.WEB_WORKERS}",
            f"--threads={settings.WEB_THREADS}",
            "--timeout=120",
            "--graceful-timeout=5",
            "--no-control-socket",
            "--log-level=warning",
        ]
        run()

    def _serve_with_waitress(self, host: str, port: int) -> None:
        from waitress import serve  # noqa: PLC0415 - only there on Windows

        from synthlab.wsgi import application  # noqa: PLC0415

        # Which of a proxy's headers are believed, the settings say; by itself waitress would drop them all.
        serve(application, host=host, port=port, threads=settings.WEB_THREADS, clear_untrusted_proxy_headers=False)
