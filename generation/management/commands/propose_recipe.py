from decimal import Decimal, InvalidOperation
from pathlib import Path

import orjson
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from generation.catalogue.agent.agent import SHARE, Proposal
from generation.models import Project
from generation.runs.api import endpoint_named


class Command(BaseCommand):
    help = "Let an agent plan a recipe from a brief, by pilots. It saves a recipe and starts no run but the pilots."

    def add_arguments(self, parser):
        parser.add_argument("project", help="the project's address, such as film-reviews")
        parser.add_argument("brief", help="what is wanted, in plain words")
        parser.add_argument("--budget", required=True, help=f"of the run, in dollars; pilots take {SHARE:.0%} at most")
        parser.add_argument("--endpoint", default="")
        parser.add_argument("--transcript", type=Path, help="where to write all that was asked and answered")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, project: str, brief: str, budget: str, **options):
        from generation.runs.actions.proposing import Agent  # noqa: PLC0415 - brings in the client

        found = Project.objects.filter(slug=project).first()
        if found is None:
            raise CommandError(f"There is no project {project}.")
        try:
            endpoint = endpoint_named(found, options["endpoint"])
            agent = Agent(found, endpoint, _dollars(budget), tell=self._tell(options["json"]))
            proposal, transcript = agent.propose(brief)
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        if options["transcript"]:
            options["transcript"].write_bytes(orjson.dumps(transcript, option=orjson.OPT_INDENT_2))
        self._say(found, proposal, agent.spent, options["json"])

    def _tell(self, as_json: bool):
        return (lambda text: None) if as_json else (lambda text: self.stderr.write(text))

    def _say(self, project: Project, proposal: Proposal, spent: Decimal, as_json: bool) -> None:
        told = [
            {
                "recipe": one.plan.recipe,
                "settings": dict(one.plan.settings),
                "reason": one.change.reason if one.change else "",
                "measures": dict(one.measures),
                "missed": dict(one.missed),
            }
            for one in proposal.pilots
        ]
        if as_json:
            result = {"stopped": proposal.stopped, "missed": dict(proposal.missed), "spent_usd": float(spent)}
            self.stdout.write(orjson.dumps({**result, "pilots": told, "document": proposal.document}).decode())
            return
        for number, one in enumerate(told, start=1):
            self.stdout.write(f"Pilot {number}: {one['recipe']} {one['settings'] or ''} {one['reason']}")
            self.stdout.write(f"  {one['measures']}")
        ended = "All bars are met." if not proposal.missed else f"Still missed: {dict(proposal.missed)}."
        self.stdout.write(f"{ended} ({proposal.stopped}, ${spent:.4f})")
        self.stdout.write("It is saved as the recipe “proposed”. Look at it, then start it yourself:")
        self.stdout.write(f"  generate {project.slug} proposed {proposal.requirements.samples}")


def _dollars(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation as problem:
        raise CommandError("The budget is no number.") from problem
    if not 0 < amount < 1_000_000:
        raise CommandError("The budget must be more than nothing.")
    return amount
