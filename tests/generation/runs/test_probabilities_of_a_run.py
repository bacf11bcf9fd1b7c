"""What a run stores of an endpoint's probabilities."""

import pytest

from generation.methods.content import content_hash
from generation.models import Call, Origin, RunState, Sample
from generation.runs.actions.worker import work_on

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def seeds(project):
    def of(i: int) -> Sample:
        label, said = (("positive", "good"), ("negative", "bad"))[i % 2]
        fields = {"text": f"{said} film, no. {i}"}
        known = {"fields": fields, "content_hash": content_hash(fields), "reference": label}
        return Sample(project=project, origin=Origin.SEED, **known)

    return Sample.objects.bulk_create([of(i) for i in range(8)])


def test_each_text_is_kept_with_how_much_it_has_of_each_label(simulated, endpoint_at, start, seeds):
    run = start(endpoint_at(simulated), recipe="gpt3mix", count=12)
    work_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.reason) == (RunState.DONE, "")
    made = list(Sample.objects.filter(run=run))
    assert len(made) == 12
    for sample in made:
        assert sample.metadata["soft_label_source"] == "log-probabilities"
        assert set(sample.metadata["soft_label"]) == {"positive", "negative"}
        assert sum(sample.metadata["soft_label"].values()) == pytest.approx(1, abs=0.001)
    assert not Call.objects.filter(run=run, step__startswith="vote").exists()


def test_of_more_texts_than_wanted_the_likeliest_stay(simulated, endpoint_at, start):
    run = start(endpoint_at(simulated), recipe="supergen", count=10, params={"over": 2.0})
    work_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.reason, run.accepted) == (RunState.DONE, "", 10)
    made = list(Sample.objects.filter(run=run))
    assert len(made) == 10
    assert all(sample.metadata["score"] < 0 for sample in made)
    away = run.rows.filter(reason="others were better")
    assert away.count() == 10
