import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection


@pytest.fixture
def migrated(db) -> Callable[[Path], None]:
    """Give a data folder the database of a new set-up: the tests' own, which the migrations made and which is empty
    between two tests. test_backup.py and test_serve.py migrate by command, which takes ten times as long."""

    def make(folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        if connection.vendor != "sqlite":
            keep = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
            command = [sys.executable, "manage.py", "migrate", "-v0"]
            subprocess.run(command, cwd=settings.BASE_DIR, env=keep | {"SYNTHLAB_DATA_DIR": str(folder)}, check=True)
            return
        with (
            closing(sqlite3.connect(connection.settings_dict["NAME"])) as tests,
            closing(sqlite3.connect(folder / "synthlab.sqlite3")) as copy,
        ):
            tests.backup(copy)

    return make
