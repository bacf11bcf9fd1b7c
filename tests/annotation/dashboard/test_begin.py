"""A project without samples: its home says both ways to get some."""

import pytest
from django.urls import reverse

from generation.endpoints.simulated import simulated_endpoint

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def home(signed_in, lead):
    return lambda: signed_in(lead).get(reverse("annotation:dashboard", args=["reviews"])).content.decode()


def test_without_a_model_it_offers_a_file_and_says_how_to_add_a_model(codebook, home):
    assert "Bring in data" in home()
    assert "Or add a model" in home()
    assert reverse("generation:endpoint-list", args=["reviews"]) in home()


def test_with_a_model_it_offers_a_file_and_generation(project, codebook, home):
    simulated_endpoint(project)
    assert "Bring in data" in home()
    assert "Let a model write texts" in home()
    assert "Or add a model" not in home()


def test_the_codebook_comes_before_both(project, home):
    simulated_endpoint(project)
    assert "Write the codebook" in home()
    assert "Let a model write texts" not in home()
