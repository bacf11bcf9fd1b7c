"""Samples of which a person is told no label yet, for they are being asked about them: what asks people says which."""

from collections.abc import Callable, Iterable

from generation.models import Project

#: (person, project, ids of samples) -> those of them that are silent; apps add theirs in AppConfig.ready.
SILENT: list[Callable[..., set[int]]] = []


def silent_of(user, project: Project, ids: Iterable[int]) -> set[int]:
    """Of these samples those whose labels this person is not shown."""
    ids = list(ids)
    return set().union(*(silent(user, project, ids) for silent in SILENT)) if ids else set()
