"""Locks that keep orders: held inside a short transaction, one row each."""

from django.db import OperationalError

from generation.models import Project

#: Of PostgreSQL: serialisation failure, deadlock, a lock that was not to be had.
LOCKED = {"40001", "40P01", "55P03"}


def lock_project(project_id: int) -> None:
    """Serialise the inserts of a project's samples, so that ids are in the order of commits.

    The queue pulls "rows beyond the last id it saw"; without this a row that commits late would be passed over.
    On SQLite an immediate transaction is the lock already and `select_for_update` does nothing.
    """
    # Not the key: rows that refer to the project need not wait.
    Project.objects.select_for_update(no_key=True).only("id").get(pk=project_id)


def is_locked(problem: BaseException) -> bool:
    """Whether somebody else held the database just then: the same work succeeds a moment later."""
    if not isinstance(problem, OperationalError):
        return False
    return getattr(problem.__cause__, "sqlstate", None) in LOCKED or "locked" in str(problem)
