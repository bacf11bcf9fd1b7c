"""`certify`: freeze and read on the command line."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out

pytestmark = pytest.mark.django_db


def run(*arguments) -> str:
    out = StringIO()
    call_command("certify", *arguments, stdout=out)
    return out.getvalue()


def test_it_freezes_and_then_tells_the_bound(queue, project, lead):
    assert "10 rows" in run("reviews", "--freeze")
    for _ in range(10):
        submit(assignment=hand_out(project=project, user=lead, stream="audit"), answers={"sentiment": "positive"})
    told = run("reviews")
    assert "At most 0 of 10" in told
    assert "with 95.0% confidence" in told
    assert json.loads(run("reviews", "--json"))["bound"] == 0.0


def test_a_confidence_is_never_rounded_to_certainty(queue):
    run("reviews", "--freeze", "--risk", "0.0004")
    assert "with 99.960% confidence at all times" in run("reviews")


@pytest.mark.parametrize("arguments", [["nothing"], ["reviews"], ["reviews", "--freeze", "--risk", "0"]])
def test_it_says_what_is_wrong(queue, arguments):
    with pytest.raises(CommandError):
        run(*arguments)


def test_it_does_not_exchange_a_snapshot_in_use(queue, project, lead):
    run("reviews", "--freeze")
    hand_out(project=project, user=lead, stream="audit")
    with pytest.raises(CommandError, match="have been drawn"):
        run("reviews", "--freeze")
