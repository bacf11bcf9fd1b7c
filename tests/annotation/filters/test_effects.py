"""What a pipeline would do: by hand on a few rows, with an audit and without one."""

import pytest

from annotation.filters.actions import effect_now
from annotation.filters.basis import filters_report
from annotation.filters.steps import steps_from
from annotation.methods.certificate.estimate import estimate
from annotation.methods.certificate.removal import Removal
from annotation.models import Dispenser, Signal, Stream, Student
from tests.annotation.curation.auditing import frozen, remove
from tests.annotation.making import distinct_text, make_sample

pytestmark = pytest.mark.django_db(transaction=True)
UPPER = [{"filter": "signal:toxicity", "at": 0.75}]
ALIKE = {"negative": "positive", "positive": "negative"}


@pytest.fixture
def many(project, codebook):
    """Two hundred rows; the n-th is rude by n / 200."""
    made = [make_sample(project, distinct_text(i), ("negative", "positive")[i % 2]) for i in range(200)]
    Signal.objects.bulk_create(
        Signal(project=project, sample=sample, name="toxicity", value=place / 200) for place, sample in enumerate(made)
    )
    return made


def told(project, steps=UPPER):
    filters_report(project, {})
    return effect_now(project, steps_from(steps))


def test_wrong_labels_before_and_after_are_the_certificates_estimate_of_an_audit(project, codebook, many, annotator):
    """Each fifth row is drawn; among the rude quarter half the labels are wrong, among the others none."""
    snapshot = frozen(project, codebook, many)
    Dispenser.objects.create(project=project, snapshot=snapshot)
    log = []
    for place in range(0, 200, 5):
        sample, is_wrong = many[place], place >= 150 and place % 10 == 0
        remove(snapshot, sample, annotator, ALIKE[sample.current_label] if is_wrong else sample.current_label)
        log.append((place, Removal(True, float(is_wrong))))
    error = told(project)["error"]
    assert error["kind"] == "audit"
    whole = estimate(200, [one for _place, one in log])
    rest = estimate(150, [one for place, one in log if place < 150])
    gone = estimate(50, [one for place, one in log if place >= 150])
    for ours, theirs in ((error["before"], whole), (error["after"], rest)):
        assert [ours[name] for name in ("value", "low", "high", "n")] == pytest.approx(
            [theirs.value, theirs.low, theirs.high, theirs.n]
        )
    assert error["is_apart"] == (whole.value > rest.high)
    assert error["false_drops"]["value"] == pytest.approx(1 - gone.value)
    assert error["draws"] == {"before": 40, "after": 30, "dropped": 10, "open": 0, "enough": 30}


def test_a_label_that_the_audit_mended_counts_as_it_was_and_its_row_as_if_nobody_had_answered(
    project, codebook, many, annotator
):
    """What is about the label would pass every answered row: then nothing could be said of those that it drops."""
    for place, sample in enumerate(many):
        Signal.objects.create(project=project, sample=sample, name="suspicion", value=place / 200)
    snapshot = frozen(project, codebook, many)
    Dispenser.objects.create(project=project, snapshot=snapshot)
    for place in range(0, 200, 4):
        remove(snapshot, many[place], annotator, ALIKE[many[place].current_label] if place >= 160 else None)
    effect = told(project, [{"filter": "signal:suspicion", "at": 0.8}])
    assert effect["rows"]["after"] == 170, "ten of the forty are answered and stay"
    assert effect["error"]["draws"]["dropped"] == 10
    assert effect["error"]["false_drops"]["value"] == pytest.approx(0, abs=0.2)


def test_rows_that_the_active_queue_removed_are_no_draws(project, codebook, many, annotator):
    snapshot = frozen(project, codebook, many)
    Dispenser.objects.create(project=project, snapshot=snapshot)
    remove(snapshot, many[0], annotator, many[0].current_label)
    for sample in many[150:190]:
        remove(snapshot, sample, annotator, ALIKE[sample.current_label], stream=Stream.ACTIVE)
    error = told(project)["error"]
    assert error["kind"] == "none"
    assert error["draws"]["dropped"] == 0


def test_without_an_audit_the_chance_of_a_wrong_label_speaks_and_says_on_what_it_rests(project, many):
    Signal.objects.bulk_create(
        Signal(project=project, sample=sample, name="wrong_probability", value=0.01 if place < 150 else 0.31)
        for place, sample in enumerate(many)
    )
    Student.objects.create(
        project=project, question="sentiment", rows=200, answers=9, metrics={"wrong": {"kind": "drawn"}}
    )
    error = told(project)["error"]
    assert (error["kind"], error["rests_on"]) == ("chance", "drawn")
    assert error["before"]["value"] == pytest.approx((150 * 0.01 + 50 * 0.31) / 200, abs=1e-9)
    assert error["after"] == {"value": pytest.approx(0.01), "n": 150}
    Student.objects.create(
        project=project, question="sentiment", rows=200, answers=0, metrics={"wrong": {"kind": "assumed"}}
    )
    assert told(project)["error"]["kind"] == "none"


def test_words_are_counted_at_one_size_before_and_after(project, many):
    words = told(project)["words"]
    assert words["sample"] == {"before": 200, "after": 150}
    assert words["before"] == pytest.approx(words["after"], rel=0.1)
    assert told(project, [{"filter": "signal:toxicity", "at": 0.3}])["words"]["after"] is None, "60 rows are too few"


def test_what_doubts_cost_is_said_where_such_a_filter_drops_something(project, many):
    for place, sample in enumerate(many):
        Signal.objects.create(project=project, sample=sample, name="suspicion", value=place / 200)
    assert "1 to 4 points" in told(project, [{"filter": "signal:suspicion", "at": 0.9}])["warnings"][0]
    assert told(project, [{"filter": "signal:suspicion", "at": 1.0}])["warnings"] == []
    assert told(project)["warnings"] == []
