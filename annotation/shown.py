"""What a page shows of a stored result: the newest one, what it lacks, what a newer one waits for, who may hurry it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from annotation.amounts import Amount, Since, amount, came_since
from generation.models import Job, Project, Sample
from generation.waiting import Waiting, waiting


@dataclass(frozen=True)
class Shown:
    """`report` is what is stored (a report, a student, a map) and `basis` what it was made from; `job` the newest job
    that makes one. `due_in`: seconds, where something has changed since and the next one may begin then. `holds`:
    nothing that it is made from has changed, so nothing is counted either."""

    project: Project
    report: Any = None
    basis: dict | None = None
    job: Job | None = None
    due_in: int = 0
    holds: bool = False

    @property
    def data(self) -> dict:
        return self.report.data if self.report else {}

    @property
    def pending(self) -> bool:
        """A newer one is on its way."""
        return self.job is not None and self.job.state == Job.State.OPEN

    @property
    def error(self) -> str:
        """Why the last try was given up; "" where a result came after it."""
        if self.job is None or self.job.state != Job.State.FAILED:
            return ""
        came_later = self.report and self.report.created_at > self.job.finished_at
        return "" if came_later else self.job.error

    @property
    def made_from(self) -> Amount:
        return amount(self.basis)

    @cached_property
    def since(self) -> Since:
        """What the figures lack; nothing where there are none, or where they hold."""
        return Since() if self.holds or self.report is None else came_since(self.project, self.basis)

    @cached_property
    def waiting(self) -> Waiting | None:
        return waiting(self.job)

    @cached_property
    def is_empty(self) -> bool:
        """Whether there is nothing to make it from, nor was there ever."""
        return self.report is None and not Sample.objects.filter(project=self.project).exists()

    @property
    def can_begin(self) -> bool:
        """Whether to ask for it now changes anything: there is something new, and nobody is at it or about to be."""
        if self.pending:
            return self.waiting.pauses
        return self.job is not None and bool(self.due_in or self.error or self.since)
