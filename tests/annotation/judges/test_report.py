import pytest

from annotation.judges.actions import judges_report
from annotation.models import Resolution, Stream
from generation.models import Codebook, Question

pytestmark = pytest.mark.django_db


def told(project, place=0):
    return judges_report(project, {})["codebooks"][0]["questions"][0]["sources"][0]["draws"][place]


def test_a_model_is_held_to_people_as_they_are_to_each_other(thirty, project):
    draw = told(project)
    assert (draw["drawn"], draw["items"]) == ("random", 30)
    assert draw["percent"]["value"] == pytest.approx(0.8)
    assert draw["percent"]["low"] < 0.8 < draw["percent"]["high"]
    beside = draw["beside"]["percent"]
    assert [beside[name]["value"] for name in ("people", "model", "difference")] == pytest.approx([1.0, 0.8, -0.2])
    assert beside["difference"]["high"] < 0


def test_the_cells_stand_by_their_count(thirty, project):
    assert told(project)["cells"] == [
        ["negative", "negative", 12], ["positive", "positive", 12], ["negative", "positive", 3],
        ["positive", "negative", 3],
    ]  # fmt: skip


def test_a_model_that_is_surer_than_it_is_right(thirty, project):
    found = told(project)["reliability"]
    assert found["over"]["value"] == pytest.approx(0.1)
    assert found["ece"]["value"] == pytest.approx(0.1)
    assert found["without"] == 0


def test_without_a_confidence_nothing_is_said_of_it(judged, project):
    for _ in range(25):
        judged(probability=None)
    found = told(project)["reliability"]
    assert (found["ece"]["value"], found["n"], found["without"]) == (None, 0, 25)


def test_random_items_stand_apart_from_chosen_ones(judged, project):
    for n in range(5):
        judged(stream=Stream.AUDIT if n < 2 else Stream.ACTIVE, gpt="positive" if n < 2 else "negative")
    assert [(told(project, place)["drawn"], told(project, place)["items"]) for place in (0, 1)] == [
        ("random", 2), ("chosen", 3),
    ]  # fmt: skip
    assert [told(project, place)["percent"]["value"] for place in (0, 1)] == [1.0, 0.0]


def test_who_saw_the_suggestion_is_not_counted(judged, project):
    judged(blind=False)
    judged()
    assert told(project)["items"] == 1


def test_a_text_that_people_revised_is_not_counted(judged, project):
    sample = judged()
    judged()
    Resolution.objects.filter(item__sample=sample).update(of_another_text=True)
    assert told(project)["items"] == 1


def test_two_people_are_too_few_to_take_the_place_of_one(thirty, project):
    tests = told(project)["alternative"]
    assert [one["epsilon"] for one in tests] == [0.1, 0.15, 0.2]
    assert tests[0]["winning"] is None
    assert "three people" in tests[0]["reason"]


def test_numbers_are_taken_as_numbers(project, codebook, judged, annotator):
    from annotation.models import Annotation  # noqa: PLC0415 - of this test alone
    from generation.models import MachineLabel  # noqa: PLC0415 - as above

    book = Codebook.objects.get(project=project)
    Question.objects.create(codebook=book, position=1, name="stars", type="rating", options={"low": 1, "high": 5})
    for n in range(25):
        sample = judged()
        MachineLabel.objects.create(sample=sample, question="stars", source="gpt", value=n % 4 + 1, codebook_number=1)
        given = Annotation.objects.get(item__sample=sample)
        given.answers |= {"stars": n % 4 + 2}
        given.save()
    question = judges_report(project, {})["codebooks"][0]["questions"][1]
    draw = question["sources"][0]["draws"][0]
    assert draw["percent"]["value"] == 0.0
    assert draw["alpha"]["value"] > 0.5
    assert draw["cells"][0][:2] == ["1", "2"]


def test_nobody_yet(project, codebook):
    assert judges_report(project, {}) == {"codebooks": []}
