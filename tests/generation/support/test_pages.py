import os
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

import generation.tasks  # noqa: F401 - registers the handlers
from generation import jobs
from generation.children import carry_out
from generation.models import Import, Job, MachineLabel, Sample
from generation.support import views

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("codebook")]
CSV = b"review,gpt_label,p,year\nA warm film.,positive,0.9,1999\n<b>Dull</b>,sad,0.8,2001\n"


def address(name: str, *args) -> str:
    return reverse(f"generation:import-{name}", args=["reviews", *args])


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def client(signed_in, lead):
    return signed_in(lead)


@pytest.fixture
def uploaded(client) -> Import:
    answer = client.post(address("list"), {"file": SimpleUploadedFile("rows.csv", CSV)})
    record = Import.objects.get()
    assert answer.url == address("detail", record.pk)
    assert (record.state, record.size) == (Import.State.UPLOADED, len(CSV))
    return record


CHOSEN = {"target-0": "text", "target-1": "label", "target-2": "confidence", "target-3": "metadata", "source": "gpt-4"}


def test_the_preview_guesses_the_columns_and_stores_nothing(client, uploaded):
    page = client.get(address("detail", uploaded.pk)).content.decode()
    assert '<option value="text" selected>' in page
    assert "&lt;b&gt;Dull&lt;/b&gt;" in page
    assert not Sample.objects.exists()


@pytest.mark.parametrize(("kinds", "label"), [(b"positive Negative", True), (b"positive sad", False)])
def test_a_column_that_holds_labels_is_the_label_whatever_it_is_called(client, kinds, label):
    first, second = kinds.split()
    rows = b"ticket,kind,p\nA warm film.,%s,0.9\nA dull film.,%s,0.8\n" % (first, second)
    client.post(address("list"), {"file": SimpleUploadedFile("mine.csv", rows)})
    page = client.get(address("detail", Import.objects.get().pk)).content.decode()
    assert ('<option value="label" selected>' in page) is label


def test_another_choice_is_previewed_row_by_row(client, uploaded):
    answer = client.post(address("start", uploaded.pk), {**CHOSEN, "do": "preview"}, headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert "<html" not in html
    assert "The label “sad” is not in the codebook." in html
    assert "1 of the first 2 rows can be used." in html
    assert not Sample.objects.exists()


def test_a_small_file_comes_in_at_once_and_the_report_is_shown(client, uploaded, tmp_path):
    answer = client.post(address("start", uploaded.pk), CHOSEN, follow=True)
    page = answer.content.decode()
    assert "The label “sad” is not in the codebook." in page
    label = MachineLabel.objects.get()
    assert (label.source, label.probability, label.sample.metadata) == ("gpt-4", 0.9, {"year": "1999"})
    assert not list((tmp_path / "imports").iterdir())
    report = client.get(address("rejected", uploaded.pk))
    assert b"".join(report.streaming_content).splitlines()[1].startswith(b"3,")


def test_a_label_of_another_source_has_its_name(client, uploaded):
    chosen = {"target-0": "text", "target-1": "label@", "of-1": "gpt-4", "target-2": "confidence@", "of-2": "gpt-4"}
    client.post(address("start", uploaded.pk), chosen)
    assert list(MachineLabel.objects.values_list("source", "label", "probability")) == [("gpt-4", "positive", 0.9)]


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({"target-3": "label"}, "Two columns are mapped to “label”"),
        ({"source": "human"}, "“human” stands for people&#x27;s answers here; choose another."),
    ],
)
def test_a_mapping_that_makes_no_sense_begins_nothing(client, uploaded, chosen, message):
    answer = client.post(address("start", uploaded.pk), CHOSEN | chosen)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert Import.objects.get().state == Import.State.UPLOADED


def test_a_large_file_is_brought_in_by_the_worker(client, uploaded, monkeypatch):
    monkeypatch.setattr(views, "INLINE_BYTES", 10)
    client.post(address("start", uploaded.pk), CHOSEN)
    assert Import.objects.get().state == Import.State.OPEN
    assert "every 1s" in client.get(address("detail", uploaded.pk)).content.decode()

    carry_out(Job.objects.get(task="generation.import").pk)
    assert Import.objects.get().state == Import.State.DONE
    html = client.get(address("detail", uploaded.pk), headers={"HX-Request": "true"}).content.decode()
    assert "every 1s" not in html


def test_an_import_that_stopped_can_go_on(client, uploaded, monkeypatch):
    monkeypatch.setattr(views, "INLINE_BYTES", 10)
    client.post(address("start", uploaded.pk), CHOSEN)
    Job.objects.update(state=Job.State.FAILED)
    assert "Go on" in client.get(address("detail", uploaded.pk)).content.decode()
    client.post(address("start", uploaded.pk))
    assert jobs.open_job("generation.import", f"import-{uploaded.pk}")


def test_pasted_rows_come_in(client):
    client.post(address("list"), {"rows": '{"text": "A warm film.", "label": "positive"}'})
    record = Import.objects.get()
    assert record.format == "ndjson"
    client.post(address("start", record.pk), {"target-0": "text", "target-1": "label"})
    assert MachineLabel.objects.get().label == "positive"


@pytest.mark.parametrize(
    ("posted", "message"),
    [
        ({}, "Choose a file, or paste some rows."),
        ({"file": SimpleUploadedFile("rows.xlsx", b"PK")}, "The file&#x27;s name must end in .ndjson"),
        ({"rows": "text\nA film\x00"}, "Null characters"),
    ],
)
def test_what_cannot_be_is_said_at_once(client, posted, message):
    assert message in client.post(address("list"), posted).content.decode()
    assert not Import.objects.exists()


def test_too_large_a_file_is_refused_and_not_kept(client, settings, tmp_path):
    settings.IMPORT_MAX_BYTES = 10
    page = client.post(address("list"), {"file": SimpleUploadedFile("rows.csv", CSV)}).content.decode()
    assert "The file is larger than 10 bytes" in page
    assert not list((tmp_path / "imports").iterdir())


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("rows.csv", b"a,a\n1,2\n", "names the column “a” twice"),
        ("rows.csv", "review\nGut".encode("utf-16-le"), "Save it as UTF-8."),
        ("rows.csv", b"review,label\n", "The file has no rows."),
        (
            "rows.ndjson",
            b"not json\nno json\n",
            "None of its first lines can be read. Line 1: The line is not valid JSON",
        ),
        ("rows.parquet", b"PAR1", "The Parquet file cannot be read"),
        ("rows.csv", b"", "empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason_and_not_kept(client, tmp_path, name, content, reason):
    page = client.post(address("list"), {"file": SimpleUploadedFile(name, content)}).content.decode()
    assert reason in page
    assert "Waits for you" not in page
    assert not Import.objects.exists()
    assert not list(tmp_path.glob("imports/*"))


def test_pasted_rows_that_cannot_be_read_stay_in_their_box(client):
    page = client.post(address("list"), {"rows": '{"text": "A warm film"'}).content.decode()
    assert "None of its first lines can be read." in page
    assert "{&quot;text&quot;: &quot;A warm film&quot;</textarea>" in page
    assert not Import.objects.exists()


def test_an_upload_that_nobody_began_is_over_after_a_day(client, uploaded, tmp_path):
    Import.objects.update(created_at=timezone.now() - timedelta(hours=25))
    file = next((tmp_path / "imports").iterdir())
    os.utime(file, (0, 0))
    client.post(address("list"), {"rows": "text\nA warm film.\n"})
    page = client.get(address("detail", uploaded.pk)).content.decode()
    assert "Nobody said within a day what its columns are" in page
    assert "Import again" in page
    assert not file.exists()
    assert Import.objects.get(pk=uploaded.pk).state == Import.State.FAILED


def test_an_upload_whose_file_is_gone_says_so_without_a_path(client, uploaded, tmp_path):
    next((tmp_path / "imports").iterdir()).unlink()
    page = client.get(address("detail", uploaded.pk)).content.decode()
    assert "The uploaded file is gone. Upload it again." in page
    assert str(tmp_path) not in page
    client.post(address("start", uploaded.pk), CHOSEN)
    assert Import.objects.get().state == Import.State.UPLOADED


def test_the_choices_are_words_and_not_identifiers(client, uploaded):
    page = client.get(address("detail", uploaded.pk)).content.decode()
    for words in ("Confidence, 0 to 1", "Your own id of the row", "Label by …"):
        assert f">{words}</option>" in page
    assert '<span class="badge">Text with a label to check</span>' in page
    assert ">machine_labels<" not in page


def test_the_usual_kind_of_row_claims_nothing_of_who_wrote_it(client, uploaded):
    page = client.get(address("detail", uploaded.pk)).text
    assert '<option value="" selected>Texts, with labels to check, or without labels</option>' in page
    assert "Any other label is to be checked, whoever gave it." in page
    assert "Written by a model<" not in page


def test_labels_of_which_nobody_is_named_are_asked_about(client, uploaded):
    def asks(**more) -> bool:
        chosen = {"target-0": "text", "target-1": "label", "target-2": "", "target-3": "", "do": "preview"} | more
        return "Whose labels are these?" in client.post(address("start", uploaded.pk), chosen).text

    assert asks()
    assert not asks(source="gpt-4")
    assert not asks(origin="gold")
    assert not asks(**{"target-1": "label@", "of-1": "gpt-4"})
    assert not asks(**{"target-1": ""})


@pytest.mark.parametrize("chosen", [{"target-2": "confidence"}, {"target-2": "confidence@", "of-2": "gpt"}])
def test_a_confidence_without_its_label_is_pointed_out(client, uploaded, chosen):
    alone = {"target-0": "text", "do": "preview", **chosen}
    told = "“p” is chosen as a confidence, but no column as the label that it belongs to"
    assert told in client.post(address("start", uploaded.pk), alone).text
    label = {"target-1": "label@", "of-1": "gpt"} if "of-2" in chosen else {"target-1": "label"}
    assert told not in client.post(address("start", uploaded.pk), alone | label).text


def test_what_to_choose_for_a_confidence_without_its_label_is_named(client, uploaded):
    chosen = {"target-0": "text", "target-1": "label@", "of-1": "gpt", "target-2": "confidence", "do": "preview"}
    told = client.post(address("start", uploaded.pk), chosen).text
    assert "If it belongs to the label by gpt, choose “Confidence of …” and gpt." in told


def test_a_confidence_is_taken_for_that_of_the_only_label(client):
    """Both are guesses from names: the second must not contradict the first."""
    client.post(address("list"), {"rows": "id,review,gpt_label,p\nr1,A warm film.,positive,0.9\n"})
    page = client.get(address("detail", Import.objects.get().pk))
    guessed = {
        name: f"{target}@{source}" if source else target for name, target, _at, source in page.context["columns"]
    }
    assert guessed == {"id": "external_id", "review": "text", "gpt_label": "label@gpt", "p": "confidence@gpt"}
    assert not page.context["lone"]


def test_a_duplicate_that_says_something_else_of_its_text_is_told(client, api_client, lead):
    rows = "text,label\nA warm film.,positive\nA warm film.,negative\nA warm film.,positive\n"
    told = api_client(lead).post("/api/v1/projects/reviews/samples", rows, content_type="text/csv").json()
    assert (told["duplicates"], told["labels_left_out"], told["rejected"]) == (2, 1, [])
    page = client.get(address("detail", Import.objects.get().pk)).text
    assert "Labels left out" in page
    assert "The same source had given these texts another label, which stays." in page
    assert told["left_out"][0]["line"] == 3
    assert "the row itself came in" in page


def test_of_several_sources_the_page_asks_whose_label_becomes_the_row_s(client):
    client.post(address("list"), {"rows": "text,gpt_label,llama_label\nA warm film.,positive,negative\n"})
    record = Import.objects.get()
    page = client.get(address("detail", record.pk)).text
    assert "Whose label becomes the row's" in page
    chosen = {"target-0": "text", "target-1": "label@", "of-1": "gpt", "target-2": "label@", "of-2": "llama"}
    again = client.post(address("start", record.pk), {**chosen, "first": "llama", "do": "preview"}).text
    assert again.index('<option value="llama">') < again.index('<option value="gpt">')
    page = client.post(address("start", record.pk), {**chosen, "first": "llama"}, follow=True).text
    assert Sample.objects.get().current_label == "negative"
    assert "Texts that two sources label differently." in page


def test_what_came_by_api_is_listed_with_its_rows_its_sender_and_its_time(client, api_client, lead):
    body = "text,label\nA warm film.,positive\nA dull film.,negative\n"
    api_client(lead).post("/api/v1/projects/reviews/samples", body, content_type="text/csv")
    record = Import.objects.get()
    page = client.get(address("list")).text
    assert ">2 rows of CSV, sent by API</a>" in page
    assert f'<td data-label="By">{lead.username}</td>' in page
    assert f'datetime="{record.created_at:%Y-%m-%dT%H:%M}' in page
    assert "2 rows of CSV, sent by API</h1>" in client.get(address("detail", record.pk)).text


def test_a_field_of_the_codebook_is_offered_by_its_title(client, uploaded, codebook):
    codebook.fields = [{"name": "text", "title": "The review", "type": "text"}]
    codebook.save()
    assert ">The review (text)</option>" in client.get(address("detail", uploaded.pk)).content.decode()


def test_an_import_without_a_text_is_refused_and_says_what_is_missing(client, uploaded):
    for do in ("preview", "start"):
        page = client.post(address("start", uploaded.pk), {"target-1": "label", "do": do}).content.decode()
        assert "No column is the text that the codebook asks about (text)" in page
        assert re.search(r'value="start" disabled', page)
    assert Import.objects.get().state == Import.State.UPLOADED


def test_an_import_of_which_nothing_could_be_used_says_so(client):
    client.post(address("list"), {"rows": "text,label\nA warm film.,sad\n"})
    page = client.post(
        address("start", Import.objects.get().pk), {"target-0": "text", "target-1": "label"}, follow=True
    ).content.decode()
    assert "Not one row could be used" in page
    assert "Nothing could be used" in client.get(address("list")).content.decode()


def test_going_back_or_reloading_after_an_import_shows_its_report(client, uploaded):
    assert "no-store" in client.get(address("detail", uploaded.pk))["Cache-Control"]
    client.post(address("start", uploaded.pk), CHOSEN)
    page = client.get(address("start", uploaded.pk), follow=True)
    assert page.redirect_chain == [(address("detail", uploaded.pk), 302)]
    assert "New samples" in page.content.decode()


def test_an_upload_may_be_thrown_away(client, uploaded, tmp_path):
    client.post(address("delete", uploaded.pk))
    assert not Import.objects.exists()
    assert not list((tmp_path / "imports").iterdir())


def test_without_a_codebook_it_says_what_comes_first(client, codebook):
    codebook.delete()
    assert "First the codebook" in client.get(address("list")).content.decode()


def test_columns_of_several_models_are_recognised(client):
    rows = "text,gpt4_label,gpt4_confidence,claude_label,year\nA warm film.,positive,0.9,negative,1999\n"
    client.post(address("list"), {"rows": rows})
    record = Import.objects.get()
    page = client.get(address("detail", record.pk)).content.decode()
    assert 'name="of-1" value="gpt4"' in page
    assert 'name="of-3" value="claude"' in page
    assert '<option value="confidence@" selected>' in page


def test_reasons_are_kept_in_english_and_told_in_the_reader_s_language(client, lead, settings):
    """A Korean lead imports; an English and a Korean reader each get the reasons in their own language."""
    korean, english = "줄의 셀 수: 1, 머리글의 셀 수: 2.", "Cells in the line: 1; in the header: 2."
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ko"
    client.post(address("list"), {"rows": "text,label\nA warm film.,positive\nA dull film.\nA long film.,sad\n"})
    record = Import.objects.get()
    client.post(address("start", record.pk), {"target-0": "text", "target-1": "label"})

    assert list(record.rejected_lines.values_list("line", "reason")) == [
        (3, english), (4, "The label “sad” is not in the codebook."),
    ]  # fmt: skip
    assert korean in client.get(address("detail", record.pk)).text
    assert korean in b"".join(client.get(address("rejected", record.pk)).streaming_content).decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert english in client.get(address("detail", record.pk)).text
    assert english in b"".join(client.get(address("rejected", record.pk)).streaming_content).decode()


def test_what_stops_a_file_is_kept_in_english(client, lead, settings, monkeypatch):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ko"
    monkeypatch.setattr(views, "INLINE_BYTES", 10)
    client.post(address("list"), {"rows": "text,label\nA warm film.,positive\n"})
    record = Import.objects.get()
    assert "Pasted rows" not in client.get(address("detail", record.pk)).text
    client.post(address("start", record.pk), {"target-0": "text", "target-1": "label"})
    lead.language = "ko"
    lead.save()
    record.refresh_from_db()
    (settings.MEDIA_ROOT / record.path).unlink()
    carry_out(Job.objects.get(task="generation.import").pk)

    record.refresh_from_db()
    assert (record.error, record.filename) == ("The uploaded file is gone. Upload it again.", "Pasted rows")
    page = client.get(address("detail", record.pk)).text
    assert record.error not in page
    assert "Pasted rows" not in page
