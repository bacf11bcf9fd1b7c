import pytest

from annotation.judges.actions import judges_report
from annotation.judges.biases import pair_of
from annotation.models import Annotation, Item, Resolution, Stream
from generation.models import Codebook, Label, MachineLabel, Question
from tests.annotation.judges.making import make_run
from tests.annotation.making import answer, distinct_text, machine_label, make_sample, newer_version

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
    assert judges_report(project, {}) == {"codebooks": [], "both_orders": [], "changed": []}


def test_a_model_that_is_worse_on_long_texts(judged, project):
    for n in range(60):
        sample = judged(gpt="positive", anna="positive" if n < 40 else "negative")
        sample.fields = {"text": "x" * (n + 1)}
        sample.save()
    found = told(project)["length"]
    assert [one["equal"]["value"] for one in found["thirds"]] == [1.0, 1.0, 0.0]
    assert found["difference"]["high"] < 0


def test_the_newest_period_that_differs_is_told(judged, project):
    for n in range(150):
        judged(gpt="positive", anna="positive" if n < 100 else "negative")
    report = judges_report(project, {})
    assert [one["has_changed"] for one in told(project)["drift"]["parts"]] == [False, False, True]
    (one,) = report["changed"]
    assert (one["what"], one["of"]) == ("time", "gpt")
    assert one["change"]["value"] == -1.0


def test_items_that_the_queue_chose_tell_no_drift(judged, project):
    for _ in range(3):
        judged(stream=Stream.ACTIVE)
    assert "drift" not in told(project)


def test_models_are_held_to_the_ones_before_them(judged, project):
    for n in range(60):
        sample = judged(gpt=None)
        source = "old" if n < 30 else "new"
        machine_label(sample, "positive" if n < 30 else "negative", source=source, codebook_number=1)
    question = judges_report(project, {})["codebooks"][0]["questions"][0]
    assert [(one["name"], one["equal"]["value"], one["has_changed"]) for one in question["models"]] == [
        ("old", 1.0, False), ("new", 0.0, True),
    ]  # fmt: skip


def test_a_model_under_two_versions_of_the_codebook(judged, project, lead, annotator):
    for _ in range(30):
        judged()
    book = newer_version(project, lead)
    for n in range(30):
        sample = make_sample(project, distinct_text(500 + n))
        machine_label(sample, "mixed", source="gpt", codebook_number=2)
        answer(annotator, sample, "positive", stream=Stream.AUDIT, codebook=book)
        Item.objects.filter(sample=sample).update(stream=Stream.AUDIT)
    report = judges_report(project, {})
    (versions,) = report["codebooks"][0]["questions"][0]["versions"]
    assert versions["model"] == "gpt"
    assert [(one["name"], one["equal"]["value"]) for one in versions["parts"]] == [("1", 1.0), ("2", 0.0)]
    assert [one["what"] for one in report["changed"]] == ["version"]


def test_pairs_judged_in_both_orders(project, codebook, judged, lead):
    run = make_run(project, lead, codebook)
    for n in range(30):
        sample = judged()
        sample.run, sample.metadata = run, {"judged": ["first", "first" if n < 20 else "second"]}
        sample.save()
    (found,) = judges_report(project, {})["both_orders"]
    assert (found["consistent"]["value"], found["flips"], found["flips_first"]) == (pytest.approx(1 / 3), 20, 20)


def test_a_judge_that_likes_the_longer_answer(project, codebook, judged, annotator):
    codebook.fields = [{"name": "text"}, {"name": "a"}, {"name": "b"}]
    codebook.save()
    question = Question.objects.create(
        codebook=codebook, position=1, name="better", type="ranking", options={"fields": ["a", "b"]}
    )
    for n in range(40):
        sample = judged()
        sample.fields |= {"a": "short", "b": "much longer"}
        sample.save()
        MachineLabel.objects.create(sample=sample, question="better", source="gpt", value=[["b"], ["a"]],
                                    codebook_number=1)  # fmt: skip
        given = Annotation.objects.get(item__sample=sample)
        given.answers |= {question.name: [["a"], ["b"]] if n % 2 else [["b"], ["a"]]}
        given.save()
    draw = judges_report(project, {})["codebooks"][0]["questions"][1]["sources"][0]["draws"][0]
    assert draw["pairs"]["longer"]["difference"]["value"] == pytest.approx(0.5)
    assert draw["pairs"]["first"]["difference"]["value"] == pytest.approx(-0.5)


def test_labels_that_name_two_answers_are_a_choice_between_the_last_two_fields(project, codebook):
    codebook.fields = [{"name": "request"}, {"name": "one"}, {"name": "two"}]
    codebook.save()
    question = Question.objects.create(codebook=codebook, position=1, name="better", type="label")
    for place, name in enumerate(["A is better", "B is better", "equal"]):
        Label.objects.create(question=question, position=place, name=name, verbalizer=name)
    pair = pair_of(codebook, question)
    assert pair.fields == ("one", "two")
    assert [pair.verdict(name) for name in ("A is better", "B is better", "equal")] == ["first", "second", "tie"]
    assert pair_of(codebook, codebook.questions.get(name="sentiment")) is None
