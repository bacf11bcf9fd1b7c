import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from annotation.machine.asking import enqueue_score
from annotation.methods.signals.words import SUSPICION, WORDS
from annotation.models import TOP, Dispenser, Item, Signal, Student
from annotation.queue.actions.dispense import hand_out
from generation.models import Job, MachineLabel, Origin, Sample, SampleState
from tests.annotation.machine.conftest import WRONG
from tests.annotation.making import answer, distinct_text, label_again, machine_label

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.scaled]


def suspicion():
    return dict(Signal.objects.filter(name=SUSPICION).values_list("sample_id", "value"))


@pytest.fixture
def score(project, do_jobs):
    def run():
        job = enqueue_score(project)
        do_jobs()
        job.refresh_from_db()
        assert (job.state, job.error) == (Job.State.DONE, "")
        return Student.objects.filter(project=project).first()

    return run


def test_wrong_labels_lead_the_queue(samples, score):
    student = score()
    wrong = {samples[i].pk for i in WRONG}
    assert set(sorted(suspicion(), key=suspicion().get)[-2:]) == wrong
    assert set(Item.objects.order_by("-priority").values_list("sample_id", flat=True)[:2]) == wrong
    assert (student.rows, student.answers, student.classes) == (60, 0, ["negative", "positive"])
    assert student.metrics["labels"]["n"] == 60
    assert student.metrics["signals"][SUSPICION]["rows"] == 60
    assert sum(student.metrics["signals"]["self_confidence"]["histogram"]) == 60


def test_the_student_labels_every_row_and_names_the_signals(samples, score):
    score()
    labels = MachineLabel.objects.filter(source="student")
    assert labels.count() == 60
    assert labels.get(sample=samples[WRONG[0]]).label == "positive"
    assert labels.first().codebook_number == 1
    names = set(Signal.objects.values_list("name", flat=True))
    assert names >= {
        "suspicion",
        "self_confidence",
        "second_view",
        "student_disagreement",
        "neighbours",
        "llm_confidence",
    }
    assert not names & {"personal_data", "toxicity", "contamination"}  # where a signal finds nothing it stores nothing
    assert names <= set(WORDS)
    assert Signal.objects.get(sample=samples[0], name="llm_confidence").value == pytest.approx(0.1)


def test_the_progress_ends_at_its_total_however_many_signals_speak(samples, score):
    for sample in samples[:40]:
        machine_label(sample, sample.current_label, source="another model")
    score()
    progress = Job.objects.get().progress
    written = Signal.objects.count() + MachineLabel.objects.filter(source="student").count() + Item.objects.count()
    assert (progress["done"], progress["total"]) == (written, written)


def test_scoring_twice_writes_the_same_rows_again(samples, score):
    score()
    before = suspicion(), Signal.objects.count(), MachineLabel.objects.count()
    score()
    assert (suspicion(), Signal.objects.count(), MachineLabel.objects.count()) == before


def test_answers_teach_the_student_and_keep_their_item(samples, annotator, score):
    answer(annotator, samples[WRONG[0]], "positive")
    student = score()
    assert student.answers == 1
    assert student.metrics["answers"]["right"] == 1
    assert Dispenser.objects.get().answers_at_score == 1
    assert Item.objects.get(sample=samples[WRONG[0]]).priority == 0  # answered: nothing to order
    assert suspicion()[samples[WRONG[0]].pk] > 0.9  # still said of the machine's label


def test_what_asks_for_a_person_stays_at_the_top_and_there_in_the_order_of_suspicion(samples, score):
    Item.objects.filter(sample__in=[samples[0], samples[7]]).update(priority=TOP)
    score()
    score()
    for sample in (samples[0], samples[7]):
        found = Item.objects.get(sample=sample).priority
        assert found == pytest.approx(TOP + suspicion()[sample.pk], abs=0.05)


def test_what_looks_wrong_is_judged_on_the_label_that_a_later_round_gave(samples, score):
    """And the earlier one, which nobody holds any more, is no second opinion."""
    label_again(samples[2], "positive", probability=0.9)
    for number in WRONG:
        label_again(samples[number], {7: "positive", 22: "negative"}[number], probability=0.9)
    score()
    assert max(suspicion(), key=suspicion().get) == samples[2].pk
    assert not {samples[number].pk for number in WRONG} & set(sorted(suspicion(), key=suspicion().get)[-2:])
    assert not Signal.objects.filter(name="source_disagreement").exists()


def test_near_duplicates_share_a_group(samples, add, score):
    twin = add(f"{samples[5].fields['text']}!", "positive")
    score()
    groups = Item.objects.in_bulk(field_name="sample_id")
    assert groups[samples[5].pk].group == groups[twin.pk].group == samples[5].pk
    assert groups[samples[6].pk].group is None


def test_second_opinions_are_a_signal(samples, score):
    for sample in samples[:40]:
        said = sample.current_label
        if sample.pk == samples[2].pk:
            said = "positive"
        machine_label(sample, said, source="another model")
    score()
    found = dict(Signal.objects.filter(name="source_disagreement").values_list("sample_id", "value"))
    assert len(found) == 40
    assert [pk for pk, value in found.items() if value > 0.5] == [samples[2].pk]


def test_new_samples_become_items_with_a_priority(samples, score):
    Item.objects.all().delete()
    Dispenser.objects.update(pulled_until=0)
    score()
    assert Item.objects.filter(priority__gt=0).count() == 60


def test_rows_without_a_label_get_an_order_and_rejected_ones_nothing(samples, add, score):
    bare = [add(distinct_text(100 + i), origin=Origin.UNLABELLED) for i in range(5)]
    gone = add(distinct_text(200), "positive", state=SampleState.REJECTED)
    score()
    assert all(0 <= suspicion()[sample.pk] <= 1 for sample in bare)
    assert MachineLabel.objects.filter(source="student", sample__in=bare).count() == 5
    assert not Signal.objects.filter(sample=gone).exists()
    assert Sample.objects.get(pk=bare[0].pk).current_label == ""  # the student proposes, it does not label


def test_a_project_with_one_label_is_noted_and_not_refused(add, score):
    for i in range(4):
        add(distinct_text(i), "positive")
    assert "Fewer than two labels" in score().notes[0]["text"]


def test_an_empty_project_is_refused_and_says_what_comes_first(project, codebook):
    with pytest.raises(ValidationError, match="There is nothing to score yet: import rows, or let a model write some."):
        enqueue_score(project)


def test_a_project_whose_samples_are_all_rejected_is_scored_too(add, score):
    add("A dull film.", "negative", state="rejected")
    assert score().rows == 0


def test_a_project_without_a_codebook_is_refused(project):
    with pytest.raises(ValidationError, match="codebook"):
        enqueue_score(project)


def test_asking_twice_makes_one_job(project, samples):
    assert enqueue_score(project).pk == enqueue_score(project).pk


def test_the_most_suspicious_item_is_handed_out_first(project, samples, annotator, score):
    score()
    assert hand_out(project=project, user=annotator).item.sample_id in {samples[i].pk for i in WRONG}


def test_a_score_with_new_answers_is_a_round_held_against_the_one_before(samples, annotator, score):
    assert "round" not in score().metrics
    assert "round" not in score().metrics  # no answer came
    for sample in samples[:4]:
        answer(annotator, sample, "positive" if sample.current_label == "negative" else "negative", stream="audit")
    Item.objects.filter(sample__in=[sample.pk for sample in samples[:4]]).update(stream="audit")
    found = score().metrics["round"]
    assert found["answers"] == 4
    assert found["kappa"]["n"] == 60
    assert found["kappa"]["low"] <= found["kappa"]["value"] <= found["kappa"]["high"]
    assert found["gain"]["n"] == 4
    assert "round" not in score().metrics


def test_a_score_that_was_broken_off_after_its_labels_makes_no_round(samples, annotator, score):
    score()
    MachineLabel.objects.filter(source="student").update(created_at=timezone.now())
    answer(annotator, samples[0], "positive")
    assert "round" not in score().metrics
