"""What a lead is being asked blind has no label on the pages of runs either."""

import pytest
from django.urls import reverse

from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from generation.endpoints.simulated import simulated_endpoint
from generation.models import PlannedRow, Run, Sample

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]
WORD = "zx-label"


@pytest.fixture
def held(project, policy, lead):
    policy.suggestion = "hidden"
    policy.save()
    return hand_out(project=project, user=lead)


@pytest.fixture
def run(project, codebook, lead, held) -> Run:
    """A run that wrote the item which the lead holds."""
    run = Run.objects.create(
        project=project, recipe="attrprompt", codebook=codebook, endpoint=simulated_endpoint(project), seed=1, count=1,
        accepted=1, created_by=lead, state="done",
    )  # fmt: skip
    candidate = {"fields": held.item.sample.fields, "labels": [{"question": "sentiment", "label": WORD}]}
    row = PlannedRow.objects.create(
        run=run, round=1, batch=0, index=0, seed=1, state=PlannedRow.State.ACCEPTED, candidates=[candidate]
    )
    Sample.objects.filter(pk=held.item.sample_id).update(run=run, planned_row=row)
    return run


@pytest.fixture
def shown(signed_in, run, held):
    """The page and its moving part, and the page of runs side by side; each shows the text."""

    def shown_to(user) -> list[str]:
        client = signed_in(user)
        own = [reverse(f"generation:{name}", args=["reviews", run.pk]) for name in ("run-detail", "run-panel")]
        beside = reverse("generation:run-compare", args=["reviews"], query={"run": run.pk})
        pages = [client.get(address).content.decode() for address in (*own, beside)]
        assert all(held.item.sample.fields["text"] in page for page in pages)
        return pages

    return shown_to


def test_the_lead_who_is_asked_reads_no_label(shown, lead):
    pages = shown(lead)
    assert not any(WORD in page for page in pages)
    assert "once your answer stands" in pages[0]


def test_who_is_not_asked_reads_it(shown, viewer):
    assert all(WORD in page for page in shown(viewer))


def test_once_the_answer_is_given_the_lead_reads_it(shown, lead, held):
    submit(assignment=held, answers={"sentiment": "negative"})
    assert all(WORD in page for page in shown(lead))
