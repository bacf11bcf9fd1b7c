import pytest
from django.urls import reverse

from annotation.models import DatasetVersion
from generation.children import carry_out_open_jobs
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


def test_cutting_leads_to_the_version_and_its_progress(samples, client_of, project, look):
    page = reverse("annotation:version-create", args=[project.slug])
    response = client_of.post(page, {"machine_labels": "on", "drop_flagged": "on", "note": "first"})
    assert response.headers["Location"] == reverse("annotation:version-detail", args=[project.slug, 1])
    assert "You may leave this page" in look("version-detail", 1).text
    carry_out_open_jobs()
    text = look("version-detail", 1).text
    version = DatasetVersion.objects.get()
    for words in (version.hash, "JSON Lines", "looked at by nobody", "16"):
        assert words in text
    assert "first" in look("version-list").text


def test_a_version_that_failed_says_why(codebook, cut, look):
    cut()
    assert "label some samples" in look("version-detail", 1).text


def test_the_diff_page(cut, samples, project, annotator, look):
    cut()
    answer(annotator, samples[0], "positive")
    make_sample(project, "<script>alert(1)</script>", "positive")
    cut()
    waiting = look("version-diff", 2, query_params={"from": "1"}, headers={"HX-Request": "true"}).text
    assert "they appear here by themselves" in waiting
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
