from decimal import Decimal

import orjson
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from annotation.asked.frames import WHICH
from annotation.asked.labelling import SAME, USUAL_TIMES, ask_again, likely_price, price_of_again
from generation.management.finding import project_named


class Command(BaseCommand):
    help = "Ask the model of a run again about rows with its labels: self-consistency. With --price only say the price."

    def add_arguments(self, parser):
        parser.add_argument("project")
        parser.add_argument("run", type=int, help="the run that gave the labels")
        parser.add_argument("--form", default=SAME, help=f"{SAME}, or another form: annotate, annotate/choice, …")
        parser.add_argument("--times", type=int, default=USUAL_TIMES, help="how often; each time is a run")
        parser.add_argument("--most", type=int, help="and up to how often where the answers differ")
        parser.add_argument("--shuffled", action="store_true", help="labels in another order for each row and time")
        parser.add_argument("--which", choices=WHICH, default="chance", help="which rows come first")
        parser.add_argument("--count", type=int, default=200, help="rows at most")
        parser.add_argument("--budget", type=Decimal, help="USD at most, all runs together")
        parser.add_argument("--price", action="store_true", help="say what it will cost, and ask nothing")
        parser.add_argument("--json", action="store_true", help="the result as JSON")

    def handle(self, *args, project: str, **options):
        asked = {name: options[name] for name in ("run", "form", "times", "most", "shuffled", "which", "count")}
        asked["project"] = project_named(project)
        try:
            if options["price"]:
                price, count, _run = price_of_again(**asked)
                told = {"count": count, "calls": price.calls, "usd": [float(end) for end in price.usd]}
                line = f"{count:,} rows, {price.calls[0]:,} to {price.calls[1]:,} requests, "
                line += f"${price.usd[0]:.4f} to ${price.usd[1]:.4f}."
                if likely := likely_price(price, times=options["times"], most=options["most"]):
                    told["likely_usd"] = [float(end) for end in likely.usd]
                    line += f" Where answers differ on one row in four: ${likely.usd[0]:.4f} to ${likely.usd[1]:.4f}."
            else:
                runs = ask_again(by=None, budget_usd=options["budget"], **asked)
                told = {"runs": [run.pk for run in runs], "count": runs[0].count}
                line = f"Runs {', '.join(str(run.pk) for run in runs)} ask about {runs[0].count:,} rows each; a worker "
                line += "carries them out, and the signals follow."
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        self.stdout.write(orjson.dumps(told).decode() if options["json"] else line)
