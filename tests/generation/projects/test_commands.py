import io

import pytest
from django.core.management import CommandError, call_command

from generation.models import Token, User, token_digest


def say(monkeypatch, text):
    monkeypatch.setattr("sys.stdin", io.StringIO(text + "\n"))


def run(*args, **options) -> str:
    out = io.StringIO()
    call_command(*args, stdout=out, **options)
    return out.getvalue()


def test_a_user_can_be_created(db, monkeypatch):
    say(monkeypatch, "a long enough secret")
    run("create_user", "nora")
    assert User.objects.get(username="nora").check_password("a long enough secret")


@pytest.mark.parametrize(("name", "password"), [("nora", "123"), ("no ra", "a long enough secret"), ("lena", "x" * 20)])
def test_a_weak_password_or_a_bad_name_creates_nobody(lead, monkeypatch, name, password):
    say(monkeypatch, password)
    with pytest.raises(CommandError):
        run("create_user", name)
    assert User.objects.count() == 1


def test_a_token_is_printed_alone(lead):
    printed = run("create_token", "lena")
    assert Token.objects.get().digest == token_digest(printed.strip())
    assert printed.count("\n") == 1


def test_a_member_is_added(project, stranger):
    run("add_member", "reviews", "stan", "viewer")
    assert project.memberships.get(user=stranger).role == "viewer"


@pytest.mark.parametrize("args", [("nowhere", "stan"), ("reviews", "nobody"), ("reviews", "anna")])
def test_wrong_names_are_refused(project, stranger, args):
    with pytest.raises(CommandError):
        run("add_member", *args, "viewer")
