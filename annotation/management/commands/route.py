import orjson
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from annotation.models import Routing
from annotation.routing.answer_time import AnswerTime
from annotation.routing.asking import SET, carry_out, job_of, prices_in_force, set_prices
from generation.management.carrying import carry_out_shown
from generation.management.finding import project_named
from generation.models import Project

REASONS = {
    "no_codebook": "The project has no published codebook that asks for a label.",
    "no_score": "Nothing is scored yet: run `score` first.",
    "no_rows": "No row with a model's label waits for an answer.",
}


class Command(BaseCommand):
    help = "Show what money buys where each row is decided by whom it is best decided by, or have a point carried out."

    def add_arguments(self, parser):
        parser.add_argument("project")
        parser.add_argument("--wage", type=float, help="USD of a person's hour")
        parser.add_argument("--seconds", type=float, help="of an answer")
        parser.add_argument("--call", type=float, help="USD of one more call of a model")
        parser.add_argument("--person-error", type=float, help="how often people are wrong, a share up to 0.5")
        parser.add_argument("--budget", type=float, help="USD that people's answers may take in all, 0 for none")
        parser.add_argument("--value", type=float, help="carry out the point where a wrong label costs so many USD")
        parser.add_argument("--json", action="store_true", help="the result as JSON")

    def handle(self, *args, project: str, **options):
        found = project_named(project)
        try:
            if named := {name: options[name] for name in SET if options[name] is not None}:
                set_prices(project=found, by=None, **named)
            told = self._carry_out(found, options) if options["value"] is not None else self._frontier(found)
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        self.stdout.write(orjson.dumps(told).decode() if options["json"] else _in_words(told))

    def _frontier(self, project: Project) -> dict:
        from annotation.routing.report import routes_report  # noqa: PLC0415 - pandas, which other commands do without

        found = routes_report(project, {})
        if found["reason"]:
            raise CommandError(REASONS[found["reason"]])
        time = AnswerTime(**found["answer"])
        return found | {"answer_usd": time.usd(prices_in_force(project).wage), "answer_measured": time.is_measured}

    def _carry_out(self, project: Project, options: dict) -> dict:
        made = carry_out(project=project, value=options["value"], by=None)
        carry_out_shown(job_of(made), "rows routed", as_json=options["json"])
        made.refresh_from_db()
        if made.state != Routing.State.DONE:
            raise CommandError(made.error)
        return made.told | {"id": made.pk, "selections": {"people": made.people_id, "again": made.again_id}}


def _in_words(told: dict) -> str:
    if "points" not in told:
        expected = f"Expected: {told['error']:.1%} wrong labels for ${told['cost']:,.2f}."
        return f"Routes {told['id']}: {_counts(told['routes'])}. {expected}"
    now = f"{told['rows']:,} rows, {told['error_now']:.1%} expected to be wrong"
    how = " (its time measured here)" if told["answer_measured"] else ""
    return "\n".join([f"{now}; an answer costs ${told['answer_usd']:.3f}{how}.", *map(_line, told["points"])])


def _line(point: dict) -> str:
    bought = f"${point['cost']:>10,.2f}  {point['error']:>6.1%} wrong"
    return f"{bought}  --value {point['value']:.4g}  ({_counts(point['routes'])})"


def _counts(routes: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in routes.items())
