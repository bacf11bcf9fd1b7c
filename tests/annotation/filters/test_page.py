"""The page: what it shows, what its buttons do, what it says to nonsense, and how little it asks of the database."""

import re

import pytest
from django.urls import reverse

from annotation.filters.actions import effect_now, keep_filter_set
from annotation.filters.basis import write_basis
from annotation.filters.frames import newest_basis, standing
from annotation.filters.shapes import choices
from annotation.methods.filters.live import Step
from annotation.methods.filters.rules import RULES
from annotation.models import FilterColumn, FilterSet
from annotation.models.queue import number_of
from generation.children import carry_out_open_jobs
from generation.models import Codebook, Sample, SampleState
from tests.annotation.making import answer, distinct_text, make_sample

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/projects/reviews/filters/"
RUDE = {"form": 1, "filter-0": "signal:toxicity", "at-0": "0.75", "on-0": "on"}
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def ready(project, samples):
    standing(project)
    carry_out_open_jobs()


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_worker_is_asked_by_the_page_and_then_it_counts(signed_in, lead, samples):
    client = signed_in(lead)
    assert "appear here by themselves" in client.get(PAGE).content.decode()
    waiting = client.get(PAGE, {"basis": ""}, headers=FRAGMENT | {"HX-Target": "filter-status"})
    assert "HX-Refresh" not in waiting.headers
    carry_out_open_jobs()
    fresh = client.get(PAGE, {"basis": ""}, headers=FRAGMENT | {"HX-Target": "filter-status"})
    assert fresh.headers["HX-Refresh"] == "true"
    assert "40 of 40 rows stay" in text_of(client.get(PAGE))


def test_a_filter_shows_what_it_drops_and_the_effect_follows(ready, signed_in, lead):
    told = text_of(signed_in(lead).get(PAGE, RUDE))
    assert "10 of 40 rows that come to it go" in told
    assert "30 of 40 rows stay" in told
    assert "Too few answers to say" in told
    assert "too few to say" in told, "of words: 40 rows are fewer than a hundred"


def test_a_preview_swaps_each_part_into_its_place_and_keeps_the_address(ready, signed_in, lead):
    answer = signed_in(lead).get(f"{PAGE}preview/", RUDE | {"at-0": "0.5"}, headers=FRAGMENT)
    html = answer.content.decode()
    assert "<html" not in html
    for part in ("step-0-bars", "step-0-counts", "step-0-labels", "filter-effect", "keep-steps"):
        assert re.search(rf'id="{part}"[^>]*hx-swap-oob="true"', html), part
    assert "20 of 40 rows stay" in text_of(answer)
    assert "at-0=0.5" in answer.headers["HX-Replace-Url"]


def test_buttons_add_move_and_remove_and_the_address_says_what_came_of_it(ready, signed_in, lead):
    client = signed_in(lead)
    address = client.get(PAGE, RUDE | {"do": "add", "add": "length"}).headers["Location"]
    assert "filter-1=length" in address
    moved = client.get(address + "&do=up-1", headers=FRAGMENT | {"HX-Target": "filter-work"})
    assert "filter-0=length" in moved.headers["HX-Push-Url"]
    assert "at-1=0.75" in moved.headers["HX-Push-Url"]
    assert "data-focus" in moved.content.decode()
    removed = client.get(moved.headers["HX-Push-Url"] + "&do=remove-0", headers=FRAGMENT | {"HX-Target": "filter-work"})
    assert "length" not in removed.headers["HX-Push-Url"]


def test_what_is_switched_off_drops_nothing(ready, signed_in, lead):
    off = {name: value for name, value in RUDE.items() if name != "on-0"}
    told = text_of(signed_in(lead).get(PAGE, off))
    assert "40 of 40 rows stay" in told
    assert "as if it were not there" in told


def test_rows_beside_the_threshold_are_the_nearest_on_both_sides(ready, signed_in, lead, samples):
    html = signed_in(lead).get(f"{PAGE}examples/", RUDE | {"step": 0}).content.decode()
    gone, stay = html.split("Stay")
    for part, rows in ((gone, samples[30:33]), (stay, samples[27:30][::-1])):
        assert re.findall(r">#(\d+)<", part) == [str(number_of(row.pk)) for row in rows]


@pytest.mark.parametrize("step", ["", "x", "-1", "5", "9" * 30, "²"])
def test_rows_beside_a_step_that_is_not_there_are_not_found(ready, signed_in, lead, step):
    assert signed_in(lead).get(f"{PAGE}examples/", RUDE | {"step": step}).status_code == 404


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"filter-0": "<b>x"}, "There is no filter called"),
        (RUDE | {"at-0": "much"}, "is no number"),
        (RUDE | {"at-0": "nan"}, "is no number"),
        (RUDE | {"at-0": "1e400"}, "0 of 40 rows that come to it go"),
        (RUDE | {"at-0": "0,5"}, "20 of 40 rows that come to it go"),
        (RUDE | {"at-0": "0.7512"}, "10 of 40 rows that come to it go"),
        (RUDE | {"do": "up-x"}, "30 of 40 rows stay"),
    ],
)
def test_an_address_that_makes_little_sense_is_mended_and_says_so(ready, signed_in, lead, params, told):
    answer = signed_in(lead).get(PAGE, params, follow=True)
    assert answer.status_code == 200
    assert told in text_of(answer)
    assert "<b>x" not in answer.content.decode()


def test_what_was_counted_is_kept_and_can_be_taken_again(ready, signed_in, lead):
    client = signed_in(lead)
    steps = '[{"filter": "signal:toxicity", "at": 0.75, "on": true}]'
    client.post(reverse("annotation:filter-set-create", args=["reviews"]), {"name": "<i>Polite", "steps": steps})
    assert FilterSet.objects.get().effect["rows"] == {"before": 40, "after": 30}
    answer = client.get(PAGE, {"set": 1}, follow=True)
    assert "30 of 40 rows stay" in text_of(answer)
    assert "&lt;i&gt;Polite" in answer.content.decode()
    assert client.get(PAGE, {"set": 9}).status_code == 404


@pytest.mark.parametrize("steps", ["", "[", "{}", "[]", '[{"filter": 1}]', "[" * 30_000])
def test_a_pipeline_that_did_not_arrive_whole_is_not_kept(ready, signed_in, lead, steps):
    answer = signed_in(lead).post(f"{PAGE}sets/new/", {"steps": steps}, follow=True)
    assert answer.status_code == 200
    assert not FilterSet.objects.exists()


def test_a_version_is_cut_with_a_kept_set_from_its_form(ready, signed_in, lead, project):
    client = signed_in(lead)
    client.post(f"{PAGE}sets/new/", {"steps": '[{"filter": "signal:toxicity", "at": 0.75}]'})
    form = {"machine_labels": "on", "drop_flagged": "on", "filter_set": "1"}
    client.get("/projects/reviews/versions/new/", form | {"preview": "1"})
    carry_out_open_jobs()
    html = client.get("/projects/reviews/versions/new/", form | {"preview": "1"}).content.decode()
    assert "left out by the filter set" in html
    counted = re.search(r'name="counted" value="(\w+)"', html)[1]
    client.post("/projects/reviews/versions/new/", form | {"counted": counted})
    carry_out_open_jobs()
    told = text_of(client.get("/projects/reviews/versions/1/"))
    assert "1: Filters 1" in told
    assert "10 of 40 rows that came to it" in told


def test_no_request_asks_more_of_the_database_for_more_rows_or_more_filters(
    ready, signed_in, lead, project, django_assert_max_num_queries
):
    client = signed_in(lead)
    client.get(PAGE, RUDE)
    with django_assert_max_num_queries(30) as few:
        client.get(f"{PAGE}preview/", RUDE, headers=FRAGMENT)
    for n in range(40, 120):
        make_sample(project, distinct_text(n), "positive")
    standing(project)
    carry_out_open_jobs()
    many = RUDE | {f"filter-{n}": "length" for n in range(1, 9)} | {f"on-{n}": "on" for n in range(1, 9)}
    with django_assert_max_num_queries(30) as more:
        client.get(f"{PAGE}preview/", many, headers=FRAGMENT)
    assert len(more) == len(few) <= 8


def test_columns_that_were_taken_away_meanwhile_leave_a_page_that_waits(ready, signed_in, lead):
    FilterColumn.objects.all().delete()
    assert signed_in(lead).get(PAGE, RUDE).status_code == 200
    assert signed_in(lead).get(f"{PAGE}examples/", RUDE | {"step": 0}).status_code == 200


def test_a_project_without_codebook_or_rows_says_what_to_do(project, signed_in, lead):
    answer = signed_in(lead).get(PAGE)
    carry_out_open_jobs()
    assert answer.status_code == 200
    assert "Publish a codebook first" in text_of(signed_in(lead).get(PAGE))


LENGTH = {"form": 1, "filter-0": "length", "at-0": "3", "on-0": "on"}
SUSPICION = {"form": 1, "filter-0": "signal:suspicion", "at-0": "0", "on-0": "on"}


def test_what_knows_nothing_of_these_rows_is_folded_and_not_offered(ready, signed_in, lead):
    html = signed_in(lead).get(PAGE).content.decode()
    offered = re.search(r'<select id="filter-add".*?</select>', html, re.DOTALL)[0]
    assert "disabled" not in offered
    assert "knows nothing of these rows" not in offered
    assert "SuperGen" not in offered
    assert re.search(r"\d+ filters know nothing of these rows.*SuperGen", html, re.DOTALL)


def test_nothing_is_offered_under_two_names(ready, project):
    groups, lacking = choices(newest_basis(project))
    offered = [rule["filter"] for _name, rules in groups for rule in rules] + [rule["filter"] for rule in lacking]
    assert len(offered) == len(set(offered)) > 40
    assert not {"signal:language", "signal:label_leak", "signal:contamination"} & set(offered)
    titles = [rule["title"] for _name, rules in groups for rule in rules] + [rule["title"] for rule in lacking]
    assert len(titles) == len(set(titles))


def test_the_axis_of_the_length_is_in_words_and_says_where_it_widens(ready, signed_in, lead):
    html = signed_in(lead).get(PAGE, LENGTH).content.decode()
    axis = re.search(r'class="filter-axis"[^>]*>(.*?)</p>', html)[1]
    assert re.findall(r"<span>(.*?)</span>", axis) == ["0", "50", "100", "300", "3,300"]
    assert "Words in the text; the axis widens to the right" in html


def test_rows_that_stay_because_people_labelled_them_are_counted(ready, signed_in, lead, project, samples, annotator):
    for sample in samples[:6]:
        answer(annotator, sample, "positive")
    write_basis(project, Codebook.objects.with_parts().get(project=project))
    steps = [Step(RULES["signal:suspicion"], 0.0)]
    told = effect_now(project, steps)["steps"][0]
    assert (told["dropped"], told["spared"]) == (34, 6)
    assert "6 more rows would go, but people gave their labels" in text_of(signed_in(lead).get(PAGE, SUSPICION))


def test_labelled_rows_that_wait_for_people_are_told_beside_the_count(ready, signed_in, lead, project, samples):
    Sample.objects.filter(pk=samples[0].pk).update(state=SampleState.NEEDS_PERSON)
    write_basis(project, Codebook.objects.with_parts().get(project=project))
    told = text_of(signed_in(lead).get(PAGE))
    assert "39 of 39 rows stay 1 more labelled row waits for people" in told


def test_a_kept_set_says_its_filters_and_their_thresholds(ready, signed_in, lead, project):
    steps = [Step(RULES["length"], 4.0), Step(RULES["near_duplicates"]), Step(RULES["cllm"], 0.2, on=False)]
    keep_filter_set(project=project, by=lead, name="tidy", steps=steps)
    assert "Length, at least 4 · One of near-duplicates" in text_of(signed_in(lead).get(PAGE))
