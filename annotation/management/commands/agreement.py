import orjson
from django.core.management.base import BaseCommand, CommandError

from annotation.agreement.words import NAMES, OF
from generation.management.finding import project_named


class Command(BaseCommand):
    help = "Say how people agree, by version of the codebook and question, each number with its interval."

    def add_arguments(self, parser):
        parser.add_argument("project")
        parser.add_argument("--json", action="store_true", help="all that the page shows, as JSON")

    def handle(self, *args, project: str, **options):
        from annotation.agreement.actions import (  # noqa: PLC0415 - pandas, which other commands do without
            agreement_report,
        )

        told = agreement_report(project_named(project), {})
        if not told["codebooks"]:
            raise CommandError("Nobody has answered yet.")
        self.stdout.write(orjson.dumps(told).decode() if options["json"] else "\n".join(_in_words(told)))


def _in_words(told: dict):
    from annotation.methods.agreement.registry import (  # noqa: PLC0415 - pandas, as above
        AGREEMENT,
    )

    for codebook in told["codebooks"]:
        for question in codebook["questions"]:
            asked = f"{question['name']} ({question['kind']})"
            yield f"Version {codebook['number']}, {asked}: {question['answers']:,} answers"
            for draw in question["draws"]:
                yield f"  {OF[draw['drawn']]}"
                named = [(NAMES[key], one) for key, one in draw["by_kind"].items()]
                named += [(AGREEMENT[key].name, one) for key, one in draw["coefficients"].items()]
                yield from (f"    {name:<40}{_figures(one)}" for name, one in named)


def _figures(one: dict) -> str:
    if one["value"] is None:
        return f"none: {one['reason']}"
    interval = "" if one["low"] is None else f" ({one['low']:.3f} to {one['high']:.3f})"
    return f"{one['value']:.3f}{interval}, {one['items']:,} items"
