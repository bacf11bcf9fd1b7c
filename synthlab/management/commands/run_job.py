from django.core.management.base import BaseCommand

from generation.children import carry_out
from synthlab.celery import app
from synthlab.processes import die_with_parent


class Command(BaseCommand):
    help = "Carry out one background job in this process (the worker calls this for heavy ones)."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("job", type=int)

    def handle(self, *, job: int, **_options):
        die_with_parent()
        app.loader.import_default_modules()  # the tasks register their handlers
        carry_out(job)
