"""Prepare a run's round, or choose at its end, in a process of its own, whose memory goes back. For the engine."""

from django.core.management.base import BaseCommand

from generation.models import Run
from generation.runs.actions.rounds import RoundEnds, WaitsForPeople, choose_here, prepare_here
from generation.runs.prepared import prepared


class Command(BaseCommand):
    help = "Prepare the current round of a run (the engine calls this)."
    requires_system_checks = []  # they load every page, and whoever began this has passed them

    def add_arguments(self, parser) -> None:
        parser.add_argument("run", type=int)
        parser.add_argument("work", choices=("prepare", "choose"), nargs="?", default="prepare")

    def handle(self, *, run: int, work: str, **_options) -> None:
        found = Run.objects.select_related("endpoint", "codebook", "project").get(pk=run)
        try:
            {"prepare": prepare_here, "choose": choose_here}[work](found, prepared(found))
        except RoundEnds as reason:
            self.stdout.write(f"ends\n{reason}")
        except WaitsForPeople as reason:
            self.stdout.write(f"people\n{reason}")
