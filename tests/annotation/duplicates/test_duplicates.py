"""Near-duplicates: found by the worker, shown in groups, decided by leads, left out of versions."""

import json
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from annotation.curation.filters import Filters, filters_from
from annotation.datasets.opening import enqueue_cut, open_version
from annotation.duplicates import looking
from annotation.duplicates.actions import ask_people, decide
from annotation.duplicates.asking import enqueue_look
from annotation.filters.actions import effect_now
from annotation.filters.basis import filters_report
from annotation.filters.steps import steps_from
from annotation.methods.signals.words import WRONG
from annotation.models import DuplicateDecision, DuplicateGroup, DuplicateSet, Item, LeftOut, Selection, Signal
from annotation.models.queue import number_of
from annotation.selections.actions import ask_in_turn
from generation.children import carry_out_open_jobs
from generation.methods.content import content_hash
from generation.models import LabelSource, Origin, Sample
from tests.annotation.making import answer, distinct_text, make_sample

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/projects/reviews/duplicates/"
TEXT = "This film is a slow and tender portrait of a family in the north of the country, number"
OTHER = "What a waste of a whole evening in town, said everybody who came out of this, row"


@pytest.fixture
def alike(project, codebook):
    """Three alike, two alike whose labels differ, and ten others."""
    same = [make_sample(project, f"{TEXT} {n}", "positive") for n in range(3)]
    differ = [make_sample(project, f"{OTHER} {n}", label) for n, label in enumerate(("positive", "negative"))]
    for n in range(10):
        make_sample(project, distinct_text(n), "negative")
    return same, differ


@pytest.fixture
def found(project, alike):
    def look() -> DuplicateSet:
        enqueue_look(project)
        carry_out_open_jobs()
        return DuplicateSet.objects.first()

    return look


@pytest.fixture
def cut(project, lead):
    def cut_now(**filters):
        version = open_version(project=project, filters=filters_from(filters), note="", by=lead)
        enqueue_cut(version)
        carry_out_open_jobs()
        version.refresh_from_db()
        return version

    return cut_now


def test_what_is_decided_while_the_worker_looks_holds_in_what_it_stores(project, lead, alike, found, cut, monkeypatch):
    old, store = DuplicateGroup.objects.get(found=found(), size=3), looking._store

    def store_later(*described):
        decide(group=old, choice="all", by=lead)
        return store(*described)

    monkeypatch.setattr(looking, "_store", store_later)
    looking.find_duplicates(enqueue_look(project))
    new = DuplicateGroup.objects.get(found=DuplicateSet.objects.first(), size=3)
    assert (new.choice, new.spare, new.found.spare) == ("all", 0, 0)
    assert cut(deduplicate=True).rows == 15


def test_a_decision_on_a_page_that_was_opened_before_the_worker_looked_again_holds_in_both(lead, found):
    old = DuplicateGroup.objects.get(found=found(), size=3)
    newer = found()
    decide(group=old, choice="all", by=lead)
    assert set(DuplicateGroup.objects.filter(size=3).values_list("choice", "spare")) == {("all", 0)}
    newer.refresh_from_db()
    assert newer.spare == 0


def test_questions_to_one_long_passage_are_no_copies_and_none_is_left_out(project, codebook, found, cut):
    passage = " ".join(distinct_text(number) for number in range(100, 200))
    for asked in ("Who founded it?", "When was it sold?", "Why did it fail?", "What colour is the roof?"):
        make_sample(project, f"{passage}\n{asked}", "positive")
    assert found().copies == 3, "of the others"
    version = cut(deduplicate=True)
    assert version.rows == 17
    parts = version.frozen_rows.filter(sample__fields__text__startswith=passage[:50]).values_list("split", flat=True)
    assert len(parts) == 4
    assert len(set(parts)) == 1, "a model is not tested on a passage that it was trained on"


def rows_of(version) -> set[int]:
    return set(version.frozen_rows.values_list("sample", flat=True))


def test_the_worker_stores_groups_and_the_largest_stands_first(found, alike, signed_in, viewer):
    same, differ = alike
    stored = found()
    assert (stored.rows, stored.groups, stored.copies, stored.conflicts, stored.spare) == (15, 2, 3, 1, 2)
    large, small = DuplicateGroup.objects.order_by("-size")
    assert (large.size, large.conflict, large.labels) == (3, False, [["positive", 3]])
    assert (small.size, small.conflict, small.exact) == (2, True, False)
    assert large.keeps["first"] == same[0].pk
    html = signed_in(viewer).get(PAGE).content.decode()
    assert html.index(f'id="group-{large.pk}"') < html.index(f'id="group-{small.pk}"')
    assert "Labels differ" in html
    assert f"{TEXT} 2" in html
    assert "Keep this one" not in html, "a viewer decides nothing"


def test_groups_of_one_size_are_told_apart_by_a_row_of_each(found, signed_in, lead):
    found()
    shown = signed_in(lead).get(PAGE).content.decode()
    named = re.findall(r'aria-labelledby="group-title-\d+ (row-\d+)"', shown)
    assert len(set(named)) == 2
    assert all(f'id="{row}"' in shown for row in named)


def test_what_each_row_is_like_is_said_of_the_one_that_stays_or_the_first(found, signed_in, lead):
    found()
    large, small = DuplicateGroup.objects.order_by("-size")
    shown = signed_in(lead).get(PAGE).content.decode()
    of_large, of_small = shown.partition(f'id="group-{small.pk}"')[::2]
    assert of_large.count("like the one that stays") == 2
    assert of_small.count("like the first one here") == 1, "none of them stays in place of the other"
    assert "like the most central one" in of_large


def test_the_filter_of_this_name_counts_other_rows_and_both_say_so(project, found, alike, annotator, signed_in, lead):
    for sample in alike[0][:2]:
        answer(annotator, sample, "positive")
    assert found().spare == 2, "one of three stays"
    filters_report(project, {})
    step = {"filter": "near_duplicates", "at": None}
    assert effect_now(project, steps_from([step]))["steps"][0]["dropped"] == 1, "both that people checked stay"
    client = signed_in(lead)
    assert "of which every checked one stays" in client.get(PAGE).content.decode()
    assert "the page of near-duplicates counts all rows" in client.get("/projects/reviews/filters/").content.decode()


def test_filters_narrow_the_groups(found, signed_in, lead, alike):
    found()
    client, (same, differ) = signed_in(lead), alike
    Sample.objects.filter(pk=same[1].pk).update(content_hash=content_hash(same[1].fields))
    large, small = DuplicateGroup.objects.order_by("-size")

    def shown(**query) -> set[int]:
        html = client.get(PAGE, query).content.decode()
        return {group.pk for group in (large, small) if f'id="group-{group.pk}"' in html}

    assert shown() == {large.pk, small.pk}
    assert shown(only="conflict") == {small.pk}
    assert shown(at_least=3) == {large.pk}
    assert shown(only="exact") == set()
    assert shown(q=f"#{differ[1].pk}") == {small.pk}
    assert shown(q=f"{TEXT} 1") == {large.pk}
    assert shown(rule="nonsense", only="x", at_least="-3", after="broken") == {large.pk, small.pk}


def test_a_generated_row_near_a_gold_one_is_marked(project, alike, found):
    make_sample(project, f"{TEXT} 7", origin=Origin.GOLD)
    make_sample(project, f"{OTHER.upper()} 0!", "positive")
    found()
    large, small = DuplicateGroup.objects.order_by("keeps__first")
    assert (large.contaminated, large.mixed) == (True, True)
    assert (small.contaminated, small.mixed) == (False, False)


def test_a_label_that_came_with_the_row_is_not_said_to_be_by_people(project, alike, found, annotator, signed_in, lead):
    given = make_sample(project, f"{TEXT} 7", origin=Origin.SEED)
    Sample.objects.filter(pk=given.pk).update(current_label="positive", label_source=LabelSource.REFERENCE)
    answer(annotator, alike[0][1], "positive")
    found()
    page = signed_in(lead).get(PAGE).text
    assert page.count("label given with the row") == 1
    assert page.count("by people</span>") == 1


def test_copies_but_for_case_and_marks_are_exact(project, codebook, found):
    make_sample(project, "The very same words.", "positive")
    make_sample(project, "the VERY same words", "positive")
    found()
    assert DuplicateGroup.objects.filter(exact=True).count() == 1


def test_a_version_keeps_the_row_of_its_rule_and_says_what_it_left_out(alike, found, cut, project, annotator):
    same, differ = alike
    answer(annotator, same[1], "positive")
    assert rows_of(cut(deduplicate=True)) >= {same[1].pk, *[one.pk for one in differ]}
    left = LeftOut.objects.get(version__number=1, sample=same[0])
    assert (left.of, left.rule) == (same[1], "people")
    first = rows_of(cut(keep_one="first"))
    assert same[0].pk in first
    assert not {same[1].pk, same[2].pk} & first
    assert {(one.sample_id, one.of_id, one.rule) for one in LeftOut.objects.filter(version__number=2)} == {
        (same[1].pk, same[0].pk, "first"),
        (same[2].pk, same[0].pk, "first"),
    }
    assert rows_of(cut()) >= {one.pk for one in same}


def test_the_least_chance_of_a_wrong_label_stays(alike, cut, project):
    same, _differ = alike
    for sample, value in zip(same, (0.5, 0.4, 0.1), strict=True):
        Signal.objects.create(project=project, sample=sample, name=WRONG, value=value)
    assert rows_of(cut(keep_one="people")) & {one.pk for one in same} == {same[2].pk}


def test_what_a_lead_decides_goes_before_the_rule(alike, found, cut, lead):
    same, differ = alike
    found()
    large, small = DuplicateGroup.objects.order_by("-size")
    decide(group=large, choice="one", sample=same[2].pk, by=lead)
    decide(group=small, choice="one", sample=differ[1].pk, by=lead)
    assert DuplicateSet.objects.get().spare == 3
    rows = rows_of(cut(keep_one="first"))
    assert rows & {one.pk for one in same} == {same[2].pk}
    assert rows & {one.pk for one in differ} == {differ[1].pk}
    assert set(LeftOut.objects.values_list("rule", flat=True)) == {"person"}
    decide(group=large, choice="all", by=lead)
    decide(group=small, choice="rule", by=lead)
    assert rows_of(cut(keep_one="first")) >= {one.pk for one in (*same, *differ)}
    assert DuplicateDecision.objects.count() == 4, "decisions are appended"
    again = found()
    assert again.spare == 0
    assert again.found.get(size=3).choice == "all"


@pytest.mark.parametrize(("choice", "sample"), [("one", None), ("one", 10**9), ("all", 1), ("none", None), ("rule", 1)])
def test_a_decision_that_makes_no_sense_changes_nothing(found, lead, choice, sample):
    found()
    with pytest.raises(ValidationError):
        decide(group=DuplicateGroup.objects.first(), choice=choice, sample=sample, by=lead)
    assert not DuplicateDecision.objects.exists()


def test_a_conflict_is_sent_to_people_as_a_selection(found, signed_in, lead, alike):
    found()
    _same, differ = alike
    group = DuplicateGroup.objects.get(conflict=True)
    signed_in(lead).post(reverse("annotation:duplicates-ask", args=["reviews", group.pk]))
    kept = Selection.objects.get()
    assert kept.name == f"Near-duplicates of #{number_of(group.keeps['first'])}"
    assert set(kept.selected.values_list("sample", flat=True)) == {one.pk for one in differ}
    first = Item.objects.order_by("-priority").values_list("sample", flat=True)[:2]
    assert set(first) == {one.pk for one in differ}


def test_the_page_asks_as_many_queries_for_many_groups_as_for_few(
    found, project, signed_in, lead, django_assert_max_num_queries
):
    def queries() -> int:
        with django_assert_max_num_queries(40) as asked:
            assert client.get(PAGE).status_code == 200
        return len(asked)

    found()
    client = signed_in(lead)
    client.get(PAGE)
    few = queries()
    for n in range(8):
        long = " ".join(distinct_text(100 + n * 3 + part) for part in range(3))
        for copy in range(9):
            make_sample(project, f"{long} {copy}", "positive")
    found()
    assert queries() <= few


def test_by_rest(alike, api_client, lead):
    client, (same, _differ) = api_client(lead), alike
    base = "/api/v1/projects/reviews/duplicates"
    assert client.get(base).json()["rows"] == 0
    assert client.post(base).status_code == 202
    carry_out_open_jobs()
    told = client.get(base, {"rule": "longest"}).json()
    assert (told["groups"], told["conflicts"], told["drops"]) == (2, 1, 2)
    group = told["items"][0]
    assert (group["size"], group["conflict"], group["rows"][0]["keep"]) == (3, False, True)
    body = {"choice": "one", "sample": same[1].pk}
    made = client.post(f"{base}/{group['id']}/decide", json.dumps(body), content_type="application/json")
    assert (made.status_code, made.json()["sample"]) == (201, same[1].pk)
    assert client.get(base, {"only": "conflict"}).json()["items"][0]["size"] == 2
    bad = client.post(f"{base}/{group['id']}/decide", json.dumps({"choice": "one"}), content_type="application/json")
    assert bad.status_code == 422


def test_what_a_version_left_out_by_rest(alike, cut, api_client, lead):
    same, _differ = alike
    cut(keep_one="first")
    told = api_client(lead).get("/api/v1/projects/reviews/versions/1/duplicates").json()
    assert {row["of"] for row in told["items"]} == {same[0].pk}


def test_on_the_command_line(alike, capsys):
    call_command("duplicates", "reviews")
    told = capsys.readouterr().out
    assert "15 rows" in told
    assert "2 groups of near-duplicates, 1 with labels that differ" in told
    first = DuplicateGroup.objects.order_by("-size")[0].keeps["first"]
    assert f"first item {number_of(first)}" in told
    call_command("cut_version", "reviews", "--keep-one", "longest")
    assert LeftOut.objects.count() == 2


def test_a_rule_must_be_known_and_implies_that_one_stays():
    assert filters_from({"keep_one": "longest"}) == Filters(deduplicate=True, keep_one="longest")
    assert filters_from({"deduplicate": True}).rule == "people"
    for values in ({"keep_one": "shortest"}, {"keep_one": "first", "deduplicate": False}, {"keep_one": True}):
        with pytest.raises(ValidationError):
            filters_from(values)


def test_near_duplicates_of_one_template_stand_in_one_part(project, codebook, cut):
    """The leak that there was: two that are alike among hundreds of one template."""
    import random

    from generation.methods.measures.shingles import shingles, similarity

    chance = random.Random(1)
    word = lambda: "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=7))  # noqa: E731
    template, own = " ".join(word() for _ in range(40)), [[word() for _ in range(7)] for _ in range(120)]
    texts = [f"{template} {' '.join(words)}" for words in own]
    texts += [f"{template} {' '.join([word(), word(), *words[2:]])}" for words in own]
    for text in texts:
        make_sample(project, text, "positive")
    parts = dict(cut().frozen_rows.values_list("sample", "split"))
    samples = list(Sample.objects.order_by("pk").values_list("pk", flat=True))
    pairs = [(n, n + 120) for n in range(120) if similarity(shingles(texts[n]), shingles(texts[n + 120])) >= 0.8]
    assert len(pairs) > 100
    assert sum(parts[samples[a]] != parts[samples[b]] for a, b in pairs) == 0


@pytest.mark.parametrize("only", ["conflict", ""])
def test_where_no_row_goes_none_is_said_to_stay(client, project, found, lead, only):
    found()
    if not only:
        for group in DuplicateGroup.objects.all():
            decide(group=group, choice="all", by=lead)
    client.force_login(lead)
    shown = client.get(PAGE, {"only": only}).content.decode()
    assert "Keep this one" in shown
    assert "stays by the rule" not in shown


def of_three(found) -> DuplicateGroup:
    return DuplicateGroup.objects.get(found=found(), size=3)


def test_people_are_asked_about_the_rows_of_a_group_once(found, lead, annotator):
    group = of_three(found)
    first = ask_people(group=group, by=lead)
    again = ask_people(group=group, by=lead)
    assert (first.items, first.before) == (3, 0)
    assert (again.selection, again.items, again.before) == (first.selection, 0, 3)
    assert Selection.objects.count() == 1


def test_a_row_that_has_joined_a_group_is_all_that_is_asked_about(project, found, alike, lead):
    first = ask_people(group=of_three(found), by=lead)
    new = make_sample(project, f"{TEXT} 9", "positive")
    grown = DuplicateGroup.objects.get(found=found(), size=4)
    more = ask_people(group=grown, by=lead)
    assert more.before == 3
    assert more.selection != first.selection
    assert list(more.selection.selected.values_list("sample", flat=True)) == [new.pk]


def test_rows_that_are_asked_in_turn_again_can_be_asked_about_first_once_more(found, lead):
    group = of_three(found)
    first = ask_people(group=group, by=lead)
    ask_in_turn(selection=first.selection, by=lead)
    assert ask_people(group=group, by=lead).items == 3


def test_the_page_and_rest_say_that_people_are_asked_already(found, lead, signed_in, api_client):
    group = of_three(found)
    address = reverse("annotation:duplicates-ask", args=["reviews", group.pk])
    client = signed_in(lead)
    assert "3 items go before all others now." in client.post(address, follow=True).content.decode()
    assert "first already" in client.post(address, follow=True).content.decode()
    told = api_client(lead).post(f"/api/v1/projects/reviews/duplicates/{group.pk}/ask").json()
    assert (told["items"], told["before"]) == (0, 3)
    assert Selection.objects.count() == 1
