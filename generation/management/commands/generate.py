import json
import logging
from decimal import Decimal

import orjson
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext_noop as _

from generation.adding import before_adding
from generation.endpoints.chosen import endpoint_named, second_named
from generation.management.finding import MISREAD, budget_of, check_within, misread, project_named
from generation.models import Codebook, Project, Run, RunState
from generation.recipes.prices import Models
from generation.recipes.trial import trial_of
from generation.refusals import Refusals
from generation.runs.actions.lifecycle import (
    LEAST_YIELD,
    MOST_SAMPLES,
    TOO_DEAR,
    check_budget,
    check_endpoints,
    checked,
    no_question,
    pause_run,
    resume_run,
    start_named,
)
from generation.runs.api import run_json
from generation.runs.doorbell import ring_workers
from generation.runs.expectations import MOST_COST
from generation.runs.frames.progress import progress

BAR = 30
#: As by REST.
BOUNDS = {"count": (1, MOST_SAMPLES), "seed": (0, 2**31 - 1), "least_yield": (0, 1), "most_cost": (0, 1000)}
OPEN = (RunState.PLANNED, RunState.RUNNING, RunState.PAUSED)
STOPPED = (RunState.PAUSED, RunState.FAILED)  # why is the last line, on the error stream


class Command(BaseCommand):
    help = "Let a recipe write or label samples. Works in this process; other workers may help. Ctrl+C pauses the run."

    def add_arguments(self, parser) -> None:
        parser.add_argument("project", help="the project's address, such as film-reviews")
        parser.add_argument("--recipe", help="a built-in recipe, or one of the project's own")
        parser.add_argument("--count", type=int, help="samples to accept")
        parser.add_argument("--endpoint", default="", help="a name; not needed where the project has one endpoint")
        parser.add_argument(
            "--second-endpoint", default="", help="name of the second model's, where the recipe has steps for one"
        )
        parser.add_argument("--budget", help="USD that the run may cost at most")
        parser.add_argument(
            "--param", action="append", default=[], metavar="NAME=VALUE", help="a setting of the recipe"
        )
        parser.add_argument("--seed", type=int)
        parser.add_argument("--batch", action="store_true", help="ask by the endpoint's batch door, within a day")
        parser.add_argument("--least-yield", type=float, default=LEAST_YIELD, help="pause where less is accepted")
        parser.add_argument(
            "--most-cost", type=float, default=MOST_COST, help="pause once at so many times the price; 0: never"
        )
        parser.add_argument(
            "--resume", type=int, metavar="RUN", nargs="?", const=0, help="go on; without a number the last one"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="show the first prompt and the price, and ask nothing"
        )
        parser.add_argument("--json", action="store_true", help="progress and result as JSON lines")

    def handle(self, *args, project: str, **options) -> None:
        found = project_named(project)
        self.as_json = options["json"]
        try:
            if options["dry_run"]:
                self._show(found, options)
                return
            run = self._run(found, options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self._work(run)

    def _run(self, project: Project, options: dict) -> Run:
        if options["resume"] is not None:
            return self._resumed(project, options["resume"], budget_of(options["budget"]))
        recipe, count = _asked(options)
        for warning in before_adding(project):
            self.stderr.write(warning)
        with transaction.atomic():
            run = start_named(
                project=project,
                recipe=recipe,
                count=count,
                endpoint=options["endpoint"],
                second=options["second_endpoint"],
                by=None,
                budget_usd=budget_of(options["budget"]),
                params=params_of(options["param"]),
                seed=options["seed"],
                least_yield=options["least_yield"],
                most_cost=options["most_cost"],
                batch=options["batch"],
            )
            ring_workers(run)
        return run

    def _resumed(self, project: Project, number: int, budget: Decimal | None) -> Run:
        run = _open_run(project, number)
        with transaction.atomic():
            if resume_run(run=run, budget_usd=budget):
                ring_workers(run)
        return run

    def _work(self, run: Run) -> None:
        from generation.runs.actions.worker import work_on  # noqa: PLC0415 - brings in openai, not needed for a dry run

        worker_log = logging.getLogger(work_on.__module__)
        worker_log.addFilter(_is_no_pause)
        try:
            work_on(run.pk, on_tick=self._tick)
        except KeyboardInterrupt:
            pause_run(run=run, reason=_("Interrupted on the command line."))
        finally:
            worker_log.removeFilter(_is_no_pause)
        run = Run.objects.select_related("endpoint", "second", "codebook").get(pk=run.pk)
        self._finish(run)

    def _tick(self, run: Run) -> None:
        if self.as_json:
            self.stdout.write(orjson.dumps(run_json(run), default=str).decode())
        elif self.stdout.isatty():
            now = progress(run)
            full = round(BAR * now.share)
            left = f", {now.seconds_left} s left" if now.seconds_left else ""
            bar = "█" * full + "·" * (BAR - full)
            line = f"\r{bar} {run.accepted}/{run.count}, {now.rate:.0f} a minute, ${run.cost_usd:.4f}{left}   "
            self.stdout.write(line, ending="")
            self.stdout.flush()

    def _finish(self, run: Run) -> None:
        if self.as_json:
            self.stdout.write(orjson.dumps(run_json(run), default=str).decode())
        else:
            said = f" {run.reason}" if run.reason and run.state not in STOPPED else ""
            simulated = " (simulated)" if run.simulated else ""
            reused = f" ({run.reused} of {run.calls} requests answered by earlier runs)" if run.reused else ""
            cost = f"${run.cost_usd:.4f}{simulated}{reused}"
            waits = progress(run).needs_person
            of_these = f", {waits.told} of these wait for a person" if waits else ""
            given = f"{run.accepted} of {run.count} accepted{of_these}"
            self.stdout.writelines(f"\n{text}" for text in run.setup.get("notes", ()))
            self.stdout.write(f"\nRun {run.pk} is {run.state}: {given}, {cost}.{said}")
        if run.state == RunState.FAILED:
            raise CommandError(run.reason or "The run failed.")
        if run.state == RunState.PAUSED:
            raise CommandError(_paused(run))

    def _show(self, project: Project, options: dict) -> None:
        """The price from low to high, and the very messages that would be sent first."""
        name, count = _asked(options)
        budget = budget_of(options["budget"])
        refusals = Refusals()
        chosen = refusals.of(checked, project, name, params_of(options["param"]))
        endpoint = refusals.of(endpoint_named, project, options["endpoint"])
        second = refusals.of(second_named, project, options["second_endpoint"])
        refusals.of(check_budget, budget)
        refusals.tell()
        (recipe, params), models = chosen, Models(endpoint, second, options["batch"])
        check_endpoints(project, recipe, models.first, models.second)
        codebook = Codebook.objects.current(project)
        if codebook is None:
            raise CommandError("Publish a codebook first: it is what the model is told.")
        asked = {"recipe": recipe, "params": params, "count": count, "models": models, "seed": options["seed"] or 0}
        try:
            trial = trial_of(project=project, codebook=codebook, **asked)
        except KeyError as problem:
            raise no_question(codebook, params["question"]) from problem
        if not (asks := trial.setup or [ask for row in trial.rows for ask in row.asks]):
            raise CommandError(trial.barred or "There is nothing to ask: no sample waits for this recipe.")
        (low, high), calls = trial.price.usd, trial.price.calls
        warnings = [text for text in (trial.over(budget), *before_adding(project)) if text]
        if self.as_json:
            shown = {"calls": calls, "tokens": trial.price.tokens, "cost_usd": [float(low), float(high)]}
            shown |= {"messages": list(asks[0].messages), "warnings": warnings}
            self.stdout.write(orjson.dumps(shown).decode())
            return
        self.stdout.write(f"{calls[0]:,} to {calls[1]:,} requests, ${low:.4f} to ${high:.4f}.\n")
        self.stdout.writelines(f"{warning}\n" for warning in warnings)
        for message in asks[0].messages:
            self.stdout.write(f"--- {message['role']}\n{message['content']}\n")


def _open_run(project: Project, number: int) -> Run:
    """The run with this number, or the last one; CommandError says why it cannot go on."""
    runs = project.runs.order_by("-id")
    run = runs.filter(pk=number).first() if number else runs.filter(state__in=OPEN).first()
    if run is None:
        raise CommandError(
            f"There is no run {number} in {project.slug}." if number else "There is no open run to resume."
        )
    if run.state not in OPEN:
        raise CommandError(f"Run {number} is {run.state}: it has ended and cannot be resumed.")
    return run


def _is_no_pause(record: logging.LogRecord) -> bool:
    """The command says it itself."""
    return not (isinstance(record.msg, dict) and record.msg.get("event") == "run_paused")


def _paused(run: Run) -> str:
    """Why, and how it goes on."""
    why = f": {run.reason.removesuffix('.')}." if run.reason else "."
    how = f"generate {run.project.slug} --resume {run.pk}"
    return f"Run {run.pk} is paused{why} " + (
        f"Raise it and go on: {how} --budget USD" if run.reason == TOO_DEAR else f"Go on with: {how}"
    )


def _asked(options: dict) -> tuple[str, int]:
    for name, bounds in BOUNDS.items():
        check_within(options, name, *bounds)
    if not options["recipe"] or options["count"] is None:
        raise CommandError("Say --recipe and --count, or --resume.", returncode=MISREAD)
    return options["recipe"], options["count"]


def params_of(entries: list[str]) -> dict:
    """NAME=VALUE, the value as JSON where it is some (3, true), else as text."""
    found = {}
    for entry in entries:
        name, separator, value = entry.partition("=")
        if not separator:
            raise misread("--param", entry, "NAME=VALUE")
        try:
            found[name] = json.loads(value)
        except ValueError:
            found[name] = value
    return found
