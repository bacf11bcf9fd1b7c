"""What a project's documents and facts are, for its page and for runs."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from generation.models import Knowledge, Project


def knowledge_of(project: Project, kind: str = "") -> QuerySet[Knowledge]:
    """The files in use, without their rows."""
    files = Knowledge.objects.filter(project=project, used=True).defer("rows")
    return files.filter(kind=kind) if kind else files


def frozen_knowledge(project: Project) -> dict[str, list[list[int]]]:
    """The files that a run started now may write from, each as [id, rows]."""
    found = Knowledge.objects.filter(project=project, used=True).order_by("pk").values_list("kind", "pk", "count")
    return {str(kind): [[pk, count] for one, pk, count in found if one == kind] for kind in Knowledge.Kind.values}


class KnowledgeRows(Sequence[dict]):
    """The rows of some files, read when they are first looked at; how many there are is known before."""

    def __init__(self, files: Sequence[Sequence[int]]) -> None:
        self._files, self._read = list(files), None

    def __len__(self) -> int:
        return sum(count for _pk, count in self._files)

    def __getitem__(self, place):
        if self._read is None:
            self._read = list(self._rows())
        return self._read[place]

    def _rows(self) -> Iterator[dict]:
        files = Knowledge.objects.in_bulk([pk for pk, _count in self._files])
        for pk, _count in self._files:
            yield from files[pk].rows
