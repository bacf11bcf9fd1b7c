"""The card's page says in its own language who wrote the texts and who gave the labels."""

import pytest
from django.urls import reverse

from generation.endpoints.simulated import simulated_endpoint
from generation.models import Run, Sample
from synthlab import retelling
from tests.annotation.making import answer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(project, codebook, samples, cut, lead, annotator, signed_in, viewer):
    run = Run.objects.create(
        project=project, recipe="attrprompt", codebook=codebook, endpoint=simulated_endpoint(project), seed=1, count=1,
        created_by=lead,
    )  # fmt: skip
    Sample.objects.update(origin="imported")
    Sample.objects.filter(pk__in=[sample.pk for sample in samples[:15]]).update(run=run, origin="generated")
    answer(annotator, samples[0], "positive")
    cut()
    address = reverse("annotation:version-detail", args=[project.slug, 1])
    return signed_in(viewer).get(address).text, run


def test_texts_of_a_run_and_labels_of_people_are_named_in_words(page):
    text, run = page
    assert f"Written by run {run.pk} with attrprompt: 15" in text
    assert "Imported; who wrote them is not recorded: 25" in text
    assert "Person: 1" in text


def test_what_wrote_them_can_be_said_in_another_language(page):
    """`retold` knows the stored sentence by its message, so a translation of that is enough."""
    _text, run = page
    said = "written by run %(number)s with %(recipe)s"
    pattern = retelling._pattern(said)
    assert retelling._letters(said) >= retelling.LEAST_LETTERS
    found = pattern.fullmatch(f"written by run {run.pk} with attrprompt")
    assert found.groupdict() == {"number": str(run.pk), "recipe": "attrprompt"}
