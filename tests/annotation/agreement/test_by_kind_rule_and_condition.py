"""Agreement by what a question asks for, by the rule that was named and by what rows were planned by."""

import json

import pytest

from annotation.agreement import slices
from annotation.agreement.actions import agreement_over_time, agreement_report, card_agreement
from annotation.models import ReviewPolicy, Stream
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from generation.children import carry_out_open_jobs
from generation.endpoints.simulated import simulated_endpoint
from generation.models import PlannedRow, Rule, Run, Sample
from tests.annotation.making import answer, distinct_text, make_sample
from tests.browser.annotation.asking import add, publish

pytestmark = pytest.mark.django_db

#: What the two say of each row: a mood from 1 to 7, the tags, and the words they mark.
GIVEN = [(1, 2), (2, 2), (6, 7), (7, 6), (4, 4), (1, 1)]
TAGS = [
    (["late"], ["late", "lost"]),
    (["lost"], ["lost"]),
    (["late"], ["late"]),
    ([], []),
    (["rude"], ["late"]),
    ([], []),
]


@pytest.fixture
def codebook_of_kinds(project, lead, annotator, annotator2):
    ReviewPolicy.objects.create(project=project, overlap_share=1.0, suggestion="hidden")
    codebook = publish(
        project,
        lead,
        {"name": "mood", "type": "rating", "options": {"low": 1, "high": 7}},
        {"name": "tags", "type": "multi_label", "labels": ["late", "lost", "rude"], "options": {"least": 0}},
        {"name": "marks", "type": "spans", "labels": ["who", "what"], "options": {"least": 0}},
    )
    add(project, *({"text": f"Where is parcel {n}?"} for n in range(len(GIVEN))))
    place = {pk: n for n, pk in enumerate(Sample.objects.order_by("pk").values_list("pk", flat=True))}
    for person, user in enumerate((annotator, annotator2)):
        while assignment := hand_out(project=project, user=user):
            n = place[assignment.item.sample_id]
            marks = [{"start": 9, "end": 15 + (n == 0 and person), "label": "what"}]  # "parcel", once with the space
            submit(assignment=assignment, answers={"mood": GIVEN[n][person], "tags": TAGS[n][person], "marks": marks})
    return codebook


@pytest.fixture
def questions(codebook_of_kinds, project):
    report = json.loads(json.dumps(agreement_report(project, {})))  # as it is stored
    return {question["name"]: question for question in report["codebooks"][0]["questions"]}


def test_numbers_are_taken_as_numbers(questions):
    mood = questions["mood"]
    assert mood["scale"] == "interval"
    assert mood["coefficients"]["percent"]["value"] == pytest.approx(0.5)
    assert mood["coefficients"]["krippendorff_alpha"]["value"] < 0.6, "as words that are equal or not"
    assert mood["by_kind"]["alpha_interval"]["value"] > 0.95
    assert mood["by_kind"]["kappa_quadratic"]["value"] > 0.95
    assert mood["by_kind"]["ac2"]["value"] > 0.9
    assert mood["pairs"][0]["kappa"] == mood["by_kind"]["kappa_quadratic"], "of two people, to the same limits"
    assert mood["periods"][0]["alpha"] == mood["by_kind"]["alpha_interval"]


def test_sets_and_marks_are_taken_by_what_they_share(questions):
    tags, marks = questions["tags"], questions["marks"]
    assert (tags["scale"], marks["scale"]) == ("masi", "nominal")
    plain = tags["coefficients"]["krippendorff_alpha"]["value"]
    assert tags["by_kind"]["alpha_jaccard"]["value"] > tags["by_kind"]["alpha_masi"]["value"] > plain
    assert marks["coefficients"]["percent"]["value"] < 1, "one mark is a character longer"
    assert marks["by_kind"]["alpha_words"]["value"] == 1, "the very words are marked"
    assert marks["by_kind"]["overlap_f1"]["value"] == 1


def test_home_and_card_take_the_judged_question_on_its_scale(codebook_of_kinds, questions, project):
    home, card = agreement_over_time(project, codebook_of_kinds), card_agreement(project, codebook_of_kinds)
    assert (home["alpha"], home["scale"]) == (questions["mood"]["by_kind"]["alpha_interval"], "interval")
    assert card[0]["name"] == "Krippendorff's alpha, interval scale"
    assert card[0]["value"] == home["alpha"]["value"]


def test_the_page_says_which_scale_and_what_is_compared(questions, project, lead, signed_in):
    browser, page = signed_in(lead), "/projects/reviews/agreement/"
    browser.get(page)
    carry_out_open_jobs()
    mood, marks = (browser.get(page, {"question": name}).content.decode() for name in ("mood", "marks"))
    assert "Krippendorff&#x27;s alpha, interval scale" in mood
    assert "4 is nearer to 5 than 1 is" in mood
    assert "two numbers differ by the square of their distance" in mood
    assert "Cohen&#x27;s kappa, quadratic weights" in mood
    assert "Each word of the text is compared" in marks
    assert "Here alpha takes" not in marks


@pytest.fixture
def planned(project, codebook, annotator, annotator2):
    """Forty rows, half planned for each of two tones; people differ on the ironic ones, where one names a rule."""
    Rule.objects.create(codebook=codebook, position=7, key="R7", text="Irony is negative.")
    Rule.objects.create(codebook=codebook, position=8, key="R8", text="Nobody names this.")
    run = Run.objects.create(
        project=project, recipe="attrprompt", codebook=codebook, endpoint=simulated_endpoint(project), seed=1, count=40
    )
    for n in range(40):
        tone = ("plain", "ironic")[n % 2]
        row = PlannedRow.objects.create(run=run, batch=0, index=n, seed=n, condition={"conditions": [["tone", tone]]})
        sample = make_sample(project, distinct_text(n), "positive", planned_row=row)
        differs = tone == "ironic" and n % 4 == 1
        said = ("positive", "negative")[n % 3 == 0]
        rule = "R7" if tone == "ironic" else ""
        answer(annotator, sample, said, stream=Stream.OVERLAP, rule=rule)
        other = "positive" if said == "negative" else "negative"
        answer(annotator2, sample, other if differs else said, stream=Stream.OVERLAP)


def sentiment(project):
    return agreement_report(project, {})["codebooks"][0]["questions"][0]


def test_by_rule_and_condition(planned, project):
    question = sentiment(project)
    [rule] = question["by_rule"]
    assert (rule["key"], rule["items"], rule["percent"]["value"]) == ("R7", 20, 0.5)
    told = {row["value"]: row for row in question["by_condition"]["values"]}
    assert told["plain"]["alpha"]["value"] == 1
    assert told["ironic"]["alpha"] == rule["alpha"]
    assert question["by_condition"]["small"] == 0


def test_values_with_few_double_answers_are_told_as_a_number(planned, project, monkeypatch):
    monkeypatch.setattr(slices, "LEAST", 21)
    assert sentiment(project)["by_condition"] == {"values": [], "small": 2}


def test_rules_and_conditions_stand_on_the_page(planned, project, lead, signed_in):
    browser, page = signed_in(lead), "/projects/reviews/agreement/"
    browser.get(page)
    carry_out_open_jobs()
    text = browser.get(page).content.decode()
    assert "Irony is negative." in text
    assert "tone: ironic" in text
    assert "Nobody names this." not in text


def test_without_each_person_by_name(planned, project, annotator, annotator2, lead, signed_in):
    """A third person agrees with the first where the second does not."""
    question = sentiment(project)
    assert [one["person"] for one in question["by_person"]] == ["anna", "arno"]
    assert {one["alpha"]["reason"] for one in question["by_person"]} == {"needs two annotators on one item"}
    for n in range(40, 80):
        sample, said = make_sample(project, distinct_text(n), "positive"), ("positive", "negative")[n % 2]
        answer(lead, sample, said, stream=Stream.OVERLAP)
        answer((annotator, annotator2)[n % 4 < 2], sample, said if n % 4 >= 2 else "negative", stream=Stream.OVERLAP)
    question = sentiment(project)
    told = {one["person"]: one for one in question["by_person"]}
    assert list(told) == sorted(told)
    assert told["arno"]["difference"]["value"] > 0 > told["anna"]["difference"]["value"]
    browser, page = signed_in(lead), "/projects/reviews/agreement/"
    browser.get(page)
    carry_out_open_jobs()
    assert "Without one person" in browser.get(page).content.decode()
