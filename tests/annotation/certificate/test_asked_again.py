"""What people got wrong: settled rows asked again by chance, blind, of somebody who never had them."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotation import reports
from annotation.certificate import actions, pool, sweeps
from annotation.certificate.actions import bring_up_to_date, freeze, publish_seed
from annotation.certificate.again import drawn_rows, loss_of
from annotation.certificate.pool import stop_reviewing
from annotation.certificate.reckoning import certificate_report
from annotation.methods.certificate.audit_keys import audit_keys, recheck_keys
from annotation.methods.certificate.bound import bound
from annotation.methods.certificate.removal import Removal
from annotation.models import (
    Annotation,
    Assignment,
    AuditDraw,
    Dispenser,
    Item,
    Joining,
    Recheck,
    RecheckRow,
    Resolution,
    ReviewPolicy,
    Snapshot,
    SnapshotItem,
)
from annotation.models.certificate import Frozen
from annotation.queue.actions.answer import submit
from annotation.queue.actions.correct import correct
from annotation.queue.actions.decide import decide
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.pull import pull
from annotation.queue.actions.undo import undo
from annotation.queue.frames import last_answers, stream_told
from annotation.queue.refusals import AskedAgainBefore, DrawsStand, NobodyToAskAgain, NothingReviewed, ReviewingGoesOn
from generation.encryption import opened
from generation.models import Event, Job, Membership, Sample, User
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


def die(**_given):
    raise SystemExit


def person(project, name: str) -> User:
    user = User.objects.create_user(name)
    Membership.objects.create(project=project, user=user, role="annotator")
    return user


def settled_by(project, lead, people, says=None, *, rows=10) -> Recheck:
    """Rows that these people answered, one after the other, and whose reviewing has ended."""
    ReviewPolicy.objects.create(project=project, overlap_share=1.0, overlap_people=min(3, len(people)), audit_share=0.5)
    add_samples(project, rows)
    pull(project=project)
    freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
    for user in people:
        for _row in range(rows):
            say(
                hand_out(project=project, user=user, stream="active" if user == people[0] else None),
                (says or {}).get(user, "positive"),
            )
    assert set(Item.objects.values_list("state", "answers")) == {("answered", len(people))}
    return ended(project, lead)


def next_in(recheck) -> Annotation:
    """The answer to the row that is drawn next."""
    return Annotation.objects.get(item=recheck.rows.filter(draw=None).order_by("key").values("item")[:1])


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

    def test_where_the_request_is_killed_the_worker_takes_them_in(self, reviewed, project, lead, monkeypatch):
        monkeypatch.setattr(sweeps, "EVERY_S", 0.0)
        sweeps.freeze_again()
        Job.objects.update(state=Job.State.DONE)
        assert not sweeps.is_due(project)
        with monkeypatch.context() as killed:
            killed.setattr(pool, "fill_pool", die)
            with pytest.raises(SystemExit):
                ended(project, lead)
        ReviewPolicy.objects.update(audit_open=False)
        assert sweeps.freeze_again() == 1
        pool.finish_pool(project=project)
        assert Recheck.objects.get().size == ROWS
        assert not sweeps.is_due(project)

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

    def test_it_goes_on_however_many_rows_wait_for_a_third_person(self, reviewed, project, lead):
        recheck = ended(project, lead)
        for _turn in range(7):
            say(hand_out(project=project, user=lead), "negative")
        Item.objects.filter(rechecks__draw__isnull=False).update(state=Item.State.WAITING, answers_needed=3)
        assert hand_out(project=project, user=lead).item.rechecks.get().draw == 8
        recheck.refresh_from_db()
        assert recheck.draws == 8

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

    def test_where_answers_differ_it_is_open_until_a_lead_decides(self, reviewed, project, codebook, lead):
        recheck = ended(project, lead)
        assignment = hand_out(project=project, user=lead)
        say(assignment, "negative")
        assert log(recheck) == [Removal(True, None)]
        item = Item.objects.get(pk=assignment.item_id)
        assert item.state == Item.State.FLAGGED
        decide(item=item, lead=lead, codebook=codebook, answers={"sentiment": "negative"})
        assert log(recheck) == [Removal(True, 1.0)]
        assert Sample.objects.get(pk=item.sample_id).current_label == "negative"

    @pytest.mark.parametrize("before", [2, 3])
    def test_however_many_agreed_before_they_do_not_outvote_who_is_asked_again(
        self, project, codebook, lead, annotator, annotator2, before
    ):
        third = person(project, "cara")
        recheck = settled_by(project, lead, [annotator, annotator2, third][:before])
        say(hand_out(project=project, user=lead), "negative")
        assert log(recheck) == [Removal(True, None)]
        item = Item.objects.get(rechecks__draw=1)
        assert (item.state, item.resolutions.latest("pk").settles) == (Item.State.FLAGGED, False)
        decide(item=item, lead=lead, codebook=codebook, answers={"sentiment": "negative"})
        say(hand_out(project=project, user=lead))
        assert log(recheck) == [Removal(True, 1.0), Removal(True, 0.0)]

    @pytest.mark.parametrize("again", ["positive", "negative"])
    def test_where_people_had_differed_before_who_is_asked_again_says_whether_it_stands(
        self, project, codebook, lead, annotator, annotator2, again
    ):
        third = person(project, "cara")
        says = {annotator: "positive", annotator2: "negative", third: "positive"}
        recheck = settled_by(project, lead, list(says), says)
        assert set(recheck.rows.values_list("label", flat=True)) == {"positive"}
        say(hand_out(project=project, user=lead), again)
        assert log(recheck) == [Removal(True, 0.0 if again == "positive" else None)]
        is_done = Item.State.ANSWERED if again == "positive" else Item.State.FLAGGED
        assert Item.objects.get(rechecks__draw=1).state == is_done

    def test_the_first_author_is_nobody_else_even_where_they_take_their_answer_back(
        self, reviewed, project, lead, annotator, annotator2
    ):
        """The row is drawn while its author holds it again; their next answer says nothing of the one before."""
        recheck = ended(project, lead)
        recent = last_answers(annotator.pk, project.pk)
        while (answer := next_in(recheck)).pk not in recent:
            say(hand_out(project=project, user=lead))
        held = undo(annotation=answer)
        hand_out(project=project, user=lead)
        row = recheck.rows.get(item=answer.item)
        say(Assignment.objects.get(pk=held.pk))
        assert loss_of(drawn_rows(recheck).get(pk=row.pk)) == Removal(True, None)
        assert Item.objects.get(pk=row.item_id).state == Item.State.WAITING
        say(hand_out(project=project, user=annotator2, stream="overlap"))
        assert loss_of(drawn_rows(recheck).get(pk=row.pk)) == Removal(True, 0.0)

    def test_an_author_who_corrects_does_not_do_away_with_who_is_to_be_asked(
        self, project, codebook, lead, annotator, annotator2
    ):
        recheck = settled_by(project, lead, [annotator, annotator2])
        held = hand_out(project=project, user=lead)
        correct(annotation=Annotation.objects.get(item=held.item, user=annotator), answers={"sentiment": "negative"})
        correct(
            annotation=Annotation.objects.valid().get(item=held.item, user=annotator),
            answers={"sentiment": "positive"},
        )
        assert log(recheck) == [Removal(True, None)]
        say(held)
        assert log(recheck) == [Removal(True, 0.0)]

    def test_a_method_that_joins_answers_settles_no_row_that_is_asked_again(self, reviewed, project, codebook, lead):
        recheck = ended(project, lead)
        assignment = hand_out(project=project, user=lead)
        say(assignment)
        joining = Joining.objects.create(project=project, created_by=lead, method="one_coin", confidence=0.8)
        Resolution.objects.create(
            item=assignment.item, label="positive", rule="joined", settles=True, codebook=codebook, joining=joining
        )
        assert log(recheck) == [Removal(True, None)]

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
        # Ten that nobody is asked about before somebody else comes, and of the frozen ones one more than was promised.
        assert told["again"]["at_most_wrong_in_all"] == 10 + min(10, before["at_most_wrong"] + 1)

    def test_an_answer_that_is_seen_only_when_the_pool_is_full_is_in_one_of_the_counts(
        self, project, codebook, lead, annotator
    ):
        """It bears a moment from before the end: for the first promise it is reviewed, and it is not in the pool."""
        ReviewPolicy.objects.create(project=project, overlap_share=0.0, audit_share=0.5)
        add_samples(project, 20)
        pull(project=project)
        freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
        for _turn in range(10):
            say(hand_out(project=project, user=annotator, stream="audit"))
        late = hand_out(project=project, user=annotator, stream="active")
        recheck = ended(project, lead)
        say(late)
        before_the_end = recheck.snapshot.ended_at - timedelta(milliseconds=5)
        Annotation.objects.filter(item=late.item).update(created_at=before_the_end)
        Resolution.objects.filter(item=late.item).update(created_at=before_the_end)
        told = certificate_report(project, {})
        assert (told["reviewed"], told["again"]["pool"], told["again"]["since"]) == (11, 10, 1)
        assert told["again"]["rows"] == 20
        assert told["again"]["at_most_wrong_in_all"] == min(9, told["at_most_wrong"]) + 10 + 1

    def test_annotators_are_not_told(self, reviewed, project, lead, annotator, api_client):
        ended(project, lead)
        told = api_client(annotator).get("/api/v1/projects/reviews/certificate").json()
        assert "again" not in told


class TestWhatIsRefused:
    def test_a_second_time(self, reviewed, project, lead):
        ended(project, lead)
        with pytest.raises(ReviewingGoesOn):
            ended(project, lead)

    def test_a_second_time_of_another_snapshot_under_the_same_codebook(self, reviewed, project, lead, client):
        ended(project, lead)
        say(hand_out(project=project, user=lead))
        add_samples(project, 5, start=100)
        pull(project=project)
        freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
        with pytest.raises(AskedAgainBefore):
            ended(project, lead)
        client.force_login(lead)
        text = client.get(reverse("annotation:certificate", args=[project.slug])).content.decode()
        assert "End reviewing and ask again" not in text

    def test_not_where_nobody_was_asked_yet(self, reviewed, project, lead):
        ended(project, lead)
        add_samples(project, 5, start=100)
        pull(project=project)
        freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
        assert ended(project, lead).size == ROWS

    def test_an_import_opens_no_snapshot_that_would_end_it(self, reviewed, project, lead):
        recheck = ended(project, lead)
        say(hand_out(project=project, user=lead))
        add_samples(project, 5, start=100)
        assert bring_up_to_date(project=project) is None
        assert Dispenser.objects.get(project=project).snapshot == recheck.snapshot
        assert again(project)["asked"] == 1

    def test_another_codebook_does(self, reviewed, project, lead, monkeypatch):
        ended(project, lead)
        add_samples(project, 5, start=100)
        monkeypatch.setattr(actions, "_has_new_codebook", lambda _snapshot: True)
        assert bring_up_to_date(project=project).number == 2

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
        freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
        say(hand_out(project=project, user=annotator))
        told = certificate_report(project, {})
        [old] = told["history"]
        assert told["again"] is None
        assert old["again"] == before
        reports.store(project, "certificate", told, seen=reports.watermark(project))
        assert "with people" in signed_in(lead).get(reverse("annotation:certificate", args=[project.slug])).text
