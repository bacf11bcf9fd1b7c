"""What a command is given by name, and numbers that it is given as text; CommandError where there is none such.

A command ends with 2 where its words cannot be read, as with an option that it does not have, and with 1 where what
they ask for is refused.
"""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from django.core.management.base import CommandError
from django.db import DatabaseError

from generation.methods.parts import unknown
from generation.models import Project, User

MISREAD = 2
MOST_USD = 1_000_000
NOT_READY = "The database is not ready: run `migrate`, or `serve`, which does it by itself."


def project_named(slug: str) -> Project:
    try:
        found = Project.objects.filter(slug=slug).first()
    except DatabaseError as problem:
        raise CommandError(NOT_READY) from problem
    if found is None:
        raise CommandError(f"There is no project {slug}.{meant(slug, Project.objects.values_list('slug', flat=True))}")
    return found


def user_named(name: str, **only: bool) -> User:
    people = User.objects.filter(**only)
    try:
        found = people.filter(username=name).first()
    except DatabaseError as problem:
        raise CommandError(NOT_READY) from problem
    if found is None:
        raise CommandError(f"There is no user {name}.{meant(name, people.values_list('username', flat=True))}")
    return found


def meant(name: str, known: Iterable[str]) -> str:
    _message, told = unknown(name, known)
    return f" Did you mean {told['meant']}?" if "meant" in told else ""


def budget_of(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        budget = Decimal(text)
    except InvalidOperation as problem:
        raise misread("--budget", text, "a number of USD, such as 2.50") from problem
    if not (budget.is_finite() and 0 < budget < MOST_USD):
        raise misread("--budget", text, f"more than 0 and less than {MOST_USD:,} USD")
    return budget


def check_within(options: dict, name: str, least: float, most: float) -> None:
    given = options[name]
    if given is not None and not least <= given <= most:
        raise misread(f"--{name.replace('_', '-')}", given, f"a number from {least:,} to {most:,}")


def misread(option: str, given: object, wanted: str) -> CommandError:
    return CommandError(f"{option} {given}: write {wanted}.", returncode=MISREAD)
