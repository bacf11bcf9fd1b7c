import sys
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from generation.management.finding import project_named
from generation.misspelt import no_version
from generation.models import Project
from generation.recipe_book import document_for, known_names
from generation.recipes.actions import save_document


class Command(BaseCommand):
    help = "List a project's recipes, print one as a document, or keep a document as a recipe of the project's own."

    def add_arguments(self, parser) -> None:
        parser.add_argument("project", help="the project's address, such as film-reviews")
        parser.add_argument("--show", metavar="NAME", help="print this recipe's document")
        parser.add_argument("--number", metavar="VERSION", type=int, help="of --show, the version; or the newest")
        parser.add_argument("--save", metavar="FILE", help="keep the document in this file; - reads standard input")

    def handle(
        self, *args, project: str, show: str | None = None, number: int | None = None, save: str | None = None, **_more
    ) -> None:
        found = project_named(project)
        if number is not None and not show:
            raise CommandError("--number goes with --show.")
        if save:
            self._save(found, save)
        elif show:
            self._show(found, show, number)
        else:
            self.stdout.write("\n".join(known_names(found)))

    def _show(self, project: Project, name: str, number: int | None) -> None:
        document = document_for(project, name, number)
        if document is None:
            raise CommandError(no_version(project, name, number))
        self.stdout.write(document[0])

    def _save(self, project: Project, file: str) -> None:
        try:
            text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as problem:
            why = getattr(problem, "strerror", "it is not UTF-8")
            raise CommandError(f"{file} cannot be read: {why}.") from problem
        try:
            saved = save_document(project=project, text=text, by=None)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(f"Recipe {saved.name}, version {saved.number}.")
