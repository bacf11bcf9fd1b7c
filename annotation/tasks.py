"""Background jobs of annotation: ids in, nothing out; each is held by a lease, so running one twice is harmless."""

from annotation import reports
from annotation.certificate.actions import bring_up_to_date
from annotation.certificate.asking import FREEZE
from annotation.certificate.pool import finish_pool
from annotation.datasets.opening import TASK as CUT
from annotation.datasets.opening import give_up
from annotation.duplicates.asking import TASK as COMPARE_ROWS
from annotation.enhance import asking as enhancing
from annotation.estimation.asking import TASK as ESTIMATE
from annotation.joined import asking as joining
from annotation.machine.asking import TASK as SCORE
from annotation.machine.asking import enqueue_score
from annotation.map.asking import TASK as DRAW
from annotation.models import DatasetVersion, Enhancement, Estimation, Joining, Routing
from annotation.queue.actions.pull import pull_present
from annotation.routing import asking as routing
from annotation.routing.labelling import TASK as ASK_AGAIN
from annotation.routing.labelling import choose_and_ask
from annotation.routing.undoing import give_up as stop_routing
from annotation.trials.asking import RECKON
from generation.children import heavy_task, light_task
from generation.jobs import GIVEN_UP
from generation.models import Job


@heavy_task(reports.TASK, together=True)
def make_report(job: Job) -> None:
    """Compute what a page shows. Twice makes the same report twice; the newest holds."""
    from annotation.builders import BUILDERS  # noqa: PLC0415 - pandas stays out of the worker's own process

    # "preview-4f1c" is a preview, "compare-3" a comparison: what follows the dash tells reports of a kind apart.
    reports.make(job, BUILDERS[job.args["kind"].partition("-")[0]])


@heavy_task(CUT)
def cut_version(job: Job) -> None:
    """Fill a version. One that is ready or failed is left alone; one that was cut off begins anew."""
    from annotation.datasets.actions import cut  # noqa: PLC0415 - numpy and pandas, as above

    cut(job)


def _say_why_there_is_no_version(job: Job, error: str) -> None:
    give_up(DatasetVersion.objects.select_related("project", "created_by").get(pk=job.args["version"]), error)


GIVEN_UP[CUT] = _say_why_there_is_no_version


@heavy_task(SCORE)
def score(job: Job) -> None:
    """Train the student and order the queue. Twice writes the same twice."""
    from annotation.machine.actions import score_project  # noqa: PLC0415 - pandas and scikit-learn, as above

    pull_present(project=job.project)  # the order is written to items, so new samples become items first
    score_project(job)


@heavy_task(DRAW)
def draw_map(job: Job) -> None:
    """Draw the map of a project. Twice draws the same twice; the newest holds."""
    from annotation.map.actions import draw_map as draw  # noqa: PLC0415 - pandas and scikit-learn, as above

    draw(job)


@heavy_task(COMPARE_ROWS)
def find_duplicates(job: Job) -> None:
    """Group near-duplicates. Twice stores the same twice; the newest holds."""
    from annotation.duplicates.looking import find_duplicates as find  # noqa: PLC0415 - numpy and rensa, as above

    find(job)


@heavy_task(enhancing.TASK)
def enhance(job: Job) -> None:
    """Propose labels without people. Twice stores the same; one that is done is left alone."""
    from annotation.enhance.actions import make_enhancement  # noqa: PLC0415 - pandas and scikit-learn, as above

    make_enhancement(job)


@heavy_task(enhancing.SWITCH)
def switch_labels(job: Job) -> None:
    """Bring labels in line with the enhancement in use, then score anew. What is in line already is left alone."""
    from annotation.enhance.actions import switch_labels as switch  # noqa: PLC0415 - long, so in a child

    switch(job)
    enqueue_score(job.project)


def _say_why_there_is_no_enhancement(job: Job, error: str) -> None:
    enhancing.give_up(Enhancement.objects.get(pk=job.args["enhancement"]), error)


GIVEN_UP[enhancing.TASK] = _say_why_there_is_no_enhancement


@heavy_task(routing.TASK)
def route_rows(job: Job) -> None:
    """Send each row where it is to be decided. What was cut off begins anew; what is done is left alone."""
    from annotation.routing.actions import route_rows as carry_out  # noqa: PLC0415 - pandas, as above

    pull_present(project=job.project)  # people are asked about items, so new samples become items first
    carry_out(job)


def _say_why_nothing_was_routed(job: Job, error: str) -> None:
    stop_routing(Routing.objects.get(pk=job.args["routing"]), error)


GIVEN_UP[routing.TASK] = _say_why_nothing_was_routed


@heavy_task(joining.TASK)
def join_answers(job: Job) -> None:
    """Reckon a rule, bring rows in line with it, or take it back. Twice changes nothing: such rows are left alone."""
    from annotation.joined.actions import carry_on  # noqa: PLC0415 - pandas, as above

    carry_on(job)


def _say_why_nothing_was_joined(job: Job, error: str) -> None:
    joining.give_up(Joining.objects.get(pk=job.args["joining"]), error)


GIVEN_UP[joining.TASK] = _say_why_nothing_was_joined


@heavy_task(ASK_AGAIN)
def ask_again(job: Job) -> None:
    """Choose rows that a model is asked about once more, and start the run. Twice starts one."""
    choose_and_ask(job)


@light_task(FREEZE)
def freeze(job: Job) -> None:
    """Freeze the rows of a certificate. A snapshot that was cut off is filled on; one that fits is left alone. So are
    the reviewed rows that are asked again."""
    finish_pool(project=job.project)
    bring_up_to_date(project=job.project)


@heavy_task(ESTIMATE)
def draw_estimation(job: Job) -> None:
    """Draw the rows of an estimation sample. One that is drawn or ended is left alone."""
    from annotation.estimation.actions import draw_estimation as draw  # noqa: PLC0415 - numpy, as above

    draw(estimation=Estimation.objects.select_related("project", "snapshot").get(pk=job.args["estimation"]))


@heavy_task(RECKON)
def reckon_try(job: Job) -> None:
    """Reckon what came of a try. Twice stores the same twice; a verdict that is there stays."""
    from annotation.trials.actions.reckoning import reckon  # noqa: PLC0415 - pandas and scikit-learn, as above

    reckon(int(job.key))
