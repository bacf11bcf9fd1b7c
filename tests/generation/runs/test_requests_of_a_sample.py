"""The very requests that a sample was made by, rebuilt: by page, by REST and by command, the same each time."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from annotation.models import ReviewPolicy
from annotation.queue.actions.dispense import hand_out
from generation.models import Call, Origin, PlannedRow, Run, Sample
from generation.runs.actions.worker import work_on
from tests.annotation.conftest import add_samples

pytestmark = pytest.mark.django_db(transaction=True)
API = "/api/v1/projects/reviews/samples"
PAGE = "/projects/reviews/samples/"


@pytest.fixture
def made(start, endpoint_at, simulated) -> Sample:
    """A positive review that the simulated model wrote."""
    run = start(endpoint_at(simulated), count=4)
    work_on(run.pk)
    return Sample.objects.filter(run=run, current_label="positive").first()


@pytest.fixture
def told(api_client, lead):
    def told_of(sample: Sample) -> list[dict]:
        return api_client(lead).get(f"{API}/{sample.pk}/requests").json()["requests"]

    return told_of


def drawn_otherwise(sample: Sample) -> None:
    row = sample.planned_row
    labels = {"labels": {"sentiment": "negative"}}
    PlannedRow.objects.filter(pk=row.pk).update(condition=row.condition | labels)


def test_what_is_rebuilt_is_what_was_sent(made, told):
    [one] = told(made)
    call = Call.objects.get(row=made.planned_row)
    assert (one["equal"], one["why"], one["differs"], one["lines"]) == (True, "", [], [])
    assert one["sent_hash"] == one["rebuilt_hash"] == call.request_hash
    assert one["messages"] == call.request["messages"]


def test_where_it_is_not_the_lines_say_how_it_differs(made, told):
    drawn_otherwise(made)
    [one] = told(made)
    assert (one["equal"], one["differs"]) == (False, ["messages"])
    assert one["why"] == "Not as it was sent: the messages."
    assert "-Label: positive" in one["lines"]
    assert "+Label: negative" in one["lines"]


def test_another_model_of_the_endpoint_is_named_as_the_reason(made, told):
    run = made.planned_row.run
    run.setup["endpoint"]["model"] = "another"
    run.save(update_fields=["setup"])
    [one] = told(made)
    assert one["differs"] == ["model"]
    assert "model or address" in one["why"]


def test_a_seed_that_was_changed_is_found(made, told):
    Run.objects.filter(pk=made.run_id).update(seed=6)
    [one] = told(made)
    assert one["differs"] == ["seed"]


def test_a_request_that_nothing_leads_to_any_more_is_said_so(made, told):
    Call.objects.filter(row=made.planned_row).update(step="another")
    [one] = told(made)
    assert (one["equal"], one["rebuilt_hash"]) == (False, "")
    assert "no longer leads" in one["why"]


def test_an_imported_sample_was_asked_for_by_nobody(project, codebook, told, signed_in, lead):
    [sample] = add_samples(project, 1)
    assert told(sample) == []
    assert "No model was asked for this sample." in signed_in(lead).get(f"{PAGE}{sample.pk}/requests/").content.decode()


def test_the_page_says_the_same(made, signed_in, lead):
    assert f"{PAGE}{made.pk}/requests/" in signed_in(lead).get(f"{PAGE}{made.pk}/").content.decode()
    page = signed_in(lead).get(f"{PAGE}{made.pk}/requests/").content.decode()
    assert "The request is rebuilt to the last character" in page
    assert "A text</h2>" in page
    drawn_otherwise(made)
    page = signed_in(lead).get(f"{PAGE}{made.pk}/requests/").content.decode()
    assert "1 request is not as it was sent" in page
    assert "<del>Label: positive</del>" in page


def test_annotators_are_not_told_and_neither_is_who_is_asked_blind(
    made, annotator, lead, project, signed_in, api_client
):
    assert api_client(annotator).get(f"{API}/{made.pk}/requests").status_code == 403
    assert "/requests/" not in signed_in(annotator).get(f"{PAGE}{made.pk}/").content.decode()
    ReviewPolicy.objects.create(project=project, overlap_share=0.0, suggestion="hidden")
    held = hand_out(project=project, user=lead).item.sample_id
    assert api_client(lead).get(f"{API}/{held}/requests").status_code == 403
    assert signed_in(lead).get(f"{PAGE}{held}/requests/").status_code == 403


def test_the_command_ends_with_an_error_where_one_is_not_equal(made, project):
    def said(**options) -> str:
        out = StringIO()
        call_command("replay", project.slug, made.pk, stdout=out, **options)
        return out.getvalue()

    assert ": equal" in said()
    assert json.loads(said(json=True))["requests"][0]["equal"]
    drawn_otherwise(made)
    with pytest.raises(CommandError, match="1 of 1 requests are not as they were sent"):
        said()
    with pytest.raises(CommandError, match="no sample 999"):
        call_command("replay", project.slug, 999)


def test_the_request_of_a_label_is_rebuilt_too(start, endpoint_at, simulated, project, codebook, told):
    [sample] = add_samples(project, 1, label="", origin=Origin.UNLABELLED)
    run = start(endpoint_at(simulated), recipe="annotate", count=1)
    work_on(run.pk)
    [one] = told(sample)
    assert (one["step"], one["equal"], one["run"]) == ("label/sentiment", True, run.pk)
