"""Background jobs of annotation: ids in, nothing out; each is held by a lease, so running one twice is harmless."""

from annotation import reports
from annotation.certificate.actions import bring_up_to_date
from annotation.certificate.asking import FREEZE
from annotation.datasets.opening import TASK as CUT
from annotation.datasets.opening import give_up
from annotation.machine.asking import TASK as SCORE
from annotation.models import DatasetVersion
from annotation.queue.actions.pull import pull_present
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


@light_task(FREEZE)
def freeze(job: Job) -> None:
    """Freeze the rows of a certificate. A snapshot that was cut off is filled on; one that fits is left alone."""
    bring_up_to_date(project=job.project)
