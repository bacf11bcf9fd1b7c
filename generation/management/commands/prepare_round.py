"""Prepare a run's round in a process of its own, whose memory goes back when it ends. For the engine."""

from django.core.management.base import BaseCommand

from generation.models import Run
from generation.runs.actions.rounds import RoundEnds, WaitsForPeople, prepare_here
from generation.runs.actions.worker import prepared


class Command(BaseCommand):
    help = "Prepare the current round of a run (the engine calls this)."

    def add_arguments(self, parser) -> None:
        parser.add_argument("run", type=int)

    def handle(self, *, run: int, **_options) -> None:
        found = Run.objects.select_related("endpoint", "codebook", "project").get(pk=run)
        try:
            prepare_here(found, prepared(found))
        except RoundEnds as reason:
            self.stdout.write(f"ends\n{reason}")
        except WaitsForPeople as reason:
            self.stdout.write(f"people\n{reason}")
