from decimal import Decimal

import orjson
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from annotation.asked.actions import ask_for_grades, price_of
from annotation.asked.frames import WHICH
from generation.endpoints.chosen import endpoint_named
from generation.management.finding import project_named
from generation.methods.grading import DIMENSIONS


class Command(BaseCommand):
    help = "Have a model grade rows for one thing: the grades become signals. With --price only say what it will cost."

    def add_arguments(self, parser):
        parser.add_argument("project")
        parser.add_argument("dimension", choices=list(DIMENSIONS), help="what is graded")
        parser.add_argument("--endpoint", required=True, help="the name of the model's endpoint")
        parser.add_argument("--which", choices=WHICH, default="chance", help="which rows come first")
        parser.add_argument("--count", type=int, default=200, help="rows at most")
        parser.add_argument("--again", action="store_true", help="also rows that have such a grade")
        parser.add_argument("--budget", type=Decimal, help="USD at most")
        parser.add_argument("--price", action="store_true", help="say what it will cost, and ask nothing")
        parser.add_argument("--json", action="store_true", help="the result as JSON")

    def handle(self, *args, project: str, **options):
        found = project_named(project)
        try:
            asked = {name: options[name] for name in ("dimension", "which", "count", "again")}
            asked |= {"project": found, "endpoint": endpoint_named(found, options["endpoint"])}
            if options["price"]:
                price, count = price_of(**asked)
                told = {"count": count, "calls": price.calls, "usd": [float(end) for end in price.usd]}
                line = f"{count:,} rows, {price.calls[0]:,} to {price.calls[1]:,} requests, "
                line += f"${price.usd[0]:.4f} to ${price.usd[1]:.4f}."
            else:
                run = ask_for_grades(by=None, budget_usd=options["budget"], **asked)
                told = {"run": run.pk, "count": run.count}
                line = f"Run {run.pk} grades {run.count:,} rows; a worker carries it out, and the signals follow."
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        self.stdout.write(orjson.dumps(told).decode() if options["json"] else line)
