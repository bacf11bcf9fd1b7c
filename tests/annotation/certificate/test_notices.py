"""What a lead is told of an open audit before a run or another freeze: only where it happens, and all that happens."""

import pytest
from django.urls import reverse

from annotation.certificate.actions import freeze
from generation.endpoints.simulated import simulated_endpoint
from generation.models import Label, Question, Sample
from tests.annotation.conftest import add_samples

pytestmark = pytest.mark.django_db
CLOSES = "close snapshot 1 and open a new one"


@pytest.fixture
def client(project, codebook, lead, signed_in):
    """An audit is open and has drawn a row of ten; two more wait for a label."""
    add_samples(project, 10)
    snapshot = freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
    row = snapshot.items.first()
    snapshot.draws.create(removal=1, item_id=row.item_id, remaining=10)
    add_samples(project, 2, label="", start=10)
    simulated_endpoint(project)
    question = Question.objects.create(codebook=codebook, position=1, name="urgency", title="Urgent?", required=False)
    for position, name in enumerate(["high", "low"]):
        Label.objects.create(question=question, position=position, name=name, verbalizer=name)
    return signed_in(lead)


@pytest.fixture
def trial(client):
    def of(recipe: str, **settings) -> str:
        address = reverse("generation:recipe-detail", args=["reviews", recipe])
        form = client.get(address).context["form"]
        shown = {name: form[name].value() for name in form.fields}
        sent = {name: value for name, value in shown.items() if value is not None and value is not False} | settings
        return client.post(address, sent | {"do": "preview"}).text

    return of


def test_a_run_that_brings_labels_closes_the_snapshot(trial):
    assert CLOSES in trial("simprompt")
    assert CLOSES in trial("annotate")


def test_a_run_for_the_second_question_closes_nothing(trial):
    assert CLOSES not in trial("simprompt", set_question="urgency")
    assert CLOSES not in trial("annotate", set_question="urgency", set_which="all")


def test_a_second_opinion_on_labels_closes_nothing(trial):
    Sample.objects.filter(current_label="").delete()
    text = trial("annotate", set_which="all")
    assert "Before it starts" in text
    assert CLOSES not in text


def test_the_question_before_another_freeze_says_what_happens_to_the_audit(client):
    text = client.get(reverse("annotation:certificate", args=["reviews"])).text
    assert "Snapshot 1 is closed with the bound it has come to, and its 1 audit rows stay with it." in text
    assert "its audit counts from zero" in text
