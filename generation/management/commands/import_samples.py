import sys
from pathlib import Path

import orjson
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from generation.adding import before_adding
from generation.management.finding import project_named
from generation.models import Import, Origin, Project
from generation.support.actions import bring_in, try_rows
from generation.support.mapping import DEFAULT_SOURCE, Mapping, columns_of
from generation.support.merge import Counts
from generation.support.progress import ProgressBar
from generation.support.readers.formats import Format, format_of, read_file
from generation.support.readers.lines import FileProblem

SHOWN = 20


class Command(BaseCommand):
    help = "Bring samples into a project from an NDJSON, CSV or Parquet file."

    def add_arguments(self, parser):
        parser.add_argument("project", help="the project's address, such as film-reviews")
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=Format.values, help="where the file's name does not tell")
        parser.add_argument("--source", default=DEFAULT_SOURCE, help="who gave the labels, such as gpt-4")
        parser.add_argument("--origin", default="", choices=["", *Origin.values])
        parser.add_argument("--first", default="", help="of several sources the one whose label becomes the row's")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="PART=COLUMN",
            help="which column is what: text=review, label=sentiment, label@gpt-4=gpt_label, metadata=year",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")
        parser.add_argument("--json", action="store_true", help="progress and result as JSON lines")

    def handle(self, *args, project: str, file: Path, **options):
        found = project_named(project)
        kind = options["format"] or format_of(file.name)
        if kind is None:
            raise CommandError("The file's name does not tell its format; add --format ndjson, csv or parquet.")
        size = self._size(file)
        self.warnings = before_adding(found)
        for warning in self.warnings:
            self.stderr.write(warning)
        try:
            mapping = Mapping(columns_of(options["map"]), options["source"], options["origin"], options["first"])
            if options["dry_run"]:
                self._try(found, mapping, kind, file, options["json"])
            else:
                self._import(found, mapping, kind, file, size, options["json"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except FileProblem as error:
            raise CommandError(str(error)) from error

    def _size(self, file: Path) -> int:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        size = file.stat().st_size
        if size > settings.IMPORT_MAX_BYTES:
            raise CommandError(f"The file has {size} bytes; at most {settings.IMPORT_MAX_BYTES} are taken.")
        return size

    def _try(self, project: Project, mapping: Mapping, kind: str, file: Path, as_json: bool) -> None:
        counts = try_rows(project, mapping, read_file(kind, file))
        self._say(counts.rejected[:SHOWN], as_json, {
            "dry_run": True, "created": counts.created, "duplicates": counts.duplicates,
            "labels_added": counts.labels_added, "conflicts": counts.conflicts, "rejected": len(counts.rejected),
            "labels_left_out": counts.labels_left_out, "differing": counts.differing,
        })  # fmt: skip
        self._refuse_useless(counts, len(counts.rejected))

    def _import(self, project: Project, mapping: Mapping, kind: str, file: Path, size: int, as_json: bool) -> None:
        bar = ProgressBar(sys.stderr, "rows", as_json=as_json)
        record = bring_in(
            project=project, author=None, kind=kind, mapping=mapping, rows=read_file(kind, file),
            filename=file.name, size=size, progress=lambda record: bar.at(record.rows),
        )  # fmt: skip
        bar.close()
        lines = list(record.rejected_lines.filter(came_in=False).values_list("line", "reason")[:SHOWN])
        self._say(lines, as_json, {
            "import": record.pk, "created": record.created, "duplicates": record.duplicates,
            "labels_added": record.labels_added, "conflicts": record.conflicts, "rejected": record.rejected,
            "labels_left_out": record.labels_left_out, "differing": record.differing,
        })  # fmt: skip
        if record.state == Import.State.FAILED:
            raise CommandError(f"{record.error} {record.rows} rows before that were read.")
        self._refuse_useless(record, record.rejected)

    def _refuse_useless(self, counts: Counts | Import, rejected: int) -> None:
        if rejected and not counts.created + counts.duplicates:
            raise CommandError(f"Not one row could be used: all {rejected} were rejected, for the reasons above.")

    def _say(self, lines: list[tuple[int, str]], as_json: bool, result: dict) -> None:
        if as_json:
            shown = [{"line": line, "reason": reason} for line, reason in lines]
            self.stdout.write(orjson.dumps({**result, "warnings": self.warnings, "rejected_lines": shown}).decode())
            return
        for line, reason in lines:
            self.stdout.write(f"line {line}: {reason}")
        if result["rejected"] > len(lines):
            self.stdout.write(f"… and {result['rejected'] - len(lines)} more lines")
        self.stdout.write(", ".join(f"{name} {value}" for name, value in result.items()))
