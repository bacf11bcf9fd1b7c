"""A label that few items have: people are asked about it first, it is told before judging, and decides nothing."""

from collections import Counter

import pytest

from annotation.models import DraftTurn, Half, Trial, TrialAnswer
from annotation.trials.actions import pairing
from annotation.trials.actions.people import ask_people
from annotation.trials.actions.reckoning import report_of
from annotation.trials.frames import Said
from tests.annotation.trials.drafting import make_trial

pytestmark = pytest.mark.django_db


@pytest.fixture
def trial(project, codebook, lead, annotator):
    """Of forty held-out items six were called negative."""
    trial = make_trial(project, codebook, lead, annotator, items=2, held_out=40, done=True)
    few = trial.split.items.filter(half=Half.HELD_OUT)[:6]
    trial.split.items.filter(pk__in=[place.pk for place in few]).update(label="negative")
    return trial


@pytest.fixture
def say(trial, annotator2):
    """`say(20)`: by the draft what they are called already, the rarest first."""

    def answered(items: int) -> None:
        for place in trial.split.items.filter(half=Half.HELD_OUT).order_by("label", "pk")[:items]:
            given = {"user": annotator2, "label": place.label, "answers": {"sentiment": place.label}}
            TrialAnswer.objects.create(item=place, codebook=trial.candidate, **given)

    return answered


def asked(trial) -> Counter:
    return Counter(DraftTurn.objects.filter(codebook=trial.candidate).values_list("place__label", flat=True))


def test_people_are_asked_about_as_many_items_of_each_label(trial, lead, annotator2):
    ask_people(trial=trial, by=lead, items=8, half=Half.HELD_OUT)
    assert asked(trial) == {"positive": 4, "negative": 4}


def test_asked_again_the_rare_label_is_filled_up_first(trial, lead, annotator2):
    ask_people(trial=trial, by=lead, items=8, half=Half.HELD_OUT)
    ask_people(trial=trial, by=lead, items=12, half=Half.HELD_OUT)
    assert asked(trial) == {"positive": 14, "negative": 6}


@pytest.mark.parametrize(("answers", "counts"), [(0, [34, 6]), (23, [17, 6]), (40, [34, 6])])
def test_before_judging_the_page_tells_how_many_items_of_each_label_count(trial, lead, signed_in, say, answers, counts):
    say(answers)
    page = signed_in(lead).get(f"/projects/reviews/codebooks/tries/{trial.pk}/judge/")
    told = {one.label: one.counts for one in page.context["by_label"]}
    assert told == dict(zip(("positive", "negative"), counts, strict=True))
    assert ">too few to say<" not in page.text


def test_before_judging_the_page_warns_of_a_label_with_too_few(trial, lead, signed_in, say):
    trial.split.items.filter(half=Half.HELD_OUT, label="negative").exclude(
        pk__in=trial.split.items.filter(label="negative").values("pk")[:2]
    ).update(label="positive")
    page = signed_in(lead).get(f"/projects/reviews/codebooks/tries/{trial.pk}/judge/").text
    assert page.count(">too few to say<") == 1
    assert "A label with fewer than 5 items is out of the verdict" in page


def test_rest_tells_the_same(trial, lead, api_client, say):
    say(22)
    told = api_client(lead).get(f"/api/v1/projects/reviews/tries/{trial.pk}/people").json()["held_out"]["labels"]
    assert {one["label"]: (one["items"], one["counts"], one["too_few"]) for one in told} == {
        "positive": (34, 16, False), "negative": (6, 6, False),
    }  # fmt: skip


@pytest.fixture
def judged(trial, lead, endpoint_says):
    """`judged(...)`: the report of the judgement, the model having called every item positive."""
    run = {"base_run": trial.base_run, "candidate_run": trial.candidate_run}
    how = {"endpoint": trial.endpoint, "recipe": "annotate", "created_by": lead, **run}
    held = Trial.objects.create(split=trial.split, candidate=trial.candidate, half=Half.HELD_OUT, **how)
    endpoint_says(held, "positive")
    return held


@pytest.fixture
def endpoint_says(monkeypatch):
    def says(trial, label):
        said = {pk: Said(label) for pk in trial.split.items.values_list("item__sample", flat=True)}
        monkeypatch.setattr(pairing, "all_said_in", lambda run: {trial.split.question: said})

    return says


def test_an_even_draw_is_weighed_back_to_the_half(judged, say):
    """Of six negative items all, of 34 positive ones fourteen are answered: by weight 34 of 40 are, as in the half."""
    say(20)
    report = report_of(judged)
    assert (report["rests_on"], report["compared"], report["weighted"]) == ("draft", 20, True)
    assert report["after"]["accuracy"]["value"] == pytest.approx(34 / 40)


def test_the_verdict_says_what_is_out_of_it_and_what_the_lead_can_do(judged, trial, lead, signed_in, say):
    keep = trial.split.items.filter(half=Half.HELD_OUT, label="negative").values_list("pk", flat=True)[:3]
    trial.split.items.filter(label="negative").exclude(pk__in=list(keep)).update(label="positive")
    say(40)
    report = report_of(judged)
    negative = next(one for one in report["checks"] if one["label"] == "negative")
    assert (negative["value"], negative["passed"], negative["n"]) == (0.0, None, 3)
    judged.report, judged.reported_at = report | {"answers_seen": [0, 0]}, judged.created_at
    judged.verdict = "go" if report["go"] else "no_go"
    judged.save()
    page = signed_in(lead).get(f"/projects/reviews/codebooks/tries/{judged.pk}/").text
    assert "Too few to say, and out of the verdict: negative (n = 3). A label counts from 5 items on." in page
    assert "These held-out items have judged, and judge no other draft." in page
    assert "Let people answer the items of the labels that fell short" not in page
