import pytest
from django.urls import reverse

from annotation.models import Report
from generation.children import carry_out_open_jobs
from generation.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def look(project, lead, signed_in):
    client = signed_in(lead)
    return lambda **more: client.get(reverse("annotation:effects", args=[project.slug]), **more)


def test_it_asks_the_worker_once_and_shows_what_it_made(anchored, look):
    assert "appear here by themselves" in look().text
    look()
    assert Job.objects.filter(task="annotation.report").count() == 1
    carry_out_open_jobs()
    text = look().text
    for words in ("95.0%", "60.0%", "+35.0", "n = 40", "n = 10", "fewer than ten people", "4 sittings", "<svg"):
        assert words.lower() in text.lower(), words


def test_it_says_what_the_interval_says(anchored, look):
    look()
    carry_out_open_jobs()
    text = look().text
    assert "People give the model&#x27;s label more often when they see it" in text
    assert "blind answers; there are" not in text


def test_which_question_it_speaks_of_is_said_where_there_are_several(anchored, codebook, look):
    codebook.questions.create(position=1, name="length", title="How long?")
    look()
    carry_out_open_jobs()
    assert "These numbers speak of the question “How is the review?” alone" in look().text


@pytest.mark.parametrize(
    ("p", "said"), [(0.00004, "p &lt; 0.01"), (0.25, "p = 0.25"), (None, "some label is too rare")]
)
def test_the_test_of_labels_in_words(anchored, look, p, said):
    look()
    carry_out_open_jobs()
    report = Report.objects.get(kind="effects")
    report.data["anchoring"]["labels"] |= {"p": p, "reason": "" if p else "some label is too rare for the test"}
    report.save()
    assert said in look().text


def test_a_difference_that_cannot_be_told_is_not_told(world, annotator, look):
    for i in range(8):
        world.answered(annotator, "positive" if i % 4 else "negative", shown=i < 4)
    look()
    carry_out_open_jobs()
    text = look().text
    assert "These answers cannot tell whether a suggestion changes what people say" in text
    assert "more often when they see it: by" not in text
    assert "blind answers; there are 4" in text


def test_no_tile_and_no_bar_tells_the_figure_of_a_single_answer(world, annotator, look):
    world.answered(annotator, "negative", seconds=77.0)
    world.answered(annotator, shown=False, seconds=78.0)
    look()
    carry_out_open_jobs()
    text = look().text
    assert "Too few: rows 1, needed 20." in text
    assert "Fewer than six timed answers · n = 1" in text
    assert "Too few answers in one of the two ways." in text
    assert '<span class="value">100.0%</span>' not in text
    assert not any(seconds in text for seconds in ("77.0", "77.5", "78.0"))


def test_without_blind_answers_it_says_what_is_missing(world, annotator, look):
    world.answered(annotator)
    look()
    carry_out_open_jobs()
    text = look().text
    assert "Nothing can be said yet" in text
    assert "No blind answer yet" in text
    assert "let suggestions be shown from the start" in text


def test_every_number_of_a_person_stands_beside_its_interval_or_a_reason(anchored, look):
    look()
    carry_out_open_jobs()
    data = Report.objects.get(kind="effects").data
    people = data["anchoring"]["by_person"]
    assert [one["person"] for one in people] == ["anna", "arno"]
    estimates = [one["difference"] for one in people] + data["times"]["by_person"]
    estimates += [one[name] for one in data["fatigue"]["by_person"] for name in ("time_trend", "agreement_trend")]
    assert all(one["low"] is not None or one["reason"] for one in estimates)
    text = look().text
    assert text.index(">anna</th>") < text.index(">arno</th>")
    assert "Fewer than five sittings" in text


def test_nobody_yet(project, codebook, look):
    look()
    carry_out_open_jobs()
    assert "Nobody has answered yet" in look().text


def test_the_fragment_is_no_page(anchored, look):
    text = look(headers={"hx-request": "true"}).text
    assert text.lstrip().startswith('<div id="effects-report"')
    assert "<html" not in text


def test_leads_alone_find_it_in_the_navigation(anchored, project, lead, annotator, viewer, signed_in):
    address = reverse("annotation:effects", args=[project.slug])
    home = reverse("annotation:dashboard", args=[project.slug])
    assert address in signed_in(lead).get(home).text
    for person in (annotator, viewer):
        assert address not in signed_in(person).get(home).text
        assert signed_in(person).get(address).status_code == 403


def test_the_api_gives_the_same_numbers(anchored, project, lead, annotator, api_client):
    client = api_client(lead)
    assert client.get("/api/v1/projects/reviews/effects").json()["state"] == "pending"
    carry_out_open_jobs()
    report = client.get("/api/v1/projects/reviews/effects").json()
    assert (report["state"], report["answers"], report["people"]) == ("ready", 50, 2)
    assert report["anchoring"]["same"]["difference"]["value"] == pytest.approx(0.35)
    assert api_client(annotator).get("/api/v1/projects/reviews/effects").status_code == 403


def test_it_costs_few_queries(anchored, look, django_assert_max_num_queries):
    look()
    carry_out_open_jobs()
    with django_assert_max_num_queries(10):  # one of them for the mentions in the navigation
        look()
