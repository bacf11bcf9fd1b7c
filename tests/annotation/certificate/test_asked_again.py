"""What people got wrong: settled rows asked again by chance, blind, of somebody who never had them."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotation import reports
from annotation.certificate import pool
from annotation.certificate.actions import bring_up_to_date, freeze, publish_seed
from annotation.certificate.again import drawn_rows, loss_of
from annotation.certificate.pool import stop_reviewing
from annotation.certificate.reckoning import certificate_report
from annotation.methods.certificate.audit_keys import audit_keys, recheck_keys
from annotation.methods.certificate.bound import bound
from annotation.methods.certificate.removal import Removal
from annotation.models import (
    AuditDraw,
    Dispenser,
    Item,
    Recheck,
    RecheckRow,
    Resolution,
    ReviewPolicy,
    Snapshot,
    SnapshotItem,
)
from annotation.models.certificate import Frozen
from annotation.queue.actions.answer import submit
from annotation.queue.actions.decide import decide
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.pull import pull
from annotation.queue.actions.undo import undo
from annotation.queue.frames import stream_told
from annotation.queue.refusals import DrawsStand, NobodyToAskAgain, NothingReviewed, ReviewingGoesOn
from generation.encryption import opened
from generation.models import Event, Membership, Sample
from tests.annotation.conftest import add_samples

pytestmark = pytest.mark.django_db

ROWS = 30


@pytest.fixture
def reviewed(project, codebook, lead, annotator):
    """Thirty rows, of which the annotator answered all: ten as audits, as the model labelled them."""
    return answered(project, lead, annotator, rows=ROWS)


def answered(project, lead, annotator, *, rows: int) -> Snapshot:
    ReviewPolicy.objects.create(project=project, overlap_share=0.0, audit_share=0.5)
    add_samples(project, rows)
    pull(project=project)
    snapshot = freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
    for number in range(rows):
        stream = "audit" if number < 10 else "active"
        say(hand_out(project=project, user=annotator, stream=stream))
    return snapshot


def say(assignment, label="positive"):
    return submit(assignment=assignment, answers={"sentiment": label})


def ended(project, lead, risk=0.05) -> Recheck:
    return stop_reviewing(project=project, lead=lead, risk=risk)


def log(recheck) -> list[Removal]:
    return [loss_of(row) for row in drawn_rows(recheck)]


def again(project) -> dict:
    return certificate_report(project, {})["again"]


class TestThePool:
    def test_it_holds_what_people_had_settled_with_their_labels(self, reviewed, project, lead):
        recheck = ended(project, lead, risk=0.02)
        assert (recheck.size, recheck.risk, recheck.decided, recheck.revised) == (ROWS, 0.02, 0, 0)
        assert set(recheck.rows.values_list("label", flat=True)) == {"positive"}
        assert len(recheck.label_hash) == 64

    def test_what_a_lead_decided_is_not_in_it_for_everybody_may_read_that(self, reviewed, project, codebook, lead):
        item = Item.objects.first()
        Item.objects.filter(pk=item.pk).update(state=Item.State.FLAGGED)
        decide(item=item, lead=lead, codebook=codebook, answers={"sentiment": "negative"})
        recheck = ended(project, lead)
        assert (recheck.size, recheck.decided) == (ROWS - 1, 1)
        assert not recheck.rows.filter(item=item).exists()

    def test_what_takes_longer_than_a_request_is_taken_in_by_the_worker(self, reviewed, project, lead, monkeypatch):
        monkeypatch.setattr(pool, "STEP", 7)
        recheck = stop_reviewing(project=project, lead=lead, risk=0.05, seconds=-1)
        assert recheck.frozen_at is None
        assert again(project) is None
        pool.finish_pool(project=project)
        recheck.refresh_from_db()
        assert (recheck.size, recheck.frozen_at is None) == (ROWS, False)

    def test_the_order_is_the_snapshots_seed_and_no_audits_order(self, reviewed, project, lead):
        recheck = ended(project, lead)
        seed = opened(reviewed.seed_encrypted)
        items, keys = zip(*recheck.rows.order_by("item").values_list("item", "key"), strict=True)
        assert list(keys) == recheck_keys(seed, items)
        assert recheck_keys(seed, items) != audit_keys(seed, items)

    def test_it_stands_in_the_audit_log(self, reviewed, project, lead):
        ended(project, lead)
        event = Event.objects.get(verb="certificate.reviewing_ended")
        assert (event.actor, event.detail["risk"], event.detail["audits"]) == (lead, 0.05, 10)


class TestWhoIsAsked:
    def test_another_person_than_the_first_blind_and_as_any_second_answer(self, reviewed, project, lead):
        ended(project, lead)
        assignment = hand_out(project=project, user=lead)
        assert (assignment.stream, assignment.blind) == ("overlap", True)
        assert stream_told(assignment, ReviewPolicy.objects.get()) == "review"

    def test_whoever_had_them_all_is_asked_none_and_few_wait_for_others(self, reviewed, project, lead, annotator):
        recheck = ended(project, lead)
        for _turn in range(9):
            assert hand_out(project=project, user=annotator) is None
        recheck.refresh_from_db()
        assert recheck.draws == 5
        assert hand_out(project=project, user=lead).item.rechecks.get().draw is not None

    def test_rows_are_drawn_in_the_order_of_their_keys(self, reviewed, project, lead):
        recheck = ended(project, lead)
        drawn = []
        for _turn in range(6):
            assignment = hand_out(project=project, user=lead)
            drawn.append(assignment.item_id)
            say(assignment)
        assert drawn == list(recheck.rows.order_by("key").values_list("item", flat=True)[:6])
        assert reviewed.rechecks_left == 0  # as it was read at the freeze
        reviewed.refresh_from_db()
        assert reviewed.rechecks_left == ROWS - 6

    def test_no_further_audit_is_drawn(self, project, codebook, lead, annotator):
        ReviewPolicy.objects.create(project=project, overlap_share=0.0, audit_share=1.0)
        add_samples(project, 20)
        pull(project=project)
        freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
        for _turn in range(3):
            say(hand_out(project=project, user=annotator))
        ended(project, lead)
        streams = [say(hand_out(project=project, user=lead)).stream for _turn in range(5)]
        assert streams == ["overlap"] * 3 + ["active"] * 2
        assert AuditDraw.objects.count() == 3

    def test_with_suggestions_shown_every_item_is_blind_while_rows_are_asked_again(
        self, project, codebook, lead, annotator
    ):
        ReviewPolicy.objects.create(project=project, overlap_share=0.0, audit_share=0.01, suggestion="shown")
        add_samples(project, 40)
        pull(project=project)
        freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
        say(hand_out(project=project, user=annotator, stream="audit"))
        ended(project, lead)
        for _turn in range(8):
            assert hand_out(project=project, user=annotator, stream="active").blind


class TestWhatCounts:
    def test_a_row_is_open_until_somebody_else_answered(self, reviewed, project, lead):
        recheck = ended(project, lead)
        assignment = hand_out(project=project, user=lead)
        assert log(recheck) == [Removal(True, None)]
        say(assignment)
        assert log(recheck) == [Removal(True, 0.0)]

    def test_where_answers_differ_it_is_open_until_a_third_or_a_lead_settles_it(
        self, reviewed, project, codebook, lead
    ):
        recheck = ended(project, lead)
        assignment = hand_out(project=project, user=lead)
        say(assignment, "negative")
        assert log(recheck) == [Removal(True, None)]
        item = Item.objects.get(pk=assignment.item_id)
        assert item.state == Item.State.WAITING  # for a third person
        Item.objects.filter(pk=item.pk).update(state=Item.State.FLAGGED)
        decide(item=item, lead=lead, codebook=codebook, answers={"sentiment": "negative"})
        assert log(recheck) == [Removal(True, 1.0)]
        assert Sample.objects.get(pk=item.sample_id).current_label == "negative"

    def test_whatever_the_lead_chose_for_done_a_second_answer_counts(self, reviewed, project, lead):
        Item.objects.update(done_when="first")
        recheck = ended(project, lead)
        say(hand_out(project=project, user=lead), "negative")
        assert log(recheck) == [Removal(True, None)]

    def test_an_answer_taken_back_counts_no_longer(self, reviewed, project, lead):
        recheck = ended(project, lead)
        undo(annotation=say(hand_out(project=project, user=lead)))
        assert log(recheck) == [Removal(True, None)]

    def test_an_answer_with_a_label_in_sight_is_no_reference(self, reviewed, project, lead):
        recheck = ended(project, lead)
        assignment = hand_out(project=project, user=lead)
        assignment.blind = False
        assignment.save(update_fields=["blind"])
        say(assignment)
        assert log(recheck) == [Removal(True, None)]

    def test_the_bound_is_that_of_the_draws_and_both_add_up(self, reviewed, project, lead):
        ended(project, lead, risk=0.02)
        for _turn in range(12):
            say(hand_out(project=project, user=lead))
        told = again(project)
        ours = bound(ROWS, [Removal(True, 0.0)] * 12, risk=0.02).remaining
        assert (told["at_most_wrong"], told["asked"], told["found"], told["pool"]) == (ours, 12, 0, ROWS)
        assert told["at_most_wrong_in_all"] == ours  # nothing is left that nobody settled
        assert told["bound"] == ours / ROWS
        assert told["confidence"] == 0.93

    def test_what_was_settled_since_is_asked_of_nobody_and_may_be_wrong(self, project, codebook, lead, annotator):
        ReviewPolicy.objects.create(project=project, overlap_share=0.0, audit_share=0.5)
        add_samples(project, 20)
        pull(project=project)
        freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
        for _turn in range(10):
            say(hand_out(project=project, user=annotator))
        before = certificate_report(project, {})
        ended(project, lead)
        say(hand_out(project=project, user=annotator, stream="active"))
        told = certificate_report(project, {})
        assert told["at_most_wrong"] == before["at_most_wrong"]  # its log ended with reviewing
        assert told["again"]["since"] == 1
        assert told["again"]["rows"] == 20  # each row once, also one that was frozen and is settled since
        assert told["again"]["at_most_wrong_in_all"] == 20

    def test_annotators_are_not_told(self, reviewed, project, lead, annotator, api_client):
        ended(project, lead)
        told = api_client(annotator).get("/api/v1/projects/reviews/certificate").json()
        assert "again" not in told


class TestWhatIsRefused:
    def test_a_second_time(self, reviewed, project, lead):
        ended(project, lead)
        with pytest.raises(ReviewingGoesOn):
            ended(project, lead)

    def test_draws_that_could_be_foreseen(self, reviewed, project, lead):
        publish_seed(project=project, lead=lead, number=1)
        with pytest.raises(ReviewingGoesOn):
            ended(project, lead)

    def test_where_nobody_else_could_be_asked(self, reviewed, project, lead, annotator):
        Membership.objects.filter(project=project).exclude(user=annotator).delete()
        with pytest.raises(NobodyToAskAgain):
            ended(project, lead)

    def test_before_anything_was_reviewed(self, queue, project, lead):
        freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
        Membership.objects.get_or_create(project=project, user=lead, defaults={"role": "lead"})
        with pytest.raises((NothingReviewed, NobodyToAskAgain)):
            ended(project, lead)

    def test_another_snapshot_of_the_same_labels(self, reviewed, project, lead):
        add_samples(project, 5, start=100)
        pull(project=project)
        ended(project, lead)
        Sample.objects.filter(external_id__startswith="row-10").update(label_source="person")
        with pytest.raises(DrawsStand):
            freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")

    @pytest.mark.parametrize(
        "change",
        [
            lambda one: Recheck.objects.update(risk=0.5),
            lambda one: one.rows.update(label="negative"),
            lambda one: one.rows.update(key=0),
            lambda one: one.rows.filter(draw=1).update(draw=None),
            lambda one: one.rows.filter(draw=1).delete(),
            lambda one: one.rows.filter(draw=None).first().delete(),
            lambda one: one.rows.get(draw=1).save(),
            lambda one: Recheck.objects.update(size=1),
            lambda one: one.delete(),
            lambda one: Snapshot.objects.update(ended_at=None),
        ],
    )
    def test_a_change_of_what_the_promise_rests_on(self, reviewed, project, lead, change):
        recheck = ended(project, lead)
        hand_out(project=project, user=lead)
        recheck.refresh_from_db()
        with pytest.raises(Frozen):
            change(recheck)

    @pytest.mark.parametrize("values", [{"removal": 999}, {"removal": None}, {"stream": "active"}])
    def test_a_removal_is_never_changed(self, reviewed, values):
        with pytest.raises(Frozen):
            SnapshotItem.objects.filter(stream="audit").update(**values)
        row = SnapshotItem.objects.filter(stream="audit").first()
        for name, value in values.items():
            setattr(row, name, value)
        with pytest.raises(Frozen):
            row.save(update_fields=list(values))


class TestTheWaysIn:
    def test_the_page_ends_it_and_tells_both_promises(self, reviewed, project, lead, client):
        client.force_login(lead)
        url = reverse("annotation:certificate-recheck", args=[project.slug])
        assert client.post(url, {"again_risk": "0.05"}).status_code == 302
        call_command("certify", project.slug)
        text = client.get(reverse("annotation:certificate", args=[project.slug])).content.decode()
        assert "What people got wrong" in text
        assert "90.0% confidence" in text
        assert "End reviewing and ask again" not in text

    def test_the_page_takes_as_many_queries_however_many_were_asked_again(
        self, reviewed, project, lead, signed_in, django_assert_max_num_queries
    ):
        ended(project, lead)
        client, page = signed_in(lead), reverse("annotation:certificate", args=[project.slug])
        say(hand_out(project=project, user=lead))
        call_command("certify", project.slug)
        client.get(page)
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        before = len(asked)  # the next request clears the log
        for _turn in range(12):
            say(hand_out(project=project, user=lead))
        call_command("certify", project.slug)
        with django_assert_max_num_queries(before):
            client.get(page)

    def test_by_rest_once(self, reviewed, project, lead, api_client):
        url = "/api/v1/projects/reviews/certificate/again"
        told = api_client(lead).post(url, {"risk": 0.01}, content_type="application/json")
        assert told.status_code == 201
        body = told.json()
        assert (body["pool"], body["risk"], body["state"], body["snapshot"]) == (ROWS, 0.01, "frozen", 1)
        assert api_client(lead).post(url, {}, content_type="application/json").status_code == 409

    @pytest.mark.parametrize("risk", [0, 0.6])
    def test_nonsense_is_refused(self, reviewed, lead, api_client, risk):
        url = "/api/v1/projects/reviews/certificate/again"
        assert api_client(lead).post(url, {"risk": risk}, content_type="application/json").status_code == 422
        assert not Recheck.objects.exists()

    def test_by_the_command(self, reviewed, project, capsys):
        call_command("certify", project.slug, end_review=True, risk=0.02)
        assert "some of 30 rows are asked again" in capsys.readouterr().out
        call_command("certify", project.slug)
        assert "With what people got wrong: at most 30 of 30 labels" in capsys.readouterr().out
        with pytest.raises(CommandError, match="once"):
            call_command("certify", project.slug, end_review=True)


def test_an_answer_that_is_being_changed_when_it_is_drawn_is_left_to_its_author(project, codebook, lead, annotator):
    answered(project, lead, annotator, rows=10)  # a person's last ten can be taken back, whichever is drawn first
    recheck = ended(project, lead)
    first = recheck.rows.order_by("key").first()
    undo(annotation=first.item.annotations.get())
    assignment = hand_out(project=project, user=lead)
    assert assignment.item_id != first.item_id
    assert RecheckRow.objects.get(pk=first.pk).draw == 1
    assert log(recheck)[0] == Removal(True, None)
    assert Resolution.objects.filter(item=first.item).count() == 2
    assert Dispenser.objects.get().snapshot.rechecks_left == 10 - 2


class TestOnceAnotherSnapshotTookItsPlace:
    def test_the_history_keeps_both_bounds_as_they_were_when_it_was_closed(
        self, reviewed, project, lead, annotator, signed_in
    ):
        ended(project, lead)
        say(hand_out(project=project, user=lead))
        before = again(project)
        add_samples(project, 5, start=90)
        bring_up_to_date(project=project)
        say(hand_out(project=project, user=annotator))
        told = certificate_report(project, {})
        [old] = told["history"]
        assert told["again"] is None
        assert old["again"] == before
        reports.store(project, "certificate", told, seen=reports.watermark(project))
        assert "with people" in signed_in(lead).get(reverse("annotation:certificate", args=[project.slug])).text
