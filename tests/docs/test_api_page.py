"""The examples of the page about REST work, one after the other, as they stand there."""

import json
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
    answers = told(shell("\n".join(examples)))
    assert answers[1]["slug"] == "support-tickets"
    assert Sample.objects.count() == 5
    assert MachineLabel.objects.filter(source="gpt-4").count() == 3
    assert Sample.objects.get(external_id="t-2").reference == "delivery"
    assert Endpoint.objects.get().simulated
    assert list(Run.objects.order_by("pk").values_list("recipe", "count")) == [("simprompt", 20), ("zerogen", 20)]
    (shown,) = told("".join(re.findall(r"```json\n(\{\"id\".*?)```", PAGE, re.DOTALL)))
    assert any(shown.items() <= answer.items() for answer in answers), answers


def told(text: str) -> list[dict]:
    """The JSON answers that stand one after the other, every record's number alike: a database counts on."""
    text = re.sub(r'("id": ?|imports/)\d+', r"\g<1>1", text).strip()
    found, place = [], 0
    while place < len(text):
        answer, place = json.JSONDecoder().raw_decode(text, place)
        found.append(answer)
    return found
