import json
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from generation.knowledge.actions import add_knowledge
from generation.knowledge.reading import FACTS, Rows
from generation.management.finding import project_named
from generation.models import Knowledge
from generation.support.readers.lines import FileProblem


class Command(BaseCommand):
    help = "Bring documents or facts into a project, for recipes that write from them."

    def add_arguments(self, parser):
        parser.add_argument("project", help="the project's address, such as film-reviews")
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--kind",
            default="",
            choices=["", Knowledge.Kind.DOCUMENTS.value, FACTS],
            help="where neither the file's name nor its columns tell",
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, project: str, file: Path, kind: str, json: bool, **options):
        found = project_named(project)
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        try:
            kept, rows = add_knowledge(project=found, path=file, filename=file.name, kind=kind, by=None)
        except (ValidationError, FileProblem) as problem:
            raise CommandError(" ".join(getattr(problem, "messages", [str(problem)]))) from problem
        self._say(kept, rows, json)

    def _say(self, kept: Knowledge, found: Rows, as_json: bool) -> None:
        told = {"id": kept.pk, "kind": kept.kind, "rows": kept.count, "rejected": kept.rejected}
        told |= {"duplicates": found.duplicates, "surer": found.surer}
        if as_json:
            self.stdout.write(json.dumps({**told, "reasons": found.reasons}, ensure_ascii=False))
            return
        for reason in found.reasons:
            self.stdout.write(reason)
        self.stdout.write(", ".join(f"{name} {value}" for name, value in told.items()))
