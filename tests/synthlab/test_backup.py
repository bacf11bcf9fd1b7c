"""A backup of a running embedded set-up can be restored into an empty folder."""

import os
import sqlite3
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = pytest.mark.slow


def manage(data_dir, *words: str, **more: str) -> subprocess.CompletedProcess:
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "CELERY_BROKER_URL", "SECRET_KEY")}
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env=environment | {"SYNTHLAB_DATA_DIR": str(data_dir)} | more,
        capture_output=True,
        text=True,
    )


def test_a_backup_is_restored_with_its_key_and_never_over_data(tmp_path, migrated):
    here, there, archive = tmp_path / "here", tmp_path / "there", tmp_path / "copy.tar.gz"
    migrated(here)
    with sqlite3.connect(here / "synthlab.sqlite3") as database:
        database.execute("INSERT INTO django_session VALUES ('k', 'd', '2030-01-01')")
    assert manage(here, "backup", str(archive)).returncode == 0

    assert manage(there, "restore", str(archive)).returncode == 0
    with sqlite3.connect(there / "synthlab.sqlite3") as database:
        assert database.execute("SELECT session_key FROM django_session").fetchall() == [("k",)]
    assert (there / "secret_key").read_text() == (here / "secret_key").read_text()

    refused = manage(there, "restore", str(archive))
    assert refused.returncode == 1
    assert "restore into an empty folder" in refused.stderr


def test_the_doctor_names_what_is_missing(tmp_path):
    answer = manage(tmp_path, "doctor")
    assert answer.returncode == 1
    assert "FAIL  migrations" in answer.stdout
    manage(tmp_path, "migrate", "-v0")
    well = manage(tmp_path, "doctor")
    assert (well.returncode, "warn" in well.stdout) == (0, False)
    behind = {"BEHIND_TLS_PROXY": "1"}
    doubtful = manage(tmp_path, "doctor", **behind)
    assert doubtful.returncode == 0
    assert "warn  proxies: BEHIND_TLS_PROXY is on but SYNTHLAB_TRUSTED_PROXIES is 0" in doubtful.stdout
    assert "ok    proxies: 1 trusted" in manage(tmp_path, "doctor", **behind, SYNTHLAB_TRUSTED_PROXIES="1").stdout
    refused = manage(tmp_path, "doctor", SYNTHLAB_TRUSTED_PROXIES="-1")
    assert "SYNTHLAB_TRUSTED_PROXIES must be 0 or more" in refused.stderr
