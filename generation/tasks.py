"""Background jobs of generation: ids in, nothing out; each is held by a lease, so running one twice is harmless."""

from generation.agent.actions.turning import stick
from generation.agent.frames import THINK
from generation.children import heavy_task, long_task
from generation.endpoints.frames import CHECK
from generation.jobs import GIVEN_UP, report
from generation.models import Endpoint, Import, Job, Run
from generation.recipes.trial import ASK_ONCE
from generation.runs.actions.lifecycle import pause_run
from generation.runs.frames.runs import MEASURE, WORK
from generation.support.actions import ImportTakenOver, run_import
from generation.support.frames import BRING_IN


@heavy_task(BRING_IN)
def import_file(job: Job) -> None:
    """Bring in an uploaded file. It goes on where it was; what is in already is found again and not added."""
    record = Import.objects.select_related("project", "created_by").get(pk=job.args["import"])
    if record.state != Import.State.OPEN:
        return
    try:
        run_import(record, progress=lambda record: report(job, rows=record.rows))
    except ImportTakenOver:
        return


@long_task(WORK)
def work_run(job: Job) -> None:
    """Work on a run until it ends or pauses. Any number of workers may: rows are claimed in the database."""
    from generation.runs.actions.worker import work_on  # noqa: PLC0415 - brings in openai, for the child alone

    work_on(_run_id(job))


def _say_why_it_stops(job: Job, error: str) -> None:
    pause_run(run=Run.objects.get(pk=_run_id(job)), reason=error[:500])


GIVEN_UP[WORK] = _say_why_it_stops


def _run_id(job: Job) -> int:
    return int(job.key.split("/")[0])


@heavy_task(MEASURE, together=True)
def measure_run(job: Job) -> None:
    """Measure what a run has accepted so far. Measured again at the same count, nothing changes."""
    from generation.runs.measures import measure  # noqa: PLC0415 - brings in numpy

    measure(Run.objects.select_related("codebook").get(pk=int(job.key)))


@heavy_task(THINK)
def think_plan(job: Job) -> None:
    """Let the agent of a plan speak. What it was answered is stored, so a second time asks nothing again."""
    from generation.agent.actions.thinking import think  # noqa: PLC0415 - brings in openai and numpy

    think(int(job.key))


GIVEN_UP[THINK] = lambda job, error: stick(int(job.key), error)


@heavy_task(ASK_ONCE)
def ask_once(job: Job) -> None:
    """Send a run's first request once, so that its answer can be watched. Nothing of it is kept but what it cost."""
    from generation.recipes.asking_once import ask_once as ask  # noqa: PLC0415 - brings in openai

    ask(job, report)


@heavy_task(CHECK)
def check_endpoint(job: Job) -> None:
    """Ask an endpoint one question and note what came of it. Asking twice costs a few tokens and changes nothing."""
    from generation.endpoints.checks import check_endpoint as ask  # noqa: PLC0415 - brings in openai

    report(job, **ask(Endpoint.objects.get(pk=int(job.key))))
