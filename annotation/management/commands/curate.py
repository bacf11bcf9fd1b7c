import orjson
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from annotation.curation.options import add_filter_options, filters_of
from generation.management.finding import project_named
from generation.models import Codebook


class Command(BaseCommand):
    help = "Say what a version with these filters would hold, and what it would leave out; changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("project")
        parser.add_argument("--json", action="store_true", help="print JSON")
        add_filter_options(parser)

    def handle(self, *args, project: str, **options):
        from annotation.curation.actions import preview  # noqa: PLC0415 - numpy; other commands start without it

        found = project_named(project)
        codebook = Codebook.objects.current(found)
        if codebook is None:
            raise CommandError(f"The project {project} has no published codebook.")
        try:
            filters = filters_of(found, options)
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        held = preview(found, {"filters": filters.as_json(), "codebook": codebook.number})
        if options["json"]:
            self.stdout.write(orjson.dumps(held).decode())
            return
        self.stdout.write(f"{held['rows']} rows")
        for label, part, count in held["labels"]:
            self.stdout.write(f"  {label}, {part}: {count}")
        for reason, count in held["dropped"].items():
            self.stdout.write(f"left out, {reason}: {count}")
