"""A certificate leaves the product with everything that a stranger needs to compute it again, and computes it."""

import csv
import hashlib
import io
import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from annotation.certificate.actions import freeze, publish_seed
from annotation.datasets.exports import write
from annotation.models import ReviewPolicy, Signal, SnapshotItem
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import skip
from annotation.queue.actions.pull import pull
from generation.models import Sample
from tests.annotation.conftest import add_samples, throw

pytestmark = pytest.mark.django_db(transaction=True)
API = "/api/v1/projects/reviews/versions/1/export?format=certificate"
ROWS, TURNS = 60, 45


@pytest.fixture
def snapshot(project, codebook, lead, annotator, monkeypatch):
    """Two people work through a queue of 60 rows; some are wrong, some skipped, some still held. One label begins with
    a sign that a spreadsheet would run, and rows came and changed after the freeze."""
    chance, people = random.Random(3), [lead, annotator]
    ReviewPolicy.objects.create(project=project, audit_share=0.6, overlap_share=0.0)
    label = codebook.questions.get().labels.get(name="positive")
    type(label).objects.filter(pk=label.pk).update(name="=positive")
    throw(monkeypatch, random.Random(11))
    monkeypatch.setattr("annotation.certificate.actions.new_seed", lambda: "5a" * 32)
    samples = [
        *add_samples(project, ROWS // 2, label="negative"),
        *add_samples(project, ROWS // 2, label="=positive", start=50),
    ]
    wrong = {sample.pk for sample in chance.sample(samples, 10)}
    pull(project=project)
    snapshot = freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
    for _turn in range(TURNS):
        assignment = hand_out(project=project, user=chance.choice(people))
        fate = chance.random()
        if fate < 0.1:
            skip(assignment=assignment)
        elif fate < 0.95:
            sample = assignment.item.sample
            other = {"negative": "=positive", "=positive": "negative"}[sample.current_label]
            says = other if sample.pk in wrong else sample.current_label
            submit(assignment=assignment, answers={"sentiment": says})
    add_samples(project, 1, label="negative", start=99)
    undrawn = snapshot.items.filter(removal=None).first()
    Sample.objects.filter(pk=undrawn.item.sample_id).update(
        current_label={"negative": "=positive", "=positive": "negative"}[undrawn.label]
    )
    snapshot.refresh_from_db()
    return snapshot


@pytest.fixture
def version(snapshot, cut):
    return cut(needs_person=True)


@pytest.fixture
def unpacked(version, tmp_path):
    return unpack(version, tmp_path / "proof")


def unpack(version, path) -> Path:
    with zipfile.ZipFile(io.BytesIO(b"".join(write(version, "certificate")))) as archive:
        archive.extractall(path)
    return path


def recompute(path: Path, *more) -> subprocess.CompletedProcess:
    """As a stranger would: outside the product, none of its code in sight."""
    command = [sys.executable, "-I", "recompute.py", *map(str, more)]
    return subprocess.run(command, cwd=path, capture_output=True, text=True, check=False)


def table(path: Path) -> list[dict]:
    return list(csv.DictReader(path.read_text().splitlines()))


def forge(path: Path, name: str, change) -> None:
    """Change a table and its hash in the certificate: whoever forges one would do both."""
    rows = table(path / name)
    change(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    (path / name).write_bytes(out.getvalue().encode())
    told = json.loads((path / "certificate.json").read_text())
    told["files"][name] = hashlib.sha256(out.getvalue().encode()).hexdigest()
    (path / "certificate.json").write_text(json.dumps(told))


def settled(log: list[dict], stream: str, loss: str) -> dict:
    return next(row for row in log if row["stream"] == stream and row["loss"] == loss)


class TestAStranger:
    def test_computes_the_numbers_of_the_card(self, version, unpacked):
        promise = version.card["certificate"]
        assert promise["audits"] >= 15
        assert promise["unresolved"] >= 2
        assert promise["audit_errors"] >= 1
        assert promise["unspoken"] >= 2
        ran = recompute(unpacked)
        assert ran.returncode == 0, ran.stderr
        assert f"CONFIRMED: label error at most {promise['error']} with confidence 0.95." in ran.stdout
        assert f"at most {promise['at_most_wrong']} of {promise['population']} frozen labels" in ran.stdout
        assert "not replayed" in ran.stdout

    def test_replays_the_draws_once_the_seed_is_published(self, version, project, lead, tmp_path):
        publish_seed(project=project, lead=lead, number=1)
        path = unpack(version, tmp_path / "later")
        assert "draws replayed from the seed" in recompute(path).stdout
        assert all(row["item"] for row in table(path / "log.csv"))

    def test_checks_the_exported_rows(self, version, unpacked, tmp_path):
        whole = b"".join(write(version, "jsonl"))
        (tmp_path / "v1.jsonl").write_bytes(whole)
        (tmp_path / "other.jsonl").write_bytes(whole.replace(b'"negative"', b'"=positive"', 1))
        assert recompute(unpacked, tmp_path / "v1.jsonl").returncode == 0
        ran = recompute(unpacked, tmp_path / "other.jsonl")
        assert (ran.returncode, "is not the version of the certificate" in ran.stderr) == (1, True)


class TestWhatWasChangedIsNotConfirmed:
    def refused(self, path: Path, word: str) -> None:
        ran = recompute(path)
        assert ran.returncode == 1
        assert ran.stderr.startswith("NOT CONFIRMED: ")
        assert word in ran.stderr

    @pytest.mark.parametrize("name", ["population.csv", "log.csv", "rows.csv"])
    def test_a_file(self, unpacked, name):
        (unpacked / name).write_bytes((unpacked / name).read_bytes().replace(b"negative", b"positive", 1))
        self.refused(unpacked, f"{name} is not the file that the certificate names")

    def test_a_frozen_label(self, unpacked):
        forge(unpacked, "population.csv", lambda rows: rows[0].update(label="neutral"))
        self.refused(unpacked, "the frozen labels are not those of the hash")

    def test_a_frozen_row_that_is_left_out(self, unpacked):
        forge(unpacked, "population.csv", lambda rows: rows.pop())
        self.refused(unpacked, "the frozen labels are not those of the hash")

    @pytest.mark.parametrize("stream", ["audit", "active"])
    def test_a_loss(self, unpacked, stream):
        forge(unpacked, "log.csv", lambda rows: settled(rows, stream, "1").update(loss="0"))
        self.refused(unpacked, "the errors before a removal are not those of the log")

    def test_a_loss_with_all_that_follows_from_it(self, unpacked):
        def change(rows):
            found = settled(rows, "audit", "1")
            found["loss"] = "0"
            for row in rows[rows.index(found) + 1 :]:
                row["wrong_before"] = str(int(row["wrong_before"]) - 1)

        forge(unpacked, "log.csv", change)
        self.refused(unpacked, "of the version comes out as")

    def test_a_chosen_row_that_is_passed_off_as_an_audit(self, unpacked):
        forge(unpacked, "log.csv", lambda rows: settled(rows, "active", "0").update(stream="audit"))
        self.refused(unpacked, "comes out as")

    def test_the_order(self, unpacked):
        forge(unpacked, "log.csv", lambda rows: rows.reverse())
        self.refused(unpacked, "the log is not in the order of removals")

    def test_a_row_of_the_version(self, unpacked):
        def change(rows):
            next(row for row in rows if row["counts_as"] == "unspoken")["counts_as"] = "settled"

        forge(unpacked, "rows.csv", change)
        self.refused(unpacked, "a row counts as right that a machine labelled")

    def test_a_row_of_the_version_that_is_left_out(self, unpacked):
        forge(unpacked, "rows.csv", lambda rows: rows.pop())
        self.refused(unpacked, "rows.csv has not as many rows as the version")

    def test_a_row_of_the_version_that_stands_there_twice(self, unpacked):
        """One that counts as right, in the place of one that counts as wrong: the number of rows is the same."""

        def change(rows):
            right = next(row for row in rows if row["counts_as"] == "settled")
            next(row for row in rows if row["counts_as"] == "unspoken").update(right)

        forge(unpacked, "rows.csv", change)
        self.refused(unpacked, "a row of the version stands there twice")

    @pytest.mark.parametrize(("name", "value"), [("confidence", 0.999), ("risk", 0.001)])
    def test_a_confidence_that_is_not_of_its_risk(self, unpacked, name, value):
        self.promise(unpacked, **{name: value})
        self.refused(unpacked, "is not of the risk that the bound was computed at")

    def test_a_confidence_that_is_computed_at_another_risk(self, unpacked):
        """With the risk of the bound changed as well the bound is another one."""
        self.promise(unpacked, confidence=0.5, risk=0.5)
        told = json.loads((unpacked / "certificate.json").read_text())
        told["bound"]["risk"] = 0.5
        (unpacked / "certificate.json").write_text(json.dumps(told))
        self.refused(unpacked, "of the version comes out as")

    def test_a_risk_of_the_slices_that_is_more_than_they_share(self, unpacked):
        self.promise(unpacked, slice_risk=0.06)
        self.refused(unpacked, "the bounds by label and by condition take more than the risk that they share")

    def promise(self, path: Path, **changed) -> None:
        told = json.loads((path / "certificate.json").read_text())
        told["promise"] |= changed
        (path / "certificate.json").write_text(json.dumps(told))

    def test_draws_that_were_exchanged(self, version, project, lead, tmp_path):
        publish_seed(project=project, lead=lead, number=1)
        path = unpack(version, tmp_path / "later")

        def change(rows):
            one, two = [row for row in rows if row["stream"] == "audit" and row["loss"] == "0"][:2]
            for name in ("item", "label"):
                one[name], two[name] = two[name], one[name]

        forge(path, "log.csv", change)
        self.refused(path, "is not the seed's")


class TestTheArchive:
    def test_the_same_version_gives_the_same_bytes(self, version, project, annotator):
        before = b"".join(write(version, "certificate"))
        for _turn in range(5):
            if assignment := hand_out(project=project, user=annotator):
                submit(assignment=assignment, answers={"sentiment": "negative"})
        assert b"".join(write(version, "certificate")) == before

    def test_its_label_hash_is_the_snapshots_and_its_hash_the_versions(self, version, snapshot, unpacked):
        told = json.loads((unpacked / "certificate.json").read_text())
        assert told["snapshot"]["label_hash"] == snapshot.label_hash
        assert told["version_hash"] == version.hash
        assert told["promise"] == version.card["certificate"]
        assert told["bound"]["risk"] == 0.05

    def test_a_row_that_is_open_is_named_in_no_log(self, version, unpacked):
        """Whoever reads this may be the one who is asked: they must not know which item is an audit's."""
        still_open = set(
            SnapshotItem.objects.filter(removal__isnull=False, item__answers=0).values_list("item", flat=True)
        )
        named = {int(row["item"]) for row in table(unpacked / "log.csv") if row["item"]}
        assert len(still_open) >= 2
        assert not still_open & named
        assert not [row for row in table(unpacked / "log.csv") if bool(row["item"]) != bool(row["loss"])]

    def test_no_secret_is_in_it(self, version, snapshot, unpacked):
        keys = set(map(str, snapshot.items.values_list("audit_key", flat=True)))
        told = " ".join(path.read_text() for path in unpacked.iterdir())
        assert snapshot.seed_encrypted not in told
        assert not [key for key in keys if key in told]

    def test_memory_holds_one_chunk(self, version, monkeypatch):
        monkeypatch.setattr("annotation.methods.exports.zipped.CHUNK", 512)
        monkeypatch.setattr("annotation.certificate.proof.CHUNK", 7)
        monkeypatch.setattr("annotation.certificate.standing.CHUNK", 7)
        whole = b"".join(write(version, "certificate"))
        monkeypatch.undo()
        assert whole == b"".join(write(version, "certificate"))


class TestWhereThereIsNoNumber:
    """A word stands in its place: an archive would confirm nothing."""

    def refused(self, word, project, viewer, api_client, signed_in, tmp_path):
        answer = api_client(viewer).get(API)
        assert answer.status_code == 409
        assert word in answer.json()["detail"]
        with pytest.raises(CommandError, match=word):
            call_command("certify", "reviews", "--proof", "1", "--output", str(tmp_path / "x.zip"))
        assert list(tmp_path.iterdir()) == []
        address = reverse("annotation:version-export", args=[project.slug, 1, "certificate"])
        page = signed_in(viewer).get(address, follow=True).text
        assert word in page
        assert f'href="{address}"' not in page

    def test_all_reviewed(self, snapshot, cut, project, viewer, api_client, signed_in, tmp_path):
        assert cut(machine_labels=False).card["certificate"]["reason"] == "all_reviewed"
        self.refused("nothing is left to compute", project, viewer, api_client, signed_in, tmp_path)

    def test_labelled_anew(self, snapshot, cut, project, viewer, api_client, signed_in, tmp_path):
        for row in snapshot.items.select_related("item__sample"):
            other = {"negative": "=positive", "=positive": "negative"}[row.label]
            Sample.objects.filter(pk=row.item.sample_id).update(current_label=other)
        assert cut(needs_person=True).card["certificate"]["reason"] == "rows_changed"
        self.refused("The audit speaks of none of its rows", project, viewer, api_client, signed_in, tmp_path)

    def test_labelled_after_the_freeze(self, snapshot, cut, project, viewer, api_client, signed_in, tmp_path):
        frozen = snapshot.items.values("item__sample")
        Sample.objects.filter(project=project, pk__in=frozen).update(state="rejected")
        assert cut().card["certificate"]["reason"] == "nothing_frozen"
        self.refused("The audit speaks of none of its rows", project, viewer, api_client, signed_in, tmp_path)


class TestWaysToIt:
    def test_by_rest(self, version, viewer, api_client):
        response = api_client(viewer).get(API)
        assert response.streaming
        assert response["Content-Type"] == "application/zip"
        assert response["Content-Disposition"] == 'attachment; filename="reviews-v1-certificate.zip"'
        assert b"".join(response.streaming_content) == b"".join(write(version, "certificate"))

    def test_an_annotator_gets_none(self, version, annotator, api_client):
        assert api_client(annotator).get(API).status_code == 403

    def test_by_command(self, version, tmp_path):
        for command in (("export", "reviews", "1", "--format", "certificate"), ("certify", "reviews", "--proof", "1")):
            call_command(*command, "--output", str(tmp_path / "proof.zip"))
            assert (tmp_path / "proof.zip").read_bytes() == b"".join(write(version, "certificate"))

    def test_by_page(self, version, viewer, signed_in, project):
        address = reverse("annotation:version-export", args=[project.slug, 1, "certificate"])
        assert (
            f'href="{address}"' in signed_in(viewer).get(reverse("annotation:version-detail", args=["reviews", 1])).text
        )

    def test_without_an_audit_there_is_none(self, samples, cut, viewer, api_client, signed_in, project, tmp_path):
        cut()
        assert api_client(viewer).get(API).status_code == 409
        with pytest.raises(CommandError, match="No audit speaks of this version"):
            call_command("export", "reviews", 1, "--format", "certificate", "--output", str(tmp_path / "x.zip"))
        assert list(tmp_path.iterdir()) == []
        address = reverse("annotation:version-export", args=[project.slug, 1, "certificate"])
        page = signed_in(viewer).get(address, follow=True).text
        assert "No audit speaks of this version" in page
        assert f'href="{address}"' not in page


class TestTheArchiveOfProcedureB:
    """The accepted tail is computed again, from the frozen risks and the log."""

    @pytest.fixture
    def tail_version(self, project, codebook, lead, annotator, cut, monkeypatch):
        ReviewPolicy.objects.create(project=project, audit_share=0.7, overlap_share=0.0)
        throw(monkeypatch, random.Random(11))
        samples = add_samples(project, 100, label="negative")
        Signal.objects.bulk_create(
            Signal(project=project, sample=sample, name="suspicion", value=number // 5 / 20)
            for number, sample in enumerate(samples)
        )
        pull(project=project)
        freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind", procedure="B", limit=0.1)
        wrong = {sample.pk for sample in samples[88:]}
        for turn in range(70):
            assignment = hand_out(project=project, user=(lead, annotator)[turn % 2])
            if turn % 20 == 19:
                skip(assignment=assignment)
                continue
            says = "positive" if assignment.item.sample_id in wrong else "negative"
            submit(assignment=assignment, answers={"sentiment": says})
        return cut(needs_person=True)

    def test_is_confirmed_with_the_tail_and_what_lies_above(self, tail_version, tmp_path):
        promise = tail_version.card["certificate"]
        tail = promise["tail"]
        assert tail["rows"] > 30
        assert tail["above"] >= 1
        assert promise["at_most_wrong"] == tail["at_most_wrong"] + tail["above"]
        path = unpack(tail_version, tmp_path / "proof")
        ran = recompute(path)
        assert ran.returncode == 0, ran.stderr
        assert f"{tail['rows']} labels of low risk are accepted unseen; {tail['above']} rows above" in ran.stdout
        assert f"CONFIRMED: label error at most {promise['error']} with confidence 0.95." in ran.stdout

    def test_replays_draws_and_ties_once_the_seed_is_published(self, tail_version, project, lead, tmp_path):
        publish_seed(project=project, lead=lead, number=1)
        ran = recompute(unpack(tail_version, tmp_path / "later"))
        assert "draws replayed from the seed" in ran.stdout, ran.stderr

    @pytest.mark.parametrize(
        ("name", "change", "word"),
        [
            ("population.csv", lambda rows: rows[0].update(risk="0.99"), "the frozen risks are not those"),
            ("log.csv", lambda rows: next(row for row in rows if row["item"]).update(tail="0"), "of another tail"),
        ],
    )
    def test_what_was_changed_is_not_confirmed(self, tail_version, tmp_path, name, change, word):
        path = unpack(tail_version, tmp_path / "proof")
        forge(path, name, change)
        ran = recompute(path)
        assert (ran.returncode, word in ran.stderr) == (1, True), ran.stderr

    def test_the_order_of_equal_risks_is_the_seeds(self, tail_version, project, lead, tmp_path):
        publish_seed(project=project, lead=lead, number=1)
        path = unpack(tail_version, tmp_path / "proof")
        forge(path, "population.csv", lambda rows: rows[0].update(order_key="1"))
        assert "the order of equal risks is not the seed's" in recompute(path).stderr

    def test_its_page_and_card_say_what_is_accepted_and_what_is_left(self, tail_version, client, lead):
        client.force_login(lead)
        page = client.get(reverse("annotation:version-detail", args=["reviews", 1])).content.decode()
        assert "are of low risk and accepted unseen" in page
        assert "does not hold yet" in page
        assert "accepted unseen, at most" in b"".join(write(tail_version, "card")).decode()
