"""What people got wrong, in a version's promise and in the archive that a stranger computes it from."""

import json
import random

import pytest
from django.urls import reverse

from annotation.certificate.actions import freeze, publish_seed
from annotation.certificate.pool import stop_reviewing
from annotation.datasets.exports import card_text
from annotation.models import ReviewPolicy
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.pull import pull
from tests.annotation.conftest import add_samples, throw
from tests.annotation.datasets.test_proof import forge, recompute, table, unpack

pytestmark = pytest.mark.django_db(transaction=True)

ROWS, REVIEWED, AGAIN = 40, 24, 14


def say(assignment, label):
    return submit(assignment=assignment, answers={"sentiment": label})


@pytest.fixture
def asked_again(project, codebook, lead, annotator, monkeypatch):
    """24 of 40 rows are settled by one person; 14 of them are asked again, one is found wrong, one is still held. One
    label begins with an apostrophe and a sign that a spreadsheet would run."""
    ReviewPolicy.objects.create(project=project, audit_share=0.6, overlap_share=0.0)
    label = codebook.questions.get().labels.get(name="positive")
    type(label).objects.filter(pk=label.pk).update(name="'=positive")
    throw(monkeypatch, random.Random(11))
    monkeypatch.setattr("annotation.certificate.actions.new_seed", lambda: "6b" * 32)
    add_samples(project, ROWS, label="'=positive")
    pull(project=project)
    snapshot = freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
    for number in range(REVIEWED):
        say(hand_out(project=project, user=annotator), "negative" if number == 3 else "'=positive")
    stop_reviewing(project=project, lead=lead, risk=0.04)
    for number in range(AGAIN):
        assignment = hand_out(project=project, user=lead, stream="overlap")
        if number < AGAIN - 1:
            say(assignment, "negative" if number == 5 else "'=positive")
    return snapshot


@pytest.fixture
def version(asked_again, cut):
    return cut(needs_person=True)


def test_a_version_without_it_says_that_it_is_relative_to_the_reference(audited, cut, signed_in, lead, project):
    version = cut()
    assert version.card["certificate"]["again"] is None
    assert "relative to the reference label: what people themselves got wrong is not measured" in card_text(version)
    url = reverse("annotation:version-detail", args=[project.slug, version.number])
    assert "Relative to the reference label" in signed_in(lead).get(url).content.decode()


def test_the_versions_page_tells_both(version, signed_in, lead, project):
    url = reverse("annotation:version-detail", args=[project.slug, version.number])
    text = signed_in(lead).get(url).content.decode()
    assert "With what people got wrong: at most" in text
    assert "91.0% confidence" in text


def test_the_card_adds_both_promises_up(version):
    promise = version.card["certificate"]
    again = promise["again"]
    assert (again["pool"], again["asked"], again["risk"], again["confidence"]) == (REVIEWED, AGAIN, 0.04, 0.91)
    assert again["pooled"] + again["apart"] + again["by_lead"] == promise["settled"]
    assert again["false_finds"] == min(promise["found"], again["found"] + again["at_most_wrong"] + again["revised"]) > 0
    frozen = min(promise["population"], promise["at_most_wrong"] + again["false_finds"])
    in_all = again["at_most_wrong_here"] + again["apart"] + frozen + promise["unspoken"]
    assert again["error"] == in_all / promise["rows"]
    assert again["error"] > promise["error"]
    assert "**With what people got wrong: at most" in card_text(version)
    assert "with 91.0 % confidence" in card_text(version)


def test_a_stranger_computes_it_again_with_labels_that_begin_with_an_apostrophe(version, tmp_path):
    path = unpack(version, tmp_path / "proof")
    told = recompute(path)
    assert told.returncode == 0, told.stderr
    assert "With what people got wrong: at most" in told.stdout
    assert {row["item"] for row in table(path / "again.csv") if not row["loss"]} == {""}  # nobody is told what is held


def test_the_draws_are_replayed_once_the_seed_is_published(version, tmp_path, project, lead):
    publish_seed(project=project, lead=lead, number=1)
    path = unpack(version, tmp_path / "proof")
    assert recompute(path).returncode == 0

    def draw_another(rows):
        free = next(row["item"] for row in table(path / "reviewed.csv") if row["item"] not in {r["item"] for r in rows})
        rows[0]["item"] = free

    forge(path, "again.csv", draw_another)
    assert "is not the seed's" in recompute(path).stderr


@pytest.mark.parametrize(
    ("name", "change", "word"),
    [
        ("again.csv", lambda rows: rows[5].update(loss="1" if rows[5]["loss"] == "0" else "0"), "comes out as"),
        ("again.csv", lambda rows: rows.pop(2), "from another number"),
        ("reviewed.csv", lambda rows: rows[0].update(label="negative"), "hash"),
        ("rows.csv", lambda rows: [row.update(again="decided") for row in rows if row["again"] == "pool"], "comes out"),
    ],
)
def test_what_was_forged_is_not_confirmed(version, tmp_path, name, change, word):
    path = unpack(version, tmp_path / "proof")
    forge(path, name, change)
    told = recompute(path)
    assert told.returncode == 1
    assert word in told.stderr


def test_a_risk_that_is_told_too_small_is_not_confirmed(version, tmp_path):
    path = unpack(version, tmp_path / "proof")
    told = json.loads((path / "certificate.json").read_text())
    told["promise"]["again"]["confidence"] = 0.95
    (path / "certificate.json").write_text(json.dumps(told))
    assert "not of both risks" in recompute(path).stderr
