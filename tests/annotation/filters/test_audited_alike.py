"""What a filter does is estimated from audited rows, and so these must go where they would go unheard.

Were a row ranked under the label that a person gave it, those found wrong would stand in another label's ranks and
go, and those that nobody found would stay: the estimate would praise any filter.
"""

import numpy as np
import pytest

from annotation.filters.actions import effect_now
from annotation.filters.basis import filters_report
from annotation.filters.frames import Held, newest_basis
from annotation.filters.packed import sample_at
from annotation.filters.steps import steps_from
from annotation.methods.filters import live
from annotation.models import Dispenser, Resolution, Signal, Student
from generation.models import LabelSource, MachineLabel, Question, Sample, SampleState
from tests.annotation.curation.auditing import frozen, remove
from tests.annotation.making import distinct_text, make_sample

pytestmark = pytest.mark.django_db(transaction=True)
OTHER = {"negative": "positive", "positive": "negative"}
MARGIN = [{"filter": "margin", "at": 0.1}]
COPIES = [{"filter": "near_duplicates"}]


@pytest.fixture
def mixed_up(project, codebook):
    """Three hundred rows, half of each label; of the positive ones 45 are wrong, which a student half suspects."""
    rng, made = np.random.default_rng(0), []
    for place in range(300):
        sample = make_sample(project, f"{distinct_text(place)} {place * 7919}", ("positive", "negative")[place >= 150])
        own = rng.uniform(0.05, 0.45) if place < 45 else rng.uniform(0.4, 0.99)
        doubts = {"self_confidence": 1 - own, "student_margin": 1 - own}
        Signal.objects.bulk_create(
            Signal(project=project, sample=sample, name=name, value=round(value, 6)) for name, value in doubts.items()
        )
        made.append(sample)
    Student.objects.create(
        project=project, question="sentiment", rows=300, answers=0, classes=["negative", "positive"],
        metrics={"wrong": {"kind": "drawn"}},
    )  # fmt: skip
    return made


def opened(project, codebook, samples):
    snapshot = frozen(project, codebook, samples)
    Dispenser.objects.create(project=project, snapshot=snapshot)
    return snapshot


def kept_as_given(project, steps):
    """The samples that stay where nobody had answered, as the worker writes it down now."""
    filters_report(project, {})
    held = Held(newest_basis(project), steps_from(steps), "samples")
    size = len(held.rows)
    kept = live.run(held.as_given, steps_from(steps), among=live.everything(size)).kept.to_bytes(size, "little")
    return [sample_at(held["samples"], place) for place in range(size) if kept[place]]


@pytest.mark.parametrize("steps", [MARGIN, [{"filter": "self_confidence", "at": 0.1}], [{"filter": "regen"}]])
def test_what_is_told_of_the_rows_that_stay_holds_the_truth_of_these_very_rows(
    project, codebook, mixed_up, annotator, steps
):
    snapshot, wrong = opened(project, codebook, mixed_up), {sample.pk for sample in mixed_up[:45]}
    before = kept_as_given(project, steps)
    for place in np.random.default_rng(2).permutation(300)[:100]:
        sample = mixed_up[place]
        remove(snapshot, sample, annotator, OTHER[sample.current_label] if sample.pk in wrong else sample.current_label)
    assert kept_as_given(project, steps) == before, "answers move nothing"
    truth = sum(sample in wrong for sample in before) / len(before)
    error = effect_now(project, steps_from(steps))["error"]
    assert error["after"]["population"] == len(before)
    assert error["after"]["low"] <= truth <= error["after"]["high"]
    assert error["before"]["low"] <= 45 / 300 <= error["before"]["high"]


def test_labels_that_people_mended_take_no_place_in_the_ranks_of_the_others(project, mixed_up, codebook, annotator):
    """A tenth of each label goes: fifteen and fifteen, whichever label people gave the doubted rows since."""
    snapshot = opened(project, codebook, mixed_up)
    for sample in mixed_up[:45]:
        remove(snapshot, sample, annotator, "negative")
    filters_report(project, {})
    rows = {row["label"]: row for row in effect_now(project, steps_from(MARGIN))["labels"]["rows"]}
    assert rows["negative"]["before"] - rows["negative"]["after"] == 15


def test_answered_copies_go_as_unanswered_ones_do_and_a_mended_one_makes_no_conflict(project, codebook, annotator):
    made = [make_sample(project, f"{distinct_text(i)} single {i * 7919}", "positive") for i in range(60)]
    for group in range(10):
        text = f"group {distinct_text(1000 + group)} {distinct_text(2000 + group)}"
        made += [make_sample(project, f"{text} copy {'x' * n}", "positive") for n in range(6)]
    wrong = {sample.pk for sample in made[:60:5]}
    snapshot = opened(project, codebook, made)
    before = kept_as_given(project, COPIES)
    assert len(before) == 70
    for place in np.random.default_rng(0).permutation(120)[:80]:
        sample = made[place]
        said = "negative" if sample.pk in wrong or place == 61 else "positive"
        remove(snapshot, sample, annotator, said)
    assert kept_as_given(project, COPIES) == before
    error = effect_now(project, steps_from(COPIES))["error"]
    assert error["draws"]["dropped"] > 20, "so false drops can be told"
    assert error["after"]["low"] <= 12 / 70 <= error["after"]["high"]


def test_what_people_discarded_rejected_or_revised_is_held_against_the_filter_all_the_same(
    project, codebook, mixed_up, annotator
):
    """A discarded row counts as wrong, as in the certificate; were it left out, errors found would vanish."""
    Question.objects.create(codebook=codebook, position=5, name="fixed", title="Better?", type="text",
                            options={"revises": True, "starts_from": "text"})  # fmt: skip
    steps = [*MARGIN, {"filter": "length", "at": 5}]
    snapshot = opened(project, codebook, mixed_up)
    before = kept_as_given(project, steps)
    for sample in mixed_up[:3]:
        remove(snapshot, sample, annotator)
        Resolution.objects.create(
            item=sample.item, label="", answers={}, codebook=codebook, settles=True, rule="single"
        )
        Sample.objects.filter(pk=sample.pk).update(current_label="", label_source=LabelSource.PERSON)
    Sample.objects.filter(pk=mixed_up[200].pk).update(state=SampleState.REJECTED)
    remove(snapshot, mixed_up[201], annotator, "negative")
    Sample.objects.filter(pk=mixed_up[201].pk).update(answers={"sentiment": "negative", "fixed": "short now"})
    assert kept_as_given(project, steps) == before
    error = effect_now(project, steps_from(steps))["error"]
    assert error["draws"]["before"] == 4
    assert error["false_drops"]["n"] + error["draws"]["after"] == 4


def test_a_row_whose_label_models_changed_since_is_none_that_was_audited(project, codebook, mixed_up, annotator):
    snapshot = opened(project, codebook, mixed_up)
    for sample in mixed_up[100:150]:
        remove(snapshot, sample, annotator, "positive")
    MachineLabel.objects.filter(sample=mixed_up[100]).update(label="negative")
    Sample.objects.filter(pk=mixed_up[250].pk).update(current_label="positive")
    filters_report(project, {})
    error = effect_now(project, steps_from(MARGIN))["error"]
    assert error["draws"]["before"] == 49
    assert error["before"]["population"] == 298


def test_the_page_says_of_how_many_rows_the_audit_speaks(project, codebook, mixed_up, annotator, signed_in, lead):
    snapshot = opened(project, codebook, mixed_up)
    for sample in mixed_up[100:200]:
        remove(snapshot, sample, annotator, sample.current_label)
    filters_report(project, {})
    address = {"form": 1, "filter-0": "margin", "at-0": "0.1", "on-0": "on"}
    html = signed_in(lead).get("/projects/reviews/filters/", address).content.decode()
    assert "270 of these 300 would stay" in html
