"""Freezing the rows that a certificate speaks of."""

import pytest

from annotation.certificate.actions import (
    bring_up_to_date,
    chained,
    fill,
    freeze,
    freeze_step,
    open_snapshot,
    publish_seed,
)
from annotation.methods.certificate.audit_keys import audit_keys, commitment
from annotation.models import AuditDraw, Dispenser, Item, ReviewPolicy, Snapshot, SnapshotItem, Stream
from annotation.models.certificate import Frozen
from annotation.queue.actions import dispense
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import skip
from annotation.queue.actions.pull import pull
from annotation.queue.refusals import DrawsStand, NothingToCertify, SeedIsSecret
from generation.models import Event, Origin, Sample
from tests.annotation.conftest import add_samples

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]


def frozen(project, lead, **chosen) -> Snapshot:
    return freeze(project=project, lead=lead, **({"risk": 0.05, "reference_rule": "one_blind"} | chosen))


def test_it_holds_the_machine_labelled_rows_that_nobody_had(queue, project, lead, annotator):
    add_samples(project, 3, start=20, label="", origin=Origin.UNLABELLED)
    had = hand_out(project=project, user=annotator)
    snapshot = frozen(project, lead)
    assert snapshot.size == 9
    assert not SnapshotItem.objects.filter(item=had.item).exists()
    assert set(SnapshotItem.objects.values_list("label", flat=True)) == {"positive"}


def test_it_opens_the_audit_and_is_written_down(queue, project, lead):
    snapshot = frozen(project, lead, risk=0.1, reference_rule="two_adjudicated")
    assert ReviewPolicy.objects.get().audit_open
    detail = Event.objects.get(verb="certificate.frozen").detail
    assert (detail["risk"], detail["seed_commitment"]) == (0.1, snapshot.seed_commitment)


def test_the_hash_does_not_depend_on_the_steps(queue, project, lead, monkeypatch):
    monkeypatch.setattr("annotation.certificate.actions.STEP", 3)
    snapshot = frozen(project, lead)
    rows = list(SnapshotItem.objects.order_by("item_id").values_list("item_id", "label"))
    assert snapshot.label_hash == chained("", rows)


def test_it_goes_on_where_it_was_cut_off(queue, project, lead, monkeypatch):
    monkeypatch.setattr("annotation.certificate.actions.STEP", 4)
    snapshot = open_snapshot(project=project, author=lead)
    assert not freeze_step(snapshot=snapshot)
    bring_up_to_date(project=project)
    snapshot.refresh_from_db()
    assert (Snapshot.objects.count(), snapshot.size) == (1, 10)


def test_what_is_handed_out_while_it_fills_counts_as_removed(queue, project, lead, annotator, monkeypatch):
    monkeypatch.setattr("annotation.certificate.actions.STEP", 4)
    snapshot = open_snapshot(project=project, author=lead)
    freeze_step(snapshot=snapshot)
    had = hand_out(project=project, user=annotator)
    fill(snapshot=snapshot)
    snapshot.refresh_from_db()
    row = SnapshotItem.objects.filter(item=had.item).first()
    assert (row.removal, row.stream) == (1, "active") if row else snapshot.size == 9
    assert snapshot.size - snapshot.removals == Item.objects.filter(state=Item.State.OPEN).count()


def test_no_audit_is_drawn_before_it_is_full(queue, project, lead, annotator, monkeypatch):
    monkeypatch.setattr("annotation.certificate.actions.STEP", 4)
    snapshot = open_snapshot(project=project, author=lead)
    ReviewPolicy.objects.update(audit_open=True)
    freeze_step(snapshot=snapshot)
    monkeypatch.setattr(dispense.chance, "random", lambda: 0.0)
    assert hand_out(project=project, user=annotator).stream == Stream.ACTIVE


def test_there_must_be_something_to_certify(project, codebook, lead):
    add_samples(project, 3, label="")
    with pytest.raises(NothingToCertify):
        frozen(project, lead)


def test_it_is_not_exchanged_once_audits_were_drawn(queue, project, lead):
    frozen(project, lead)
    frozen(project, lead, risk=0.01)  # nobody had drawn yet
    hand_out(project=project, user=lead, stream=Stream.AUDIT)
    with pytest.raises(DrawsStand):
        frozen(project, lead)
    assert Snapshot.objects.count() == 2


def test_new_labels_open_a_new_one(queue, project, lead):
    frozen(project, lead, risk=0.1)
    hand_out(project=project, user=lead, stream=Stream.AUDIT)
    assert bring_up_to_date(project=project) is None
    add_samples(project, 2, start=20)
    second = bring_up_to_date(project=project)
    assert (second.number, second.size, second.risk) == (2, 11, 0.1)


class TestNewRowsBeforeTheFirstDraw:
    """Nothing rests on the snapshot yet, so it takes them in: a copy of a large pool for every small import is dear."""

    @pytest.fixture
    def snapshot(self, queue, project, lead):
        return frozen(project, lead)

    def test_it_takes_them_in_instead_of_being_copied(self, snapshot, project):
        for start in range(20, 25):
            add_samples(project, 1, start=start)
            assert bring_up_to_date(project=project) == snapshot
        snapshot.refresh_from_db()
        assert (Snapshot.objects.count(), snapshot.size, SnapshotItem.objects.count()) == (1, 15, 15)
        assert snapshot.frozen_at
        rows = list(SnapshotItem.objects.order_by("pk").values_list("item_id", "label"))
        assert snapshot.label_hash == chained("", rows)

    def test_what_left_the_pool_before_stays_removed(self, snapshot, project, lead, annotator):
        had = hand_out(project=project, user=annotator, stream=Stream.ACTIVE)
        add_samples(project, 2, start=20)
        bring_up_to_date(project=project)
        assert SnapshotItem.objects.get(item=had.item).removal == 1
        hand_out(project=project, user=lead, stream=Stream.AUDIT)
        assert list(AuditDraw.objects.values_list("removal", "remaining")) == [(2, 11)]

    def test_old_rows_that_get_their_first_label_come_in_too(self, project, lead, policy, codebook):
        [late, *_others] = add_samples(project, 3, label="", origin=Origin.UNLABELLED)
        add_samples(project, 4, start=10)
        snapshot = frozen(project, lead)
        Sample.objects.filter(pk=late.pk).update(current_label="positive", label_source="machine")
        assert bring_up_to_date(project=project) == snapshot
        assert SnapshotItem.objects.filter(item__sample=late).exists()
        assert Snapshot.objects.get().size == SnapshotItem.objects.count() == 5

    def test_it_is_written_down(self, snapshot, project):
        add_samples(project, 1, start=20)
        bring_up_to_date(project=project)
        assert Event.objects.get(verb="certificate.extended").subject == str(snapshot)

    def test_labels_that_changed_open_a_new_one_all_the_same(self, snapshot, queue, project):
        add_samples(project, 1, start=20)
        Sample.objects.filter(pk=queue[0].pk).update(current_label="negative")
        assert bring_up_to_date(project=project).number == 2


def test_changed_labels_open_a_new_one(queue, project, lead):
    frozen(project, lead)
    hand_out(project=project, user=lead, stream=Stream.AUDIT)
    left = SnapshotItem.objects.filter(removal=None).first().item.sample_id
    Sample.objects.filter(pk=left).update(current_label="negative")
    assert bring_up_to_date(project=project).number == 2


def test_what_the_promise_rests_on_cannot_be_edited(queue, project, lead):
    snapshot = frozen(project, lead)
    snapshot.risk = 0.5
    with pytest.raises(Frozen):
        snapshot.save()
    with pytest.raises(Frozen):
        snapshot.save(update_fields=["risk"])
    hand_out(project=project, user=lead, stream=Stream.AUDIT)
    with pytest.raises(Frozen):
        AuditDraw.objects.get().delete()


def test_the_published_seed_replays_the_draws(queue, project, lead, annotator):
    snapshot = frozen(project, lead)
    drawn = [hand_out(project=project, user=lead, stream=Stream.AUDIT).item_id for _ in range(5)]
    keys = dict(SnapshotItem.objects.values_list("item_id", "audit_key"))
    published = publish_seed(project=project, lead=lead, number=1).published_seed
    assert commitment(published) == snapshot.seed_commitment
    assert dict(zip(keys, audit_keys(published, keys), strict=True)) == keys
    assert drawn == sorted(keys, key=keys.get)[:5]
    assert hand_out(project=project, user=annotator, stream=Stream.AUDIT) is None
    with pytest.raises(SeedIsSecret):
        publish_seed(project=project, lead=lead, number=1)


class TestDraws:
    """The dispenser under an open audit."""

    @pytest.fixture(autouse=True)
    def snapshot(self, queue, project, lead):
        return frozen(project, lead)

    def test_an_audit_draw_is_the_smallest_key_left(self, project, lead):
        first = SnapshotItem.objects.order_by("audit_key").first()
        assignment = hand_out(project=project, user=lead, stream=Stream.AUDIT)
        assert (assignment.item_id, assignment.blind, assignment.probability) == (first.item_id, True, 0.1)

    def test_the_coin_decides_and_the_probability_says_so(self, project, annotator, monkeypatch):
        monkeypatch.setattr(dispense.chance, "random", lambda: 0.2)
        audit = hand_out(project=project, user=annotator)
        monkeypatch.setattr(dispense.chance, "random", lambda: 0.3)
        active = hand_out(project=project, user=annotator)
        assert (audit.stream, audit.probability) == (Stream.AUDIT, pytest.approx(0.25 / 10))
        assert (active.stream, active.probability) == (Stream.ACTIVE, None)

    def test_one_order_holds_all_removals(self, project, lead, snapshot):
        streams = [Stream.ACTIVE, Stream.AUDIT, Stream.AUDIT, Stream.ACTIVE]
        for stream in streams:
            hand_out(project=project, user=lead, stream=stream)
        rows = SnapshotItem.objects.filter(removal__isnull=False).order_by("removal")
        assert list(rows.values_list("removal", "stream")) == list(enumerate(streams, start=1))
        assert list(AuditDraw.objects.values_list("removal", "remaining")) == [(2, 9), (3, 8)]

    def test_a_skipped_audit_item_stays_an_audit_item(self, project, lead, annotator):
        first = hand_out(project=project, user=lead, stream=Stream.AUDIT)
        skip(assignment=first)
        again = hand_out(project=project, user=annotator)
        assert (again.item_id, again.stream) == (first.item_id, Stream.AUDIT)
        assert AuditDraw.objects.count() == 1

    def test_a_closed_audit_still_orders_the_removals(self, project, annotator, monkeypatch):
        ReviewPolicy.objects.update(audit_open=False)
        monkeypatch.setattr(dispense.chance, "random", lambda: 0.0)
        hand_out(project=project, user=annotator)
        assert list(SnapshotItem.objects.filter(removal=1).values_list("stream", flat=True)) == ["active"]

    def test_two_adjudicated_asks_two_people(self, project, lead, snapshot, annotator):
        Snapshot.objects.update(reference_rule="two_adjudicated")
        first = hand_out(project=project, user=lead, stream=Stream.AUDIT)
        submit(assignment=first, answers={"sentiment": "positive"})
        second = hand_out(project=project, user=annotator)
        assert (second.item_id, second.stream) == (first.item_id, Stream.OVERLAP)

    def test_all_rows_are_handed_out_once(self, project, annotator, annotator2, snapshot):
        for turn in range(10):
            hand_out(project=project, user=[annotator, annotator2][turn % 2])
        snapshot.refresh_from_db()
        assert snapshot.removals == 10
        assert Dispenser.objects.get().open_items == 0
        pull(project=project)
        assert hand_out(project=project, user=annotator) is None
