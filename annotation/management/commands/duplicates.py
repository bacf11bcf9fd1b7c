import orjson
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from annotation.duplicates.asking import enqueue_look, newest_set
from annotation.models import DuplicateGroup, DuplicateSet
from annotation.models.queue import number_of
from generation.management.carrying import carry_out_shown
from generation.management.finding import project_named

MOST = 10  # groups that are printed


class Command(BaseCommand):
    help = "Look for near-duplicates through all rows. Prints how many groups there are, and the largest."

    def add_arguments(self, parser):
        parser.add_argument("project")
        parser.add_argument("--json", action="store_true", help="progress and result as JSON lines")

    def handle(self, *args, project: str, **options):
        found = project_named(project)
        try:
            job = enqueue_look(found)
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        carry_out_shown(job, "rows", as_json=options["json"])
        told = _told(newest_set(found))
        self.stdout.write(orjson.dumps(told).decode() if options["json"] else _in_words(told))


def _told(found: DuplicateSet) -> dict:
    groups = DuplicateGroup.objects.filter(found=found).order_by("-size", "-id")[:MOST]
    counts = {name: getattr(found, name) for name in ("rows", "groups", "copies", "conflicts", "spare", "seconds")}
    shown = [{"id": one.pk, "size": one.size, "conflict": one.conflict, "keeps": one.keeps} for one in groups]
    return counts | {"largest": shown}


def _in_words(told: dict) -> str:
    first = (
        f"{told['rows']:,} rows in {told['seconds']:.1f} s: {told['groups']:,} groups of near-duplicates, "
        f"{told['conflicts']:,} with labels that differ; a version with --keep-one drops {told['spare']:,} rows."
    )
    lines = [
        f"  group {one['id']}: {one['size']:,} rows{', labels differ' if one['conflict'] else ''}, "
        f"first item {number_of(one['keeps']['first'])}"
        for one in told["largest"]
    ]
    return "\n".join([first, *lines])
