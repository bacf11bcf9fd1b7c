import asyncio
import contextlib

from django.core.management.base import BaseCommand, CommandError

from generation.llm.simulator.__main__ import add_arguments, knobs_from, serve


class Command(BaseCommand):
    help = "Serve the simulated model: an OpenAI-compatible endpoint that needs no key. Its answers say so."

    def add_arguments(self, parser) -> None:
        add_arguments(parser)

    def handle(self, *args, host: str, port: int, url_file, **options) -> None:
        try:
            knobs = knobs_from(options)
        except ValueError as problem:
            raise CommandError(str(problem)) from problem
        try:
            with contextlib.suppress(KeyboardInterrupt):
                asyncio.run(serve(knobs, host, port, url_file))
        except (OSError, OverflowError) as problem:
            raise CommandError(f"Port {port} cannot be used: {problem}") from problem
