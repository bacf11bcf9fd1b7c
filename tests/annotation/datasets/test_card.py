"""What the card says of the codebook: which versions the rows were answered to, and the rows of every label."""

from collections import Counter

import pytest
from django.urls import reverse

from annotation.datasets.exports import write
from annotation.datasets.frames import records
from annotation.models import Item, Resolution, Stream
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from generation.models import Label, MachineLabel, Question, Sample
from tests.annotation.making import answer, machine_label

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def urgency(codebook):
    question = Question.objects.create(codebook=codebook, position=1, name="urgency", title="Urgent?", required=False)
    for position, name in enumerate(["high", "low"]):
        Label.objects.create(question=question, position=position, name=name, verbalizer=name)
    return question


def printed(version) -> str:
    return b"".join(write(version, "card")).decode().replace("\\", "")


def test_it_names_the_versions_that_people_and_models_answered_to(samples, annotator, cut):
    machine_label(samples[0], "negative", source="peer", codebook_number=1)
    answer(annotator, samples[1], "positive")
    text = printed(cut())
    assert "Version 1. People answered to version 1. Models labelled by version 1. 40 labels were imported" in text


def test_what_nobody_answered_to_is_not_claimed(samples, cut):
    MachineLabel.objects.update(codebook_number=7)
    text = printed(cut())
    assert "Version 1. Models labelled by version 7." in text
    assert "People answered" not in text


def test_the_second_question_has_its_rows_and_is_not_judged(samples, urgency, cut):
    Sample.objects.filter(pk__in=[sample.pk for sample in samples[:15]]).update(answers={"urgency": "high"})
    version = cut()
    rows = {label["name"]: label["rows"] for label in version.card["codebook"]["questions"][1]["labels"]}
    assert rows == {"high": 15, "low": 0}
    assert "All of this speaks of the question sentiment alone" in printed(version)


def test_it_counts_the_random_rows_among_those_that_the_student_is_measured_on(samples, annotator, cut):
    for sample in samples[:4]:
        machine_label(sample, "positive", source="student")
        answer(annotator, sample, "positive", stream=Stream.AUDIT)
        sample.item.stream = Stream.AUDIT
        sample.item.save()
    assert cut().card["student"] | {"low": 0, "high": 0} == {"accuracy": 1.0, "low": 0, "high": 0, "n": 4, "drawn": 4}


def test_rows_that_people_answered_differently_were_looked_at(
    project, samples, policy, lead, annotator, annotator2, cut
):
    policy.overlap_share = 1.0
    policy.save()
    first = hand_out(project=project, user=annotator)
    submit(assignment=first, answers={"sentiment": "negative"})
    submit(assignment=hand_out(project=project, user=annotator2), answers={"sentiment": "positive"})
    limits = cut(needs_person=True).card["limits"]
    assert "39 of 40 labels were given by a model and looked at by nobody." in limits
    assert "One label was given by a model; people have answered there, but nothing is decided yet." in limits
    submit(assignment=hand_out(project=project, user=lead), answers={"sentiment": "positive"})
    assert not any("nothing is decided yet" in limit for limit in cut().card["limits"])


def test_rows_that_wait_for_a_second_answer_are_told_apart_from_those_that_nobody_saw(samples, annotator, cut):
    for sample in samples[:2]:
        answer(annotator, sample, "positive")
    Item.objects.filter(sample=samples[0]).update(state=Item.State.WAITING)
    Resolution.objects.filter(item__sample=samples[0]).update(settles=False)
    limits = cut().card["limits"]
    assert "38 of 40 labels were given by a model and looked at by nobody." in limits
    assert any(limit.startswith("One label of a person waits for a second answer") for limit in limits)


def test_an_answer_in_doubt_that_is_asked_for_anew_is_settled_until_then(samples, annotator, cut):
    answer(annotator, samples[0], "positive")
    Item.objects.filter(sample=samples[0]).update(state=Item.State.WAITING)
    assert not any("second answer" in limit for limit in cut().card["limits"])


def test_whether_somebody_is_at_work_on_the_second_answer_changes_no_card(samples, annotator, cut):
    for sample in samples[:3]:
        answer(annotator, sample, "positive")
    Item.objects.filter(sample__in=samples[:2]).update(state=Item.State.WAITING)
    Resolution.objects.filter(item__sample__in=samples[:2]).update(settles=False)
    before = cut().card["limits"]
    Item.objects.filter(sample=samples[0]).update(state=Item.State.HELD)
    assert cut().card["limits"] == before
    assert any(limit.startswith("2 labels of people wait") for limit in before)


def test_what_was_flagged_is_counted_as_flagged_and_its_own_choice_keeps_it(samples, annotator, cut):
    """A flag sends the row to a person as well; it is left out, and kept, as flagged all the same."""
    for sample in samples[:2]:
        answer(annotator, sample, "positive")
    Item.objects.filter(sample=samples[0]).update(state=Item.State.FLAGGED)
    Sample.objects.filter(pk__in=[samples[0].pk, samples[5].pk]).update(state="needs_person")
    version = cut()
    dropped = {rule["name"]: rule["dropped"] for rule in version.card["filters"]}
    assert (dropped["flagged in review"], dropped["waits for a person's decision"]) == (1, 1)
    assert version.rows == 38
    assert cut(drop_flagged=False).rows == 39
    assert cut(needs_person=True).rows == 39


def test_where_nobody_answered_twice_no_heading_says_of_which_answers_it_speaks(samples, annotator, cut):
    answer(annotator, samples[0], "positive")
    version = cut()
    section = printed(version).split("## Agreement between people")[1].split("##")[0]
    assert "Of the items" not in section


def test_each_row_is_counted_once_by_whose_label_it_carries(samples, annotator, cut):
    for sample in samples[:10]:
        machine_label(sample, sample.current_label, source="peer")  # says the same: a second opinion, no second row
    answer(annotator, samples[0], "positive")
    Sample.objects.filter(pk=samples[1].pk).update(label_source="reference")
    version = cut()
    rows = {label["source"]: label["rows"] for label in version.card["labels"]}
    assert rows == {"Imported labels": 38, "person": 1, "reference": 1}
    assert sum(rows.values()) == version.rows
    assert "| Imported labels | 38 |" in printed(version)


@pytest.fixture
def partly_simulated(samples, annotator):
    """Of forty rows twenty have a simulated text, five others a simulated label, one of which a person mended."""
    Sample.objects.filter(pk__in=[sample.pk for sample in samples[:20]]).update(simulated=True)
    MachineLabel.objects.filter(sample__in=samples[20:25]).update(simulated=True)
    answer(annotator, samples[20], "negative")
    answer(annotator, samples[0], "positive")  # its label is a person's now, its text is simulated still


def test_card_page_and_column_count_the_same_rows_as_simulated(partly_simulated, project, cut, signed_in, viewer):
    version = cut()
    marked = sum(record["simulated"] for record in records(version))
    assert version.card["simulated"] == {"rows": marked, "texts": 20, "share": marked / 40}
    assert marked == 24
    page = signed_in(viewer).get(reverse("annotation:version-detail", args=[project.slug, 1])).text
    assert "60.0%" in page
    assert "24 rows with a text or a label of the built-in simulated model" in page
    text = printed(version)
    assert "The column simulated marks 24 rows: the text of 20 comes" in text
    assert "| Imported labels (simulated) | 4 |" in text


def test_labels_alone_that_are_simulated_are_among_the_limits(samples, cut):
    assert cut().card["simulated"] == {}
    MachineLabel.objects.filter(sample=samples[0]).update(simulated=True)
    assert any("simulated model" in limit for limit in cut().card["limits"])


def test_card_and_column_count_the_same_rows_as_synthetic_and_as_real(samples, cut):
    """Whoever sets synthetic texts against real ones by the column `origin` gets the numbers of the card."""
    for origin, some in {"imported": samples[:5], "collected": samples[5:12], "gold": samples[12:14]}.items():
        Sample.objects.filter(pk__in=[sample.pk for sample in some]).update(origin=origin)
    version = cut()
    written = Counter(record["origin"] for record in records(version))
    assert written == {"imported": 5, "collected": 7, "gold": 2, "generated": 26}
    assert {source["kind"]: source["rows"] for source in version.card["sources"]} == written
