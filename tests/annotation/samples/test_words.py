"""Finding samples by a word, and what signals of a settled row speak of."""

import re
import tracemalloc

import pytest
from django.urls import reverse

from annotation import finding
from annotation.models import Signal
from annotation.models.queue import number_of, samples_numbered
from annotation.samples.frames import Filters, named, sample_page
from generation.models import LabelSource, Project, Sample
from tests.annotation.making import answer, make_sample

pytestmark = pytest.mark.django_db(transaction=True)

TEXTS = ["A Warm film", "배송이 늦었어요", "100% _wrong_", 'It\'s "quoted" \\ here', "warmth of the cast"]


@pytest.fixture
def rows(project, codebook):
    return {text: make_sample(project, text, "positive") for text in TEXTS}


def found(project, word, **more):
    return [row["fields"]["text"] for row in sample_page(project, filters=Filters(word=word), **more).rows]


def test_a_word_or_a_part_of_it_is_found_capitals_aside(project, rows):
    assert found(project, "WARM", order="id") == ["A Warm film", "warmth of the cast"]


def test_korean_is_found_however_its_letters_are_composed(project, rows):
    assert found(project, "배송") == ["배송이 늦었어요"]
    assert found(project, "\u1107\u1162송") == ["배송이 늦었어요"]


def test_every_word_is_found_wherever_in_the_text_and_in_any_order_it_stands(project, rows):
    assert found(project, "film warm") == ["A Warm film"]
    assert found(project, "늦었 배송") == ["배송이 늦었어요"]
    assert found(project, "warm nowhere") == []


@pytest.mark.parametrize("said", ['"the cast"', "“the cast”", '"THE CAST" warm', '"the cast'])
def test_in_quotes_words_stand_side_by_side(project, rows, said):
    make_sample(project, "The warm cast: the end", "positive")
    assert found(project, said) == (["warmth of the cast"] if said != '"the cast' else [])


@pytest.mark.parametrize(
    ("said", "looked_for"),
    [
        ("late  delivery late", ["late", "delivery"]),
        ('"not here" Late', ["not here", "Late"]),
        ('5" pipe 3" wide', ['5"', "pipe", '3"', "wide"]),
        ('"" "', ['""', '"']),
        ("  ", []),
    ],
)
def test_what_is_looked_for(said, looked_for):
    assert finding.words_in(said) == looked_for


@pytest.mark.parametrize("word", ["%", "_", "\\", "'", '"'])
def test_signs_mean_themselves(project, rows, word):
    assert found(project, word, order="id") == [text for text in TEXTS if word in text]


def test_a_signal_orders_what_is_found(project, rows):
    for value, text in ((0.2, "A Warm film"), (0.9, "warmth of the cast")):
        Signal.objects.create(project=project, sample=rows[text], name="suspicion", value=value)
    assert found(project, "warm", order="-suspicion") == ["warmth of the cast", "A Warm film"]


def test_pages_go_on_where_the_one_before_ended(project, rows):
    first = sample_page(project, filters=Filters(word="warm"), order="id", limit=1)
    rest = sample_page(project, filters=Filters(word="warm"), order="id", limit=5, cursor=first.next)
    assert [row["fields"]["text"] for row in [*first.rows, *rest.rows]] == ["A Warm film", "warmth of the cast"]
    assert rest.next is None


def test_a_page_reads_so_many_rows_and_no_more_and_says_so(
    project, rows, monkeypatch, signed_in, lead, django_assert_max_num_queries
):
    monkeypatch.setattr(finding, "AT_ONCE", 1)
    monkeypatch.setattr(finding, "MOST_READ", 2)
    with django_assert_max_num_queries(7):
        page = sample_page(project, filters=Filters(word="Warm film"))
    assert page.rows == []
    assert page.next
    text = signed_in(lead).get(reverse("annotation:sample-list", args=[project.slug]), {"word": "Warm film"}).text
    assert "Not among these rows" in text
    assert "cursor=" in text


def test_one_box_finds_by_id_and_by_words_and_says_which(signed_in, lead, project, rows):
    client, page = signed_in(lead), reverse("annotation:sample-list", args=[project.slug])
    by_words = client.get(page, {"q": "warm"}).text
    assert by_words.count('class="sample-link"') == 2
    assert "Texts in which “warm” stands" in by_words
    by_several = client.get(page, {"q": 'cast "warmth of"'}).text
    assert by_several.count('class="sample-link"') == 1
    said = re.sub("<[^>]+>", "", by_several)
    assert "Texts in which each of these stands, in any order: “cast” · “warmth of”" in said
    assert "Quotes look for words side by side" in by_several
    by_number = client.get(page, {"q": f"#{rows['100% _wrong_'].pk}"}).text
    assert by_number.count('class="sample-link"') == 1
    assert "Found by number, external id or whole text." in by_number


@pytest.mark.parametrize("said", ["{}", "#{}", "Item {}", " item  {} "])
def test_one_box_finds_an_item_by_the_number_that_all_pages_call_it(signed_in, lead, project, rows, said):
    sample = rows["100% _wrong_"]
    number = number_of(sample.pk)
    client = signed_in(lead)
    listed = client.get(reverse("annotation:sample-list", args=[project.slug]), {"q": said.format(number)}).text
    assert listed.count('class="sample-link"') == 1
    assert f"#{number}" in listed
    page = client.get(reverse("annotation:sample-detail", args=[project.slug, sample.pk])).text
    assert f"<h1>Sample {number}</h1>" in " ".join(page.split()).replace("> ", ">").replace(" <", "<")


def test_a_number_is_found_by_index_and_in_this_project_alone(project, lead, rows, django_assert_num_queries):
    another = Project.objects.create(name="Another", slug="another", created_by=lead)
    stranger = make_sample(another, "x", "")
    with django_assert_num_queries(2):
        assert samples_numbered(number_of(stranger.pk)) == [stranger.pk]
        assert samples_numbered(99_999) == samples_numbered(1_000_000) == []
        assert samples_numbered(number_of(stranger.pk + 1)) == []  # that has not come yet
    assert not named(project, str(number_of(stranger.pk))).exists()


def test_a_number_that_is_an_id_is_looked_for_in_the_texts_where_that_is_asked(signed_in, lead, project, codebook):
    sample = make_sample(project, "the first", "positive")
    make_sample(project, f"{sample.pk} times", "positive")
    client, page = signed_in(lead), reverse("annotation:sample-list", args=[project.slug])
    by_id = client.get(page, {"q": sample.pk, "label": "positive"}).text
    assert by_id.count('class="sample-link"') == 1
    assert f'href="?q={sample.pk}' not in by_id
    assert f"label=positive&amp;word={sample.pk}" in by_id
    in_texts = client.get(page, {"word": sample.pk, "label": "positive"}).text
    assert f"{sample.pk} times" in in_texts
    assert f'value="{sample.pk}"' in in_texts  # what was looked for stands in the one box


def test_what_the_box_was_taken_for_does_not_hang_on_the_other_filters(signed_in, lead, project, rows):
    page = reverse("annotation:sample-list", args=[project.slug])
    number = rows["A Warm film"].pk
    html = signed_in(lead).get(page, {"q": number, "label": "negative"}).text
    assert 'class="sample-link"' not in html
    assert "Found by number" in html


def test_long_texts_end_a_page_sooner_and_the_next_reads_on(project, codebook, monkeypatch):
    for name in ("first", "second", "third"):
        make_sample(project, f"{name} {'word ' * 200}end", "positive")
    monkeypatch.setattr(finding, "MOST_CHARACTERS", 2_000)
    page = sample_page(project, filters=Filters(word="third"), order="id")
    assert (page.rows, bool(page.next)) == ([], True)
    rest = sample_page(project, filters=Filters(word="third"), order="id", cursor=page.next)
    assert [row["fields"]["text"][:5] for row in rest.rows] == ["third"]


def test_no_more_than_a_few_texts_are_in_memory(project, codebook, monkeypatch):
    for place in range(20):
        make_sample(project, f"{place} " + "word " * 50_000, "positive")
    monkeypatch.setattr(finding, "TEXTS", 2)
    keys = [(None, pk) for pk in Sample.objects.filter(project=project).values_list("pk", flat=True)]
    tracemalloc.start()
    assert finding.with_words("nowhere", lambda _after, _count: keys, None, 10) == ([], None)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_500_000  # bytes; the texts are five million


def test_signals_of_a_settled_row_say_that_they_are_of_the_models_label(project, rows, annotator, signed_in, lead):
    sample = rows["A Warm film"]
    Signal.objects.create(project=project, sample=sample, name="suspicion", value=0.9)
    client = signed_in(lead)
    list_and_page = (
        reverse("annotation:sample-list", args=[project.slug]),
        reverse("annotation:sample-detail", args=[project.slug, sample.pk]),
    )
    assert not any("before a person settled it" in client.get(address).text for address in list_and_page)
    Sample.objects.filter(pk=sample.pk).update(label_source=LabelSource.REFERENCE, reference="negative")
    for address in list_and_page:
        assert "label “positive”; the reference holds here" in client.get(address).text
        assert "before a person settled it" not in client.get(address).text
    answer(annotator, sample, "negative")
    for address in list_and_page:
        assert "label “positive”, before a person settled it" in client.get(address).text
