import orjson
from django.core.management.base import BaseCommand, CommandError

from annotation.attention.checks_out import retired
from annotation.attention.shapes import rows, talks, worn
from annotation.queue.frames import checks_spent
from generation.management.finding import project_named
from generation.models import Project

FIGURES = ("gold", "time", "fast", "most", "order", "tiring", "changed")


class Command(BaseCommand):
    help = "Say what answers tell of attention: by name, each figure with its interval; nothing is done by it."

    def add_arguments(self, parser):
        parser.add_argument("project")
        parser.add_argument("--json", action="store_true", help="all that the page shows, as JSON")

    def handle(self, *args, project: str, **options):
        found = project_named(project)
        from annotation.attention.report import (  # noqa: PLC0415 - pandas, which other commands do without
            attention_report,
        )

        told = attention_report(found, {})
        if not told["answers"]:
            raise CommandError("Nobody has answered yet.")
        self.stdout.write(orjson.dumps(told).decode() if options["json"] else "\n".join(_in_words(found, told)))


def _in_words(project: Project, told: dict):
    said = {one["person"]: one["said"] for one in talks(told["people"])}
    for row in rows(told["people"]):
        yield f"{row['person']}: {row['answers']:,} answers"
        yield from (f"    {name:<10}{row[name]}" for name in FIGURES)
        yield from (f"  ! {line}" for line in said.get(row["person"], []))
    yield from (f"Gold sample {one['sample']}: {one['told']}" for one in worn(told["worn"], retired(project)))
    yield from (f"Slow sample {one['sample']}: {one['ratio']:.1f} times as long" for one in told["slow"])
    if checks_spent(project):
        yield "No gold check is left to give: import more gold samples."
