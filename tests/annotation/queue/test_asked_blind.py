"""What somebody is asked blind, by the queue or by a draft, no page about labels tells them meanwhile."""

import pytest
from django.urls import reverse

from annotation.duplicates.asking import enqueue_look
from annotation.enhance.asking import start_enhancement
from annotation.models import DuplicateGroup
from annotation.queue.blind import asked_blind
from annotation.trials.actions.people import ask_people
from annotation.trials.actions.turns import take
from generation.children import carry_out_open_jobs
from generation.models import MachineLabel, Sample
from tests.annotation.making import make_sample
from tests.annotation.trials.drafting import make_trial

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def held(project, codebook, lead, annotator) -> Sample:
    """A row that the lead holds by a draft of the codebook; the others are somebody else's."""
    trial = make_trial(project, codebook, lead, annotator)
    ask_people(trial=trial, by=lead, items=1, people=[lead.username])
    return take(project=project, user=lead).place.item.sample


@pytest.fixture
def page(signed_in, lead):
    return lambda name, *args: signed_in(lead).get(reverse(f"annotation:{name}", args=["reviews", *args]))


def test_what_is_held_by_a_draft_is_asked_blind(project, lead, held):
    assert asked_blind(lead, project) == {held.pk}


def test_it_is_no_example_of_an_enhancement(project, lead, held, page):
    make_sample(project, "a row with a label of a model", "positive")
    Sample.objects.filter(pk=held.pk).update(label_source="machine")
    made = start_enhancement(project=project, method="mckd", by=lead)
    carry_out_open_jobs()
    MachineLabel.objects.create(sample=held, question="sentiment", source=made.source, label="negative")
    type(made).objects.update(state="done", changed=1)
    shown = page("enhancement", made.pk).content.decode()
    assert reverse("annotation:sample-detail", args=["reviews", held.pk]) not in shown


def test_the_map_leaves_it_grey(lead, held, page, signed_in):
    signed_in(lead).post(reverse("annotation:map-draw", args=["reviews"]))
    carry_out_open_jobs()
    assert f'data-held="{held.pk}"' in page("map").content.decode()


def test_near_duplicates_of_it_tell_no_label(project, held, page):
    make_sample(project, held.fields["text"] + " .", "negative")
    enqueue_look(project)
    carry_out_open_jobs()
    group = DuplicateGroup.objects.get()
    shown = page("duplicate-group", group.pk).content.decode()
    assert "negative" not in shown
