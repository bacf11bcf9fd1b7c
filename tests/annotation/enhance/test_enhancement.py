"""Labels proposed without people: stored beside the others, used for rows nobody answered, and put back."""

from collections import Counter

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from annotation.enhance.actions import make_enhancement, switch_labels
from annotation.enhance.asking import MOST_MADE, SWITCH, TASK, WITHIN, job_of, put_back, start_enhancement, use
from annotation.enhance.audited import before_and_after
from annotation.machine.asking import TASK as SCORE
from annotation.machine.asking import enqueue_score
from annotation.models import Annotation, Enhancement, Signal
from annotation.queue.actions.settle import settle
from generation.jobs import GIVEN_UP
from generation.models import Event, Job, LabelSource, MachineLabel, Project, Sample
from generation.models.machine import ENHANCED
from tests.annotation.curation.auditing import frozen, remove
from tests.annotation.enhance.conftest import OTHER, WRONG, truth
from tests.annotation.making import answer, machine_label, newer_version

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.scaled]


def standing() -> dict[str, int]:
    """Source -> how many of its labels stand, of enhancements alone."""
    labels = MachineLabel.objects.standing().filter(source__startswith=ENHANCED)
    return dict(Counter(labels.values_list("source", flat=True)))


def labels():
    return list(Sample.objects.order_by("pk").values_list("current_label", flat=True))


def test_wrong_labels_are_proposed_right_ones_and_nothing_changes(samples, enhance):
    before = labels()
    made = enhance("freeal")
    proposed = dict(MachineLabel.objects.filter(source=made.source).values_list("sample_id", "label"))
    assert {samples[i].pk for i in WRONG} <= set(proposed)
    assert all(proposed[samples[i].pk] == truth(i) for i in WRONG)
    assert made.changed == len(proposed)
    assert sum(count for _old, _new, count in made.report["changes"]) == made.changed
    assert labels() == before
    assert not MachineLabel.objects.standing().filter(source=made.source).exists()


def test_a_row_that_people_answered_is_never_proposed_another_label(answered, annotator, enhance):
    answer(annotator, answered[WRONG[0]], OTHER[truth(WRONG[0])])  # people hold the odd label to be right
    made = enhance("mckd")
    people = Sample.objects.filter(label_source=LabelSource.PERSON).values("pk")
    assert not MachineLabel.objects.filter(source=made.source, sample__in=people).exists()


@pytest.mark.parametrize("method", ["mckd", "freeal", "replacement", "several"])
def test_every_method_ends_with_figures_or_says_why_not(answered, enhance, method):
    made = enhance(method)
    assert made.report["labelled"] == 60
    assert made.changed or made.notes


def test_several_sources_are_weighed_together(samples, enhance):
    for i, sample in enumerate(samples):
        for source in ("one", "two"):
            machine_label(sample, truth(i), source=source)
    made = enhance("several")
    assert {samples[i].pk for i in WRONG} == set(
        MachineLabel.objects.filter(source=made.source).values_list("sample_id", flat=True)
    )
    assert {row["source"] for row in made.report["sources"]} == {"given", "one", "two"}


def test_used_they_hold_for_rows_nobody_answered_and_put_back_all_is_as_before(samples, enhance, lead, do_jobs):
    before, made = labels(), enhance("freeal")
    use(enhancement=made, by=lead)
    do_jobs()
    assert [labels()[i] for i in WRONG] == [truth(i) for i in WRONG]
    assert standing() == {f"{made.source}, use 1": made.changed}
    assert set(Sample.objects.values_list("label_source", flat=True)) == {LabelSource.MACHINE}
    put_back(enhancement=Enhancement.objects.get(), by=lead)
    do_jobs()
    assert labels() == before
    assert standing() == {}
    assert MachineLabel.objects.filter(source=made.source).count() == made.changed  # nothing is lost
    verbs = Event.objects.filter(verb__startswith="enhancement.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["enhancement.asked", "enhancement.used", "enhancement.put_back"]


def test_taken_into_use_again_nothing_of_before_is_written_over(samples, enhance, lead, do_jobs):
    """So a version that was cut at any moment exports the same bytes for ever."""
    made = enhance("freeal")
    for turn in (use, put_back, use):
        turn(enhancement=Enhancement.objects.get(), by=lead)
        do_jobs()
    assert standing() == {f"{made.source}, use 2": made.changed}
    first = MachineLabel.objects.filter(source=f"{made.source}, use 1")
    assert first.filter(replaced_at__isnull=False).count() == made.changed


def test_in_use_it_goes_before_older_second_opinions(samples, enhance, lead, do_jobs):
    machine_label(samples[WRONG[0]], OTHER[truth(WRONG[0])], source="another model")
    use(enhancement=enhance("freeal"), by=lead)
    do_jobs()
    assert labels()[WRONG[0]] == truth(WRONG[0])


def test_the_labels_that_it_replaced_are_no_opinions_on_its_own(samples, enhance, project, lead, do_jobs):
    """As another asker, their model would be heard on the changed rows alone, and differ on all of them."""
    for i, sample in enumerate(samples):
        machine_label(sample, truth(i), source="another model")
    use(enhancement=enhance("freeal"), by=lead)
    enqueue_score(project)
    do_jobs()
    told = Signal.objects.filter(project=project, name="source_disagreement").values_list("detail", flat=True)
    assert [one["of"] for one in told] == [1] * len(samples)


def test_what_a_person_says_stays_and_taken_back_the_label_in_use_holds(samples, enhance, lead, annotator, do_jobs):
    row = samples[WRONG[0]]
    use(enhancement=enhance("freeal"), by=lead)
    answer(annotator, row, OTHER[truth(WRONG[0])])
    do_jobs()
    row.refresh_from_db()
    assert (row.current_label, row.label_source) == (OTHER[truth(WRONG[0])], LabelSource.PERSON)
    Annotation.objects.filter(item=row.item).delete()
    with transaction.atomic():
        settle(item=row.item)
    row.refresh_from_db()
    assert (row.current_label, row.label_source) == (truth(WRONG[0]), LabelSource.MACHINE)


def test_another_one_takes_the_place_of_the_one_in_use(samples, enhance, lead, do_jobs):
    first, second = enhance("freeal"), enhance("freeal", sure=0.6)
    use(enhancement=first, by=lead)
    use(enhancement=second, by=lead)
    do_jobs()
    assert standing() == {f"{second.source}, use 1": second.changed}
    assert Enhancement.objects.get(in_use_at__isnull=False) == second


def test_a_new_one_starts_from_the_models_labels_whatever_is_in_use(samples, enhance, lead, do_jobs):
    first = enhance("freeal")
    use(enhancement=first, by=lead)
    do_jobs()
    again = enhance("freeal")
    assert (again.changed, again.report["changes"]) == (first.changed, first.report["changes"])


def test_killed_half_way_it_stores_the_same(samples, enhance, project, lead, monkeypatch, do_jobs):
    whole = enhance("freeal")
    expected = set(MachineLabel.objects.filter(source=whole.source).values_list("sample_id", "label"))
    made = start_enhancement(project=project, method="freeal", by=lead)
    machine_label(samples[0], "negative", source=made.source)  # left by a process that was killed
    do_jobs()
    assert set(MachineLabel.objects.filter(source=made.source).values_list("sample_id", "label")) == expected


def test_a_switch_that_was_cut_off_goes_on(samples, enhance, project, lead, monkeypatch):
    made = enhance("freeal")
    use(enhancement=made, by=lead)
    job = Job.objects.get(task=SWITCH)
    monkeypatch.setattr("annotation.enhance.actions.AT_ONCE", 1)
    monkeypatch.setattr("annotation.enhance.actions._label_anew", _once_then_killed())
    with pytest.raises(MemoryError):
        switch_labels(job)
    assert sum(standing().values()) == 1
    monkeypatch.undo()
    switch_labels(job)
    assert sum(standing().values()) == made.changed
    assert [labels()[i] for i in WRONG] == [truth(i) for i in WRONG]


def _once_then_killed():
    from annotation.enhance.actions import _label_anew as label_anew  # noqa: PLC0415 - as it was before

    done = []

    def turned(*args):
        if done:
            raise MemoryError
        done.append(label_anew(*args))

    return turned


def test_after_a_switch_the_student_learns_anew(samples, enhance, lead, do_jobs):
    use(enhancement=enhance("freeal"), by=lead)
    do_jobs()
    assert Job.objects.filter(task=SCORE, state=Job.State.DONE).exists()


def test_without_an_audit_nobody_says_whether_labels_get_better(samples, enhance):
    assert before_and_after(enhance("freeal")) == {"reason": "no_audit", "n": 0}


def test_before_and_after_come_from_audit_answers_which_taught_nothing(samples, codebook, project, annotator, enhance):
    snapshot = frozen(project, codebook, samples)
    for i in (WRONG[0], WRONG[1], 2, 3, 4, 5):
        remove(snapshot, samples[i], annotator, truth(i))
    made = enhance("freeal")
    assert made.report["answered"] == 0
    told = before_and_after(made)
    assert (told["n"], told["reason"]) == (6, "")
    assert told["before"]["value"] == pytest.approx(4 / 6, abs=0.02)
    assert told["after"]["value"] == pytest.approx(1, abs=0.02)
    assert told["difference"]["value"] == pytest.approx(2 / 6)
    assert told["before"]["low"] < told["before"]["value"] < told["before"]["high"]


def test_where_no_label_is_proposed_the_difference_is_exactly_none(samples, codebook, project, annotator, enhance):
    snapshot = frozen(project, codebook, samples)
    for i in (WRONG[0], WRONG[1], 2, 3, 4, 5):
        remove(snapshot, samples[i], annotator, truth(i))
    made = enhance("freeal")
    assert before_and_after(made)["difference"]["low"] < before_and_after(made)["difference"]["high"]
    MachineLabel.objects.filter(source=made.source).delete()
    told = before_and_after(made)
    assert told["difference"] == {"value": 0.0, "low": 0.0, "high": 0.0, "n": 6}
    assert told["before"] == told["after"]


def test_draws_that_nobody_settled_are_counted_for_they_widen_the_intervals(
    samples, codebook, project, annotator, enhance
):
    snapshot = frozen(project, codebook, samples)
    for i in (WRONG[0], 2, 3, 4, 5):
        remove(snapshot, samples[i], annotator, truth(i))
    made = enhance("freeal")
    settled = before_and_after(made)
    remove(snapshot, samples[6], annotator)
    told = before_and_after(made)
    assert (settled["open"], told["open"]) == (0, 1)
    assert told["before"]["high"] - told["before"]["low"] > settled["before"]["high"] - settled["before"]["low"]


def test_before_stays_the_models_labels_once_it_is_in_use(
    samples, codebook, project, annotator, enhance, lead, do_jobs
):
    made = enhance("freeal")
    use(enhancement=made, by=lead)
    do_jobs()
    for sample in samples:
        sample.refresh_from_db()
    snapshot = frozen(project, codebook, samples)
    remove(snapshot, samples[WRONG[0]], annotator, truth(WRONG[0]))
    told = before_and_after(Enhancement.objects.get())
    assert (told["difference"]["value"], told["n"]) == (1.0, 1)


def test_drawn_and_unanswered_says_nothing(samples, codebook, project, annotator, enhance):
    remove(frozen(project, codebook, samples), samples[0], annotator)
    assert before_and_after(enhance("freeal"))["reason"] == "no_answers"


def test_labels_of_another_version_of_the_codebook_cannot_be_used(samples, enhance, project, lead):
    made = enhance("freeal")
    newer_version(project, lead)
    with pytest.raises(ValidationError, match="codebook has changed"):
        use(enhancement=made, by=lead)


def test_what_cannot_come_to_anything_is_refused(project, codebook, lead):
    for more, said in (
        ({"method": "magic"}, "no method"),
        ({"method": "mckd", "sure": 0.0}, "least probability"),
        ({"method": "mckd", "sure": float("nan")}, "least probability"),
        ({"method": "mckd"}, "No row has a model's label"),
    ):
        with pytest.raises(ValidationError, match=said):
            start_enhancement(project=project, by=lead, **more)
    assert not Enhancement.objects.exists()


def test_one_at_a_time(samples, project, lead):
    start_enhancement(project=project, method="mckd", by=lead)
    with pytest.raises(ValidationError, match="at work already"):
        start_enhancement(project=project, method="mckd", by=lead)


def test_one_that_is_done_is_left_alone(samples, enhance):
    made = enhance("freeal")
    job = job_of(made)
    make_enhancement(job)
    assert Enhancement.objects.get().finished_at == made.finished_at
    assert job.task == TASK


def test_a_job_that_is_given_up_says_why_and_another_may_be_asked_for(samples, project, lead):
    made = start_enhancement(project=project, method="mckd", by=lead)
    GIVEN_UP[TASK](job_of(made), "no memory")
    made.refresh_from_db()
    assert (made.state, made.error) == ("failed", "no memory")
    assert start_enhancement(project=project, method="mckd", by=lead)


def test_one_that_failed_half_way_leaves_no_label(samples, project, lead):
    made = start_enhancement(project=project, method="mckd", by=lead)
    machine_label(samples[0], "negative", source=made.source)
    GIVEN_UP[TASK](job_of(made), "no memory")
    assert not MachineLabel.objects.filter(source=made.source).exists()


def test_so_many_of_its_own_in_a_month_and_no_more(samples, project, codebook, lead):
    def there(count, **more):
        known = {"project": project, "question": "sentiment", "codebook": codebook}
        Enhancement.objects.bulk_create(Enhancement(**known, **more) for _one in range(count))

    there(MOST_MADE, method="mckd", state="failed")
    there(MOST_MADE, method=Enhancement.ROUTED, state="done")
    there(MOST_MADE, method="mckd", state="done")
    Enhancement.objects.update(created_at=timezone.now() - WITHIN)
    there(MOST_MADE - 1, method="mckd", state="done")
    started = start_enhancement(project=project, method="mckd", by=lead)
    Enhancement.objects.filter(pk=started.pk).update(state="done")
    with pytest.raises(ValidationError, match="in 30 days"):
        start_enhancement(project=project, method="mckd", by=lead)


def test_a_project_sees_its_own_rows_alone(samples, enhance, lead, do_jobs):
    other = Project.objects.create(slug="other", name="Other", created_by=lead)
    made = enhance("freeal")
    assert not MachineLabel.objects.filter(source=made.source, sample__project=other).exists()
