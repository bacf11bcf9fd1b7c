"""Where a codebook asks several questions, home, certificate and version say which one their numbers speak of."""

import pytest
from django.urls import reverse

from annotation.certificate.actions import freeze
from generation.children import carry_out_open_jobs
from generation.models import Label, Question
from tests.annotation.conftest import add_samples

pytestmark = pytest.mark.django_db(transaction=True)
SAID = "speak of the question “How is the review?” alone"


@pytest.fixture
def look(project, codebook, lead, signed_in):
    add_samples(project, 10)
    freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
    client = signed_in(lead)

    def page(name):
        address = reverse(f"annotation:{name}", args=["reviews"])
        client.get(address)
        carry_out_open_jobs()
        return client.get(address).text

    return page


@pytest.mark.parametrize("name", ["dashboard", "certificate"])
def test_it_names_the_one_of_several(look, codebook, name):
    question = Question.objects.create(codebook=codebook, position=1, name="urgency", title="Urgent?")
    Label.objects.create(question=question, position=0, name="high")
    assert SAID in look(name)


@pytest.mark.parametrize("name", ["dashboard", "certificate"])
def test_it_says_nothing_where_there_is_one(look, name):
    assert SAID not in look(name)
