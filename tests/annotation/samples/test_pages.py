import pytest
from django.urls import reverse
from django.utils import timezone

from annotation.models import Item
from generation.endpoints.simulated import simulated_endpoint
from generation.models import Call, Endpoint, Origin, PlannedRow, Run, Sample
from tests.annotation.conftest import add_samples
from tests.annotation.making import answer, machine_label

pytestmark = pytest.mark.django_db
LIST = "/projects/reviews/samples/"


@pytest.fixture
def read(signed_in, viewer):
    client = signed_in(viewer)
    return lambda path=LIST, **more: client.get(path, **more).content.decode()


def test_the_list_shows_text_labels_models_and_suspicion(read, rows):
    html = read()
    for piece in ("Film 3", "film-3", "gpt-4", "0.53", "0.75", "Gold film", "Reference"):
        assert piece in html


def test_what_a_later_round_replaced_contradicts_nothing(read, rows):
    contradicting = rows[3].machine_labels.filter(source="gpt-4")
    assert "tag bad" in read(f"{LIST}{rows[3].pk}/")
    contradicting.update(replaced_at=timezone.now())
    html = read(f"{LIST}{rows[3].pk}/")
    assert "replaced by a later round" in html
    assert "tag bad" not in html
    assert "gpt-4" not in read(f"{LIST}?q=film-3").split('id="sample-rows"')[1]


def test_it_is_sorted_and_filtered_as_a_page_and_as_a_fragment(read, rows):
    query = "?order=-suspicion&label=positive"
    whole, part = read(LIST + query), read(LIST + query, headers={"HX-Request": "true"})
    assert "<html" in whole
    assert "<html" not in part
    assert 'id="sample-rows"' in part
    assert part.index("Film 2") < part.index("Film 6") < part.index("Film 0")
    assert "Film 3" not in part


@pytest.mark.parametrize("found", ["film-3", "Film 3", " Film\u00a03 "])
def test_a_sample_is_found_by_id_and_by_its_whole_text(read, rows, found):
    html = read(f"{LIST}?q={found}")
    assert "Film 3" in html
    assert "Film 4" not in html


def test_pages_follow_each_other(read, rows, monkeypatch):
    monkeypatch.setattr("annotation.samples.views.ROWS", 5)
    import re

    html, seen = read(LIST + "?order=-suspicion"), 0
    for _page in range(5):
        seen += html.count('class="sample-link"')
        following = re.search(r'rel="next" href="(\?[^"]+)"', html)
        if not following:
            break
        html = read(LIST + following[1].replace("&amp;", "&"))
    assert seen == 12


def test_an_empty_project_says_both_ways_to_get_samples(signed_in, lead, viewer, project, codebook):
    page = signed_in(lead).get(LIST).content.decode()
    assert "Import rows" in page
    assert "Add a model" in page
    simulated_endpoint(project)
    page = signed_in(lead).get(LIST).content.decode()
    assert "Import rows" in page
    assert "Let a model write some" in page
    assert "Import rows" not in signed_in(viewer).get(LIST).content.decode()


def test_nothing_that_fits_is_said_so(read, rows):
    assert "Nothing fits" in read(LIST + "?state=rejected")


def test_a_cursor_of_somebody_else_is_not_found(signed_in, viewer, rows):
    assert signed_in(viewer).get(LIST + "?cursor=abc").status_code == 404


def test_the_list_asks_few_queries(signed_in, viewer, rows, django_assert_max_num_queries):
    client = signed_in(viewer)
    client.get(LIST)
    with django_assert_max_num_queries(17):
        client.get(LIST + "?order=-suspicion")


def test_one_sample_shows_all_that_was_said(read, rows, annotator, project):
    sample = rows[3]
    Item.objects.create(project=project, sample=sample)
    answer(annotator, sample, "positive", rule="R1")
    html = read(f"{LIST}{sample.pk}/")
    for piece in ("Film 3", "gpt-4", "0.53", "Similar texts differ", "anna", "R1"):
        assert piece in html


def test_a_generated_sample_leads_back_to_its_prompt(read, codebook, project, lead):
    endpoint = Endpoint.objects.create(project=project, name="gpt", base_url="https://example.com/v1", model="gpt-4")
    run = Run.objects.create(
        project=project, recipe="attrprompt", codebook=codebook, endpoint=endpoint, seed=7, count=1, created_by=lead
    )
    draw = {"labels": {"sentiment": "positive"}, "conditions": [["style", "dry"]], "reason": "largest deficit"}
    row = PlannedRow.objects.create(run=run, batch=1, index=1, seed=9, condition=draw)
    Call.objects.create(
        run=run, row=row, step="write", model="gpt-4", request_hash="x",
        request={"messages": [{"role": "user", "content": "Write <b>one</b> review."}]},
    )  # fmt: skip
    sample = Sample.objects.create(
        project=project, fields={"text": "Dry but good."}, content_hash=b"1" * 16, origin="generated",
        run=run, planned_row=row, simulated=True,
    )  # fmt: skip
    html = read(f"{LIST}{sample.pk}/")
    assert f'title="attrprompt">AttrPrompt #{run.pk}</a>' in html
    assert f"#{run.pk} AttrPrompt</option>" in read()
    for piece in ("simulated", "dry", "largest deficit", "Write &lt;b&gt;one&lt;/b&gt; review."):
        assert piece in html


def test_what_a_run_wrote_is_told_from_what_was_imported(read, codebook, project, lead):
    """Who wrote an imported text is not known, whoever gave its label."""
    add_samples(project, 1, origin=Origin.IMPORTED)
    assert "· Imported" in read()
    assert "<dd>Imported</dd>" in read(f"{LIST}{Sample.objects.get().pk}/")
    endpoint = Endpoint.objects.create(project=project, name="gpt", base_url="https://example.com/v1", model="gpt-4")
    run = Run.objects.create(
        project=project, recipe="attrprompt", codebook=codebook, endpoint=endpoint, seed=7, count=1, created_by=lead
    )
    Sample.objects.update(run=run)
    assert "Written by a run" in read()
    assert "· Imported" not in read()
    assert "<dd>Written by a run</dd>" in read(f"{LIST}{Sample.objects.get().pk}/")


def test_hostile_text_is_only_text(read, api_client, lead, codebook):
    body = '{"text": "<script>alert(1)</script>", "metadata": {"<i>k</i>": "<b>v</b>"}}'
    api_client(lead).generic("POST", "/api/v1" + LIST.rstrip("/"), body, content_type="application/x-ndjson")
    sample = Sample.objects.get()
    for html in (read(), read(f"{LIST}{sample.pk}/")):
        assert "<script>alert" not in html
        assert "<b>v" not in html
    assert reverse("annotation:sample-detail", args=["reviews", sample.pk]) == f"{LIST}{sample.pk}/"


def test_of_an_imported_label_no_codebook_is_claimed(read, rows):
    page = read(f"{LIST}{rows[0].pk}/")
    assert "imported; by what codebook is not known" in page
    assert "codebook 1" not in page


def test_the_student_and_imported_labels_are_named_in_words(read, rows):
    sample = Sample.objects.get(external_id="film-3")
    machine_label(sample, "positive", source="student", probability=0.6)
    for html in (read(), read(f"{LIST}{sample.pk}/")):
        assert "Student</span>" in html
        assert "Imported labels</span>" in html
