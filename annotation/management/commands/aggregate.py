import orjson
from django.core.management.base import BaseCommand

from annotation import reports
from generation.management.finding import project_named


class Command(BaseCommand):
    help = "Aggregate people's answers by each method, and print the methods and voices of each question."

    def add_arguments(self, parser):
        parser.add_argument("project")
        parser.add_argument("--json", action="store_true", help="the whole result as JSON")

    def handle(self, *args, project: str, **options):
        from annotation.aggregation.actions import aggregation_report  # noqa: PLC0415 - pandas and scipy

        found = project_named(project)
        seen = reports.watermark(found)
        data = aggregation_report(found, {})
        reports.store(found, "aggregation", data, seen=seen)
        if options["json"]:
            self.stdout.write(orjson.dumps(data, option=orjson.OPT_SERIALIZE_NUMPY).decode())
            return
        for question in data["questions"]:
            self._print(question["title"] or question["name"], question["people"])
        if not data["questions"]:
            self.stdout.write("No published codebook has a question that takes one label.")

    def _print(self, title: str, part: dict) -> None:
        self.stdout.write(f"{title}: {part['answers']:,} answers to {part['items']:,} items of two people or more.")
        if part["reason"]:
            self.stdout.write(part["reason"])
            return
        for row in part["methods"]:
            self.stdout.write(_line(row, " *" if row["method"] == part["best"] else ""))
        for voice in part["voices"]:
            self.stdout.write(f"  {voice['name']}: {_share(voice)} expected right, {voice['n']:,} answers")


def _line(row: dict, mark: str) -> str:
    right = f"right {_share(row)}" if row["n"] else "no given labels"
    criterion = "" if row["criterion"] is None else f", AIC {row['criterion']:,.1f}"
    notes = "".join(f" ({note})" for note in row["notes"])
    return f"  {row['method']}{mark}: {right}{criterion}, {row['differs']:,} items other than the majority's{notes}"


def _share(share: dict) -> str:
    return f"{share['value']:.1%} ({share['low']:.1%} to {share['high']:.1%}, n = {share['n']:,})"
