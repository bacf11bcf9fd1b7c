import orjson
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from annotation.curation.options import add_filter_options, filters_of
from annotation.datasets.opening import enqueue_cut, open_version
from annotation.models import DatasetVersion
from generation.management.carrying import carry_out_shown
from generation.management.finding import project_named


class Command(BaseCommand):
    help = "Cut a dataset version: choose rows, assign parts, freeze them with a hash and a card. Prints its hash."

    def add_arguments(self, parser):
        parser.add_argument("project")
        parser.add_argument("--note", default="", help="what this version is for")
        parser.add_argument("--json", action="store_true", help="progress and result as JSON lines")
        add_filter_options(parser)

    def handle(self, *args, project: str, note: str, **options):
        found = project_named(project)
        try:
            with transaction.atomic():
                version = open_version(project=found, filters=filters_of(found, options), note=note[:500], by=None)
                job = enqueue_cut(version)
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        carry_out_shown(job, "rows", as_json=options["json"])
        version.refresh_from_db()
        if version.state != DatasetVersion.State.READY:
            raise CommandError(version.error)
        self.stdout.write(self._result(version, options["json"]))

    def _result(self, version: DatasetVersion, as_json: bool) -> str:
        if as_json:
            told = {"number": version.number, "hash": version.hash, "rows": version.rows, "state": version.state}
            return orjson.dumps({**told, "splits": version.card["splits"]}).decode()
        return f"version {version.number}: {version.rows} rows, {version.hash}"
