import orjson
from django.core.management.base import BaseCommand, CommandError

from annotation.routing.asking import prices_in_force
from annotation.stopping.shapes import with_prices
from annotation.stopping.words import REASONS, limit_told
from generation.management.finding import project_named
from synthlab.drawing import at_most


class Command(BaseCommand):
    help = "Say what a promise takes from here: answers, time and money, and what to look at next."

    def add_arguments(self, parser):
        parser.add_argument("project")
        parser.add_argument(
            "--limit",
            type=float,
            action="append",
            help="the share that may be wrong, 0.02 say; or several",
        )
        parser.add_argument("--json", action="store_true", help="the result as JSON")

    def handle(self, *args, project: str, **options):
        limits = options["limit"] or []
        if any(not 0 < limit < 1 for limit in limits):
            raise CommandError("--limit lies between 0 and 1.")
        found = project_named(project)
        from annotation.stopping.report import stopping_report  # noqa: PLC0415 - pandas, which other commands do without

        told = stopping_report(found, {"limits": limits} if limits else {})
        if told["reason"]:
            raise CommandError(str(REASONS[told["reason"]]))
        told = with_prices(told, prices_in_force(found))
        self.stdout.write(orjson.dumps(told).decode() if options["json"] else _in_words(told))


def _in_words(told: dict) -> str:
    now = told["now"]
    lines = [
        f"At most {at_most(now['bound'], 2)} of {told['population']:,} labels are wrong and not found, "
        f"after {now['audits']:,} audits; {told['left']:,} rows are left."
    ]
    if again := told["again"]:
        lines.append(
            f"With what people got wrong, at most {at_most(again['bound'], 2)} of {again['rows']:,} labels are."
        )
    if not told["plans"]:
        lines.append("What a promise takes is not known: score the project, or draw 20 audits.")
    for plan in told["plans"]:
        verdict, cost = plan["verdict"], plan["cost"]
        lines.append(f"{limit_told(plan['limit']):>6}  {verdict['title']}: {verdict['text']}")
        if plan["answers"]:
            lines.append(
                f"        {plan['active']:,} riskiest rows, then {plan['audits']:,} audits: about "
                f"{cost['minutes']:,.0f} minutes and ${cost['usd']:,.2f}. {plan['advice']}"
            )
        if plan.get("helping"):
            lines += [f"        {one}" for one in plan["helping"]["sentences"]]
    others = [one for one in told.get("rules", []) if not one["promises"]]
    lines += ["Other rules for stopping, which promise nothing:"] if others else []
    lines += [f"  {one['name']}: {one['said']}. {one['rests_on']}" for one in others]
    return "\n".join(lines)
