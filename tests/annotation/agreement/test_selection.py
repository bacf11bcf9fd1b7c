"""Which answers agreement is measured on, against people whose true agreement is known."""

import random

import pytest

from annotation.agreement.actions import agreement_over_time, agreement_report, card_agreement
from annotation.agreement.words import OF
from annotation.models import Annotation, Item, ReviewPolicy, Stream
from annotation.queue.actions import dispense
from annotation.queue.actions.answer import submit
from annotation.queue.actions.pull import pull
from tests.annotation.conftest import add_samples, throw
from tests.annotation.making import answer, distinct_text, make_sample

pytestmark = pytest.mark.django_db


def work_off(project, people, give, rng):
    """Everybody takes what the queue hands out, in random order, until nothing is left for anybody."""
    idle = 0
    while idle < 3 * len(people):
        user = rng.choice(people)
        assignment = dispense.hand_out(project=project, user=user)
        idle = 0 if assignment else idle + 1
        if assignment:
            submit(assignment=assignment, answers={"sentiment": give(assignment.item, user)})


@pytest.fixture
def seeded(monkeypatch):
    rng = random.Random(7)
    throw(monkeypatch, rng)
    return rng


@pytest.fixture
def simulated(project, codebook, lead, annotator, annotator2, seeded):
    """Suggestions shown, 60 % asked twice, third answers where two differ; each person is right in 85 %."""
    ReviewPolicy.objects.create(project=project, overlap_share=0.6)
    add_samples(project, 200)
    while pull(project=project):
        pass
    truth = {pk: seeded.choice(("positive", "negative")) for pk in Item.objects.values_list("pk", flat=True)}
    other = {"positive": "negative", "negative": "positive"}

    def give(item, user):
        return truth[item.pk] if seeded.random() < 0.85 else other[truth[item.pk]]

    work_off(project, [lead, annotator, annotator2], give, seeded)


def test_the_interval_holds_the_true_agreement(simulated, project, codebook):
    found = {one["name"]: one for one in card_agreement(project, codebook)}
    percent, alpha = found["Percent agreement"], found["Krippendorff's alpha"]
    assert percent["items"] > 90
    assert percent["low"] <= 0.85**2 + 0.15**2 <= percent["high"]
    assert alpha["low"] <= 0.49 <= alpha["high"]


def test_third_answers_came_and_do_not_count(simulated, project, codebook):
    assert Item.objects.filter(answers=3).count() > 10
    for one in card_agreement(project, codebook):
        assert one["value"] is not None, one  # Fleiss needs the same number of answers for every item
        assert one["answers"] == 2 * one["items"]


def test_what_two_people_answer_is_blind_from_the_first_answer_on(simulated):
    twice = Item.objects.filter(answers_needed__gte=2)
    assert not Annotation.objects.filter(item__in=twice, blind=False).exists()
    assert Annotation.objects.filter(blind=False).exists()


@pytest.fixture
def mixed(project, codebook, annotator, annotator2):
    """Eight items drawn at random, on which two people agree, and four that the queue chose, on which they do not."""
    for i in range(12):
        sample = make_sample(project, distinct_text(i), "positive")
        drawn = Stream.AUDIT if i < 8 else Stream.ACTIVE
        Item.objects.filter(sample=sample).update(stream=drawn)
        answer(annotator, sample, "positive" if i % 2 else "negative", stream=drawn)
        answer(annotator2, sample, "positive" if i % 2 or i >= 8 else "negative", stream=Stream.OVERLAP)


def test_random_items_are_told_apart_from_chosen_ones(mixed, project, codebook):
    question = agreement_report(project, {})["codebooks"][0]["questions"][0]
    random_, chosen = (draw["coefficients"]["percent"] for draw in question["draws"])
    assert (random_["items"], random_["value"]) == (8, 1.0)
    assert (chosen["items"], chosen["value"]) == (4, 0.5)
    assert question["drawn"] == "random"
    assert question["coefficients"]["percent"] == random_
    assert "drawn at random" in card_agreement(project, codebook)[0]["of"]


def test_labels_pairs_and_periods_are_of_the_random_items_alone(mixed, project, codebook):
    question = agreement_report(project, {})["codebooks"][0]["questions"][0]
    assert {row["label"]: row["answers"] for row in question["labels"]} == {"positive": 8, "negative": 8}
    [pair] = question["pairs"]
    assert (pair["kappa"]["items"], pair["kappa"]["value"], pair["percent"]["value"]) == (8, 1.0, 1.0)
    assert [(period["alpha"]["items"], period["alpha"]["value"]) for period in question["periods"]] == [(8, 1.0)]


def test_the_home_says_the_same_as_the_page_and_of_which_items(mixed, project, codebook):
    question = agreement_report(project, {})["codebooks"][0]["questions"][0]
    home = agreement_over_time(project, codebook)
    assert home["alpha"] == question["coefficients"]["krippendorff_alpha"]
    assert home["periods"] == question["periods"]
    assert home["of"] == card_agreement(project, codebook)[0]["of"] == OF["random"]


def test_without_random_items_they_are_of_the_chosen_ones(mixed, project, codebook):
    Item.objects.update(stream=Stream.ACTIVE)
    home = agreement_over_time(project, codebook)
    assert (home["alpha"]["items"], home["of"]) == (12, OF["chosen"])


def test_answers_that_a_lead_picked_the_item_for_do_not_count(project, codebook, annotator, annotator2, lead):
    sample = make_sample(project, distinct_text(1), "positive")
    answer(annotator, sample, "positive")
    answer(lead, sample, "negative", stream=Stream.PICKED)
    answer(annotator2, sample, "positive", stream=Stream.OVERLAP)
    assert card_agreement(project, codebook)[0]["items"] == 0
