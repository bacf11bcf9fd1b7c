"""What a version's card promises: the audited snapshot's bound, for the version's rows that it speaks of."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from annotation.certificate.of_version import version_promise
from annotation.certificate.reckoning import certificate_report
from annotation.datasets.exports import card_text
from annotation.methods.certificate import slices
from annotation.methods.exports.card import at_most
from annotation.models import Annotation, Resolution, Snapshot, Stream
from annotation.templatetags.shares import at_most as shown_at_most
from generation.endpoints.simulated import simulated_endpoint
from generation.methods.steps import Draw
from generation.models import PlannedRow, Run, Sample
from tests.annotation.curation.auditing import frozen, remove
from tests.annotation.making import answer, distinct_text, make_sample

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def look(signed_in, lead, project):
    client = signed_in(lead)
    return lambda name, *args: client.get(reverse(f"annotation:{name}", args=[project.slug, *args]))


def test_it_is_the_snapshots_bound_for_the_rows_nobody_has_settled(audited, project, cut):
    certificate = certificate_report(project, {})
    assert 0 < certificate["at_most_wrong"] < 9
    promise = cut().card["certificate"]
    assert (promise["population"], promise["rows"], promise["snapshot"]) == (9, 40, 1)
    assert promise["at_most_wrong"] == certificate["at_most_wrong"]
    assert promise["bound"] == certificate["at_most_wrong"] / 9
    assert promise["confidence"] == 0.95


def test_it_names_the_reference_in_english_whatever_language_its_author_reads(audited, cut):
    version = cut()
    with override("ko"):
        reference = version_promise(version)["reference"]
    assert reference == Snapshot.ReferenceRule.ONE_BLIND.label
    assert reference.startswith("One blind answer; where a share of the items is asked twice")


def test_rows_that_came_later_or_whose_label_changed_are_not_spoken_of(audited, project, samples, cut):
    make_sample(project, distinct_text(99), "positive")
    other = {"negative": "positive", "positive": "negative"}[samples[39].current_label]
    Sample.objects.filter(pk=samples[39].pk).update(current_label=other)
    version = cut()
    assert (version.card["certificate"]["population"], version.rows) == (8, 41)
    assert "8 of 41 rows carry a label that snapshot 1 froze" in card_text(version)


def test_a_version_of_few_rows_has_no_more_wrong_ones_than_rows(project, codebook, samples, annotator, cut):
    snapshot = frozen(project, codebook, samples)
    for sample in samples[:3]:
        remove(snapshot, sample, annotator, sample.current_label)
    Sample.objects.filter(pk__in=[sample.pk for sample in samples[8:]]).update(state="rejected")
    promise = cut().card["certificate"]
    assert (promise["population"], promise["at_most_wrong"], promise["bound"]) == (5, 5, 1.0)


@pytest.fixture
def planned(project, codebook, lead):
    """`planned(samples, name, value)`: as if a run had written them by this condition."""
    run = Run.objects.create(
        project=project, recipe="attrprompt", codebook=codebook, endpoint=simulated_endpoint(project), seed=1, count=40,
        created_by=lead,
    )  # fmt: skip

    def plan(samples, name: str, value: str) -> None:
        condition = Draw(conditions=((name, value),)).to_json()
        for sample in samples:
            row = PlannedRow.objects.create(
                run=run, round=1, batch=0, index=sample.pk, seed=1, state="accepted", condition=condition,
                candidates=[{"parents": [], "calls": []}],
            )  # fmt: skip
            Sample.objects.filter(pk=sample.pk).update(planned_row=row)

    return plan


class TestLabelErrorOfTheVersion:
    """The headline is of all rows: frozen labels by the bound, settled ones and references right, all others wrong."""

    def test_it_divides_by_all_rows_of_the_version(self, audited, project, cut):
        promise = cut().card["certificate"]
        wrong = certificate_report(project, {})["at_most_wrong"]
        assert (promise["settled"], promise["references"], promise["unspoken"]) == (31, 0, 0)
        assert promise["error"] == wrong / 40
        assert promise["reason"] == ""

    def test_rows_of_which_nothing_is_known_all_count_as_wrong(self, audited, project, samples, cut):
        make_sample(project, distinct_text(99), "positive")
        Sample.objects.filter(pk=samples[39].pk).update(current_label="negative")
        promise = cut().card["certificate"]
        assert (promise["unspoken"], promise["changed"], promise["population"]) == (2, 1, 8)
        assert promise["error"] == (promise["at_most_wrong"] + 2) / 41

    def test_a_reference_counts_as_right(self, audited, project, samples, cut):
        Sample.objects.filter(pk=samples[39].pk).update(current_label="negative", label_source="reference")
        promise = cut().card["certificate"]
        assert (promise["references"], promise["unspoken"], promise["population"]) == (1, 0, 8)

    def test_what_one_person_said_and_a_second_one_is_to_say_may_be_wrong(self, audited, samples, annotator, cut):
        remove(audited, samples[32], annotator, "positive", stream=Stream.ACTIVE)
        assert samples[32].current_label == "negative"
        Resolution.objects.filter(item=samples[32].item).update(settles=False)
        promise = cut().card["certificate"]
        assert (promise["settled"], promise["unspoken"], promise["changed"]) == (31, 1, 1)

    def test_it_stays_as_it_was_whatever_people_say_later(self, audited, samples, annotator, cut):
        version = cut()
        answer(annotator, samples[31], samples[31].current_label, stream=Stream.AUDIT)
        remove(audited, samples[32], annotator, "positive", stream=Stream.ACTIVE)
        remove(audited, samples[33], annotator, "negative")
        assert version_promise(version) == version.card["certificate"]

    def test_of_each_label_it_is_the_bound_of_its_slice(self, audited, project, cut):
        card = cut().card["certificate"]
        told = {one["label"]: one for one in card["by_label"]}
        bounds = certificate_report(project, {})["by_label"]
        assert told.keys() == {"negative", "positive"}
        assert sum(one["rows"] for one in told.values()) == 40
        for label, one in told.items():
            assert one["at_most_wrong"] == min(one["population"], bounds[label]["at_most_wrong"])
            assert one["error"] == one["at_most_wrong"] / one["rows"]
        assert card["slice_risk"] == 0.05 / 2

    def test_of_each_condition_too(self, audited, project, samples, cut, planned, monkeypatch):
        monkeypatch.setattr(slices, "LEAST_ROWS", 20)
        planned(samples[:20], "tone", "angry")
        planned(samples[20:], "tone", "calm")
        card = cut().card["certificate"]
        told = {one["value"]: (one["condition"], one["rows"], one["population"]) for one in card["by_condition"]}
        assert told == {"angry": ("tone", 20, 0), "calm": ("tone", 20, 9)}
        assert [one["reason"] for one in card["by_condition"]] == ["all_reviewed", ""]

    def test_a_label_without_a_bound_has_a_word_instead(self, audited, cut, look, monkeypatch):
        monkeypatch.setattr(slices, "MOST_LABELS", 1)
        by_label = {one["label"]: one for one in cut().card["certificate"]["by_label"]}
        assert by_label["negative"]["reason"] == ""
        assert (by_label["positive"]["reason"], by_label["positive"]["error"]) == ("no_bound", None)
        assert "too few rows for a bound" in look("version-detail", 1).text

    def test_page_and_card_say_it_and_what_it_stands_on(self, audited, cut, look):
        version = cut()
        error = version.card["certificate"]["error"]
        sentence = f"Label error of this version: at most {at_most(error)} with 95.0 % confidence."
        assert sentence in card_text(version)
        text = " ".join(look("version-detail", 1).text.split())
        assert f"at most {shown_at_most(error)}" in text
        assert "Stands on: 31 audits (0 wrong), 1 chosen rows, 1 not settled." in text

    def test_a_confidence_that_is_shared_is_rounded_down(self, audited, cut, look):
        version = cut()
        version.card["certificate"]["confidence"] = 0.999525
        version.save(update_fields=["card"])
        told = card_text(version)
        assert "with 99.952 % confidence.**" in told
        assert "at all times, with confidence 99.952 %." in told
        assert "with 99.952% confidence" in look("version-detail", 1).text

    def test_a_limit_is_rounded_up(self):
        assert (at_most(0.03101), at_most(0.031), at_most(0.0), at_most(1.0)) == ("3.2 %", "3.1 %", "0.0 %", "100.0 %")
        assert (shown_at_most(0.03101), shown_at_most(0.031), shown_at_most(None)) == ("3.2%", "3.1%", "–")


class TestAReasonInsteadOfANumber:
    def told(self, version, look) -> tuple:
        promise = version.card["certificate"]
        assert promise["error"] is None
        assert "%" not in card_text(version).split("Label error of this version: ")[1].split("\n")[0]
        return promise["reason"], look("version-detail", version.number).text

    def test_all_reviewed(self, audited, cut, look):
        reason, text = self.told(cut(machine_labels=False), look)
        assert reason == "all_reviewed"
        assert "What these people themselves got wrong is not measured." in text

    def test_no_audit(self, samples, cut, look):
        reason, text = self.told(cut(), look)
        assert reason == "no_audit"
        assert "No audit was drawn, so nothing is known of 40 of 40 rows." in text

    def test_nothing_frozen(self, audited, project, samples, cut, look):
        Sample.objects.filter(pk__in=[sample.pk for sample in samples]).update(state="rejected")
        for number in range(40, 45):
            make_sample(project, distinct_text(number), "positive")
        reason, text = self.told(cut(), look)
        assert reason == "nothing_frozen"
        assert "5 of 5 got their labels after the freeze" in text

    def test_rows_changed(self, audited, samples, cut, look):
        for sample in samples[31:]:
            other = {"negative": "positive", "positive": "negative"}[sample.current_label]
            Sample.objects.filter(pk=sample.pk).update(current_label=other)
        reason, text = self.told(cut(), look)
        assert reason == "rows_changed"
        assert "9 of 40 rows were labelled anew after the freeze" in text

    def test_a_card_of_an_earlier_release_says_to_cut_again(self, audited, cut, look):
        version = cut()
        del version.card["certificate"]["error"], version.card["certificate"]["reason"]
        version.save(update_fields=["card"])
        assert "cut by an earlier release" in look("version-detail", 1).text
        assert "Label error" not in card_text(version)


class TestOnlyBlindAnswersAreTheReferenceOfAnAudit:
    """What somebody said who knew the model's label settles a row for the dataset, never an audit draw."""

    def test_an_audit_row_answered_with_the_label_known_stays_open(self, audited, project, samples, annotator):
        before = certificate_report(project, {})
        remove(audited, samples[32], annotator, samples[32].current_label, blind=False)
        after = certificate_report(project, {})
        assert (after["answered"], after["unresolved"]) == (before["answered"], before["unresolved"] + 1)

    def test_a_chosen_row_may_be_answered_so(self, audited, project, samples, annotator):
        remove(audited, samples[32], annotator, "positive", stream=Stream.ACTIVE, blind=False)
        told = certificate_report(project, {})
        assert (told["found"], told["unresolved"]) == (2, 1)

    def test_an_answer_that_was_taken_back_does_not_count_and_a_leads_decision_does(
        self, audited, project, samples, annotator, lead
    ):
        remove(audited, samples[32], annotator, "positive", blind=False)
        Resolution.objects.create(
            item=samples[32].item, label="positive", rule="lead", codebook=audited.codebook, settles=True
        )
        assert certificate_report(project, {})["audit_errors"] == 1
        remove(audited, samples[33], annotator, "positive", blind=False)
        assert certificate_report(project, {})["unresolved"] == 2
        Annotation.objects.filter(item=samples[33].item).update(undone_at=timezone.now())
        answer(annotator, samples[33], "positive", stream=Stream.AUDIT)
        assert certificate_report(project, {})["unresolved"] == 1

    def test_a_version_counts_as_of_its_moment(self, audited, samples, annotator, cut):
        remove(audited, samples[32], annotator, samples[32].current_label, blind=False)
        version = cut()
        assert version.card["certificate"]["unresolved"] == 2
        Annotation.objects.filter(item=samples[32].item).update(undone_at=timezone.now())
        assert version_promise(version)["unresolved"] == 2


@pytest.fixture
def second_codebook(codebook, lead):
    """The same labels in other words; nobody has answered by it, no audit has drawn by it."""
    created = {"created_by": lead, "published_at": timezone.now()}
    second = type(codebook).objects.create(project=codebook.project, number=2, **created)
    for question in codebook.questions.all():
        labels = list(question.labels.all())
        question.pk, question.codebook = None, second
        question.save()
        for label in labels:
            label.pk, label.question = None, question
            label.save()
    return second


def test_under_a_later_codebook_it_says_by_which_one_labels_are_right(audited, second_codebook, cut, look):
    version = cut()
    card = version.card
    assert (card["codebook"]["version"], card["estimate"]["codebook"], card["certificate"]["codebook"]) == (2, 1, 1)
    assert card_text(version).count("Right by version 1 of the codebook, not by version 2.") == 2
    text = look("version-detail", 1).text
    assert text.count("right by version 1 of the codebook, not by version 2") == 2


def test_under_its_own_codebook_it_says_nothing_of_it(audited, cut, look):
    assert "Right by version" not in card_text(cut())
    assert "right by version" not in look("version-detail", 1).text
