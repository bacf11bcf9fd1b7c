from contextlib import suppress

from django.core.management.base import BaseCommand

from generation.children import carry_out_with_others
from synthlab.celery import app
from synthlab.processes import die_with_parent


class Command(BaseCommand):
    help = "Carry out a job in this process, and short ones that wait (the worker calls this for heavy ones)."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("job", type=int)

    def handle(self, *, job: int, **_options):
        die_with_parent()
        app.loader.import_default_modules()  # the tasks register their handlers
        with suppress(KeyboardInterrupt):  # its worker is stopped, too; the job stays open
            carry_out_with_others(job)
