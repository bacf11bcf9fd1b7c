import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotation.datasets.exports import card_text
from annotation.models import DatasetVersion, Report
from generation.children import carry_out_open_jobs
from generation.models import Codebook, Label, Question
from tests.annotation.curation.auditing import frozen, remove
from tests.annotation.making import answer, make_sample

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client_of(signed_in, lead):
    return signed_in(lead)


@pytest.fixture
def look(client_of, project):
    def get(name, *args, **more):
        return client_of.get(reverse(f"annotation:{name}", args=[project.slug, *args]), **more)

    return get


def test_the_list_is_empty_and_says_what_to_do(codebook, look):
    assert "Cut the first version" in look("version-list").text


def test_the_form_previews_what_a_version_would_hold(samples, look):
    assert "appear here by themselves" in look("version-create").text
    carry_out_open_jobs()
    text = look("version-create").text
    assert "40 rows" in text
    assert '<td class="num">16</td>' in text


def test_the_preview_says_what_the_chosen_weights_do(samples, look):
    text = look("version-create", query_params={"preview": "1", "weights": "label_shift"}).text
    assert "The target is the project’s texts that no model wrote." in text
    assert "noise-robust loss" not in text


def test_the_preview_follows_the_filters(samples, look):
    fragment = {"query_params": {"preview": "1", "machine_labels": "on", "min_probability": "0.95"}}
    look("version-create", headers={"hx-request": "true"}, **fragment)
    carry_out_open_jobs()
    text = look("version-create", headers={"hx-request": "true"}, **fragment).text
    assert text.lstrip().startswith('<section id="version-preview"')
    assert "No row passes these filters" in text
    assert "label less probable than the minimum" in text


def test_a_wrong_filter_is_told(samples, look):
    query = {"preview": "1", "min_probability": "7"}
    assert "Correct the filters" in look("version-create", query_params=query).text


CHOSEN = {"machine_labels": "on", "drop_flagged": "on"}


def button(text):
    return re.search(r'<button[^>]*id="cut-version"[^>]*>', text)[0]


def counted(text):
    return re.search(r'value="(\w+)"', button(text))[1]


def test_the_button_waits_for_the_counts_of_these_rows(samples, annotator, look):
    assert "disabled" in button(look("version-create").text)
    carry_out_open_jobs()
    assert "disabled" not in button(look("version-create").text)
    answer(annotator, samples[0], "positive")
    Report.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    stale = look("version-create").text
    assert "A worker takes it up within seconds." in stale
    assert "disabled" in button(stale)
    carry_out_open_jobs()
    assert "disabled" not in button(look("version-create").text)


def test_where_no_row_is_left_there_is_nothing_to_cut(samples, look):
    query = {"query_params": {"preview": "1", "machine_labels": "on", "min_probability": "0.95"}}
    look("version-create", **query)
    carry_out_open_jobs()
    assert "disabled" in button(look("version-create", **query).text)


def test_what_was_counted_for_other_rows_is_not_cut(samples, client_of, project, look):
    look("version-create")
    carry_out_open_jobs()
    page = reverse("annotation:version-create", args=[project.slug])
    seen = counted(look("version-create").text)
    changed = client_of.post(page, {**CHOSEN, "deduplicate": "on", "counted": seen}).text
    assert "The counts you saw were of other rows" in changed
    assert counted(changed) != seen
    assert not DatasetVersion.objects.exists()


def test_cutting_leads_to_the_version_and_its_progress(samples, client_of, project, look):
    page = reverse("annotation:version-create", args=[project.slug])
    seen = counted(look("version-create").text)
    response = client_of.post(page, {**CHOSEN, "note": "first", "counted": seen})
    assert response.headers["Location"] == reverse("annotation:version-detail", args=[project.slug, 1])
    assert "You may leave this page" in look("version-detail", 1).text
    assert "not audited" not in look("version-list").text
    carry_out_open_jobs()
    text = look("version-detail", 1).text
    version = DatasetVersion.objects.get()
    for words in (version.hash, "JSON Lines", "looked at by nobody", "16"):
        assert words in text
    assert "first" in look("version-list").text
    assert "not audited" in look("version-list").text


def test_a_version_that_failed_says_why(codebook, cut, look):
    cut()
    assert "label some samples" in look("version-detail", 1).text


def test_the_diff_page(cut, samples, project, annotator, look):
    cut()
    answer(annotator, samples[0], "positive")
    make_sample(project, "<script>alert(1)</script>", "positive")
    cut()
    waiting = look("version-diff", 2, query_params={"from": "1"}, headers={"HX-Request": "true"}).text
    assert "appear here by themselves" in waiting
    assert "hx-get" in waiting
    assert "<html" not in waiting
    carry_out_open_jobs()
    text = look("version-diff", 2, query_params={"from": "1"}).text
    assert "by themselves" not in text
    assert "<del>negative</del>" in text
    assert "<ins>positive</ins>" in text
    assert "&lt;script&gt;alert(1)" in text
    assert look("version-diff", 2).status_code == 404
    assert look("version-diff", 2, query_params={"from": "9"}).status_code == 404


def test_downloads(cut, samples, look):
    version = cut()
    response = look("version-export", version.number, "jsonl")
    assert len(b"".join(response.streaming_content).splitlines()) == 40
    assert look("version-export", version.number, "pickle").status_code == 404


def test_nothing_is_downloaded_before_it_is_ready(cut, samples, look, project):
    cut()
    DatasetVersion.objects.update(state="cutting")
    assert look("version-export", 1, "csv").status_code == 302


def test_pages_cost_few_queries(cut, samples, look, django_assert_max_num_queries):
    cut(), cut()
    for name, args in (("version-list", []), ("version-detail", [1])):
        with django_assert_max_num_queries(9):
            look(name, *args)


def test_page_list_and_chart_say_of_how_many_rows_the_estimate_speaks(project, codebook, samples, annotator, cut, look):
    snapshot = frozen(project, codebook, samples[:30])
    for sample in samples[:20]:
        remove(snapshot, sample, annotator, sample.current_label)
    cut()
    for page, args in (("version-detail", [1]), ("version-list", [])):
        assert "for 30 of all 40 labelled rows" in look(page, *args).text
    assert "for 30 of all 40 labelled rows that v1 was chosen from" in look("version-list").text
    text = look("version-detail", 1).text
    assert "95% interval from 20 audit rows of snapshot 1" in text
    assert "drawn row is not settled" not in text
    assert "0 not settled" in text
    assert "At most" in text
    assert "of 10 rows that snapshot 1 froze" in text


def test_it_says_how_many_drawn_rows_are_not_settled(project, codebook, samples, annotator, cut, look):
    snapshot = frozen(project, codebook, samples)
    for sample in samples[:23]:
        remove(snapshot, sample, annotator, sample.current_label if sample in samples[:20] else None)
    version = cut()
    assert (
        "3 drawn rows are not settled: right for the upper limit, wrong for the lower" in look("version-detail", 1).text
    )
    assert "20 checked, 3 more drawn and not settled" in card_text(version)


def test_a_handful_of_random_rows_gives_no_share_on_page_chart_and_card(
    project, codebook, samples, annotator, cut, look
):
    snapshot = frozen(project, codebook, samples)
    for sample in samples[:3]:
        remove(snapshot, sample, annotator, sample.current_label)
    version = cut()
    text = look("version-detail", 1).text
    assert "Too few under version 1 of the codebook: settled audit rows 3, needed 20." in text
    assert "Estimated from random audit rows" not in look("version-list").text
    assert "Right labels, estimated: too few rows, 3 of the 20 that a share takes." in card_text(version)


def test_what_changed_costs_the_same_queries_at_ten_rows_and_at_three_hundred(cut, samples, project, look):
    def cost(old: int, new: int) -> list[int]:
        counts = []
        for _ in range(2):  # while the worker compares, and after
            with CaptureQueriesContext(connection) as seen:
                look("version-diff", new, query_params={"from": str(old)})
            counts.append(len(seen))
            carry_out_open_jobs()
        return counts

    cut()
    for i in range(10):
        make_sample(project, f"a text that came later {i}", "positive")
    cut()
    few = cost(1, 2)
    for i in range(300):
        make_sample(project, f"a text that came last {i}", "positive")
    cut()
    assert cost(2, 3) == few


def test_it_says_that_nothing_has_changed_since_the_newest_version(samples, annotator, cut, look, project):
    cut()
    look("version-create")
    carry_out_open_jobs()
    assert "Version 1 holds these very rows and labels: nothing has changed since." in look("version-create").text
    answer(annotator, samples[0], "positive")
    project.reports.all().delete()
    look("version-create")
    carry_out_open_jobs()
    assert "holds these very rows" not in look("version-create").text


@pytest.fixture
def publish_again(codebook, lead):
    """The same labels, in a second version of the codebook."""

    def publish() -> None:
        told = {"fields": codebook.fields, "created_by": lead, "published_at": timezone.now()}
        second = Codebook.objects.create(project=codebook.project, number=2, **told)
        question = Question.objects.create(codebook=second, position=0, name="sentiment", title="Sentiment?")
        for place, name in enumerate(["negative", "positive"]):
            Label.objects.create(question=question, position=place, name=name, verbalizer=name)

    return publish


def test_the_same_rows_under_a_newer_codebook_are_no_unchanged_version(samples, codebook, cut, look, publish_again):
    """The hash would be the same and the card another: it names the codebook."""
    cut()
    publish_again()
    look("version-create")
    carry_out_open_jobs()
    text = look("version-create").text
    assert "nothing has changed since" not in text
    assert "Version 1 holds these very rows and labels, by version 1 of the codebook." in text


def test_what_changed_is_asked_of_earlier_versions_alone(samples, cut, look):
    cut()
    cut(machine_labels=True, deduplicate=True)
    assert "What changed since" not in look("version-detail", 1).text
    assert '<option value="1">v1</option>' in look("version-detail", 2).text


def test_the_note_is_sent_though_it_stands_beside_the_form(samples, look):
    page = look("version-create").text
    note = re.search(r'<input[^>]*name="note"[^>]*>', page)[0]
    assert 'form="version-form"' in note
    assert page.index("</form>", page.index('id="version-form"')) < page.index(note)
