"""The picture of the data: drawn by the worker, fetched part by part."""

import json
import re

import numpy as np
import pytest
from django.urls import reverse

from annotation.map import actions
from annotation.models import Assignment, DataMap, Item, MapPart, Signal
from generation.children import carry_out_open_jobs
from tests.annotation.making import distinct_text, make_sample

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/projects/reviews/map/"


@pytest.fixture
def samples(project, codebook):
    kinds = (("a warm and funny film", "positive"), ("a dull and lifeless film", "negative"))
    made = [make_sample(project, f"{kinds[n % 2][0]}: {distinct_text(n)}", kinds[n % 2][1]) for n in range(60)]
    for place, sample in enumerate(made[:30]):
        Signal.objects.create(project=project, sample=sample, name="suspicion", value=place / 30)
    return made


@pytest.fixture
def draw(signed_in, lead, samples):
    def drawn():
        signed_in(lead).post(reverse("annotation:map-draw", args=["reviews"]))
        carry_out_open_jobs()
        return DataMap.objects.first()

    return drawn


def rows_of(data: bytes, columns: list[dict]) -> list[dict]:
    """What a browser reads from a part."""
    rows = len(data) // (12 + len(columns))
    ids, places = np.frombuffer(data, "<f8", rows), np.frombuffer(data, "<u2", 2 * rows, 8 * rows).reshape(rows, 2)
    values = [np.frombuffer(data, np.uint8, rows, 12 * rows + at * rows) for at in range(len(columns))]
    return [
        {
            "id": int(ids[row]),
            "place": tuple(places[row] / 65535),
            **{c["id"]: int(values[at][row]) for at, c in enumerate(columns)},
        }
        for row in range(rows)
    ]


def test_every_row_has_a_place_its_label_and_its_signals(draw, samples, signed_in, viewer):
    drawn = draw()
    data = signed_in(viewer).get(reverse("annotation:map-part", args=["reviews", drawn.pk, 0])).content
    rows = {row["id"]: row for row in rows_of(data, drawn.columns)}
    assert set(rows) == {sample.pk for sample in samples}
    names = next(column["names"] for column in drawn.columns if column["id"] == "label")
    assert names == ["negative", "positive"], "in the codebook's order"
    assert all(names[rows[sample.pk]["label"]] == sample.current_label for sample in samples)
    assert rows[samples[15].pk]["suspicion"] == 127
    assert rows[samples[40].pk]["suspicion"] == 255
    places = np.array([rows[sample.pk]["place"] for sample in samples])
    same, other = np.linalg.norm(places[0] - places[2::2], axis=1), np.linalg.norm(places[0] - places[1::2], axis=1)
    assert np.median(same) < np.median(other)


def test_the_table_of_regions_names_rows_words_and_labels(draw, signed_in, lead):
    draw()
    html = signed_in(lead).get(PAGE).content.decode()
    assert "Most frequent label" in html
    assert "Choose region 1" in html
    assert sum(region["rows"] for region in DataMap.objects.get().regions) == 60


def test_parts_hold_so_many_rows_and_all_together_are_all(draw, monkeypatch, samples, signed_in, lead):
    monkeypatch.setattr(actions, "ROWS_A_PART", 25)
    drawn = DataMap.objects.none()
    actions_job = signed_in(lead).post(reverse("annotation:map-draw", args=["reviews"]))
    assert actions_job.status_code == 302
    from generation.jobs import leased
    from generation.models import Job

    with leased(Job.objects.get(task="annotation.draw_map").pk) as job:
        drawn = actions.draw_map(job)
    assert list(MapPart.objects.filter(map=drawn).order_by("number").values_list("rows", flat=True)) == [25, 25, 10]
    html = signed_in(lead).get(PAGE).content.decode()
    assert len(re.findall(r"data-part=", html)) == 3


def test_drawn_anew_the_one_before_stays_for_pages_that_are_open_and_older_ones_go(draw):
    first, second, third = draw(), draw(), draw()
    assert set(DataMap.objects.values_list("pk", flat=True)) == {second.pk, third.pk}
    assert not MapPart.objects.filter(map=first.pk).exists()


def test_a_page_that_waits_loads_anew_once_the_map_is_there(signed_in, lead, samples):
    client = signed_in(lead)
    client.post(reverse("annotation:map-draw", args=["reviews"]))
    waiting = client.get(PAGE, {"map": 0}, headers={"HX-Request": "true"})
    assert "HX-Refresh" not in waiting.headers
    assert "load delay" in waiting.content.decode()
    carry_out_open_jobs()
    assert client.get(PAGE, {"map": 0}, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_nothing_to_draw_is_said(project, codebook, signed_in, lead):
    answer = signed_in(lead).post(reverse("annotation:map-draw", args=["reviews"]), follow=True)
    assert "There is nothing to draw yet" in answer.content.decode()


def test_what_one_is_asked_about_is_named_so_that_the_page_leaves_it_grey(draw, lead, project, codebook, signed_in):
    draw()
    item = Item.objects.first()
    Assignment.objects.create(
        project=project, item=item, user=lead, stream="active", codebook=codebook, expires_at="2100-01-01T00:00Z"
    )
    assert f'data-held="{item.sample_id}"' in signed_in(lead).get(PAGE).content.decode()
    looked = signed_in(lead).get(reverse("annotation:map-look", args=["reviews"]), {"samples": str(item.sample_id)})
    assert item.sample.fields["text"][:20] in looked.content.decode()
    assert item.sample.current_label not in re.sub(r">[^<]*film[^<]*<", "", looked.content.decode())


@pytest.mark.parametrize("asked", ["", "x", "1,x", "-1", "9" * 40, "²"])
def test_a_look_at_nonsense_shows_nothing_wrong(draw, signed_in, lead, asked):
    draw()
    answer = signed_in(lead).get(reverse("annotation:map-look", args=["reviews"]), {"samples": asked})
    assert answer.status_code == 200


def test_markup_in_labels_and_texts_stays_text(project, codebook, signed_in, lead):
    for n in range(10):
        make_sample(project, f"<script>alert({n})</script> {distinct_text(n)}", "<b>'\"&")
    signed_in(lead).post(reverse("annotation:map-draw", args=["reviews"]))
    carry_out_open_jobs()
    html = signed_in(lead).get(PAGE).content.decode()
    assert "<b>'" not in html
    assert "<script>alert" not in html
    columns = json.loads(
        html.split('data-columns="')[1]
        .split('"')[0]
        .replace("&quot;", '"')
        .replace("&#x27;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
    )
    assert next(c for c in columns if c["id"] == "label")["names"] == ["<b>'\"&"]


def test_a_page_asks_the_database_as_often_for_any_number_of_rows(
    draw, samples, project, signed_in, lead, django_assert_max_num_queries
):
    draw()
    client = signed_in(lead)
    client.get(PAGE)
    with django_assert_max_num_queries(14):
        client.get(PAGE)
