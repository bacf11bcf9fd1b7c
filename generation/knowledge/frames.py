"""What a project's documents and facts are, for its page and for runs."""

from collections.abc import Sequence
from functools import cached_property

from django.db.models import QuerySet

from generation.methods.values.beginning import beginning, is_full
from generation.models import Knowledge, Project

FILES_AT_ONCE = 10


def knowledge_of(project: Project, kind: str = "") -> QuerySet[Knowledge]:
    """The files in use, without their rows."""
    files = Knowledge.objects.filter(project=project, used=True).defer("rows", "first")
    return files.filter(kind=kind) if kind else files


def frozen_knowledge(project: Project) -> dict[str, list[list[int]]]:
    """The files that a run started now may write from, each as [id, rows]."""
    found = Knowledge.objects.filter(project=project, used=True).order_by("pk").values_list("kind", "pk", "count")
    return {str(kind): [[pk, count] for one, pk, count in found if one == kind] for kind in Knowledge.Kind.values}


class FirstRows(Sequence[dict]):
    """The beginning of the rows of some files, read when it is first looked at: as much work however many there are."""

    def __init__(self, files: Sequence[Sequence[int]]) -> None:
        self._files = list(files)

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place):
        return self._rows[place]

    @property
    def partial(self) -> bool:
        """Whether there is more than this."""
        return bool(self._files) and (is_full(self._rows) or len(self) < sum(count for _pk, count in self._files))

    @cached_property
    def _rows(self) -> list[dict]:
        pks, found = [pk for pk, _count in self._files], []
        for start in range(0, len(pks), FILES_AT_ONCE):
            some = pks[start : start + FILES_AT_ONCE]
            first = dict(Knowledge.objects.filter(pk__in=some).values_list("pk", "first"))
            found = beginning([*found, *(row for pk in some for row in first[pk])])
            if is_full(found):
                break
        return found


def rows_of(files: Sequence[Sequence[int]]) -> tuple[dict, ...]:
    """All rows of some files: for a worker, which has the time."""
    known = Knowledge.objects.in_bulk([pk for pk, _count in files])
    return tuple(row for pk, _count in files for row in known[pk].rows)
