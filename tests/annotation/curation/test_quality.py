"""The shares of right and of equal labels, with figures worked out by hand.

Where nothing but audits leaves the pool, the estimate is plain: so many wrong of so many random rows.
"""

import pytest
from django.utils import timezone

from annotation.certificate.reckoning import certificate_report
from annotation.compare.actions import compare_report
from annotation.curation.quality import audited_snapshot, label_estimate, same_label, student_accuracy
from annotation.dashboard.actions import dashboard_report
from annotation.models import DatasetVersion, Dispenser, Item, Resolution, Row, Stream, Student
from generation.models import Codebook, Sample
from tests.annotation.curation.auditing import frozen, remove
from tests.annotation.making import answer, distinct_text, machine_label, make_sample, take_back

pytestmark = pytest.mark.django_db

WRONG = "negative"


@pytest.fixture
def samples(project, codebook):
    """Forty rows that gpt calls positive. A second model, small, labelled the first thirty of them only."""
    rows = [make_sample(project, distinct_text(i), "positive", source="gpt") for i in range(40)]
    for i, sample in enumerate(rows[:30]):
        machine_label(sample, "negative" if i < 6 else "positive", source="small")
    return rows


@pytest.fixture
def snapshot(project, codebook, samples):
    return frozen(project, codebook, samples)


@pytest.fixture
def audited(snapshot, samples, annotator):
    """Every other row is drawn and answered: of these twenty, rows 0 and 38 are negative."""
    for sample in samples[::2]:
        remove(snapshot, sample, annotator, WRONG if sample in (samples[0], samples[38]) else "positive")
    return snapshot


def answer_for_now(sample):
    """It turns out that a second person is to answer the row too."""
    Resolution.objects.create(item=sample.item, label="positive", rule="single", codebook=Codebook.objects.get())


def later_codebook(codebook):
    second = type(codebook).objects.get(pk=codebook.pk)
    second.pk, second.number = None, 2
    second.save()
    for question in codebook.questions.all():
        question.pk, question.codebook = None, second
        question.save()
    return second


def as_version(project, codebook):
    """A version cut at this moment, of all rows."""
    version = DatasetVersion.objects.create(project=project, number=1, codebook=codebook, chosen_at=timezone.now())
    Row.objects.bulk_create(
        Row(version=version, position=place, sample=sample, label=sample.current_label, source=sample.label_source)
        for place, sample in enumerate(Sample.objects.filter(project=project).order_by("pk"))
    )
    return version


def same(project, codebook, source, **more):
    return same_label(project, codebook, "sentiment", source, **more)


def numbers(share):
    return share["value"], share["n"], share["population"]


class TestSameLabel:
    def test_its_population_is_what_the_source_labelled(self, audited, project, codebook):
        # gpt: 2 of 20 differ, of all 40 rows. small: 15 of its 30 rows were drawn; it is right on row 0 and wrong on
        # 2 and 4, and never saw row 38.
        assert numbers(same(project, codebook, "gpt")) == (pytest.approx(18 / 20), 20, 40)
        assert numbers(same(project, codebook, "small")) == (pytest.approx(13 / 15), 15, 30)

    def test_the_interval_shrinks_with_the_sources_own_rows_used_up(
        self, snapshot, samples, project, codebook, annotator
    ):
        for sample in samples[:30]:
            remove(snapshot, sample, annotator, "positive")
        small = same(project, codebook, "small")
        assert (small["low"], small["value"], small["high"]) == (24 / 30, 24 / 30, 24 / 30)
        assert same(project, codebook, "gpt")["low"] < 1

    def test_answers_with_the_suggestion_in_sight_say_nothing(self, snapshot, samples, project, codebook, annotator):
        for sample in samples[:10]:  # leaning to what was shown, before the audit drew
            remove(snapshot, sample, annotator, "positive", stream=Stream.ACTIVE, blind=False)
        for sample in samples[10:20]:
            remove(snapshot, sample, annotator, WRONG)
        share = same(project, codebook, "gpt")
        assert (share["value"], share["n"]) == (pytest.approx(0), 10)
        assert share["high"] > 10 / 40  # those ten may all be right

    def test_a_blind_second_answer_does_not_heal_a_first_one_that_was_not(
        self, snapshot, samples, project, codebook, annotator, annotator2
    ):
        remove(snapshot, samples[0], annotator, "positive", blind=False)
        answer(annotator2, samples[0], "positive", stream=Stream.OVERLAP)
        assert same(project, codebook, "gpt")["value"] is None

    def test_what_is_not_settled_yet_counts_both_ways(self, audited, samples, project, codebook):
        before = same(project, codebook, "gpt")
        answer_for_now(samples[2])
        after = same(project, codebook, "gpt")
        assert after["n"] == 19
        assert after["low"] < before["low"]

    def test_an_answer_taken_back_counts_no_longer(self, audited, samples, project, codebook):
        take_back(samples[0])
        assert same(project, codebook, "gpt")["n"] == 19

    def test_answers_under_another_codebook_are_not_mixed_in(self, audited, project, codebook, lead):
        assert same(project, later_codebook(codebook), "gpt")["value"] is None

    def test_only_rows_of_the_audits_snapshot_count(self, audited, project, codebook, annotator):
        answer(annotator, make_sample(project, "asked before the freeze", "positive", source="gpt"), WRONG)
        assert numbers(same(project, codebook, "gpt")) == (pytest.approx(18 / 20), 20, 40)


class TestOneNumber:
    """The same share is the same number on every page."""

    @pytest.fixture
    def pages(self, audited, samples, project, codebook, annotator):
        for sample in samples[:30]:
            machine_label(sample, "positive", source="student")
        Student.objects.create(project=project, question="sentiment", rows=30, answers=20, metrics={})
        Dispenser.objects.update_or_create(project=project, defaults={"snapshot": audited})
        remove(audited, samples[1], annotator, WRONG, stream=Stream.ACTIVE)
        [question] = compare_report(project, {"codebook": 1})["questions"]
        random = {pair["left"]: pair["random"] for pair in question["pairs"] if pair["right"] == "human"}
        return certificate_report(project, {}), dashboard_report(project, {}), random

    def test_a_lone_models_rate_and_the_certificates_estimate_add_up_to_one(self, pages):
        certificate, _home, random = pages
        assert random["gpt"]["value"] == pytest.approx(1 - certificate["estimate"])
        assert random["gpt"]["low"] == pytest.approx(1 - certificate["high"])
        assert random["gpt"]["n"] == certificate["audits"] == 20

    def test_right_labels_are_the_certificates_estimate_with_what_was_mended(self, pages):
        certificate, home, _random = pages
        wrong = certificate["estimate"] * 40
        assert home["estimate"]["value"] == pytest.approx(1 - (wrong - 3) / 40)  # rows 0, 38 and 1 are put right

    def test_the_students_accuracy_is_the_one_of_the_comparison(self, pages):
        _certificate, home, random = pages
        assert home["student"]["audit"] == random["student"]
        assert numbers(home["student"]["audit"])[1:] == (15, 30)


class TestLabelEstimate:
    def test_errors_that_people_mended_are_right_now(self, audited, project):
        estimate = label_estimate(project)
        # 2 of 20 are 4 of 40; the two that were found are put right: 2 of 40 are left.
        assert numbers(estimate) == (pytest.approx(38 / 40), 20, 40)
        assert (estimate["snapshot"], estimate["rows"], estimate["reason"]) == (1, 40, "")

    def test_what_is_mended_under_a_later_snapshot_is_right_too(self, audited, samples, project, codebook, annotator):
        later = frozen(project, codebook, [sample for sample in samples if sample not in samples[::2]], number=2)
        Item.objects.filter(sample__in=samples[1:20:2]).update(state=Item.State.OPEN)
        answer(annotator, samples[1], WRONG)
        assert audited_snapshot(project) == audited
        assert later.number == 2
        assert label_estimate(project)["value"] == pytest.approx(39 / 40)

    def test_a_row_that_waits_for_its_second_answer_is_open(self, audited, samples, project):
        answer_for_now(samples[2])
        assert (label_estimate(project)["open"], label_estimate(project)["n"]) == (1, 19)

    def test_its_interval_is_of_the_level_it_states(self, audited, project, monkeypatch):
        usual = label_estimate(project)
        monkeypatch.setattr("annotation.curation.quality.LEVEL", 0.5)
        half = label_estimate(project)
        assert (usual["level"], half["level"]) == (0.95, 0.5)
        assert usual["low"] < half["low"] < half["value"]

    def test_without_an_audit_there_is_none(self, snapshot, project):
        assert label_estimate(project)["reason"] == "no_audit"


def test_a_fresh_snapshot_speaks_only_once_it_has_thirty_draws(project, codebook, annotator):
    rows = [make_sample(project, distinct_text(i), "positive") for i in range(70)]
    old, new = frozen(project, codebook, rows[:30]), frozen(project, codebook, rows[30:], number=2)
    for sample in rows[:30]:
        remove(old, sample, annotator, "positive")
    for sample in rows[30:59]:
        remove(new, sample, annotator, "positive")
    assert audited_snapshot(project) == old
    remove(new, rows[59], annotator, "positive")
    assert audited_snapshot(project) == new


def test_the_students_rate_on_all_answers_is_kept_apart(audited, samples, project, codebook, annotator):
    for sample in samples:
        machine_label(sample, "positive", source="student")
    answer(annotator, make_sample(project, "chosen as suspicious", "positive"), WRONG)
    accuracy = student_accuracy(project, codebook)
    assert accuracy["audit"]["n"] == accuracy["answered"]["n"] == 20


class TestAfterARename:
    """A newer codebook calls `positive` good. Answers in its words are no verdict on labels in the old ones."""

    @pytest.fixture
    def renamed(self, audited, samples, project, codebook, annotator):
        newer = later_codebook(codebook)
        for sample in samples[4:10]:
            answer(annotator, sample, "good", codebook=newer)
        return newer

    def test_they_are_neither_errors_nor_mended_ones(self, renamed, project):
        estimate = label_estimate(project)
        # Seventeen draws are left that were answered in the old words. Rows 0 and 38 of them were wrong, and put right.
        assert (estimate["n"], estimate["open"]) == (17, 3)
        assert estimate["value"] == pytest.approx(1 - (2 / 17 * 40 - 2) / 40, abs=0.005)

    def test_a_version_says_the_same(self, renamed, project, samples, lead):
        version = as_version(project, renamed)
        assert label_estimate(project, version) == label_estimate(project)


def test_what_is_said_after_a_version_was_cut_is_not_in_its_share(audited, samples, project, codebook, annotator):
    version = as_version(project, codebook)
    before = label_estimate(project, version)
    take_back(samples[0])
    answer(annotator, samples[1], WRONG)
    assert label_estimate(project, version) == before
    assert label_estimate(project) != before
