"""Which answers each number is made of: above all, that chance alone decided on the suggestion."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from annotation.effects.actions import effects_report
from annotation.effects.shapes import left_out
from annotation.models import Annotation, Assignment, Item, Resolution, ReviewPolicy, Stream
from annotation.queue.actions import dispense
from annotation.queue.actions.answer import submit
from annotation.queue.actions.pull import pull
from annotation.queue.actions.undo import undo
from generation.models import MachineLabel, Origin, Sample
from tests.annotation.conftest import add_samples, throw
from tests.annotation.making import label_again, machine_label

pytestmark = pytest.mark.django_db


def anchoring(project):
    return effects_report(project, {})["anchoring"]


def arms(project) -> tuple:
    """(count, n) with the suggestion, (count, n) blind."""
    same = anchoring(project)["same"]
    return tuple((same[arm]["count"], same[arm]["n"]) for arm in ("shown", "blind"))


@pytest.mark.scaled
def test_both_arms_are_counted_and_their_difference_told(anchored, project):
    same = anchoring(project)["same"]
    assert arms(project) == ((38, 40), (6, 10))
    assert same["difference"]["value"] == pytest.approx(0.35)
    assert same["difference"]["low"] < 0.35 < same["difference"]["high"]


def test_what_no_coin_decided_is_not_compared(world, project, annotator, annotator2):
    world.answered(annotator)
    world.answered(annotator, shown=False)
    world.answered(annotator, "negative", shown=False, chance=None)  # the lead hides suggestions
    world.answered(annotator, "negative", shown=False, chance=None, stream=Stream.AUDIT)
    world.answered(annotator, "negative", shown=False, chance=None, stream=Stream.OVERLAP)
    world.answered(annotator2, "negative", shown=True, chance=None)  # had it in sight before
    assert arms(project) == ((1, 1), (1, 1))


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_a_coin_that_could_fall_one_way_only_decided_nothing(world, project, annotator, chance):
    world.answered(annotator, shown=chance == 0, chance=chance)
    assert arms(project) == ((0, 0), (0, 0))


def test_without_a_suggestion_there_is_nothing_to_follow(world, project, annotator):
    world.answered(annotator, sample=world.sample(""))
    assert arms(project) == ((0, 0), (0, 0))


def test_a_suggestion_that_came_after_the_hand_out_was_not_seen(world, project, annotator):
    world.answered(annotator, sample=world.sample(before=False))
    assert arms(project) == ((0, 0), (0, 0))


def test_a_suggestion_that_was_replaced_before_the_answer_says_nothing(world, project, annotator):
    given = world.answered(annotator)
    MachineLabel.objects.update(replaced_at=Annotation.objects.get().created_at - timedelta(seconds=20))
    assert arms(project) == ((0, 0), (0, 0))
    MachineLabel.objects.update(replaced_at=Annotation.objects.get(pk=given.pk).created_at + timedelta(seconds=20))
    assert arms(project) == ((1, 1), (0, 0))


def test_a_round_that_labels_anew_after_the_answer_changes_nothing(world, project, annotator):
    sample = world.sample()
    world.answered(annotator, sample=sample)
    label_again(sample, "negative")
    assert arms(project) == ((1, 1), (0, 0))


def test_the_first_word_counts_as_the_suggestion_and_never_the_students(world, project, annotator):
    sample = world.sample("")
    for source, label in (("student", "negative"), ("gpt", "positive"), ("second", "negative")):
        machine_label(sample, label, source=source)
    MachineLabel.objects.update(created_at=world.begin - timedelta(days=1))
    world.answered(annotator, "positive", sample=sample)
    assert arms(project) == ((1, 1), (0, 0))


def test_a_label_that_the_codebook_does_not_have_could_not_be_followed(world, project, annotator):
    world.answered(annotator, sample=world.sample("mixed"))
    assert arms(project) == ((0, 0), (0, 0))


def test_an_answer_taken_back_does_not_count_and_its_second_one_does(world, project, annotator, monkeypatch):
    ReviewPolicy.objects.create(project=project, overlap_share=0.0)
    add_samples(project, 3)
    pull(project=project)
    monkeypatch.setattr(dispense.chance, "random", lambda: 0.1)
    held = dispense.hand_out(project=project, user=annotator)
    again = undo(annotation=submit(assignment=held, answers={"sentiment": "negative"}))
    assert arms(project) == ((0, 0), (0, 0))
    submit(assignment=again, answers={"sentiment": "positive"})
    assert arms(project) == ((0, 0), (1, 1))


def test_skips_and_flags_are_compared_as_well(world, project, annotator):
    for _ in range(3):
        world.answered(annotator)
        world.answered(annotator, shown=False)
    world.passed_on(annotator, shown=False)
    world.passed_on(annotator, shown=False, state=Assignment.State.FLAGGED)
    world.passed_on(annotator, shown=False, state=Assignment.State.EXPIRED)
    passed = anchoring(project)["passed_on"]
    assert (passed["shown"]["count"], passed["shown"]["n"]) == (0, 3)
    assert (passed["blind"]["count"], passed["blind"]["n"]) == (2, 5)


def known(project, by):
    return next(one for one in anchoring(project)["known"] if one["by"] == by)


def counted(one, name):
    return tuple((one[name][arm]["count"], one[name][arm]["n"]) for arm in ("shown", "blind"))


def test_a_reference_tells_following_what_is_wrong_from_leaving_what_is_right(world, project, annotator):
    wrong, right = {"reference": "negative"}, {"reference": "positive"}
    for reference, label, shown in [
        (wrong, "positive", True), (wrong, "positive", True), (wrong, "negative", True), (wrong, "negative", False),
        (right, "positive", True), (right, "negative", False), (right, "positive", False),
    ]:  # fmt: skip
        world.answered(annotator, label, sample=world.sample("positive", **reference), shown=shown)
    found = known(project, "reference")
    assert found["answers"] == 7
    assert counted(found, "follows_wrong") == ((2, 3), (0, 1))
    assert counted(found, "leaves_right") == ((0, 1), (1, 2))
    assert counted(found, "errors") == ((2, 4), (1, 3))
    assert known(project, "settled")["answers"] == 0


def test_what_one_person_alone_answered_is_not_held_against_itself(world, project, annotator, lead, codebook):
    given = world.answered(annotator, "positive")
    assert known(project, "settled")["answers"] == 0
    Resolution.objects.create(item=given.item, label="negative", rule="lead", codebook=codebook, decided_by=lead)
    assert counted(known(project, "settled"), "errors") == ((1, 1), (0, 0))


def test_what_was_settled_and_opened_again_is_known_no_more(world, project, annotator, codebook):
    given = world.answered(annotator, "positive")
    Resolution.objects.create(item=given.item, label="negative", rule="majority", codebook=codebook)
    Resolution.objects.create(item=given.item, rule="open")
    assert known(project, "settled")["answers"] == 0


def test_a_gold_reference_tells_fatigue_too(world, project, annotator):
    for minute in range(12):
        sample = world.sample("positive", origin=Origin.GOLD, reference="negative" if minute == 11 else "positive")
        world.answered(annotator, sample=sample, chance=None, shown=False, stream=Stream.PICKED, minute=minute)
    parts = effects_report(project, {})["fatigue"]["agreement"]
    assert [(part["first"], part["last"], part["value"], part["n"]) for part in parts] == [
        (1, 10, 1.0, 10), (11, 25, 0.5, 2),
    ]  # fmt: skip


def test_positions_count_answers_taken_back_and_times_do_not(world, project, annotator):
    for minute in range(12):
        given = world.answered(annotator, minute=minute)
        if minute < 4:
            Annotation.objects.filter(pk=given.pk).update(undone_at=timezone.now())
    report = effects_report(project, {})
    assert [(part["first"], part["n"]) for part in report["fatigue"]["times"]] == [(1, 6), (11, 2)]
    assert report["times"]["all"]["n"] == report["answers"] == 8


def test_half_an_hours_pause_begins_a_new_sitting(anchored, project):
    fatigue = effects_report(project, {})["fatigue"]
    assert (fatigue["sessions"], fatigue["longest"]) == (4, 13)
    assert [(one["person"], one["sessions"]) for one in fatigue["by_person"]] == [("anna", 2), ("arno", 2)]


def test_times_are_medians_without_breaks_and_what_is_missing_is_counted(world, project, annotator):
    for seconds in (5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, None, 0.0, 7200.0):
        world.answered(annotator, seconds=seconds)
    times = effects_report(project, {})["times"]
    assert (times["all"]["value"], times["all"]["n"]) == (8.0, 7)
    assert times["left_out"] == {"no_time": 2, "away": 1, "together": 0}
    assert times["by_label"] == [{"label": "positive", **times["all"]}]
    assert times["by_person"] == [{"person": "anna", **times["all"]}]


def test_times_of_the_arms_are_of_the_coin_alone(anchored, world, project, lead):
    world.answered(lead, seconds=900.0, shown=False, chance=None)
    times = effects_report(project, {})["times"]
    assert (times["shown"]["n"], times["blind"]["n"], times["all"]["n"]) == (40, 10, 51)
    assert times["ratio"]["value"] < 1
    assert times["ratio"]["low"] < times["ratio"]["value"] < times["ratio"]["high"] < 1


def test_an_empty_project_has_no_number_and_a_reason_for_each(project, codebook):
    report = effects_report(project, {})
    assert (report["answers"], report["people"]) == (0, 0)
    assert report["anchoring"]["same"]["difference"]["reason"]
    assert report["times"]["ratio"]["reason"]
    assert report["fatigue"]["time_trend"]["reason"]
    assert report["fatigue"]["agreement_trend"]["reason"]


def test_without_a_codebook_it_still_reports(project):
    assert effects_report(project, {})["answers"] == 0


def test_other_projects_stay_out(anchored, project, lead, admin):
    other = type(project).objects.create(slug="other", name="Other", created_by=lead)
    assert effects_report(other, {})["answers"] == 0


def queries(project, django_assert_max_num_queries):
    with django_assert_max_num_queries(14) as taken:
        effects_report(project, {})
    return len(taken)


def test_the_number_of_queries_does_not_grow(anchored, world, project, annotator, django_assert_max_num_queries):
    before = queries(project, django_assert_max_num_queries)
    for minute in range(20):
        world.answered(annotator, sample=world.sample(reference="positive"), minute=500 + minute)
    assert queries(project, django_assert_max_num_queries) == before


@pytest.mark.scaled
def test_the_coin_of_the_queue_itself_brings_both_arms(project, codebook, annotator, annotator2, lead, monkeypatch):
    """End to end: people who give the model's label nine times of ten in sight, seven times of ten blind."""
    rng = random.Random(5)
    throw(monkeypatch, rng)
    ReviewPolicy.objects.create(project=project, overlap_share=0.1)
    add_samples(project, 300)
    while pull(project=project):
        pass
    people, idle = [annotator, annotator2, lead], 0
    while idle < 9:
        held = dispense.hand_out(project=project, user=rng.choice(people))
        idle = 0 if held else idle + 1
        if held:
            follows = rng.random() < (0.7 if held.blind else 0.9)
            submit(assignment=held, answers={"sentiment": "positive" if follows else "negative"}, seconds=5)
    same = anchoring(project)["same"]
    assert same["shown"]["n"] > 180 > 20 < same["blind"]["n"]
    assert same["difference"]["low"] <= 0.2 <= same["difference"]["high"]
    compared = Assignment.objects.exclude(blind_chance=None)
    assert not Item.objects.filter(pk__in=compared.values("item"), answers_needed__gt=1).exists()
    assert Sample.objects.count() == 300


def test_answers_to_items_alike_are_counted_and_left_out_of_time_and_fatigue(world, project, annotator):
    for _ in range(3):
        world.answered(annotator, seconds=8.0)
    for _ in range(5):
        given = world.answered(annotator, seconds=0.5)
        Assignment.objects.filter(pk=given.assignment_id).update(batch="alike")
    report = effects_report(project, {})
    assert report["answers"] == 8
    assert (report["times"]["all"]["value"], report["times"]["all"]["n"]) == (8.0, 3)
    assert report["times"]["left_out"] == {"no_time": 0, "away": 0, "together": 5}
    assert report["fatigue"]["longest"] == 3
    assert left_out(report["times"]) == ["5 answers were given with others at once"]
