"""Workers beside the tests find the tests' database, wherever it listens."""

import environ
import pytest

from tests.generation.runs.processes import address_of

WHERE = ("NAME", "USER", "PASSWORD", "HOST", "PORT")


@pytest.mark.parametrize(
    "address",
    [
        "postgres://postgres@127.0.0.1:5432/tests",
        "postgres://me:p%40ss@db/tests",
        "postgres://postgres@/tests?host=/var/run/postgresql",
        "postgres://postgres@:5433/tests?host=/var/run/postgresql",
    ],
)
def test_the_address_leads_to_the_same_server(address):
    known = environ.Env.db_url_config(address)
    again = environ.Env.db_url_config(address_of("postgresql", known))
    assert {name: again[name] for name in WHERE} == {name: known[name] for name in WHERE}
    assert again.get("OPTIONS") == known.get("OPTIONS")


def test_a_socket_s_folder_may_be_the_host_itself():
    known = environ.Env.db_url_config("postgres:////var/run/postgresql/tests")
    again = environ.Env.db_url_config(address_of("postgresql", known))
    assert (again["NAME"], again["OPTIONS"]["host"]) == ("tests", known["HOST"])


def test_a_file_is_a_file():
    assert address_of("sqlite", {"NAME": "/data/test.sqlite3"}) == "sqlite:////data/test.sqlite3"
