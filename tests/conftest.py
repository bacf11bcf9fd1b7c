"""The same people, the same project, everywhere."""

import gc
from contextlib import nullcontext
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.test import Client, TransactionTestCase, override_settings
from django.utils import timezone, translation
from whitenoise.middleware import WhiteNoiseMiddleware

from annotation.queue.frames import spec_of
from generation.models import Codebook, Label, Membership, Project, Question, Role, Rule, Token, User
from tests import databases, static_files

BROWSER = Path(__file__).parent / "browser"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_turn)
    for item in items:
        if may_race(item):
            item.add_marker(pytest.mark.flaky(reruns=1))


def _turn(item: pytest.Item) -> int:
    """playwright keeps an event loop running in this thread from the first browser test to the end of the session, so
    whatever calls asyncio.run comes before. Of the browser's the slow ones begin: last, they would be waited for."""
    if not item.path.is_relative_to(BROWSER):
        return 0
    return 1 if item.get_closest_marker("slow") else 2


def may_race(item: pytest.Item) -> bool:
    """Whether it looks at what another thread or process does meanwhile: a browser, a worker, a model over HTTP."""
    database = item.get_closest_marker("django_db")
    own = database is not None and database.kwargs.get("transaction", False)  # else nobody but the test sees its rows
    return own or item.path.is_relative_to(BROWSER) or item.get_closest_marker("kills") is not None


def pytest_terminal_summary(terminalreporter) -> None:
    """Name what failed once: a rerun is a bug to mend."""
    again = terminalreporter.stats.get("rerun", [])
    if again:
        terminalreporter.section("failed, and run once more (docs/contributors/tests.md)")
    for report in again:
        terminalreporter.line(f"{report.nodeid} ({report.when})")
        terminalreporter.line(f"    {_last_word(report)}")


def _last_word(report) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    return f"{crash.path}:{crash.lineno}: {crash.message.splitlines()[0]}" if crash else str(report.longrepr)[-300:]


def pytest_collection_finish() -> None:
    """A walk through all that the tests are made of takes 0.4 s, and each run of a recipe begins with one."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)  # a page makes thousands of objects, hardly one of them in a circle
    gc.enable()


PASSWORD = "correct horse battery staple"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the project; a test that needs it skips where it is absent."""
    folder = Path(settings.BASE_DIR).parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("the folder ../shared with the real data is not here")
    return folder


@pytest.fixture(scope="session")
def django_db_keepdb(request) -> bool:
    """Whether the database is there before the tests: kept by whoever asked for that, or copied."""
    file = databases.sqlite_file()
    return request.config.getvalue("reuse_db") or bool(file and file.exists())


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_modify_db_settings) -> None:
    """pytest-django's, with migrations that are carried out once and not in each process and each run."""
    file = databases.sqlite_file()
    with databases.migrated_once(file) if file else nullcontext():
        request.getfixturevalue("django_db_setup")
    TransactionTestCase._fixture_teardown = databases.empty


@pytest.fixture(scope="session", autouse=True)
def _static_files_listed_once():
    WhiteNoiseMiddleware.add_files_from_finders = static_files.add_found


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()
    spec_of.cache_clear()  # a rolled back test gives its ids to the next one


@pytest.fixture(autouse=True)
def _english():
    """A request in Korean leaves its language to its thread, and so to the next test."""
    translation.activate("en")


@pytest.fixture(scope="session", autouse=True)
def _fast_passwords():
    """A slow hash is the point in production; here it would be most of the suite's time."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


def make_user(name: str, **more) -> User:
    return User.objects.create_user(name, password=PASSWORD, **more)


@pytest.fixture
def lead(db) -> User:
    return make_user("lena")


@pytest.fixture
def annotator(db) -> User:
    return make_user("anna")


@pytest.fixture
def annotator2(db) -> User:
    return make_user("arno")


@pytest.fixture
def viewer(db) -> User:
    return make_user("vera")


@pytest.fixture
def stranger(db) -> User:
    return make_user("stan")


@pytest.fixture
def admin(db) -> User:
    return make_user("ada", is_superuser=True, is_staff=True)


@pytest.fixture
def project(lead, annotator, annotator2, viewer) -> Project:
    return make_project(lead, annotator, annotator2, viewer)


def make_project(lead: User, annotator: User, annotator2: User, viewer: User) -> Project:
    project = Project.objects.create(slug="reviews", name="Film reviews", created_by=lead)
    roles = [(lead, Role.LEAD), (annotator, Role.ANNOTATOR), (annotator2, Role.ANNOTATOR), (viewer, Role.VIEWER)]
    for user, role in roles:
        Membership.objects.create(project=project, user=user, role=role)
    return project


@pytest.fixture
def codebook(project, lead) -> Codebook:
    return make_codebook(project, lead)


def make_codebook(project: Project, lead: User) -> Codebook:
    """A published codebook: is a film review positive or negative?"""
    codebook = Codebook.objects.create(
        project=project,
        number=1,
        purpose="Decide whether a film review speaks well of the film.",
        role="You are a reader of film reviews.",
        fields=[{"name": "text", "title": "Review", "type": "text"}],
        created_by=lead,
        published_by=lead,
        published_at=timezone.now(),
    )
    question = Question.objects.create(codebook=codebook, position=0, name="sentiment", title="How is the review?")
    Label.objects.create(
        question=question,
        position=0,
        name="negative",
        verbalizer="negative",
        definition="The reviewer advises against the film.",
        examples=["A dull and lifeless film."],
    )
    Label.objects.create(
        question=question,
        position=1,
        name="positive",
        verbalizer="positive",
        definition="The reviewer speaks well of the film.",
        examples=["A warm and funny film."],
        counter_examples=["It tries hard to be funny."],
    )
    Rule.objects.create(codebook=codebook, position=0, key="R1", text="Praise for one actor alone is not praise.")
    return codebook


@pytest.fixture
def signed_in():
    """A browser-like client of a person: `signed_in(lead)`."""

    def client_of(user: User) -> Client:
        """As Client.force_login does, which stores the session three times."""
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        return client

    return client_of


@pytest.fixture
def api_client():
    """A client that sends a person's bearer token: `api_client(lead).get("/api/v1/projects")`."""

    def client_of(user: User) -> Client:
        _token, secret = Token.objects.issue(user=user, name="test")
        return Client(headers={"authorization": f"Bearer {secret}"})

    return client_of
