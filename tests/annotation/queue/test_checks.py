"""Gold checks: blind, like any other item, once a person; they settle nothing, and the reference stands."""

import threading

import pytest
from django.db import connections

from annotation.agreement.actions import card_agreement
from annotation.curation.selection import Filters, select
from annotation.models import Annotation, Assignment, Item, Resolution, Stream
from annotation.queue.actions import dispense
from annotation.queue.actions.answer import submit
from annotation.queue.actions.decide import decide
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import flag, return_, skip
from annotation.queue.actions.pull import pull
from annotation.queue.actions.undo import reveal, undo, undo_flag
from annotation.queue.frames import REVIEW, feedback, policy_of, stream_told
from annotation.queue.refusals import Checked, FlagStands
from annotation.review.frames import for_a_lead
from generation.models import LabelSource, MachineLabel, Origin, Sample, SampleState
from tests.annotation.conftest import add_samples

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]

RIGHT, WRONG = {"sentiment": "negative"}, {"sentiment": "positive"}


@pytest.fixture
def gold(queue, project, policy):
    """Three gold samples beside the ten of the queue; each hand-out may be a check."""
    policy.gold_share = 0.5
    policy.save()
    made = {"label": "", "origin": Origin.GOLD, "reference": "negative", "state": SampleState.ACCEPTED}
    samples = add_samples(project, 3, start=100, **made)
    Sample.objects.filter(origin=Origin.GOLD).update(current_label="negative", label_source=LabelSource.REFERENCE)
    return samples


@pytest.fixture
def always(monkeypatch):
    monkeypatch.setattr(dispense.chance, "random", lambda: 0.0)


def check(project, user):
    return hand_out(project=project, user=user, stream=Stream.GOLD)


def test_the_coin_decides(gold, project, annotator, monkeypatch):
    monkeypatch.setattr(dispense.chance, "random", lambda: 0.49)
    assert hand_out(project=project, user=annotator).stream == Stream.GOLD
    monkeypatch.setattr(dispense.chance, "random", lambda: 0.51)
    assert hand_out(project=project, user=annotator).stream == Stream.ACTIVE


def test_each_person_is_asked_each_once_and_in_their_own_order(gold, project, annotator, annotator2):
    for person in (annotator, annotator2):
        asked = [check(project, person) for _ in range(4)]
        assert asked[3] is None
        assert {one.item.sample_id for one in asked[:3]} == {sample.pk for sample in gold}
    assert Assignment.objects.filter(state=Assignment.State.HELD).count() == 6


def test_where_all_were_asked_the_queue_goes_on(gold, project, annotator, always):
    streams = [hand_out(project=project, user=annotator).stream for _ in range(5)]
    assert streams == [Stream.GOLD] * 3 + [Stream.ACTIVE] * 2


def test_one_given_back_unread_may_come_again_and_one_skipped_may_not(gold, project, annotator):
    return_(assignment=check(project, annotator))
    for _ in range(3):
        skip(assignment=check(project, annotator))
    assert check(project, annotator) is None
    assert not Item.objects.filter(state=Item.State.FLAGGED).exists()


def test_nothing_tells_it_from_other_items(gold, project, annotator, always):
    gold_item = hand_out(project=project, user=annotator)
    other = hand_out(project=project, user=annotator, stream=Stream.ACTIVE)
    told = [(one.blind, one.look, stream_told(one, policy_of(project))) for one in (gold_item, other)]
    assert told == [(True, "", REVIEW)] * 2


def test_an_answer_settles_nothing(gold, project, annotator):
    answer = submit(assignment=check(project, annotator), answers=WRONG)
    item = Item.objects.select_related("sample").get(pk=answer.item_id)
    assert (item.state, item.answers) == (Item.State.GOLD, 0)
    assert (item.sample.current_label, item.sample.label_source) == ("negative", LabelSource.REFERENCE)
    assert not Resolution.objects.exists()


def test_answers_of_all_people_enter_neither_agreement_nor_what_a_version_holds(
    gold, project, codebook, lead, annotator, annotator2
):
    for person in (lead, annotator, annotator2):
        for _ in gold:
            submit(assignment=check(project, person), answers=WRONG)
    assert card_agreement(project, codebook)[0]["items"] == 0
    rows = {row.sample: row for row in select(project, Filters(), codebook).rows}
    assert [(rows[one.pk].label, rows[one.pk].upto) for one in gold] == [("negative", 0)] * 3


def test_its_person_is_told_right_after_and_the_answer_stands(gold, project, annotator, signed_in):
    lease = check(project, annotator).lease
    browser = signed_in(annotator)
    page = browser.post(
        f"/projects/reviews/review/items/{lease}/answer/", {"q-sentiment": "positive"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "The right label is negative." in page
    assert "The reviewer advises against the film." in page
    with pytest.raises(Checked):
        undo(annotation=Annotation.objects.select_related("project", "user").get())


def test_why_it_is_right_can_stand_in_its_metadata(gold, project, annotator, api_client):
    Sample.objects.filter(origin=Origin.GOLD).update(metadata={"explanation": "Irony counts as what is meant."})
    held = check(project, annotator)
    body = {"sample": held.item.sample_id, "lease": held.lease, "answers": RIGHT}
    said = api_client(annotator).post("/api/v1/projects/reviews/annotations", body, content_type="application/json")
    assert said.json()["check"]["right"] is True
    assert said.json()["check"]["explanation"] == "Irony counts as what is meant."


class TestUntold:
    @pytest.fixture(autouse=True)
    def _untold(self, gold, policy):
        policy.gold_feedback = False
        policy.save()

    def test_nothing_is_said(self, project, annotator, api_client):
        held = check(project, annotator)
        body = {"sample": held.item.sample_id, "lease": held.lease, "answers": RIGHT}
        said = api_client(annotator).post("/api/v1/projects/reviews/annotations", body, content_type="application/json")
        assert said.json()["check"] is None

    def test_nor_to_who_asks_what_the_model_said(self, project, annotator):
        given = submit(assignment=check(project, annotator), answers=WRONG)
        assert feedback(reveal(annotation=given)) is None

    def test_it_is_taken_back_like_any_answer(self, project, annotator):
        again = undo(annotation=submit(assignment=check(project, annotator), answers=WRONG))
        assert (again.stream, again.item.state) == (Stream.GOLD, Item.State.GOLD)
        submit(assignment=again, answers=RIGHT)
        assert Annotation.objects.valid().get().label == "negative"


def test_a_flag_takes_it_out_of_the_checks_until_a_lead_has_decided(
    gold, project, codebook, annotator, annotator2, lead
):
    doubted = flag(assignment=check(project, annotator), reason="It is positive.").item
    assert list(for_a_lead(project)) == [doubted]
    asked = [check(project, annotator2) for _ in range(3)]
    assert asked[2] is None
    assert doubted.pk not in {one.item_id for one in asked[:2]}
    decide(item=doubted, lead=lead, codebook=codebook, answers=RIGHT, reason="It is not.")
    assert check(project, annotator2).item_id == doubted.pk


class TestAFlagOfACheckTakenBack:
    @pytest.fixture
    def flagged(self, gold, project, annotator) -> Assignment:
        return flag(assignment=check(project, annotator), reason="It is positive.")

    def test_it_checks_people_again_and_this_person_first(self, flagged, project, annotator, annotator2):
        again = undo_flag(assignment=flagged)
        item = Item.objects.get(pk=flagged.item_id)
        assert (item.state, item.stream, item.sample.state) == (Item.State.GOLD, Stream.GOLD, item.entered_as)
        assert (again.item_id, again.stream) == (item.pk, Stream.GOLD)
        assert not for_a_lead(project).exists()
        assert item.pk in {check(project, annotator2).item_id for _ in range(3)}

    def test_not_while_somebody_else_flags_it_or_a_model_contradicts_it(self, flagged, annotator2):
        """Who asks is told what is told of any item."""
        theirs = Assignment.objects.create(
            project=flagged.project, item=flagged.item, user=annotator2, codebook=flagged.codebook,
            stream=Stream.GOLD, state=Assignment.State.FLAGGED, expires_at=flagged.expires_at,
        )  # fmt: skip
        with pytest.raises(FlagStands):
            undo_flag(assignment=flagged)
        theirs.delete()
        sample = flagged.item.sample
        other = {"negative": "positive", "positive": "negative"}[sample.reference]
        said = MachineLabel.objects.create(sample=sample, question="sentiment", source="a model", label=other)
        with pytest.raises(FlagStands):
            undo_flag(assignment=flagged)
        said.delete()
        assert undo_flag(assignment=flagged)


def test_a_reference_that_a_lead_overrules_checks_nobody_any_more(gold, project, codebook, annotator, lead):
    doubted = flag(assignment=check(project, annotator)).item
    decide(item=doubted, lead=lead, codebook=codebook, answers=WRONG, reason="Read it twice.")
    assert Item.objects.get(pk=doubted.pk).state == Item.State.ANSWERED


def test_one_that_a_model_contradicts_is_a_leads_to_look_at(gold, project, annotator):
    check(project, annotator)
    Sample.objects.filter(pk=gold[0].pk).update(state=SampleState.NEEDS_PERSON)
    pull(project=project)
    assert [item.sample_id for item in for_a_lead(project)] == [gold[0].pk]


def test_a_label_that_the_codebook_no_longer_has_is_not_checked(gold, project, annotator):
    Sample.objects.filter(origin=Origin.GOLD).update(reference="neutral")
    assert check(project, annotator) is None


def test_new_gold_is_asked_too(gold, project, annotator):
    for _ in range(3):
        check(project, annotator)
    add_samples(project, 1, start=200, label="", origin=Origin.GOLD, reference="positive")
    pull(project=project)
    assert check(project, annotator).item.sample.reference == "positive"


def test_without_a_share_gold_stays_out_of_the_queue(gold, project, policy, annotator):
    policy.gold_share = 0.0
    policy.save()
    pull(project=project)
    assert check(project, annotator) is None
    assert not Item.objects.filter(state=Item.State.GOLD).exists()


@pytest.mark.django_db(transaction=True)
def test_a_person_in_eight_tabs_is_asked_nothing_twice(gold, project, annotator):
    handed, start = [], threading.Barrier(8)

    def tab():
        start.wait()
        handed.append(check(project, annotator))
        connections.close_all()

    tabs = [threading.Thread(target=tab) for _ in range(8)]
    for one in tabs:
        one.start()
    for one in tabs:
        one.join()
    asked = [one.item_id for one in handed if one]
    assert len(asked) == len(set(asked)) == 3


def test_no_list_of_samples_tells_an_annotator_which_are_gold(gold, project, annotator, lead, api_client):
    samples = "/api/v1/projects/reviews/samples"
    assert {row["origin"] for row in api_client(annotator).get(samples).json()["items"]} == {""}
    assert api_client(annotator).get(samples, {"origin": "gold"}).status_code == 403
    assert len(api_client(lead).get(samples, {"origin": "gold"}).json()["items"]) == 3


def test_no_page_of_a_sample_tells_it_either(gold, annotator, lead, signed_in):
    page = f"/projects/reviews/samples/{gold[0].pk}/"
    assert "Gold" not in signed_in(annotator).get(page).content.decode()
    assert "Gold" in signed_in(lead).get(page).content.decode()


def test_samples_are_not_searched_by_origin_by_whom_it_would_tell(gold, annotator, lead, signed_in):
    samples = "/projects/reviews/samples/"
    assert 'name="origin"' not in signed_in(annotator).get(samples).content.decode()
    assert 'name="origin"' in signed_in(lead).get(samples).content.decode()


def test_what_twenty_people_have_seen_checks_nobody_else(gold, project, annotator, django_user_model):
    """Given back unread is not seen."""
    pull(project=project)
    known, *others = Item.objects.filter(sample__in=gold)
    codebook = project.codebooks.get()
    for number in range(20):
        user = django_user_model.objects.create_user(f"person-{number}")
        for item in (known, *others):
            seen = item == known or number
            Assignment.objects.create(
                project=project, item=item, user=user, stream=Stream.GOLD, state="submitted" if seen else "returned",
                codebook=codebook, expires_at=known.sample.created_at,
            )  # fmt: skip
    asked = [check(project, annotator) for _ in range(3)]
    assert {one.item_id for one in asked if one} == {item.pk for item in others}
    assert asked[2] is None
