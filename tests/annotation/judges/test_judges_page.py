import json

import pytest
from django.core.management import CommandError, call_command
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotation.judges.actions import judges_report
from annotation.models import Report, Stream
from generation.children import carry_out_open_jobs
from tests.annotation.judges.making import make_run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def look(project, lead, signed_in):
    client = signed_in(lead)
    return lambda **more: client.get(reverse("annotation:judges", args=[project.slug]), **more)


def test_it_asks_the_worker_and_shows_what_it_made(thirty, look):
    assert "appear here by themselves" in look().text
    carry_out_open_jobs()
    text = look().text
    for words in ("80.0%", "n = 30", "The model agrees with people less often", "surer than it is right", "<svg",
                  "it takes three people with thirty items"):  # fmt: skip
        assert words.lower() in text.lower(), words


def test_a_cell_opens_its_items(thirty, judged, look, client, lead, project):
    judged(gpt="negative", anna="positive", stream=Stream.ACTIVE)
    look()
    carry_out_open_jobs()
    text = look().text
    asked = {"codebook": 1, "question": "sentiment", "left": "gpt", "first": "random"}
    client.force_login(lead)
    items = reverse("annotation:compare-items", args=[project.slug])
    assert items in text
    page = client.get(items, asked | {"row": "negative", "column": "positive"}).text
    assert page.count('<th scope="row">') == 3
    assert "to items drawn at random" in page
    chosen = client.get(items, asked | {"row": "negative", "column": "positive", "first": "chosen"}).text
    assert chosen.count('<th scope="row">') == 1


def test_chosen_items_alone_are_told_as_such(judged, look):
    for _ in range(3):
        judged(stream=Stream.ACTIVE)
    look()
    carry_out_open_jobs()
    text = look().text
    assert "it is worse there than elsewhere" in text
    assert "Too few: rows 3, needed 20." in text


def test_a_model_without_answers_of_people_says_what_to_do(judged, look):
    judged(gpt=None)
    look()
    carry_out_open_jobs()
    assert "No model has labelled what people answered blind" in look().text


def test_nobody_yet(project, codebook, look):
    look()
    carry_out_open_jobs()
    assert "Nobody has answered yet" in look().text


def test_the_fragment_is_no_page(thirty, look):
    text = look(headers={"hx-request": "true"}).text
    assert text.lstrip().startswith('<div id="judges-report"')
    assert "<html" not in text


def test_leads_alone_find_it(thirty, project, annotator, viewer, signed_in):
    for person in (annotator, viewer):
        assert signed_in(person).get(reverse("annotation:judges", args=[project.slug])).status_code == 403


def test_the_page_asks_the_same_however_many_answers_there_are(thirty, judged, look, django_assert_num_queries):
    from django.db import connection  # noqa: PLC0415 - of this test alone

    look()
    carry_out_open_jobs()
    with CaptureQueriesContext(connection) as few:
        look()
    for _ in range(20):
        judged()
    look()
    carry_out_open_jobs()
    with CaptureQueriesContext(connection) as many:
        look()
    assert len(many) <= len(few) + 3


def test_the_api_and_the_command_give_the_same_numbers(thirty, project, lead, annotator, api_client, capsys):
    client = api_client(lead)
    assert client.get("/api/v1/projects/reviews/judges").json()["state"] == "pending"
    carry_out_open_jobs()
    report = client.get("/api/v1/projects/reviews/judges").json()
    assert report["state"] == "ready"
    assert report["codebooks"] == json.loads(json.dumps(judges_report(project, {})))["codebooks"]
    assert api_client(annotator).get("/api/v1/projects/reviews/judges").status_code == 403
    call_command("judges", project.slug, "--json")
    assert json.loads(capsys.readouterr().out)["codebooks"] == report["codebooks"]


def test_the_command_in_words(thirty, project, capsys):
    call_command("judges", project.slug)
    text = capsys.readouterr().out
    assert "Version 1, sentiment (label), gpt" in text
    assert "Equal to people's first answer                  0.800 (0.627 to 0.905), n = 30" in text
    assert "none: it takes three people" in text


def test_the_command_without_answers(project, codebook):
    with pytest.raises(CommandError, match="Nobody has answered yet"):
        call_command("judges", project.slug)


def test_it_tells_length_and_drift_and_gives_notice_of_a_change(judged, look, project, lead, signed_in):
    for n in range(150):
        judged(gpt="positive", anna="positive" if n < 100 else "negative")
    look()
    carry_out_open_jobs()
    text = look().text
    for words in ("Does the length have a say?", "Over time", "gpt agrees with people otherwise than before",
                  "points, less than before"):  # fmt: skip
        assert words in text, words
    home = reverse("annotation:dashboard", args=[project.slug])
    signed_in(lead).get(home)
    carry_out_open_jobs()
    assert "A model agrees with people otherwise than before" in signed_in(lead).get(home).text


def test_pairs_are_told_with_their_places(project, codebook, judged, lead, look):
    run = make_run(project, lead, codebook)
    for n in range(30):
        sample = judged()
        sample.run, sample.metadata = run, {"judged": ["first", "first" if n < 20 else "second"]}
        sample.save()
    look()
    carry_out_open_jobs()
    text = look().text
    assert "Pairs judged in both orders" in text
    assert "20 of 20 times the first (p &lt; 0.01)" in text
    assert "33.3%" in text


def test_a_report_of_before_is_still_shown(thirty, look):
    look()
    carry_out_open_jobs()
    report = Report.objects.get(kind="judges")
    draw = report.data["codebooks"][0]["questions"][0]["sources"][0]["draws"][0]
    for name in ("length", "pairs", "drift"):
        del draw[name]
    for name in ("both_orders", "changed"):
        del report.data[name]
    report.save()
    assert look().status_code == 200


def test_no_bar_tells_the_figure_of_few_items(judged, look):
    for n in range(25):
        sample = judged()
        sample.fields = {"text": "x" * (n + 1)}
        sample.save()
    look()
    carry_out_open_jobs()
    lengths = look().text.split("Does the length have a say?")[1].split("</section>")[0]
    assert "n = 9" in lengths
    assert "%" not in lengths.split("<tbody>")[1]
