"""A codebook that need not be in force is tried on samples named beforehand, and no sample knows of it."""

import pytest
from django.core.exceptions import ValidationError

from generation.codebooks.actions import freeze_candidate, publish, save_draft
from generation.codebooks.validation import checked
from generation.models import Codebook, IngredientUse, MachineLabel, RunPurpose, RunState, Sample
from generation.runs.actions.lifecycle import start_run
from generation.runs.actions.replay import replay
from generation.runs.actions.trying import price_of_trying, start_trying, trying_recipes
from generation.runs.actions.worker import work_on

pytestmark = pytest.mark.django_db(transaction=True)

ABOUT_MUSIC = "What matters is the music: a review that praises the music is positive, whatever else it says."


@pytest.fixture
def candidate(project, codebook, lead) -> Codebook:
    spec = codebook.as_spec()
    spec["questions"][0]["labels"][1]["definition"] = ABOUT_MUSIC
    save_draft(project=project, spec=spec, author=lead, note="Music counts")
    return freeze_candidate(project=project, author=lead)


@pytest.fixture
def trying(project, lead, unlabelled, endpoint_at, simulated):
    """A run over all samples but the last one, of whatever codebook."""
    endpoint = endpoint_at(simulated)

    def begin(codebook: Codebook, **more):
        samples = list(Sample.objects.order_by("pk").values_list("pk", flat=True))[:-1]
        asked = {"recipe": "annotate", "params": {}, "samples": samples, "endpoint": endpoint, "seed": 7} | more
        return start_trying(project=project, codebook=codebook, by=lead, **asked)

    return begin


def test_a_candidate_is_the_draft_as_it_was_and_no_version(project, lead, candidate):
    assert (candidate.number, candidate.note, candidate.is_published) == (None, "Music counts", False)
    assert candidate.questions.all()[0].labels.all()[1].definition == ABOUT_MUSIC
    assert Codebook.objects.current(project).number == 1
    assert [one.number for one in Codebook.objects.filter(project=project)] == [2, 1]
    assert freeze_candidate(project=project, author=lead) == candidate


def test_the_draft_goes_on_while_its_candidate_stays(project, lead, candidate):
    spec = candidate.as_spec() | {"purpose": "Something else."}
    draft = save_draft(project=project, spec=spec, author=lead)
    publish(codebook=draft, author=lead)
    candidate.refresh_from_db()
    assert (candidate.purpose, Codebook.candidates.get().number) == (
        "Decide whether a film review speaks well of the film.",
        None,
    )
    assert Codebook.objects.current(project).purpose == "Something else."


def test_nothing_is_frozen_of_what_is_in_force(project, codebook, lead):
    with pytest.raises(ValidationError, match="There is no draft"):
        freeze_candidate(project=project, author=lead)
    save_draft(project=project, spec=codebook.as_spec(), author=lead)
    Codebook.objects.filter(pk=codebook.pk).update(fingerprint=checked(codebook.as_spec()).fingerprint())
    with pytest.raises(ValidationError, match="Nothing has changed since version 1"):
        freeze_candidate(project=project, author=lead)


def test_its_labels_stay_in_its_rows(candidate, trying):
    before = list(Sample.objects.order_by("pk").values())
    run = trying(candidate)
    work_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.purpose, run.accepted) == (RunState.DONE, RunPurpose.TRIAL, 2)
    said = [row.candidates[0]["labels"][0] for row in run.rows.filter(round=1).order_by("index")]
    assert [one["label"] for one in said] == ["positive", "negative"]
    assert all(one["rationale"] for one in said)
    assert list(Sample.objects.order_by("pk").values()) == before
    assert not MachineLabel.objects.exists()
    assert not IngredientUse.objects.exists()
    assert all(one.equal for row in run.rows.filter(round=1) for one in replay(row))


def test_it_asks_about_the_samples_that_were_named_alone(codebook, trying, unlabelled):
    run = trying(codebook)
    unlabelled("One that came later.")
    work_on(run.pk)
    assert list(run.rows.filter(round=1).values_list("source", flat=True)) == run.setup["only"]


def test_two_of_one_seed_differ_by_the_codebook_alone(codebook, candidate, trying):
    first, second = trying(codebook), trying(candidate)
    work_on(first.pk), work_on(second.pk)
    rows = [
        list(run.rows.filter(round=1).order_by("index").values("source", "seed", "condition"))
        for run in (first, second)
    ]
    assert rows[0] == rows[1]
    texts = [
        run.call_log.filter(error="").order_by("row__index")[0].request["messages"][0]["content"]
        for run in (first, second)
    ]
    assert ABOUT_MUSIC in texts[1]
    assert ABOUT_MUSIC not in texts[0]


def test_the_price_comes_first_and_asks_nothing(project, candidate, trying):
    endpoint = project.endpoints.get()
    endpoint.price_in, endpoint.price_out = 1, 2
    samples = list(Sample.objects.values_list("pk", flat=True))
    price = price_of_trying(
        project=project, recipe="annotate", params={}, codebook=candidate, samples=samples, endpoint=endpoint
    )
    assert price.calls[0] == 3
    assert 0 < price.usd[0] < price.usd[1]


def test_only_recipes_whose_labels_stand_alone_can_try(project, candidate, trying):
    assert [one.name for one in trying_recipes(project)] == ["annotate", "kate", "label-by-vote"]
    with pytest.raises(ValidationError, match="does not label each sample for itself"):
        trying(candidate, recipe="freeal")


def test_its_page_and_its_record_say_what_was_tried(candidate, trying, signed_in, api_client, lead):
    run = trying(candidate)
    page = signed_in(lead).get(f"/projects/reviews/runs/{run.pk}/").content.decode()
    assert "A draft that was tried out" in page
    assert "Again with these settings" not in page
    told = api_client(lead).get(f"/api/v1/projects/reviews/runs/{run.pk}").json()
    assert (told["purpose"], told["codebook"]) == ("trial", None)


def test_a_labelling_run_knows_nothing_of_it(project, codebook, candidate, trying, lead):
    run = trying(candidate)
    work_on(run.pk)
    own = start_run(project=project, recipe="annotate", count=3, endpoint=run.endpoint, by=lead, seed=1)
    work_on(own.pk)
    assert MachineLabel.objects.filter(codebook_number=1).count() == 3
