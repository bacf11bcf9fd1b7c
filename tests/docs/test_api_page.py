"""The examples of the page about REST work, one after the other, as they stand there."""

import os
import re
import shutil
import subprocess

import pytest
from django.conf import settings

from generation.models import Endpoint, MachineLabel, Run, Sample, Token

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = (settings.BASE_DIR / "docs" / "users" / "api.md").read_text()
#: What curl is to do beside: fail where the server refuses, and go round any proxy.
CURLRC = "silent\nshow-error\nfail-with-body\nnoproxy = *\n"


@pytest.fixture
def shell(tmp_path, live_server, lead):
    """Runs a script as the page's reader would: the server at hand in the place of the one in the examples."""
    if shutil.which("curl") is None:
        reason = "no curl on this machine"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    (tmp_path / ".curlrc").write_text(CURLRC)
    _token, secret = Token.objects.issue(user=lead, name="docs")

    def run(script: str) -> str:
        script = script.replace("http://127.0.0.1:8000", live_server.url)
        script = script.replace("$(python manage.py create_token lena)", secret)
        environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
        done = subprocess.run(
            ["bash", "-eu", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def test_the_examples_work_from_top_to_bottom(shell):
    examples = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    said = _bare(shell("\n".join(examples)))
    assert '"slug":"support-tickets"' in said
    assert Sample.objects.count() == 5
    assert MachineLabel.objects.filter(source="gpt-4").count() == 3
    assert Sample.objects.get(external_id="t-2").reference == "delivery"
    assert Endpoint.objects.get().simulated
    assert Run.objects.get().count == 20
    (answer,) = re.findall(r"```json\n(\{\"id\".*?)```", PAGE, re.DOTALL)
    assert _bare(answer) in said


def _bare(json: str) -> str:
    """Without white space and escapes, and with every record's number alike: a database counts on from test to test."""
    json = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), re.sub(r"\s+", "", json))
    return re.sub(r'(?<="id":)\d+|(?<=imports/)\d+', "1", json)
