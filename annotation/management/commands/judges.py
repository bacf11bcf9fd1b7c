import orjson
from django.core.management.base import BaseCommand, CommandError

from annotation.judges.words import OF
from generation.management.finding import project_named


class Command(BaseCommand):
    help = "Say how models stand against people: agreement, calibration, and whether one may take a person's place."

    def add_arguments(self, parser):
        parser.add_argument("project")
        parser.add_argument("--json", action="store_true", help="all that the page shows, as JSON")

    def handle(self, *args, project: str, **options):
        from annotation.judges.actions import judges_report  # noqa: PLC0415 - pandas, which other commands do without

        told = judges_report(project_named(project), {})
        if not told["codebooks"]:
            raise CommandError("Nobody has answered yet.")
        if options["json"]:
            self.stdout.write(orjson.dumps(told, option=orjson.OPT_SERIALIZE_NUMPY).decode())
            return
        self.stdout.write("\n".join(_in_words(told)))


def _in_words(told: dict):
    for codebook in told["codebooks"]:
        for question in codebook["questions"]:
            for source in question["sources"]:
                yield f"Version {codebook['number']}, {question['name']} ({question['kind']}), {source['source']}"
                for draw in source["draws"]:
                    yield f"  {OF[draw['drawn']]}: {draw['items']:,}"
                    yield from (f"    {name:<46}  {figures}" for name, figures in _figures(draw))


def _figures(draw: dict):
    yield "Equal to people's first answer", _number(draw["percent"])
    yield "Krippendorff's alpha, with people", _number(draw["alpha"])
    for name, one in draw["beside"].items():
        yield f"The same ({name}), minus people with each other", _number(one["difference"])
    yield "Mean confidence minus share right", _number(draw["reliability"]["over"])
    yield "Expected calibration error", _number(draw["reliability"]["ece"])
    yield "Brier score", _number(draw["reliability"]["brier"])
    for test in draw["alternative"]:
        name = f"Alternative annotator test, epsilon {test['epsilon']}"
        verdict = "passes" if test["passes"] else "does not pass"
        beaten = f"{verdict}, beats {test['winning']:.2f}" if test["winning"] is not None else f"none: {test['reason']}"
        yield name, beaten
    yield "Advantage probability", _number(draw["alternative"][0]["advantage"])


def _number(one: dict) -> str:
    if one["value"] is None:
        return f"none: {one.get('reason') or 'nothing to count'}"
    interval = "" if one["low"] is None else f" ({one['low']:.3f} to {one['high']:.3f})"
    return f"{one['value']:.3f}{interval}, n = {one.get('n', one.get('items')):,}"
