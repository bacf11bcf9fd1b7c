import os
import sys
from contextlib import suppress
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from annotation.datasets.exports import FORMATS, NothingToProve, write
from annotation.models import DatasetVersion
from generation.management.finding import project_named


class Command(BaseCommand):
    help = "Write a dataset version to a file, or to standard output with --output -"

    def add_arguments(self, parser):
        parser.add_argument("project")
        parser.add_argument("version", type=int)
        parser.add_argument("--format", choices=FORMATS, default="jsonl")
        parser.add_argument("--output", required=True, help="a path, or - for standard output")

    def handle(self, *args, project: str, version: int, format: str, output: str, **options):
        versions = DatasetVersion.objects.select_related("project").filter(project=project_named(project))
        found = versions.filter(number=version).first()
        if found is None:
            last = versions.order_by("number").last()
            known = f"The last one is {last.number}." if last else "None is cut yet."
            raise CommandError(f"There is no version {version} of {project}. {known}")
        if found.state != DatasetVersion.State.READY:
            raise CommandError(f"Version {version} is not ready: {found.error or found.get_state_display()}.")
        try:
            pieces = write(found, format)
        except NothingToProve as nothing:
            raise CommandError(str(nothing)) from nothing
        if output == "-":
            sys.stdout.buffer.writelines(pieces)
            sys.stdout.buffer.flush()
            return
        self._to_file(pieces, Path(output))

    def _to_file(self, pieces, path: Path) -> None:
        """Under another name until it is whole, so that nobody takes half a file for the dataset."""
        part = path.with_name(f".{path.name}.part")
        try:
            with part.open("wb") as file:
                file.writelines(pieces)
            os.replace(part, path)
        except OSError as problem:
            with suppress(OSError):
                part.unlink()
            raise CommandError(f"{path} cannot be written: {problem.strerror}.") from problem
