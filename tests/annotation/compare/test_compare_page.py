import re

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotation.models import Annotation, Item, Report, Resolution, ReviewPolicy, Stream
from generation.children import carry_out_open_jobs
from generation.models import Codebook, Label, MachineLabel, Question
from tests.annotation.curation.auditing import frozen, remove
from tests.annotation.making import answer, distinct_text, machine_label, make_sample

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def compared(project, codebook, annotator):
    """Twenty samples the model calls positive; people call eight of them negative, five of those by rule R1."""
    samples = [make_sample(project, distinct_text(i), "positive", source="gpt") for i in range(20)]
    for i, sample in enumerate(samples):
        machine_label(sample, "negative" if i < 10 else "positive", source="student")
        said = "negative" if i < 8 else "positive"
        answer(annotator, sample, said, stream=Stream.ACTIVE, blind=i % 2 == 0, rule="R1" if i < 5 or i == 19 else "")
    return samples


@pytest.fixture
def look(project, viewer, signed_in):
    client = signed_in(viewer)
    return lambda name="compare", **more: client.get(reverse(f"annotation:{name}", args=[project.slug]), **more)


@pytest.fixture
def report(compared, project, viewer, api_client):
    client = api_client(viewer)
    client.get("/api/v1/projects/reviews/compare")
    carry_out_open_jobs()
    return client.get("/api/v1/projects/reviews/compare").json()


def test_it_counts_model_people_and_student(report):
    [question] = report["questions"]
    pairs = {(pair["left"], pair["right"]): pair for pair in question["pairs"]}
    assert sorted(pairs["gpt", "human"]["cells"]) == [["positive", "negative", 8], ["positive", "positive", 12]]
    assert sorted(pairs["student", "human"]["cells"]) == [
        ["negative", "negative", 8],
        ["negative", "positive", 2],
        ["positive", "positive", 10],
    ]
    assert pairs["gpt", "student"]["all"] == {"value": 0.5, "n": 20}


def test_old_numbers_without_a_comparison_do_not_say_that_there_is_none(project, codebook, annotator, look):
    look()
    carry_out_open_jobs()
    assert "There is nothing to compare yet" in look().text
    answer(annotator, make_sample(project, distinct_text(1), "positive", source="gpt"), "positive")
    text = look().text
    assert "There is nothing to compare in these numbers yet" in text
    assert "appears here by itself" in text


def test_without_an_audit_there_is_no_rate_of_the_data(report):
    pair = report["questions"][0]["pairs"][0]
    assert pair["random"]["value"] is None
    assert (pair["answered"]["value"], pair["answered"]["n"]) == (0.6, 20)
    assert pair["blind"]["n"] == 10


def test_the_page_says_that_chosen_items_are_no_rate_of_the_data(report, look):
    text = look().text
    assert "not the rate of the data" in text
    assert "open an audit to get a rate of the data" in text
    assert "gpt against People" in text


def test_a_cell_opens_its_items(report, look, compared):
    query = {"codebook": 1, "question": "sentiment", "left": "gpt", "right": "human"}
    text = look("compare-items", query_params={**query, "row": "positive", "column": "negative"}).text
    assert text.count('<td class="text">') == 8
    assert compared[0].fields["text"] in text
    assert compared[8].fields["text"] not in text


def test_a_cell_of_model_and_student_opens_its_samples(report, look):
    query = {"codebook": 1, "question": "sentiment", "left": "gpt", "right": "student"}
    text = look("compare-items", query_params={**query, "row": "positive", "column": "negative"}).text
    assert text.count('<td class="text">') == 10


def shown(page) -> list[str]:
    """The texts, whether there is more of them to be read on or not."""
    return re.findall(r'<td class="text"><div>(?:<details[^>]*><summary>)?<span[^>]*>([^<]*)', page.text)


def test_of_very_many_samples_a_stretch_at_a_time_is_looked_through(report, look, compared, monkeypatch):
    for module in ("frames", "views.items"):
        monkeypatch.setattr(f"annotation.compare.{module}.STRETCH", 6)
    asked = {"codebook": 1, "question": "sentiment", "left": "gpt", "right": "student"}
    page = look("compare-items", query_params={**asked, "row": "positive", "column": "negative"})
    assert "None among these samples" in page.text  # the newest ten are the student's positive ones
    found = []
    while page.context["pager"].older:
        page = look("compare-items", query_params=QueryDict(page.context["pager"].older).dict())
        found += shown(page)
    assert found == [sample.fields["text"] for sample in reversed(compared[:10])]


@pytest.mark.parametrize("right", ["student", "human"])
def test_a_cell_costs_the_same_queries_at_ten_rows_and_at_three_hundred(compared, look, project, annotator, right):
    query = {"codebook": 1, "question": "sentiment", "left": "gpt", "right": right}
    query |= {"row": "positive", "column": "negative"}

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            look("compare-items", query_params=query)
        return len(seen)

    few = cost()
    for i in range(20, 300):
        sample = make_sample(project, distinct_text(i), "positive", source="gpt")
        machine_label(sample, "negative", source="student")
        if i < 80:
            answer(annotator, sample, "negative")
    assert cost() == few


def test_a_rule_opens_its_items_the_ones_they_differ_on_first(report, look):
    query = {"codebook": 1, "question": "sentiment", "left": "gpt", "rule": "R1"}
    text = look("compare-items", query_params=query).text
    assert text.count('<td class="text">') == 6
    assert text.rindex("tag bad") < text.rindex('<th scope="row">')


def test_a_newer_answer_takes_the_place_of_an_older_one(compared, annotator2, project, viewer, api_client, look):
    answer(annotator2, compared[0], "positive")
    client = api_client(viewer)
    client.get("/api/v1/projects/reviews/compare")
    carry_out_open_jobs()
    pair = client.get("/api/v1/projects/reviews/compare").json()["questions"][0]["pairs"][0]
    assert sum(cell[2] for cell in pair["cells"]) == 20
    assert ["positive", "negative", 7] in pair["cells"]


def test_labels_by_another_version_of_the_codebook_are_left_out(compared, project, viewer, api_client):
    for sample in compared:
        machine_label(sample, "negative", source="older", codebook_number=7)
    client = api_client(viewer)
    client.get("/api/v1/projects/reviews/compare")
    carry_out_open_jobs()
    sources = client.get("/api/v1/projects/reviews/compare").json()["questions"][0]["sources"]
    assert [source["source"] for source in sources] == ["gpt", "student"]


def test_an_unknown_comparison_is_404(codebook, look):
    for query in ({}, {"codebook": "9" * 30}, {"codebook": 1, "question": "x"}):
        assert look("compare-items", query_params=query).status_code == 404


def test_without_a_codebook_it_says_what_to_do(project, look):
    assert "There is no published codebook yet" in look().text


def test_it_costs_few_queries(report, look, django_assert_max_num_queries):
    with django_assert_max_num_queries(11):
        look()
    query = {"codebook": 1, "question": "sentiment", "left": "gpt", "right": "human", "row": "positive"}
    with django_assert_max_num_queries(15):
        look("compare-items", query_params={**query, "column": "negative"})


def test_the_rate_of_the_data_says_of_which_rows_it_is(compared, project, codebook, annotator2, look):
    more = [make_sample(project, distinct_text(100 + i), "positive", source="gpt") for i in range(30)]
    snapshot = frozen(project, codebook, more)
    for i, sample in enumerate(more[:20]):
        remove(snapshot, sample, annotator2, "positive" if i % 4 else "negative")
    look()
    carry_out_open_jobs()
    text = look().text
    assert "75.0%" in text
    assert "of the 30 rows of snapshot 1 that it labelled" in text
    assert "95% interval from 20 audit rows, settled by blind answers" in text
    assert "missing" not in text


def test_a_drawn_row_that_the_rate_lacks_is_told_beside_it(compared, project, codebook, annotator2, look):
    more = [make_sample(project, distinct_text(100 + i), "positive", source="gpt") for i in range(30)]
    snapshot = frozen(project, codebook, more)
    for sample in more[:20]:
        remove(snapshot, sample, annotator2, "positive")
    remove(snapshot, more[20], annotator2, "positive", blind=False)
    look()
    carry_out_open_jobs()
    text = look().text
    assert "95% interval from 20 audit rows, settled by blind answers; 1 drawn row is missing: not settled yet" in text


def test_a_handful_of_random_rows_gives_no_rate(compared, project, codebook, annotator2, look):
    more = [make_sample(project, distinct_text(100 + i), "positive", source="gpt") for i in range(30)]
    snapshot = frozen(project, codebook, more)
    for sample in more[:3]:
        remove(snapshot, sample, annotator2, "negative")
    look()
    carry_out_open_jobs()
    text = look().text
    assert "Too few under version 1 of the codebook: settled audit rows 3, needed 20." in text
    assert "0.0%" not in text.split("Same label, random rows")[1].split("all rows with a label")[0]


def test_it_says_how_many_of_the_answered_rows_were_drawn_at_random(compared, look):
    """What the queue hands out is not always chosen: with an open audit some or all of it is random."""
    Item.objects.update(stream=Stream.AUDIT)
    look()
    carry_out_open_jobs()
    assert "all were drawn at random for audits" in look().text
    Item.objects.filter(sample=compared[0]).update(stream=Stream.ACTIVE)
    Report.objects.all().delete()
    look()
    carry_out_open_jobs()
    assert "19 were drawn at random for audits, the others chosen by the queue" in look().text


def test_a_version_that_no_model_labelled_under_says_so_and_shows_the_student_once(compared, look, codebook, annotator):
    MachineLabel.objects.filter(source="gpt").update(codebook_number=1)
    newer = Codebook.objects.get(pk=codebook.pk)
    newer.pk, newer.number = None, 2
    newer.save()
    question = Question.objects.create(codebook=newer, position=0, name="sentiment", title="How is the review?")
    for position, name in enumerate(["negative", "positive"]):
        Label.objects.create(question=question, position=position, name=name, verbalizer=name)
    Annotation.objects.update(codebook=newer)
    Resolution.objects.update(codebook=newer)
    look()
    carry_out_open_jobs()
    text = look().text
    assert "No model has labels under version 2" in text
    assert '?codebook=1&amp;question=sentiment&amp;source=gpt">Version 1</a>' in text
    assert text.count("Student against People</h2>") == 1
    look(query_params={"codebook": 1})
    carry_out_open_jobs()
    assert "No model has labels" not in look(query_params={"codebook": 1}).text


def test_labels_without_the_name_of_a_model_are_called_imported(compared, look, project):
    MachineLabel.objects.filter(source="gpt").update(source="import")
    look()
    carry_out_open_jobs()
    text = look().text
    assert "Imported labels against People" in text
    assert "brought in without the name of a model" in text


def test_a_source_that_came_since_is_said_to_be_counted(compared, look, project):
    look()
    carry_out_open_jobs()
    assert "is in these numbers yet" not in look().text
    for sample in compared:
        machine_label(sample, "positive", source="newer")
    text = look(query_params={"source": "newer"}).text
    assert "newer against People: no row with a label of both is in these numbers yet." in text


def test_a_source_whose_rows_people_have_not_answered_says_so(compared, look, project):
    for i in range(3):
        make_sample(project, distinct_text(50 + i), "positive", source="alone")
    look()
    carry_out_open_jobs()
    text = look(query_params={"source": "alone"}).text
    assert "alone against People: no row with a label of both is in these numbers yet." in text
    assert "Student against People" in text


def test_while_an_audit_is_open_nobody_is_told_to_open_one(report, look, project):
    assert "open an audit to get a rate" in look().text
    ReviewPolicy.objects.update_or_create(project=project, defaults={"audit_open": True})
    text = look().text
    assert "open an audit to get a rate" not in text
    assert "none of its random rows that this source labelled is settled yet" in text


def test_two_machines_are_compared_on_the_rows_that_both_labelled(report, look):
    assert "of the 20 samples that both labelled" in look().text
