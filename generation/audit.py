"""The audit log. Called inside the transaction of what it records."""

from generation.models import Event, Project


def record(*, actor, verb: str, project: Project | None = None, subject: object = "", **detail) -> Event:
    return Event.objects.create(project=project, actor=actor, verb=verb, subject=str(subject)[:200], detail=detail)
