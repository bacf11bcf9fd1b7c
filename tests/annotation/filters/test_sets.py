"""A kept pipeline has a number, is never changed, and leaves out of a version the rows that its preview counted."""

import hashlib
import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from annotation.datasets import actions
from annotation.datasets.exports import card_text, write
from annotation.filters.actions import effect_now, keep_filter_set
from annotation.filters.basis import filters_report
from annotation.filters.steps import steps_from
from annotation.models import DroppedRow, FilterBasis, FilterSet, Row, Signal
from generation.jobs import enqueue, leased
from generation.models import Job, Origin
from tests.annotation.making import answer, make_sample

pytestmark = pytest.mark.django_db(transaction=True)
RUDE = [{"filter": "signal:toxicity", "at": 0.75}]


@pytest.fixture
def keep(project, lead):
    return lambda steps, name="": keep_filter_set(project=project, by=lead, name=name, steps=steps_from(steps))


def test_a_preview_counts_what_each_filter_drops_of_the_rows_that_reach_it(project, basis):
    told = effect_now(project, steps_from([*RUDE, {"filter": "signal:suspicion", "at": 0.5}]))
    assert told["rows"] == {"before": 40, "after": 20}
    assert [(step["reach"], step["dropped"]) for step in told["steps"]] == [(40, 10), (30, 10)]
    assert told["steps"][0]["labels"] == [
        {"label": "negative", "reach": 20, "dropped": 5},
        {"label": "positive", "reach": 20, "dropped": 5},
    ]
    assert sum(one["count"] for one in told["steps"][0]["histogram"]) == 40
    assert sum(one["dropped"] for one in told["steps"][0]["histogram"]) == 10
    assert [row["after"] for row in told["labels"]["rows"]] == [10, 10]
    assert told["labels"]["evenness"] == {"before": pytest.approx(1), "after": pytest.approx(1)}


def test_a_version_leaves_out_what_the_preview_counted_and_keeps_each_reason(project, basis, keep, cut, samples):
    kept = keep(RUDE, "Polite")
    version = cut(filter_set=kept.number)
    assert version.state == "ready", version.error
    assert version.rows == effect_now(project, steps_from(RUDE))["rows"]["after"] == 30
    gone = list(DroppedRow.objects.filter(version=version).values_list("sample", "step", "rule", "score", "threshold"))
    assert gone == [(s.pk, 1, "signal:toxicity", round(n / 40, 4), 0.75) for n, s in enumerate(samples) if n >= 30]
    facts = version.card["filter_set"]
    assert (facts["number"], facts["name"]) == (1, "Polite")
    assert [(one["reach"], one["dropped"]) for one in facts["steps"]] == [(40, 10)]
    assert "Polite" in card_text(version)
    assert {"name": "left out by the filter set", "dropped": 10} in version.card["filters"]


def test_the_same_version_twice_is_the_same_bytes_and_one_without_filters_is_what_it_was(basis, keep, cut):
    plain = cut()
    kept = keep(RUDE)
    first, second, again = cut(filter_set=kept.number), cut(filter_set=kept.number), cut()
    assert first.hash == second.hash != plain.hash
    assert plain.hash == again.hash
    assert hashlib.sha256(b"".join(write(first, "jsonl"))).hexdigest() == first.hash


def test_a_cut_that_is_begun_again_after_a_kill_leaves_each_row_out_once(basis, keep, cut):
    version = cut(filter_set=keep(RUDE).number)
    again = cut()
    gone = list(version.dropped_rows.values_list("sample", "step"))
    left = [DroppedRow(version=again, sample_id=sample, step=9, rule="regen") for sample, _step in gone]
    DroppedRow.objects.bulk_create(left)  # by a worker that was killed

    again.state, again.filters = "cutting", version.filters
    again.save()
    job = enqueue("annotation.cut", f"again-{again.pk}", project=again.project, args={"version": again.pk})
    with leased(job.pk) as held:
        actions.cut(held)
    again.refresh_from_db()
    assert again.state == "ready"
    assert list(again.dropped_rows.values_list("sample", "step")) == gone
    assert Job.objects.get(pk=job.pk).state == "done"
    assert Row.objects.filter(version=again).count() == 30


def test_a_filter_that_knows_nothing_of_the_rows_stops_the_cut_and_says_what_it_needs(basis, keep, cut):
    version = cut(filter_set=keep([{"filter": "alpagasus"}]).number)
    assert version.state == "failed"
    assert "AlpaGasus" in version.error
    assert "grade" in version.error
    assert not DroppedRow.objects.filter(version=version).exists()


@pytest.mark.parametrize("name", ["label_leak", "language", "signal:toxicity", "signal:templates", "contamination"])
def test_a_filter_that_looked_and_found_nothing_drops_nothing_and_the_version_is_cut(project, samples, keep, cut, name):
    """The leaks that it left out last time are mended, and the same set cuts the next version."""
    make_sample(project, "A gold row", "positive", origin=Origin.GOLD)
    Signal.objects.filter(name="toxicity").delete()
    version = cut(filter_set=keep([{"filter": name}]).number)
    assert (version.state, version.rows) == ("ready", 41), version.error


def test_before_any_score_it_says_so_and_without_gold_rows_nothing_was_compared(project, samples, keep, cut):
    version = cut(filter_set=keep([{"filter": "contamination"}]).number)
    assert "no gold samples" in version.error
    Signal.objects.all().delete()
    version = cut(filter_set=keep([{"filter": "label_leak"}]).number)
    assert "No row has been scored yet" in version.error


def test_grades_that_came_along_on_import_are_what_alpagasus_goes_by(project, codebook, keep, cut):
    for place, grade in enumerate([5, 4.5, "4", 3.5, None, "junk", 7]):
        make_sample(project, f"A text about number {place} {'x' * place}", "positive", metadata={"grade": grade})
    version = cut(filter_set=keep([{"filter": "alpagasus"}]).number)
    assert version.rows == 5, version.error
    assert list(version.dropped_rows.values_list("score", "threshold")) == [(4.0, 4.5), (3.5, 4.5)]


def test_rows_that_people_answered_stay_whatever_is_said_of_their_label(project, basis, keep, cut, samples, annotator):
    answer(annotator, samples[39], samples[39].current_label)
    version = cut(filter_set=keep([{"filter": "signal:suspicion", "at": 0.9}]).number)
    assert samples[39].pk in version.frozen_rows.values_list("sample", flat=True)
    assert samples[38].pk not in version.frozen_rows.values_list("sample", flat=True)


def test_a_set_is_numbered_named_and_never_changed(project, basis, keep):
    first, second = keep(RUDE), keep([{"filter": "length", "at": 5}], "  Long \n enough ")
    assert [(one.number, one.name) for one in (first, second)] == [(1, "Filters 1"), (2, "Long enough")]
    assert FilterSet.objects.get(number=1).steps == [{"filter": "signal:toxicity", "at": 0.75, "on": True}]
    assert first.effect["rows"] == {"before": 40, "after": 30}
    with pytest.raises(ValidationError, match="Add a filter first"):
        keep([])
    with pytest.raises(ValidationError, match="80 characters"):
        keep(RUDE, "x" * 81)


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ("x", "list of filters"),
        ([1], "Filter 1: say which"),
        ([{"filter": "nope"}], "none called"),
        ([{"filter": "regen", "at": 0.5}], "has no threshold"),
        ([{"filter": "length", "at": 101}], "a multiple of 4"),
        ([{"filter": "length", "at": "5"}], "a number"),
        ([{"filter": "length", "at": True}], "a number"),
        ([{"filter": "length", "at": float("nan")}], "a number"),
        ([{"filter": "margin", "at": 10**400}], "a number"),
        ([{"filter": "margin", "at": 0.1234}], "steps of 0.005"),
        ([{"filter": "margin", "on": "yes"}], "true or false"),
        ([{"filter": "margin", "drop": 1}], "unknown: drop"),
        ([{"filter": "regen"}] * 21, "20 filters at most"),
    ],
)
def test_a_pipeline_that_makes_no_sense_is_refused_with_what_is_wrong(steps, message):
    with pytest.raises(ValidationError, match=message):
        steps_from(steps)


def test_the_columns_are_written_anew_beside_those_that_a_page_reads_and_older_ones_go(project, basis, samples):
    filters_report(project, {})
    filters_report(project, {})
    assert FilterBasis.objects.count() == 2
    newest, older = FilterBasis.objects.all()
    assert {c.name: bytes(c.data) for c in newest.columns.all()} == {c.name: bytes(c.data) for c in older.columns.all()}


def test_the_command_line_lists_previews_keeps_and_cuts(project, basis, cut, capsys):
    call_command("filters", "reviews")
    assert "self_confidence=0.1: Drops the rows" in capsys.readouterr().out
    call_command("filters", "reviews", step=["signal:toxicity=0.75", "near_duplicates"], keep="Polite")
    out = capsys.readouterr().out
    assert "10 of 40 rows go" in out
    assert "30 of 40 rows stay" in out
    assert "kept as filter set 1" in out
    call_command("filters", "reviews", set="Polite", json=True)
    assert json.loads(capsys.readouterr().out)["rows"] == {"before": 40, "after": 30}
    call_command("curate", "reviews", filters="1")
    assert "left out, filtered: 10" in capsys.readouterr().out
    call_command("cut_version", "reviews", filters="Polite")
    assert "30 rows" in capsys.readouterr().out
    with pytest.raises(CommandError, match="no filter set “other”"):
        call_command("cut_version", "reviews", filters="other")
    with pytest.raises(CommandError, match="write it like"):
        call_command("filters", "reviews", step=["length=x"])
