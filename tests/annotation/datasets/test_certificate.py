"""What a version's card promises: the audited snapshot's bound, for the version's rows that it speaks of."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from annotation.certificate.of_version import version_promise
from annotation.certificate.reckoning import certificate_report
from annotation.datasets.exports import card_text
from annotation.models import Snapshot
from generation.models import Sample
from tests.annotation.curation.auditing import frozen, remove
from tests.annotation.making import distinct_text, make_sample

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


def test_all_reviewed_leaves_nothing_to_promise(audited, cut):
    promise = cut(machine_labels=False).card["certificate"]
    assert (promise["population"], promise["at_most_wrong"], promise["bound"]) == (0, 0, 0.0)


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


def test_without_an_audit_there_is_none(samples, cut):
    version = cut()
    assert version.card["certificate"] is None
    assert "Certificate:" not in card_text(version)
