"""The same from the shell."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from annotation.models import Trial, TrialSplit
from generation.models import Run

pytestmark = pytest.mark.django_db(transaction=True)


def said(*args):
    out = io.StringIO()
    call_command("try_codebook", "reviews", *args, stdout=out)
    return out.getvalue().strip()


def test_a_draft_is_tried_and_judged(answered, endpoint, better_draft):
    better_draft()
    assert said("--dry-run").startswith("Between $0.0")
    assert not (TrialSplit.objects.exists())
    assert not (Run.objects.exists())
    told = said("--items", "20", "--held-out", "20", "--budget", "1")
    trial = Trial.objects.get()
    assert told.startswith(f"Try {trial.pk}: on 20 items the model agrees with people on 100.0%; by version 1 it was ")
    judged = json.loads(said("--judge", "--json"))
    assert (judged["half"], judged["state"], judged["report"]["compared"]) == ("held_out", "done", 20)
    with pytest.raises(CommandError, match="have judged a candidate already"):
        said("--judge", str(trial.pk))


def test_too_small_a_budget_is_said(split, endpoint, better_draft):
    better_draft()
    with pytest.raises(CommandError, match=r"Try \d+ is paused"):
        said("--budget", "0.0005")
