"""How much a stored result was made from, and how much it lacks by now."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotation.models import Annotation
from generation.models import Project, Sample
from synthlab.drawing import words

MOST = 1000  # of what came since: more are not counted, for pages ask this


@dataclass(frozen=True)
class Amount:
    """Rows and valid answers of people; as a text what there is of both, "" where there is nothing."""

    rows: int = 0
    answers: int = 0

    def __bool__(self) -> bool:
        return bool(self.rows or self.answers)

    def __str__(self) -> str:
        rows = ngettext("%(n)s row", "%(n)s rows", self.rows) % {"n": self._told(self.rows)}
        answers = ngettext("%(n)s answer", "%(n)s answers", self.answers) % {"n": self._told(self.answers)}
        if self.rows and self.answers:
            return _("%(rows)s and %(answers)s") % {"rows": rows, "answers": answers}
        return rows if self.rows else answers if self.answers else ""

    def _told(self, count: int) -> str:
        return words(count, "count")


@dataclass(frozen=True)
class Since(Amount):
    """What came after a result was made; counted up to a thousand of each, then told as 1,000+. `at`: the first."""

    at: datetime | None = field(default=None, compare=False)

    def _told(self, count: int) -> str:
        return super()._told(count) + ("+" if count >= MOST else "")


def made_from(project: Project) -> dict[str, int]:
    """What there is of a project at this moment, to be kept with a result. Counts: for the worker."""
    answers, samples = Annotation.objects.filter(project=project), Sample.objects.filter(project=project)
    last = {"last_row": samples.order_by("-pk"), "last_answer": answers.order_by("-pk")}
    found = {name: rows.values_list("pk", flat=True).first() or 0 for name, rows in last.items()}
    return found | {"rows": samples.count(), "answers": answers.valid().count()}


def amount(basis: dict | None) -> Amount:
    return Amount(basis["rows"], basis["answers"]) if basis else Amount()


def came_since(project: Project, basis: dict | None) -> Since:
    """What a result that was made from `basis` lacks. Two queries by key, each of a thousand rows at most."""
    if not basis:
        return Since()
    rows = Sample.objects.filter(project=project, pk__gt=basis["last_row"])
    answers = Annotation.objects.valid().filter(project=project, pk__gt=basis["last_answer"])
    # In the order of the key, so that the database begins at the last one seen instead of reading the whole project.
    times = [one.order_by("pk").values_list("created_at", flat=True)[:MOST] for one in (rows, answers)]
    return Since(*map(len, times), at=min((one[0] for one in times if one), default=None))
