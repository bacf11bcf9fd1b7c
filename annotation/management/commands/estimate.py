import orjson
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from annotation.estimation.asking import end_estimation, newest_estimation, order_estimation
from annotation.estimation.shapes import standing_of, with_prices
from annotation.routing.asking import prices_in_force
from generation.management.finding import project_named
from synthlab.drawing import words


class Command(BaseCommand):
    help = "Say what a sample within strata would tell, and what the newest has told; or order one, or end it."

    def add_arguments(self, parser):
        parser.add_argument("project")
        parser.add_argument("--looks", type=int, help="order a sample of so many rows")
        parser.add_argument("--end", action="store_true", help="ask for the rows of the sample under way no more")
        parser.add_argument("--json", action="store_true", help="the result as JSON")

    def handle(self, *args, project: str, **options):
        found = project_named(project)
        try:
            if options["looks"]:
                order_estimation(project=found, by=None, looks=options["looks"])
            if options["end"]:
                newest = newest_estimation(found)
                end_estimation(project=found, by=None, number=newest.number if newest else 0)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        from annotation.estimation.report import estimation_report  # noqa: PLC0415 - numpy, which others do without

        told = with_prices(estimation_report(found, {}), prices_in_force(found))
        told["newest"] = standing_of(newest_estimation(found))
        self.stdout.write(orjson.dumps(told).decode() if options["json"] else _in_words(told))


def _in_words(told: dict) -> str:
    if told["reason"]:
        return "Nothing is frozen: a sample is drawn from a snapshot."
    lines = [f"{told['left']:,} of {told['population']:,} rows of snapshot {told['snapshot']} are left to draw from."]
    lines += [
        f"  ± {100 * offer['width']:g} points: {offer['looks']:,} rows, about {offer['cost']['minutes']:,.0f} minutes, "
        f"${offer['cost']['usd']:,.2f}"
        for offer in told["offers"]
    ]
    if newest := told["newest"]:
        lines.append(f"Sample {newest['number']}: {newest['looks']:,} rows, {newest['state']}.")
    sample = told["sample"]
    if sample and sample["estimate"] is not None:
        low, high = (words(sample[name], "percent") for name in ("low", "high"))
        may = "" if sample["shown"] else " (not to be shown: by simulation it is no better than chance draws)"
        lines.append(
            f"  {words(sample['estimate'], 'percent')} wrong, {low} to {high}, n = {sample['answered']:,}{may}"
        )
    return "\n".join(lines)
