"""Sixty reviews that people have answered, and a simulated model that does not know what to make of half of them."""

from functools import partial

import pytest

from annotation.models import Trial
from annotation.trials.actions.reckoning import reckon
from annotation.trials.actions.splitting import draw_split
from annotation.trials.frames import trials_of
from annotation.trials.standing import Stage, standing
from annotation.trials.sweeps import step
from generation.codebooks.actions import publish, save_draft
from generation.models import Endpoint
from generation.runs.actions.worker import work_on
from tests.annotation.making import answer, answered_samples, make_sample
from tests.generation.conftest import _replay_process, _simulator_thread, replay, simulated  # noqa: F401 - fixtures

PRAISED, LATE = "A warm and funny film, no. {}.", "The parcel came late, no. {}."
ABOUT_PARCELS = "The reviewer advises against the film, or a parcel came late."


def answer_sixty(project, annotator):
    """Thirty of each: what people say of late parcels, the codebook does not tell."""
    both = ((PRAISED, "positive"), (LATE, "negative"))
    told = [(text.format(number), label) for number in range(30) for text, label in both]
    return answered_samples(project, annotator, told, rule="R1")


def save_better(codebook, lead, definition: str = ABOUT_PARCELS, note: str = "Parcels"):
    """A draft that tells what a late parcel is."""
    spec = codebook.as_spec()
    spec["questions"][0]["labels"][0]["definition"] = definition
    return save_draft(project=codebook.project, spec=spec, author=lead, note=note)


def endpoint_at(project, peer) -> Endpoint:
    known = {"name": "peer", "base_url": peer.url, "model": "m", "price_in": 1, "price_out": 2, "timeout_s": 5}
    return Endpoint.objects.create(project=project, **known)


def halves(project, lead):
    return draw_split(project=project, by=lead, development=30, held_out=30, seed=1)


@pytest.fixture
def answered(project, codebook, annotator):
    return answer_sixty(project, annotator)


@pytest.fixture
def better_draft(project, codebook, lead):
    return partial(save_better, codebook, lead)


@pytest.fixture
def sure(simulated):  # noqa: F811 - the fixture
    """A model that answers all that it understands rightly."""
    simulated.turn(label_noise=0.0)
    return simulated


@pytest.fixture
def endpoint(project, sure):
    return endpoint_at(project, sure)


@pytest.fixture
def split(project, lead, answered):
    return halves(project, lead)


@pytest.fixture
def said(project, codebook, annotator):
    """Three that are negative, two that are positive: one of these by rule R1."""
    texts = [("Dull.", "negative", ""), ("Grey.", "negative", ""), ("Long.", "negative", "")]
    texts += [("Warm.", "positive", ""), ("Its one actor shines.", "positive", "R1")]
    made = {text: make_sample(project, text, "") for text, _label, _rule in texts}
    for text, label, rule in texts:
        answer(annotator, made[text], label, rule=rule)
    return made


@pytest.fixture
def published(project, codebook, lead):
    def make(**changes):
        spec = codebook.as_spec() | changes
        return publish(codebook=save_draft(project=project, spec=spec, author=lead), author=lead)

    return make


def carry_out(trial: Trial) -> Trial:
    """What workers and the sweep do until the try is done, or waits for somebody."""
    for _turn in range(6):
        trial = trials_of(trial.split.project).get(pk=trial.pk)
        now = standing(trial)
        if not now.moves:
            break
        if now.stage == Stage.RECKONING:
            reckon(trial.pk)
        elif now.run.state == "done":
            step(trial)
        else:
            work_on(now.run.pk)
    return trials_of(trial.split.project).get(pk=trial.pk)
