"""What would break a certificate's promise is refused: methods/human.md 9.10, a line each."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from annotation.certificate.actions import extend, freeze, open_snapshot, publish_seed
from annotation.certificate.frames import removals
from annotation.models import Annotation, Assignment, AuditDraw, Item, ReviewPolicy, Snapshot, SnapshotItem, Stream
from annotation.models.certificate import Frozen
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import skip
from annotation.queue.actions.undo import undo
from annotation.queue.refusals import DrawsStand, SeedIsSecret
from generation.models import MachineLabel
from tests.annotation.conftest import add_samples

pytestmark = pytest.mark.django_db

POSITIVE, NEGATIVE = {"sentiment": "positive"}, {"sentiment": "negative"}


@pytest.fixture
def snapshot(queue, project, lead):
    """Ten frozen rows; one of them was drawn and is held."""
    made = freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
    hand_out(project=project, user=lead, stream=Stream.AUDIT)
    made.refresh_from_db()
    return made


CHANGED = {
    "risk": 0.5, "family_risk": 0.5, "procedure": "B", "reference_rule": "two_adjudicated", "number": 9, "size": 3,
    "label_hash": "0" * 64, "frozen_until": 0, "frozen_at": None, "seed_commitment": "0" * 64,
    "seed_encrypted": "other",
}  # fmt: skip


class TestEditing:
    """Delta, the snapshot or the order, after the first draw."""

    @pytest.mark.parametrize("name", CHANGED)
    def test_nothing_of_a_snapshot_changes_one_by_one_or_many_at_once(self, snapshot, name):
        setattr(snapshot, name, CHANGED[name])
        for how in ({"update_fields": [name]}, {}):
            with pytest.raises(Frozen):
                snapshot.save(**how)
        with pytest.raises(Frozen):
            Snapshot.objects.update(**{name: CHANGED[name]})
        assert getattr(Snapshot.objects.get(), name) != CHANGED[name]

    @pytest.mark.parametrize("changed", [{"label": "negative"}, {"audit_key": 0}, {"item_id": 1}])
    def test_no_label_and_no_place_in_the_order_does(self, snapshot, changed):
        [(name, value)] = changed.items()
        row = snapshot.items.filter(removal=None).last()
        setattr(row, name, value)
        for how in ({"update_fields": [name.removesuffix("_id")]}, {}):
            with pytest.raises(Frozen):
                row.save(**how)
        for many in (SnapshotItem.objects.filter(pk=row.pk), snapshot.items):
            with pytest.raises(Frozen):
                many.update(**{name.removesuffix("_id"): value})
        with pytest.raises(Frozen):
            SnapshotItem.objects.bulk_update([row], [name.removesuffix("_id")])

    def test_no_row_is_taken_in_after_the_first_draw(self, snapshot, project):
        add_samples(project, 2, start=50)
        assert not extend(snapshot=snapshot)
        assert snapshot.items.count() == 10

    def test_no_other_snapshot_is_frozen_until_the_result_pleases(self, snapshot, project, lead):
        with pytest.raises(DrawsStand):
            open_snapshot(project=project, author=lead)


class TestDiscarding:
    """Choosing which answers count, unlucky draws, hard rows."""

    @pytest.mark.parametrize("discard", [
        lambda one: one.draws.get().delete(),
        lambda one: one.draws.all().delete(),
        lambda one: one.draws.update(removal=7),
        lambda one: AuditDraw.objects.update(remaining=1),
        lambda one: one.draws.get().save(),
        lambda one: one.items.filter(removal=None).first().delete(),
        lambda one: one.items.filter(removal=None).delete(),
        lambda one: one.delete(),
        lambda one: Snapshot.objects.all().delete(),
    ])  # fmt: skip
    def test_no_draw_and_no_row_is_discarded(self, snapshot, discard):
        with pytest.raises(Frozen):
            discard(snapshot)
        assert (AuditDraw.objects.count(), snapshot.items.count()) == (1, 10)

    def test_a_skipped_row_stays_an_error_until_it_is_answered(self, snapshot, annotator):
        skip(assignment=Assignment.objects.get())
        assert [(row.removal.audit, row.removal.loss) for row in removals(snapshot.items.all())] == [(True, None)]

    def test_a_row_leaves_the_pool_once(self, snapshot, project, annotator, lead):
        skip(assignment=Assignment.objects.get())
        submit(assignment=hand_out(project=project, user=annotator), answers=NEGATIVE)
        snapshot.refresh_from_db()
        assert (snapshot.removals, AuditDraw.objects.count()) == (1, 1)

    def test_a_find_that_is_taken_back_is_none(self, snapshot):
        answered = submit(assignment=Assignment.objects.get(), answers=NEGATIVE)
        assert [row.removal.loss for row in removals(snapshot.items.all())] == [1.0]
        undo(annotation=answered)
        assert [row.removal.loss for row in removals(snapshot.items.all())] == [None]


class TestTheSeed:
    def test_it_is_neither_exchanged_nor_published_twice(self, snapshot, project, lead):
        publish_seed(project=project, lead=lead, number=1)
        with pytest.raises(SeedIsSecret):
            publish_seed(project=project, lead=lead, number=1)

    @pytest.mark.parametrize("how", ["published", "filling", "closed"])
    def test_nothing_is_drawn_once_it_is_known_while_rows_come_in_or_without_an_audit(
        self, snapshot, project, lead, annotator, how
    ):
        if how == "published":
            publish_seed(project=project, lead=lead, number=1)
        elif how == "filling":
            Snapshot._base_manager.update(frozen_at=None)
        else:
            ReviewPolicy.objects.update(audit_open=False)
        assert hand_out(project=project, user=annotator, stream=Stream.AUDIT) is None
        assert AuditDraw.objects.count() == 1

    def test_no_answer_of_an_api_or_a_page_holds_it(self, snapshot, project, lead, signed_in, api_client):
        page = signed_in(lead).get(reverse("annotation:certificate", args=["reviews"])).text
        told = api_client(lead).get("/api/v1/projects/reviews/certificate").text
        for text in (page, told):
            assert snapshot.seed_commitment in text
            assert snapshot.seed_encrypted not in text
            assert "audit_key" not in text


class TestTelling:
    """Who knows that a row is audited, or what a model said of it, treats it otherwise."""

    @pytest.fixture
    def payloads(self, snapshot, project, annotator, api_client, signed_in, monkeypatch):
        """What an annotator is given of an audit row and of one that the queue chose: API and page."""
        ReviewPolicy.objects.update(suggestion="shown", audit_share=1.0)
        MachineLabel.objects.update(label="negative", probability=0.123)
        client = api_client(annotator)
        given = {}
        for stream, share in ((Stream.AUDIT, 1.0), (Stream.ACTIVE, 0.0)):
            ReviewPolicy.objects.update(audit_share=share)
            taken = client.post("/api/v1/projects/reviews/queue/next", {}, content_type="application/json").json()
            held = Assignment.objects.filter(user=annotator).latest("pk")
            assert held.stream == stream
            given[stream] = taken
        given["page"] = signed_in(annotator).get(reverse("annotation:review", args=["reviews"])).text
        return given

    def test_an_audit_row_looks_like_any_other(self, payloads):
        audit, active = payloads[Stream.AUDIT], payloads[Stream.ACTIVE]
        assert audit.keys() == active.keys()
        assert (audit["suggestion"], audit["stream"]) == (active["suggestion"], active["stream"]) == (None, "review")
        for part in ("sample", "lease"):
            assert audit[part].keys() == active[part].keys()
        assert "audit" not in str(audit).lower()
        assert "0.123" not in str(audit) + payloads["page"]

    def test_nor_does_the_page_tell(self, payloads):
        assert "Review " in payloads["page"]
        assert "stream" not in payloads["page"].lower()


class TestOtherAnswers:
    """Only audit draws are audits; only people are a reference."""

    def test_an_active_answer_is_no_audit(self, snapshot, project, annotator):
        submit(assignment=hand_out(project=project, user=annotator, stream=Stream.ACTIVE), answers=POSITIVE)
        taken = [(row.removal.audit, row.removal.loss) for row in removals(snapshot.items.all())]
        assert taken == [(True, None), (False, 0.0)]

    def test_a_model_that_agrees_settles_nothing(self, snapshot, lead):
        drawn = AuditDraw.objects.get().item
        for source in ("peer #1", "peer #2", "peer #3"):
            MachineLabel.objects.create(sample=drawn.sample, question="sentiment", source=source, label="positive")
        assert [row.removal.loss for row in removals(snapshot.items.all())] == [None]

    def test_a_row_with_a_given_reference_is_not_in_the_pool(self, snapshot, project):
        sample = snapshot.items.filter(removal=None).last().item.sample
        assert sample.label_source == "machine"
        assert not Item.objects.filter(state=Item.State.GOLD, snapshot_items__snapshot=snapshot).exists()

    def test_an_answer_given_with_the_label_in_sight_is_recorded_as_such(self, snapshot):
        assert submit(assignment=Assignment.objects.get(), answers=POSITIVE).blind
        assert Annotation.objects.get().stream == Stream.AUDIT


KEYS_MAY_BE_READ = {
    "annotation/certificate/actions.py",  # which makes them
    "annotation/queue/actions/fresh.py",  # which draws by them
    "annotation/models/certificate.py",
}


def test_no_other_code_reads_the_secret_order():
    """A queue or a model that knew it could clear the rows that an audit would find wrong."""
    root = Path(settings.BASE_DIR)
    readers = set()
    for path in [*root.glob("annotation/**/*.py"), *root.glob("generation/**/*.py"), *root.glob("synthlab/**/*.py")]:
        if "migrations" in path.parts or "audit_key" not in path.read_text():
            continue
        names = {
            name
            for node in ast.walk(ast.parse(path.read_text()))
            for name in (getattr(node, "attr", None), getattr(node, "arg", None), getattr(node, "value", None))
            if isinstance(name, str)
        }
        if any(name.lstrip("-").split("__")[-1] == "audit_key" for name in names):
            readers.add(str(path.relative_to(root)))
    assert readers <= KEYS_MAY_BE_READ
    assert "annotation/queue/actions/fresh.py" in readers  # so that a new spelling does not hide them all


def test_inside_the_queue_one_function_alone_reads_it():
    tree = ast.parse((Path(settings.BASE_DIR) / "annotation/queue/actions/fresh.py").read_text())
    reading = {
        function.name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and "audit_key" in ast.unparse(function)
    }
    assert reading == {"_audit"}
