"""What weights and trainings do to a project's student: reckoned in a job, shown on a page, by REST and command."""

import json
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from annotation.learning.asking import learning
from annotation.machine.asking import enqueue_score, set_training, training_of
from annotation.models import Dispenser, Item, Stream, Student, StudentTraining
from generation.children import carry_out_open_jobs
from generation.models import Event, Origin, Sample
from tests.annotation.making import answer, distinct_text, make_sample

pytestmark = pytest.mark.django_db(transaction=True)
JSON = {"content_type": "application/json"}
WORDS = {"positive": "warm and funny", "negative": "dull and lifeless"}
OTHER = {"positive": "negative", "negative": "positive"}


@pytest.fixture
def answered(project, codebook, annotator):
    """Sixty reviews, every sixth of them labelled wrongly; twenty-four are answered."""
    for number in range(60):
        truth = "positive" if number % 2 else "negative"
        text = f"A {WORDS[truth]} film: {distinct_text(number)}"
        sample = make_sample(project, text, OTHER[truth] if number % 6 == 0 else truth)
        if number < 24:
            answer(annotator, sample, truth)
    Dispenser.objects.update_or_create(project=project, defaults={"pulled_until": sample.pk, "items": 60})


@pytest.fixture
def drawn(answered):
    """Chance drew twenty of the answered ones."""
    settled = Item.objects.exclude(state=Item.State.OPEN).order_by("pk")
    Item.objects.filter(pk__in=settled[:20].values_list("pk")).update(stream=Stream.AUDIT)


@pytest.fixture
def reckoned(project, answered):
    learning(project)
    carry_out_open_jobs()
    return learning(project).data


@pytest.fixture
def page(project):
    return f"/projects/{project.slug}/learning/"


def test_each_way_stands_beside_the_plain_student(reckoned):
    assert (reckoned["reason"], reckoned["n"], reckoned["learned"]) == ("", 24, 36)
    assert {"sungen", "reweighting", "supergen", "smoothing"} <= {one["id"] for one in reckoned["ways"]}


def test_rows_that_an_audit_drew_are_the_test_and_chosen_ones_teach(project, drawn, signed_in, lead, page):
    learning(project)
    carry_out_open_jobs()
    told = learning(project).data
    assert (told["basis"], told["drawn"], told["n"], told["learned"]) == ("drawn", 20, 20, 40)
    shown = signed_in(lead).get(page).content.decode()
    assert "20 rows that chance drew" in shown
    assert "chosen for being suspicious" not in shown


def test_with_fewer_the_page_rest_and_command_mark_the_rows_as_chosen(
    project, reckoned, signed_in, api_client, lead, page
):
    out, marked = StringIO(), "Of rows chosen for being suspicious: only 0 of those that are checked were drawn"
    call_command("learning", "reviews", stdout=out)
    assert marked in out.getvalue()
    assert marked in signed_in(lead).get(page).content.decode()
    told = api_client(lead).get(f"/api/v1/projects/{project.slug}/learning").json()
    assert (told["basis"], told["drawn"], told["warning"].startswith(marked)) == ("chosen", 0, True)


def test_towards_a_target_only_checked_rows_that_no_model_wrote_are_a_test(
    project, answered, api_client, signed_in, lead, page
):
    Sample.objects.filter(pk__in=Sample.objects.labelled_by_people().order_by("pk")[:20]).update(origin=Origin.IMPORTED)
    learning(project)
    carry_out_open_jobs()
    told = api_client(lead).get(f"/api/v1/projects/{project.slug}/learning").json()
    towards = [one for one in told["ways"] if one["of"] == "target"]
    assert told["n"] == 24
    assert {one["accuracy"]["n"] for one in towards} == {20}
    assert {one["tested"] for one in towards} == {"On 20 checked rows that no model wrote, not drawn by chance."}
    assert "plainly " in signed_in(lead).get(page).content.decode()


def test_its_student_is_not_taken_for_the_one_that_the_home_speaks_of(signed_in, lead, page, reckoned):
    assert "the home tells" in signed_in(lead).get(page).content.decode()


def test_the_page_shows_it_and_reckons_nothing(signed_in, lead, page, reckoned, django_assert_max_num_queries):
    client = signed_in(lead)
    client.get(page)
    with django_assert_max_num_queries(24):
        shown = client.get(page).content.decode()
    assert "Against the plain one" in shown
    assert "SunGen" in shown


def test_with_too_few_answers_the_page_says_so(signed_in, lead, page, project, codebook):
    learning(project)
    carry_out_open_jobs()
    assert "Too few rows are answered" in signed_in(lead).get(page).content.decode()


def test_a_lead_sets_how_the_student_learns_and_sees_what_it_changed(signed_in, lead, page, project, answered):
    enqueue_score(project)
    carry_out_open_jobs()
    assert "training" not in Student.objects.first().metrics
    client = signed_in(lead)
    assert "from the next score" in client.post(page, {"training": "supergen"}, follow=True).content.decode()
    carry_out_open_jobs()
    told = Student.objects.first().metrics["training"]
    assert (told["id"], told["plain"]["n"], told["drawn"], told["basis"]) == ("supergen", 24, 0, "chosen")
    shown = client.get(page).content.decode()
    assert "The training changed" in shown
    assert "Right on 24 answered rows that it did not learn from" in shown
    assert "Of rows chosen for being suspicious: only 0 of those that are checked were drawn" in shown
    assert Event.objects.filter(verb="student.training").count() == 1


def test_what_the_training_changed_is_told_of_drawn_rows_where_they_are_enough(signed_in, lead, page, project, drawn):
    enqueue_score(project)
    set_training(project=project, training="supergen", by=lead)
    carry_out_open_jobs()
    told = Student.objects.first().metrics["training"]
    assert (told["n"], told["drawn"], told["basis"], told["difference"]["n"]) == (20, 20, "drawn", 20)
    assert told["difference"]["value"] == pytest.approx(told["now"]["value"] - told["plain"]["value"])
    shown = signed_in(lead).get(page).content.decode()
    assert "Right on 20 rows that chance drew and people answered" in shown
    assert "chosen for being suspicious" not in shown.partition('id="training-title"')[2]


def test_and_with_too_few_answers_it_is_not_told(signed_in, lead, page, project, answered):
    Sample.objects.filter(pk__in=Sample.objects.labelled_by_people()[:10].values_list("pk")).update(state="rejected")
    enqueue_score(project)
    set_training(project=project, training="supergen", by=lead)
    carry_out_open_jobs()
    told = Student.objects.first().metrics["training"]
    assert (told["n"], "basis" in told) == (14, False)
    assert "14 rows are answered, and 20 of two labels are needed" in signed_in(lead).get(page).content.decode()


def test_trainings_are_appended_and_the_newest_holds(project, codebook, lead):
    for training in ("fewgen", "fewgen", ""):
        set_training(project=project, training=training, by=lead)
    assert list(StudentTraining.objects.values_list("training", flat=True)) == ["", "fewgen"]
    assert training_of(project) == ""
    with pytest.raises(ValidationError):
        set_training(project=project, training="best", by=lead)


def test_by_rest_it_is_read_and_set(api_client, lead, project, reckoned):
    client, there = api_client(lead), f"/api/v1/projects/{project.slug}"
    told = client.get(f"{there}/learning").json()
    assert (told["n"], told["training"]) == (24, "")
    assert client.put(f"{there}/training", {"training": "reverse"}, **JSON).json() == {"training": "reverse"}
    assert client.put(f"{there}/training", {"training": "best"}, **JSON).status_code == 422
    assert training_of(project) == "reverse"


def test_by_command_it_is_told_and_set(project, answered):
    out = StringIO()
    call_command("learning", "reviews", stdout=out)
    assert "sungen" in out.getvalue()
    out = StringIO()
    call_command("learning", "reviews", "--json", stdout=out)
    assert json.loads(out.getvalue())["n"] == 24
    call_command("learning", "reviews", "--training", "smoothing", stdout=StringIO())
    assert training_of(project) == "smoothing"


def test_by_command_what_cannot_be_is_told(project, codebook):
    with pytest.raises(CommandError, match="Too few rows are answered"):
        call_command("learning", "reviews", stdout=StringIO())
