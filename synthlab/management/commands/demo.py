from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.urls import reverse

from generation.models import Project
from synthlab.celery import app
from synthlab.demo.story import credentials, finished_demo, make_demo


class Command(BaseCommand):
    help = "Make a living project with the simulated model, then serve; prints address and log-in."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-serve", action="store_true", help="only make the project")

    def handle(self, *, host: str, port: int, no_serve: bool, **_options):
        call_command("migrate", verbosity=0)
        app.loader.import_default_modules()
        project = finished_demo() or make_demo(self._say)
        self._tour(project, f"http://{host}:{port}")
        if not no_serve:
            call_command("serve", host=host, port=port)

    def _say(self, line: str) -> None:
        self.stdout.write(f"- {line} …")
        self.stdout.flush()

    def _tour(self, project: Project, site: str) -> None:
        words = credentials()
        page = {name: site + reverse(name, args=[project.slug]) for name in _PAGES}
        self.stdout.write(
            "\nThe demo is ready. All texts and all answers in it are made up. What the simulated model wrote or\n"
            "labelled is marked as simulated; the given texts and the answers of the made-up people are not.\n\n"
            f"  As annotator:  {page['annotation:review']}\n"
            f"                 sign in as anna, password {words['anna']}\n"
            f"                 or as ben, password {words['ben']}\n"
            "                 Press ? for the keys; 1 to 4 pick a label, Enter submits.\n\n"
            f"  As lead:       {page['annotation:dashboard']}\n"
            f"                 sign in as lena, password {words['lena']}\n"
            "                 Look at Compare (where people and model differ), Codebook (version 1 against 2),\n"
            "                 Generate (the very prompt and its price) and Versions (download with its card).\n"
        )


_PAGES = ("annotation:review", "annotation:dashboard")
