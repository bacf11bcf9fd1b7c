"""A world that many tests look at, built once a file: each test works in a savepoint in it, which is rolled back.

A file that imports the fixtures has them in the place of those of pytest-django and tests/conftest.py; one whose world
is another defines `built` itself. Where other threads are to see its rows no savepoint can hold it: see `Committed`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from types import SimpleNamespace

import pytest
from django.db import connection, transaction

from tests import databases
from tests.conftest import make_codebook, make_project, make_user


@contextmanager
def undone(django_db_blocker) -> Iterator[None]:
    """All that is written inside is rolled back, as after a test; keys that lead nowhere are an error before that."""
    everything = transaction.atomic()
    everything._from_testcase = True  # what has to be outermost may be inside, as Django's TestCase has it
    with django_db_blocker.unblock(), everything:
        yield
        if not connection.needs_rollback:
            connection.check_constraints()
        transaction.set_rollback(True)


def reviews() -> SimpleNamespace:
    """The project of tests/conftest.py with its people and its codebook."""
    lead, annotator, second, viewer = (make_user(name) for name in ("lena", "anna", "arno", "vera"))
    project = make_project(lead, annotator, second, viewer)
    people = {"lead": lead, "annotator": annotator, "annotator2": second, "viewer": viewer}
    people["stranger"] = make_user("stan")
    return SimpleNamespace(project=project, codebook=make_codebook(project, lead), **people)


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker) -> Iterator[SimpleNamespace]:
    with undone(django_db_blocker):
        yield reviews()


@pytest.fixture
def db(built, django_db_blocker) -> Iterator[None]:
    """Instead of pytest-django's, which closes the connection after each test, and with it the world."""
    with undone(django_db_blocker):
        yield


@pytest.fixture
def world(built, db) -> SimpleNamespace:
    return deepcopy(built)


class Committed:
    """A world that takes long to build, in the database for all to see: built by the first test, put back for others.

    Only SQLite's file is copied; elsewhere it is built again.
    """

    def __init__(self, build: Callable[..., SimpleNamespace]):
        self._build = build
        self._kept: tuple | None = None

    def again(self, *given) -> SimpleNamespace:
        if self._kept:
            made, rows = self._kept
            databases.put_back(rows)
        else:
            made = self._build(*given)
            self._kept = (made, databases.copied()) if connection.vendor == "sqlite" else None
        return deepcopy(made)


# -- who and what is in it ---------------------------------------------------------------------------------------------
@pytest.fixture
def project(world):
    return world.project


@pytest.fixture
def codebook(world):
    return world.codebook


@pytest.fixture
def lead(world):
    return world.lead


@pytest.fixture
def annotator(world):
    return world.annotator


@pytest.fixture
def annotator2(world):
    return world.annotator2


@pytest.fixture
def viewer(world):
    return world.viewer


@pytest.fixture
def stranger(world):
    return world.stranger
