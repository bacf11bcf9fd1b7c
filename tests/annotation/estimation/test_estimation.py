"""A sample within strata: drawn by secret key, handed out unseen among the others, and of no use to the certificate."""

import json
import random
from io import StringIO

import numpy as np
import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotation import reports
from annotation.certificate.actions import freeze, publish_seed
from annotation.certificate.frames import removals
from annotation.certificate.reckoning import certificate_report
from annotation.estimation.actions import draw_estimation
from annotation.estimation.asking import end_estimation, order_estimation
from annotation.estimation.frames import left_of
from annotation.estimation.report import estimation_report, sample_told
from annotation.methods.certificate.bound import bound
from annotation.methods.certificate.removal import Removal
from annotation.methods.estimators.simulated import simulated
from annotation.models import Annotation, Assignment, AuditDraw, Dispenser, Estimation, Signal, Stream
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.pull import pull
from annotation.queue.frames import REVIEW, stream_told
from generation.models import Event, Job
from tests.annotation.conftest import add_samples, throw

pytestmark = pytest.mark.django_db

RIGHT, WRONG = {"sentiment": "positive"}, {"sentiment": "negative"}


@pytest.fixture
def samples(project, codebook, policy):
    """120 rows: of the first half the labels are doubted."""
    rows = add_samples(project, 120)
    pull(project=project)
    Signal.objects.bulk_create(
        Signal(project=project, sample=row, name="wrong_probability", value=0.4 if at < 60 else 0.02)
        for at, row in enumerate(rows)
    )
    return rows


@pytest.fixture
def snapshot(project, samples, lead):
    return freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")


@pytest.fixture
def sample(project, snapshot, lead):
    made = order_estimation(project=project, by=lead, looks=60)
    draw_estimation(estimation=made)
    made.refresh_from_db()
    return made


def ask(project, user, said=RIGHT, stream=Stream.SAMPLE) -> Assignment | None:
    given = hand_out(project=project, user=user, stream=stream)
    if given:
        submit(assignment=given, answers=said)
    return given


class TestDrawing:
    def test_groups_of_like_risk_are_looked_at_by_their_sizes(self, sample):
        """Not most where the chances say that errors spread: that is wider than no groups where they are wrong."""
        calm, risky = sample.strata
        assert (calm["rows"], risky["rows"]) == (60, 60)
        assert (calm["expected"], risky["expected"]) == pytest.approx((0.02, 0.4))
        assert (calm["looks"], risky["looks"]) == (30, 30)

    def test_each_row_keeps_the_chance_with_which_it_was_drawn(self, sample):
        assert sum(1 / row.probability for row in sample.rows.all()) == pytest.approx(120)
        assert {row.probability for row in sample.rows.filter(stratum=0)} == {sample.strata[0]["looks"] / 60}

    def test_the_rows_hang_on_the_seed_alone(self, project, snapshot, lead, sample):
        first = set(sample.rows.values_list("item", flat=True))
        again = Estimation.objects.create(
            project=project, number=2, snapshot=snapshot, looks=60, ended_at=sample.created_at,
            seed_commitment=sample.seed_commitment, seed_encrypted=sample.seed_encrypted,
        )  # fmt: skip
        Estimation.objects.filter(pk=sample.pk).update(ended_at=sample.created_at)
        Estimation.objects.filter(pk=again.pk).update(ended_at=None)
        again.refresh_from_db()
        draw_estimation(estimation=again)
        assert set(again.rows.values_list("item", flat=True)) == first

    def test_drawing_twice_draws_once(self, sample):
        assert not draw_estimation(estimation=sample)
        assert sample.rows.count() == 60

    def test_it_stands_in_the_audit_log(self, sample):
        told = Event.objects.get(verb="estimation.ordered")
        assert told.detail["looks"] == 60
        assert told.detail["seed_commitment"] == sample.seed_commitment


class TestHandingOut:
    def test_its_rows_are_blind_and_nobody_is_told(self, project, sample, annotator, policy):
        given = hand_out(project=project, user=annotator, stream=Stream.SAMPLE)
        row = sample.rows.order_by("key").first()
        assert (given.item_id, given.probability, given.blind) == (row.item_id, row.probability, True)
        policy.refresh_from_db()
        assert stream_told(given, policy) == REVIEW
        other = hand_out(project=project, user=annotator, stream=Stream.ACTIVE)
        assert other.blind  # nothing tells one from the other

    def test_they_come_among_the_others(self, project, sample, annotator, monkeypatch):
        throw(monkeypatch, random.Random(5))
        streams = [ask(project, annotator, stream=None).stream for _turn in range(60)]
        assert {Stream.AUDIT, Stream.ACTIVE, Stream.SAMPLE} == set(streams)
        assert 4 <= streams.count(Stream.SAMPLE) <= 22  # a quarter of three quarters

    def test_all_handed_out_are_looked_for_no_more(self, project, sample, annotator):
        for _turn in range(60):
            ask(project, annotator)
        assert ask(project, annotator) is None
        assert Dispenser.objects.get(project=project).estimation_id is None

    def test_none_comes_once_it_is_ended(self, project, sample, lead, annotator):
        end_estimation(project=project, by=lead, number=1)
        assert hand_out(project=project, user=annotator, stream=Stream.SAMPLE) is None
        with pytest.raises(ValidationError, match="not under way"):
            end_estimation(project=project, by=lead, number=1)

    def test_none_comes_once_the_audit_is_closed(self, project, sample, annotator, policy):
        policy.refresh_from_db()
        policy.audit_open = False
        policy.save()
        assert hand_out(project=project, user=annotator, stream=Stream.SAMPLE) is None


class TestTheCertificate:
    """The promise must not move by whether rows were handed out for the sample or by the queue's choice."""

    def test_its_rows_count_as_chosen_ones_and_never_as_audits(self, project, snapshot, sample, annotator):
        for turn in range(30):
            ask(
                project,
                annotator,
                WRONG if turn % 7 == 0 else RIGHT,
                stream=Stream.AUDIT if turn % 3 else Stream.SAMPLE,
            )
        snapshot.refresh_from_db()
        log = [row.removal for row in removals(snapshot.items.all())]
        streams = snapshot.items.filter(removal__isnull=False).order_by("removal").values_list("stream", flat=True)
        as_active = [Removal(stream == Stream.AUDIT, one.loss) for one, stream in zip(log, streams, strict=True)]
        assert log == as_active
        assert AuditDraw.objects.filter(snapshot=snapshot).count() == 20
        told = certificate_report(project, {})
        assert (told["audits"], told["active"]) == (20, 10)
        assert told["at_most_wrong"] == bound(120, as_active, risk=0.05).remaining

    def test_an_answer_to_it_brings_no_evidence(self, project, snapshot, sample, annotator):
        ask(project, annotator, stream=Stream.AUDIT)
        before = certificate_report(project, {})
        for _turn in range(20):
            ask(project, annotator)
        after = certificate_report(project, {})
        assert (after["audits"], after["audit_errors"]) == (before["audits"], before["audit_errors"])
        assert after["at_most_wrong"] == min(before["at_most_wrong"], 119 - 20)

    def test_every_row_takes_its_number_in_the_one_order_of_removals(self, project, snapshot, sample, annotator):
        for stream in (Stream.SAMPLE, Stream.AUDIT, Stream.ACTIVE, Stream.SAMPLE, Stream.AUDIT):
            ask(project, annotator, stream=stream)
        gone = snapshot.items.filter(removal__isnull=False).order_by("removal")
        assert list(gone.values_list("removal", "stream")) == [
            (1, "sample"), (2, "audit"), (3, "active"), (4, "sample"), (5, "audit"),
        ]  # fmt: skip
        assert list(AuditDraw.objects.values_list("remaining", flat=True)) == [119, 116]

    def test_two_answers_are_asked_for_where_the_rule_says_so(self, project, samples, lead, annotator):
        freeze(project=project, lead=lead, risk=0.05, reference_rule="two_adjudicated")
        draw_estimation(estimation=order_estimation(project=project, by=lead, looks=20))
        given = ask(project, annotator)
        given.item.refresh_from_db()
        assert given.item.answers_needed == 2


class TestWhatItTells:
    def test_answers_speak_for_their_strata(self, project, sample, annotator):
        wrong = set(sample.rows.filter(stratum=1).order_by("key").values_list("item", flat=True)[:7])
        while given := hand_out(project=project, user=annotator, stream=Stream.SAMPLE):
            submit(assignment=given, answers=WRONG if given.item_id in wrong else RIGHT)
        told = sample_told(sample)
        looks = sample.strata[1]["looks"]
        assert told["estimate"] == pytest.approx(0.5 * 7 / looks)
        assert told["low"] < told["estimate"] < told["high"]
        assert (told["answered"], told["wrong"], told["open"]) == (60, 7, 0)
        assert told["shown"]
        assert told["simulated"]["covered"] >= 0.94
        assert told["simulated"]["width"] < told["simulated"]["plain_width"]

    def test_one_that_would_be_wider_where_the_chances_are_wrong_has_no_interval(self, sample, project, annotator):
        """As samples were drawn once: most rows where errors were expected."""
        while ask(project, annotator):
            pass
        for stratum, looks in zip(sample.strata, (17, 43), strict=True):
            stratum["looks"] = looks
        told = sample_told(sample)
        assert told["simulated"]["width"] > told["simulated"]["plain_width"]
        assert not told["shown"]

    def test_rows_out_before_the_draw_count_as_they_were_decided(self, project, snapshot, lead, annotator):
        for _turn in range(12):
            ask(project, annotator, WRONG, stream=Stream.ACTIVE)
        sample = order_estimation(project=project, by=lead, looks=30)
        draw_estimation(estimation=sample)
        while ask(project, annotator):
            pass
        sample.refresh_from_db()
        told = sample_told(sample)
        assert sample.left == 108
        assert told["estimate"] == pytest.approx(12 / 120)
        assert told["low"] == pytest.approx(12 / 120)

    def test_a_row_that_the_queue_took_first_is_the_samples_all_the_same(self, project, sample, annotator):
        for _turn in range(120):
            ask(project, annotator, stream=Stream.ACTIVE)
        assert sample_told(sample)["answered"] == 60

    def test_what_the_queue_picks_out_of_turn_does_not_bend_it(self, project, sample, annotator):
        """The last row of a stratum's order is answered first: it waits for those before it."""
        rows = list(sample.rows.order_by("key").values_list("item", flat=True))
        project.items.exclude(pk=rows[-1]).update(priority=0)
        project.items.filter(pk=rows[-1]).update(priority=1.5)
        last = ask(project, annotator, WRONG, stream=Stream.ACTIVE)
        assert last.item_id == rows[-1]
        assert sample_told(sample)["answered"] == 0

    def test_a_row_that_waits_may_be_right_or_wrong(self, project, sample, annotator):
        for _turn in range(59):
            ask(project, annotator)
        settled = sample_told(sample)
        hand_out(project=project, user=annotator, stream=Stream.SAMPLE)
        waiting = sample_told(sample)
        assert (settled["open"], waiting["open"]) == (0, 1)
        assert waiting["high"] > settled["estimate"]
        assert waiting["low"] <= settled["low"] <= settled["high"] <= waiting["high"] + 0.02

    def test_answers_by_people_who_saw_the_models_label_do_not_count(self, project, sample, annotator):
        for _turn in range(60):
            ask(project, annotator)
        Annotation.objects.filter(item=sample.rows.order_by("key").first().item_id).update(blind=False)
        assert (sample_told(sample)["answered"], sample_told(sample)["open"]) == (59, 1)

    def test_before_each_stratum_has_two_answers_there_is_a_word_for_the_number(self, project, sample, annotator):
        ask(project, annotator)
        told = sample_told(sample)
        assert (told["estimate"], told["reason"], told["shown"]) == (None, "a_stratum_waits", False)


class TestOrdering:
    def test_the_price_is_told_before(self, project, snapshot):
        offers = estimation_report(project, {})["offers"]
        assert offers
        assert [one["looks"] for one in offers] == sorted(one["looks"] for one in offers)
        assert [one["width"] for one in offers] == sorted((one["width"] for one in offers), reverse=True)

    def test_an_offer_is_as_wide_as_that_of_as_many_rows_drawn_from_all(self, project, snapshot):
        """What the groups gain comes on top: an offer that believed the chances said 3 points where 5 came out."""
        told, left = estimation_report(project, {}), left_of(snapshot)
        rate = float(np.nanmean(left.chances))
        for offer in told["offers"]:
            tried = simulated([told["left"]], [offer["looks"]], [rate])
            assert tried.plain_width * told["left"] / told["population"] / 2 <= offer["width"] + 0.005

    @pytest.mark.parametrize("looks", [19, 5001, 121])
    def test_too_few_too_many_or_more_than_are_left(self, project, snapshot, lead, looks):
        with pytest.raises(ValidationError):
            order_estimation(project=project, by=lead, looks=looks)

    def test_one_at_a_time(self, project, sample, lead):
        with pytest.raises(ValidationError, match="under way"):
            order_estimation(project=project, by=lead, looks=20)

    def test_only_while_the_audit_of_a_frozen_snapshot_is_open(self, project, samples, lead):
        with pytest.raises(ValidationError, match="freeze one"):
            order_estimation(project=project, by=lead, looks=20)
        made = freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
        publish_seed(project=project, lead=lead, number=made.number)
        with pytest.raises(ValidationError, match="audit is open"):
            order_estimation(project=project, by=lead, looks=20)

    def test_the_worker_draws_what_the_page_ordered(self, project, snapshot, lead, signed_in, monkeypatch):
        reports.store(project, "estimation", estimation_report(project, {}), seen=reports.watermark(project))
        page = signed_in(lead).get(reverse("annotation:estimation", args=[project.slug])).text
        assert "Order a sample" in page
        assert "points:" in page  # an offer with its price
        answer = signed_in(lead).post(
            reverse("annotation:estimation", args=[project.slug]), {"offer": "own", "looks": "30"}
        )
        assert answer.status_code == 302
        job = Job.objects.get(task="annotation.estimate")
        assert Estimation.objects.get(pk=job.args["estimation"]).looks == 30

    def test_the_page_tells_both_estimates(self, project, sample, signed_in, viewer, annotator):
        for _turn in range(60):
            ask(project, annotator)
        ask(project, annotator, stream=Stream.AUDIT)
        reports.store(project, "estimation", estimation_report(project, {}), seen=reports.watermark(project))
        page = signed_in(viewer).get(reverse("annotation:estimation", args=[project.slug])).text
        assert "Wrong at the freeze, by the sample" in page
        assert "Wrong at the freeze, by the audit" in page
        assert "n = 60" in page
        assert "End the sample" not in page

    def test_the_page_takes_as_many_queries_however_much_was_answered(
        self, project, sample, signed_in, lead, annotator, django_assert_max_num_queries
    ):
        client, page = signed_in(lead), reverse("annotation:estimation", args=[project.slug])
        reports.store(project, "estimation", estimation_report(project, {}), seen=reports.watermark(project))
        client.get(page)
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        before = len(asked)  # the next request clears the log
        for _turn in range(40):
            ask(project, annotator)
        reports.store(project, "estimation", estimation_report(project, {}), seen=reports.watermark(project))
        with django_assert_max_num_queries(before):
            client.get(page)

    def test_the_command_says_the_same(self, project, snapshot):
        def run(*args):
            out = StringIO()
            call_command("estimate", project.slug, *args, stdout=out)
            return out.getvalue()

        told = json.loads(run("--looks", "25", "--json"))
        assert (told["newest"]["looks"], told["newest"]["state"]) == (25, "drawing")
        assert "Sample 1: 25 rows, drawing." in run()
        assert "ended" in run("--end")
        with pytest.raises(CommandError, match="not under way"):
            run("--end")
