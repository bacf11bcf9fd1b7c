import json

import pytest
from django.core.management import CommandError, call_command

from annotation.agreement.actions import agreement_report
from annotation.models import Stream
from tests.annotation.making import answer, distinct_text, make_sample

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(project, codebook, annotator, annotator2):
    for n in range(20):
        sample, label = make_sample(project, distinct_text(n), "positive"), ("positive", "negative")[n % 2]
        answer(annotator, sample, label, stream=Stream.OVERLAP)
        answer(annotator2, sample, label if n > 3 else "positive", stream=Stream.OVERLAP)


def test_it_prints_each_number_with_its_interval(said, project, capsys):
    call_command("agreement", project.slug)
    text = capsys.readouterr().out
    assert "Version 1, sentiment (label): 40 answers" in text
    assert "Percent agreement                       0.900 (0.699 to 0.972), 20 items" in text
    assert "Gwet's AC1" in text


def test_json_is_what_the_page_shows(said, project, capsys):
    call_command("agreement", project.slug, "--json")
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(agreement_report(project, {})))


def test_without_answers_it_says_so(project, codebook):
    with pytest.raises(CommandError, match="Nobody has answered yet"):
        call_command("agreement", project.slug)
