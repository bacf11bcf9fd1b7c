"""Procedure B: labels of low risk are accepted unseen, and people review what lies above (methods/human.md 9.8)."""

import json
import random
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from annotation import reports
from annotation.certificate.actions import bring_up_to_date, chained, freeze
from annotation.certificate.frames import removals
from annotation.certificate.reckoning import certificate_report
from annotation.certificate.risks import UNKNOWN, ends_of, order_of
from annotation.methods.certificate.audit_keys import audit_keys, order_keys
from annotation.methods.certificate.removal import Removal
from annotation.methods.certificate.tails import TailBets, tail_sizes
from annotation.models import Item, ReviewPolicy, Signal, Snapshot, SnapshotItem, Stream
from annotation.models.certificate import Frozen
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.pull import pull
from annotation.queue.refusals import LimitOfTail, NoRiskOrder
from annotation.stopping.report import stopping_report
from generation.encryption import opened
from generation.models import Event
from tests.annotation.conftest import add_samples

pytestmark = pytest.mark.django_db
PATH = "/api/v1/projects/reviews/certificate"
B = {"risk": 0.05, "reference_rule": "one_blind", "procedure": "B", "limit": 0.1}


def suspect(samples, values) -> None:
    Signal.objects.bulk_create(
        Signal(project_id=sample.project_id, sample=sample, name="suspicion", value=value)
        for sample, value in zip(samples, values, strict=True)
    )


@pytest.fixture
def rows(project, codebook, policy):
    """Hundred rows, the later the more suspicious; the last twenty are wrong."""
    samples = add_samples(project, 100)
    suspect(samples, [number / 100 for number in range(100)])
    pull(project=project)
    return samples


@pytest.fixture
def snapshot(rows, project, lead):
    return freeze(project=project, lead=lead, **B)


def answer(project, lead, rows, count, *, stream="audit"):
    wrong = {sample.pk for sample in rows[80:]}
    for _turn in range(count):
        assignment = hand_out(project=project, user=lead, stream=stream)
        says = "negative" if assignment.item.sample_id in wrong else "positive"
        submit(assignment=assignment, answers={"sentiment": says})


class TestTheFreeze:
    def test_procedure_limit_and_each_rows_risk_are_fixed_with_it(self, snapshot, rows):
        assert (snapshot.procedure, snapshot.limit) == ("B", 0.1)
        frozen = dict(SnapshotItem.objects.values_list("item__sample", "risk"))
        assert frozen == {sample.pk: number / 100 for number, sample in enumerate(rows)}
        told = snapshot.items.order_by("item").values_list("item", "risk")
        assert snapshot.risk_hash == chained("", [(item, repr(risk)) for item, risk in told])
        assert Event.objects.get(verb="certificate.frozen").detail["limit"] == 0.1

    def test_a_later_score_moves_nothing(self, snapshot, project):
        before = order_of(snapshot)
        Signal.objects.update(value=0.5)
        assert order_of(snapshot) == before

    def test_a_row_that_nobody_scored_is_the_most_at_risk(self, rows, project, lead):
        Signal.objects.filter(sample=rows[0]).delete()
        snapshot = freeze(project=project, lead=lead, **B)
        assert snapshot.items.get(item__sample=rows[0]).risk == UNKNOWN
        assert order_of(snapshot).samples[-1] == rows[0].pk

    def test_equal_risks_are_in_a_secret_order_that_tells_nothing_of_the_draws(self, rows, project, lead):
        Signal.objects.update(value=0.5)
        snapshot = freeze(project=project, lead=lead, **B)
        seed, items = opened(snapshot.seed_encrypted), list(snapshot.items.values_list("item", flat=True))
        of_order, of_draws = order_keys(seed, items), audit_keys(seed, items)
        assert order_of(snapshot).items == [item for _key, item in sorted(zip(of_order, items, strict=True))]
        assert not set(of_order) & set(of_draws)

    @pytest.mark.parametrize("chosen", [{"limit": None}, {"limit": 0}, {"limit": 1}, {"procedure": "A"}])
    def test_a_limit_belongs_to_procedure_b(self, rows, project, lead, chosen):
        with pytest.raises(LimitOfTail):
            freeze(project=project, lead=lead, **(B | chosen))
        assert not Snapshot.objects.exists()

    def test_without_any_score_there_is_no_order(self, queue, project, lead):
        with pytest.raises(NoRiskOrder):
            freeze(project=project, lead=lead, **B)

    def test_the_next_snapshot_goes_by_the_same(self, snapshot, project, lead):
        hand_out(project=project, user=lead, stream="audit")
        add_samples(project, 2, start=200)
        second = bring_up_to_date(project=project)
        assert (second.procedure, second.limit) == ("B", 0.1)

    def test_procedure_a_freezes_no_order(self, rows, project, lead):
        snapshot = freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
        assert (snapshot.limit, snapshot.risk_hash, order_of(snapshot)) == (None, "", None)
        assert not snapshot.items.exclude(risk=None).exists()


class TestWhatBreaksItIsRefused:
    """methods/human.md 9.10: delta, the snapshot or the order after the first draw."""

    @pytest.fixture
    def drawn(self, snapshot, project, lead):
        hand_out(project=project, user=lead, stream="audit")
        snapshot.refresh_from_db()
        return snapshot

    @pytest.mark.parametrize("changed", [{"limit": 0.5}, {"procedure": "A"}, {"risk": 0.5}, {"risk_hash": "0" * 64}])
    def test_nothing_of_the_promise_changes(self, drawn, changed):
        [(name, value)] = changed.items()
        setattr(drawn, name, value)
        for how in ({"update_fields": [name]}, {}):
            with pytest.raises(Frozen):
                drawn.save(**how)
        with pytest.raises(Frozen):
            Snapshot.objects.update(**changed)

    def test_no_place_in_the_risk_order_does(self, drawn):
        row = drawn.items.filter(removal=None).first()
        row.risk = 0.0
        for how in ({"update_fields": ["risk"]}, {}):
            with pytest.raises(Frozen):
                row.save(**how)
        with pytest.raises(Frozen):
            drawn.items.update(risk=0.0)
        with pytest.raises(Frozen):
            SnapshotItem.objects.bulk_update([row], ["risk"])

    def test_no_other_procedure_is_chosen_once_rows_were_drawn(self, drawn, project, lead):
        with pytest.raises(Exception, match="have been drawn"):
            freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")

    def test_the_database_knows_which_procedure_has_a_limit(self, snapshot):
        with pytest.raises(IntegrityError), transaction.atomic():
            Snapshot.objects.update(limit=None)


class TestWhatItComesTo:
    def test_before_any_audit_only_as_many_are_accepted_as_may_be_wrong(self, snapshot, project):
        told = certificate_report(project, {})
        assert (told["at_most_wrong"], told["bound"]) == (100, 1.0)
        assert (told["tail"]["rows"], told["tail"]["to_review"], told["tail"]["may_end"]) == (10, 90, False)

    def test_it_is_what_the_method_makes_of_the_log(self, snapshot, project, lead, rows):
        answer(project, lead, rows, 60)
        told, bets = certificate_report(project, {}), TailBets(100, limit=0.1, risk=0.05)
        place = {item: number for number, item in enumerate(order_of(snapshot).items)}
        for row in removals(snapshot.items.all()):
            bets.remove(place[row.item], row.removal)
        tail = told["tail"]
        assert tail["rows"] == bets.tail().rows > 50
        assert tail["to_review"] == bets.people_in_all() - 60
        assert told["at_most_wrong"] == tail["may_be_wrong"] + tail["to_review"]

    def test_the_limit_holds_once_people_settled_all_above(self, snapshot, project, lead, rows):
        answer(project, lead, rows, 60)
        while certificate_report(project, {})["tail"]["to_review"]:
            item = order_of(snapshot).items
            left = set(snapshot.items.filter(removal=None).values_list("item", flat=True))
            top = next(one for one in reversed(item) if one in left)
            Item.objects.filter(pk=top).update(priority=1.5)
            answer(project, lead, rows, 1, stream=Stream.ACTIVE)
        told = certificate_report(project, {})
        assert told["reviewed"] < 100
        assert told["at_most_wrong"] <= told["tail"]["allowed"] == 10

    def test_an_open_row_above_waits_for_review(self, snapshot, project, lead, rows):
        before = certificate_report(project, {})["tail"]
        hand_out(project=project, user=lead, stream="audit")
        assert certificate_report(project, {})["tail"]["to_review"] == before["to_review"]

    def test_enough_sends_to_the_certificate(self, snapshot, project):
        assert stopping_report(project, {}) == {"reason": "tail"}

    def test_whoever_may_be_asked_hears_of_the_log_up_to_its_first_open_row(
        self, snapshot, project, lead, annotator, rows, api_client
    ):
        hand_out(project=project, user=annotator, stream="audit")
        answer(project, lead, rows, 30)
        reports.store(project, "certificate", certificate_report(project, {}), seen=reports.watermark(project))
        theirs, leads = (api_client(user).get(PATH).json() for user in (annotator, lead))
        assert (theirs["tail"]["rows"], theirs["bound"]) == (10, 1.0)
        assert leads["tail"]["rows"] > 10


class TestItIsBrokenNoMoreOftenThanItsRisk:
    def test_in_many_lives_with_a_queue_that_works(self):
        """Rows above a tail are answered in between; a look after each audit. 300 lives, 5 % and three errors of it."""
        size, limit, broken = 200, 0.05, 0
        for life in range(300):
            rng = random.Random(life)
            wrong = [rng.random() < 0.02 + 0.2 * place / size for place in range(size)]
            bets, left = TailBets(size, limit=limit, risk=0.05), list(range(size))
            for turn in range(120):
                place = rng.choice(left) if turn % 2 else left[-1]
                left.remove(place)
                bets.remove(place, Removal(turn % 2 == 1, float(wrong[place])))
                if sum(wrong[: bets.tail().rows]) > limit * size:
                    broken += 1
                    break
        assert broken / 300 <= 0.05 + 3 * (0.05 * 0.95 / 300) ** 0.5


class TestTheWaysIn:
    def test_by_rest(self, rows, api_client, lead):
        client = api_client(lead)
        body = client.post(PATH, B, content_type="application/json").json()
        assert (body["procedure"], body["limit"]) == ("B", 0.1)
        assert client.get(PATH).json()["limit"] == 0.1

    def test_by_rest_without_a_limit_it_is_409(self, rows, api_client, lead):
        answered = api_client(lead).post(PATH, {"procedure": "B"}, content_type="application/json")
        assert (answered.status_code, "limit" in answered.json()["detail"]) == (409, True)

    def test_on_the_command_line(self, rows, project, lead):
        call_command("certify", "reviews", freeze=True, procedure="B", limit=0.1, stdout=StringIO())
        answer(project, lead, rows, 60)
        out = StringIO()
        call_command("certify", "reviews", stdout=out)
        assert "labels of low risk are accepted unseen" in out.getvalue()
        with pytest.raises(CommandError, match="limit"):
            call_command("certify", "reviews", freeze=True, procedure="B")

    def test_by_the_form(self, rows, client, lead, project):
        client.force_login(lead)
        path = reverse("annotation:certificate", args=["reviews"])
        chosen = {"risk": "0.05", "reference_rule": "one_blind", "procedure": "B"}
        refused = client.post(path, chosen)
        assert (refused.status_code, "Choose how many labels may be wrong" in refused.content.decode()) == (422, True)
        assert client.post(path, chosen | {"limit": "0.1"}).status_code == 302
        assert Snapshot.objects.get().limit == 0.1
        answer(project, lead, rows, 40)
        reports.store(project, "certificate", certificate_report(project, {}), seen=reports.watermark(project))
        page = client.get(path).content.decode()
        assert "Labels of low risk, accepted unseen" in page
        assert "have still to be reviewed" in page

    def test_a_limit_chosen_for_all_labels_together_is_none(self, rows, client, lead):
        client.force_login(lead)
        chosen = {"risk": "0.05", "reference_rule": "one_blind", "procedure": "A", "limit": "0.1"}
        client.post(reverse("annotation:certificate", args=["reviews"]), chosen)
        assert (Snapshot.objects.get().procedure, Snapshot.objects.get().limit) == ("A", None)


def test_the_ends_of_the_tails_are_their_last_rows(snapshot):
    order = order_of(snapshot)
    assert ends_of(order) == [order.items[size - 1] for size in tail_sizes(100)]
    assert json.dumps(ends_of(order))
    assert ReviewPolicy.objects.get().audit_open
