import hashlib
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from annotation.curation import actions as curation
from annotation.curation.actions import preview
from annotation.curation.filters import Filters
from annotation.datasets import actions as cutting
from annotation.datasets.opening import enqueue_cut, open_version
from annotation.models import Annotation, AuditDraw, DatasetVersion, Item, Resolution, Row, Stream
from generation import jobs
from generation.children import carry_out, carry_out_open_jobs
from generation.models import Event, Job, MachineLabel, Sample, SampleState
from tests.annotation.curation.auditing import frozen, remove
from tests.annotation.making import answer, distinct_text, label_again, machine_label, make_sample

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.scaled]


def payloads(version):
    return [json.loads(row.payload) for row in version.frozen_rows.order_by("position")]


def test_it_freezes_every_labelled_row_with_a_hash(samples, cut):
    version = cut()
    lines = version.frozen_rows.order_by("position").values_list("payload", flat=True)
    assert (version.state, version.rows, version.number) == ("ready", 40, 1)
    assert version.hash == hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def test_a_row_says_where_it_comes_from_and_who_answered(samples, annotator, cut):
    machine_label(samples[0], "positive", source="student", probability=0.7)
    answer(annotator, samples[0], "positive", rule="R1", blind=False)
    row = payloads(cut())[0]
    assert row["text"] == samples[0].fields["text"]
    assert (row["label"], row["label_source"], row["reviewed_by"]) == ("positive", "person", 1)
    assert (row["machine_label"], row["machine_probability"]) == ("negative", 0.9)
    assert [label["source"] for label in row["machine_labels"]] == ["import", "student"]
    [given] = row["annotations"]
    assert given["annotator"] == f"annotator-{annotator.pk}"
    assert (given["rule"], given["blind"], given["stream"], given["codebook"]) == ("R1", False, "active", 1)
    assert annotator.username not in json.dumps(row)


def test_the_model_s_label_is_what_the_last_round_of_its_run_said(samples, annotator, cut):
    for sample in samples[:2]:
        label_again(sample, "positive", probability=0.6)
    answer(annotator, samples[1], "negative")
    version = cut()
    row, overruled = payloads(version)[:2]
    assert (row["label"], row["label_source"]) == ("positive", "machine")
    assert (row["machine_label"], row["machine_probability"]) == ("positive", 0.6)
    assert [(one["label"], one["replaced"]) for one in row["machine_labels"]] == [
        ("negative", True),
        ("positive", False),
    ]
    assert (overruled["label"], overruled["machine_label"]) == ("negative", "positive")
    given = {count["source"]: count["rows"] for count in version.card["labels"]}
    assert given == {"Imported labels": 38, "peer #7.2": 1, "person": 1}


def test_how_sure_a_model_was_of_what_it_said_before_keeps_no_row(samples, cut):
    label_again(samples[0], "positive", probability=0.4)
    label_again(samples[0], "negative", source="peer #7.3", probability=0.6)
    assert cut(min_probability=0.8).rows == 39


def test_the_same_data_gives_the_same_version(samples, cut):
    first, second = cut(), cut()
    assert first.hash == second.hash


def test_cut_off_in_the_middle_and_begun_again_it_is_the_same_version(project, samples, lead, monkeypatch, cut):
    whole = cut()
    version = open_version(project=project, filters=Filters(), note="", by=lead)
    enqueue_cut(version)
    monkeypatch.setattr("annotation.datasets.actions.CHUNK", 10)
    report = jobs.report

    def killed(job, **progress):
        if progress.get("done") == 30:
            raise KeyboardInterrupt
        report(job, **progress)

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "report", killed)
        with pytest.raises(KeyboardInterrupt):
            carry_out_open_jobs()
    assert Row.objects.filter(version=version).count() == 20
    project.jobs.update(lease="", lease_until=None)
    carry_out_open_jobs()
    version.refresh_from_db()
    assert (version.state, version.hash, version.rows) == ("ready", whole.hash, 40)


def stalls_and_another_finishes(version, job, monkeypatch, wakes):
    """The process stands still past its lease while choosing rows, another one does the job; then it `wakes`."""
    choose, stalled = cutting.curate, []

    def slow(*given):
        chosen = choose(*given)
        if stalled:
            return chosen
        stalled.append(True)
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        carry_out(job.pk)
        version.refresh_from_db()
        assert (version.state, version.frozen_rows.count()) == ("ready", 40)
        return wakes(chosen)

    monkeypatch.setattr(cutting, "curate", slow)
    carry_out_open_jobs()


@pytest.fixture
def opened(project, samples, lead):
    version = open_version(project=project, filters=Filters(), note="", by=lead)
    return version, enqueue_cut(version)


def test_whoever_wakes_after_another_finished_takes_no_row_from_the_version(opened, monkeypatch):
    version, job = opened
    stalls_and_another_finishes(version, job, monkeypatch, wakes=lambda chosen: chosen)
    version.refresh_from_db()
    assert (version.state, version.rows, version.frozen_rows.count()) == ("ready", 40, 40)


@pytest.mark.parametrize("problem", [cutting.NothingToCut("nothing when it looked"), RuntimeError("no memory")])
def test_whoever_wakes_after_another_finished_fails_no_version(opened, monkeypatch, problem):
    version, job = opened
    Job.objects.filter(pk=job.pk).update(attempts=jobs.MAX_ATTEMPTS - 1)

    def wakes(chosen):
        raise problem

    stalls_and_another_finishes(version, job, monkeypatch, wakes)
    version.refresh_from_db()
    assert (version.state, version.error, version.frozen_rows.count()) == ("ready", "", 40)


def test_later_answers_change_no_version(samples, annotator, cut):
    version = cut()
    before = payloads(version)
    answer(annotator, samples[3], "negative")
    assert payloads(version) == before
    assert cut().hash != version.hash


def test_it_keeps_what_the_filters_let_through(project, samples, annotator, cut):
    samples[0].state = SampleState.REJECTED
    samples[1].state = SampleState.NEEDS_PERSON
    for sample in samples[:2]:
        sample.save(update_fields=["state"])
    Item.objects.filter(sample=samples[2]).update(state=Item.State.FLAGGED)
    answer(annotator, samples[4], "positive")
    make_sample(project, "nobody labelled this one")
    assert cut().rows == 37
    assert cut(needs_person=True, drop_flagged=False).rows == 39
    assert cut(machine_labels=False).rows == 1
    version = cut(min_probability=0.95)
    assert version.rows == 1
    assert {rule["name"]: rule["dropped"] for rule in version.card["filters"]}["no label yet"] == 1


def test_a_label_that_the_codebook_has_no_more_is_left_out_and_counted(project, samples, cut):
    """Renamed in a new codebook: rows under the old name would hold what the version's own codebook does not know."""
    make_sample(project, "labelled under an older codebook", "pos")
    counted = preview(project, {"filters": Filters().as_json(), "codebook": 1})
    assert (counted["rows"], counted["dropped"]) == (40, {"unknown_label": 1})
    version = cut()
    [question] = version.card["codebook"]["questions"]
    assert sum(label["rows"] for label in question["labels"]) == version.rows == 40
    assert {rule["name"]: rule["dropped"] for rule in version.card["filters"]}["label not in this codebook"] == 1
    assert "One row is left out because its label is not in this version of the codebook." in version.card["limits"]


def test_the_students_probability_is_no_source(project, codebook, cut):
    """It says how sure the student is of the label, not how sure whoever gave it was."""
    sure, unsure = [make_sample(project, distinct_text(i), "positive", probability=p) for i, p in ((1, 0.9), (2, 0.4))]
    machine_label(unsure, "positive", source="student", probability=0.99)
    version = cut(min_probability=0.8)
    assert [row["sample"] for row in payloads(version)] == [sure.pk]
    assert {rule["name"]: rule["dropped"] for rule in version.card["filters"]}[
        "label less probable than the minimum"
    ] == 1


def test_near_duplicates_stay_in_one_part_and_can_be_joined(project, codebook, annotator, cut):
    text = "This film is a slow and tender portrait of a family in the north of the country, number"
    twins = [make_sample(project, f"{text} {i}", "positive") for i in range(12)]
    answer(annotator, twins[7], "positive")
    for i in range(30):
        make_sample(project, distinct_text(i), "negative")
    rows = payloads(cut())
    assert len({row["split"] for row in rows if row["text"].startswith(text)}) == 1
    joined = [row for row in payloads(cut(deduplicate=True)) if row["text"].startswith(text)]
    assert [row["sample"] for row in joined] == [twins[7].pk]


def test_near_duplicates_that_contradict_each_other_both_stay(project, codebook, cut):
    text = "This film is a slow and tender portrait of a family in the north of the country, number"
    make_sample(project, f"{text} 1", "positive")
    make_sample(project, f"{text} 2", "negative")
    assert cut(deduplicate=True).rows == 2


def test_no_row_fails_with_what_to_change(codebook, cut):
    version = cut()
    assert version.state == DatasetVersion.State.FAILED
    assert "label some samples" in version.error


def test_it_is_in_the_audit_log(project, samples, cut):
    version = cut()
    assert list(Event.objects.filter(project=project).values_list("verb", flat=True)) == [
        "version.ready",
        "version.cut",
    ]
    assert Event.objects.first().detail["hash"] == version.hash


def test_the_card_states_sources_labels_and_limits(samples, cut):
    card = cut().card
    assert card["sources"] == [
        {"name": "written by a model elsewhere", "kind": "generated", "rows": 40, "simulated": False}
    ]
    assert card["labels"] == [{"source": "Imported labels", "rows": 40, "simulated": False}]
    assert card["estimate"]["reason"] == "no_audit"
    assert any("looked at by nobody" in limit for limit in card["limits"])
    assert sum(card["splits"].values()) == 40


@pytest.fixture
def audited(project, codebook, samples, annotator):
    """A snapshot of the samples whose audit has found every fourth label wrong, with one draw still open."""
    snapshot = frozen(project, codebook, samples)
    for place, sample in enumerate(samples[:20]):
        wrong = {"negative": "positive", "positive": "negative"}[sample.current_label]
        remove(snapshot, sample, annotator, wrong if place % 4 == 0 else sample.current_label)
    remove(snapshot, samples[20], annotator)
    return snapshot


def in_the_middle(monkeypatch, happens):
    """`happens` once the rows of a version are chosen, before any is written."""
    chosen = curation.near_duplicate_groups

    def groups(texts):
        happens()
        return chosen(texts)

    monkeypatch.setattr(curation, "near_duplicate_groups", groups)


def test_an_answer_in_the_middle_of_a_cut_belongs_to_the_next_version(
    samples, audited, annotator, lead, cut, monkeypatch
):
    for sample in (samples[0], samples[30]):
        machine_label(sample, "positive", source="student")
    before = cut()

    def happens():
        remove(audited, samples[31], annotator, "positive")  # drawn only now, and found wrong or right
        remove(audited, samples[32], annotator)
        answer(annotator, samples[30], "positive")  # it was `negative`: mended, but not in this version
        answer(annotator, samples[20], "positive", stream=Stream.AUDIT)  # the open draw, found wrong
        answer(lead, samples[0], "negative", blind=False)  # a second answer to an answered row

    with monkeypatch.context() as patch:
        in_the_middle(patch, happens)
        version = cut()
    assert (version.hash, payloads(version)) == (before.hash, payloads(before))
    told = ("labels", "label_splits", "codebook", "agreement", "student", "student_audit", "certificate", "limits")
    told += ("sources", "filters")
    assert {name: version.card[name] for name in told} == {name: before.card[name] for name in told}
    shares = ("value", "low", "high", "n", "population", "rows")
    assert [version.card["estimate"][name] for name in shares] == [before.card["estimate"][name] for name in shares]
    row = payloads(version)[30]
    assert (row["label"], row["label_source"], row["reviewed_by"]) == ("negative", "machine", 0)
    assert payloads(cut())[30]["label_source"] == "person"


def test_what_models_say_in_the_middle_of_a_cut_belongs_to_the_next_version(samples, cut, monkeypatch):
    label_again(samples[0], "positive")
    before = cut()

    def happens():
        machine_label(samples[1], "negative", source="another model")
        for sample in (samples[0], samples[2]):
            label_again(sample, "negative", source="peer #7.3", probability=0.7)

    with monkeypatch.context() as patch:
        in_the_middle(patch, happens)
        version = cut()
    assert payloads(version) == payloads(before)
    assert version.card["labels"] == before.card["labels"]
    assert payloads(cut())[0]["machine_label"] == "negative"


def test_a_student_trained_in_the_middle_of_a_cut_is_not_the_one_on_its_card(samples, audited, cut, monkeypatch):
    for sample in samples[:4]:
        machine_label(sample, "positive", source="student")
    before = cut().card
    in_the_middle(monkeypatch, lambda: MachineLabel.objects.filter(source="student").update(label="negative"))
    card = cut().card
    assert before["student"]["n"] == before["student_audit"]["n"] == 4
    assert (card["student"], card["student_audit"]) == (before["student"], before["student_audit"])


def test_an_answer_committed_late_mends_nothing_in_the_version(samples, audited, annotator, cut, monkeypatch):
    """Its time is before the rows were chosen, its commit after: the version has the wrong label."""
    before = cut().card

    def happens():
        for sample in samples[30:33]:
            remove(audited, sample, annotator, {"negative": "positive", "positive": "negative"}[sample.current_label])
        long_ago = timezone.now() - timedelta(minutes=1)
        Resolution.objects.filter(item__sample__in=samples[30:33]).update(created_at=long_ago)
        AuditDraw._base_manager.filter(item__sample__in=samples[30:33]).update(created_at=long_ago)

    in_the_middle(monkeypatch, happens)
    version = cut()
    assert {row.source for row in version.frozen_rows.filter(sample__in=samples[30:33])} == {"machine"}
    found = 5 + 3  # of 23 drawn and answered; five of them are put right in the version
    estimate = version.card["estimate"]
    assert estimate["n"] == 23
    assert estimate["value"] == pytest.approx(1 - (found / 23 * 40 - 5) / 40, abs=0.01)
    promise = version.card["certificate"]
    assert promise["population"] == before["certificate"]["population"] == 20
    assert promise["at_most_wrong"] >= 3


def test_an_answer_undone_in_the_middle_of_a_cut_still_stands_in_it(samples, annotator, cut, monkeypatch):
    given = answer(annotator, samples[0], "positive")
    before = cut()

    def happens():
        Annotation.objects.filter(pk=given.pk).update(undone_at=timezone.now())
        Sample.objects.filter(pk=samples[0].pk).update(current_label="negative", label_source="machine", answers={})

    in_the_middle(monkeypatch, happens)
    version = cut()
    assert version.hash == before.hash
    assert version.card["labels"] == before.card["labels"]


def test_a_version_whose_process_is_killed_each_time_fails_and_says_so(project, samples, lead):
    version = open_version(project=project, filters=Filters(), note="", by=lead)
    job = enqueue_cut(version)
    Job.objects.filter(pk=job.pk).update(attempts=jobs.MAX_CLAIMS)
    carry_out_open_jobs()
    version.refresh_from_db()
    assert version.state == DatasetVersion.State.FAILED
    assert "enough memory" in version.error
