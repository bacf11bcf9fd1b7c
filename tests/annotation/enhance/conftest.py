import pytest

from annotation.enhance.asking import Asked, start_enhancement
from annotation.enhance.sweeps import go_on_after_runs
from annotation.models import Dispenser, Enhancement
from generation.children import carry_out_open_jobs
from generation.models import Endpoint
from generation.runs.actions.worker import work_on
from tests.annotation.making import answer, distinct_text, make_sample
from tests.generation.conftest import _simulator_thread, simulated  # noqa: F401 - fixtures

WORDS = {"positive": ("warm", "funny", "moving"), "negative": ("dull", "lifeless", "boring")}
WRONG = (7, 22, 31, 40)
OTHER = {"positive": "negative", "negative": "positive"}


def truth(number: int) -> str:
    return "positive" if number % 2 else "negative"


@pytest.fixture
def do_jobs():
    return carry_out_open_jobs


@pytest.fixture
def samples(project, codebook):
    """Sixty reviews that a model labelled, four of them wrongly."""
    made = []
    for i in range(60):
        label = OTHER[truth(i)] if i in WRONG else truth(i)
        text = f"a {' and '.join(WORDS[truth(i)])} film: {distinct_text(i)}"
        made.append(make_sample(project, text, label, probability=0.9))
    pulled = {"pulled_until": made[-1].pk, "items": len(made), "open_items": len(made)}
    Dispenser.objects.update_or_create(project=project, defaults=pulled)
    return made


@pytest.fixture
def answered(samples, annotator):
    """Twenty-four of them answered by a person, as the queue chose; none of the wrong ones."""
    for i in [i for i in range(60) if i not in WRONG][:24]:
        answer(annotator, samples[i], truth(i))
    return samples


@pytest.fixture
def enhance(project, lead, do_jobs):
    def made(method="mckd", **more) -> Enhancement:
        found = start_enhancement(project=project, method=method, by=lead, **more)
        do_jobs()
        found.refresh_from_db()
        assert (found.state, found.error) == ("done", "")
        return found

    return made


@pytest.fixture
def endpoint(project, simulated):  # noqa: F811 - the fixture
    simulated.turn(label_noise=0.0)
    return Endpoint.objects.create(
        project=project, name="peer", base_url=simulated.url, model="m", price_in=1, price_out=2, timeout_s=5
    )


@pytest.fixture
def no_worker(monkeypatch):
    """The run waits until the test works on it."""
    monkeypatch.setattr("annotation.enhance.labelling.ring_workers", lambda run: None)


@pytest.fixture
def ask(project, lead, endpoint, no_worker):
    def begin(method="freeal_asked", follows=None, **more) -> Enhancement:
        asked = Asked(endpoint, **more)
        found = start_enhancement(project=project, method=method, asked=asked, follows=follows, by=lead)
        carry_out_open_jobs()
        found.refresh_from_db()
        return found

    return begin


def done(made: Enhancement) -> Enhancement:
    work_on(made.run.pk)
    assert go_on_after_runs() == 1
    carry_out_open_jobs()
    made.refresh_from_db()
    return made
