"""Each question of the codebook is looked at, of whatever kind; the page tells how many by each."""

from copy import deepcopy

import pytest

from annotation.models import Item, Resolution
from annotation.trials.actions.asking_again import ask_again
from annotation.trials.doubts import doubts_of
from generation.codebooks.actions import publish, save_draft
from generation.models import Codebook
from tests.annotation.making import answer, machine_label, make_sample

pytestmark = pytest.mark.django_db


def labels(*names):
    return [{"name": name, "definition": f"It is about {name}."} for name in names]


SPEC = {
    "purpose": "Read film reviews.",
    "role": "",
    "fields": [{"name": name, "title": name.title(), "type": "text"} for name in ("text", "other")],
    "questions": [
        {"name": "topics", "title": "About?", "type": "multi_label", "labels": labels("plot", "cast", "sound")},
        {"name": "stars", "title": "How many stars?", "type": "rating", "required": False},
        {"name": "marked", "title": "Mark it.", "type": "spans", "labels": labels("praise", "blame"), "required": False,
         "options": {"field": "text"}},
        {"name": "better", "title": "Which is better?", "type": "ranking", "options": {"fields": ["text", "other"]},
         "required": False},
        {"name": "why", "title": "Why?", "type": "text", "required": False},
        {"name": "tone", "title": "How does it sound?", "labels": labels("warm", "cold"), "required": False},
    ],
    "rules": [],
}  # fmt: skip
SPAN = {"start": 0, "end": 4, "label": "praise"}
ANSWERS = {
    "Warm plot.": {"topics": ["plot"], "stars": 4, "marked": [SPAN], "tone": "warm"},
    "Bold cast.": {"topics": ["plot", "cast"], "better": [["text"], ["other"]], "why": "It says so.", "tone": "cold"},
    "Loud sound.": {"topics": ["sound"], "stars": 2},
}


@pytest.fixture
def said(project, lead, annotator):
    publish(codebook=save_draft(project=project, spec=deepcopy(SPEC), author=lead), author=lead)
    made = {text: make_sample(project, text) for text in ANSWERS}
    for text, answers in ANSWERS.items():
        answer(annotator, made[text], "")
        Resolution.objects.filter(item=made[text].item).update(answers=answers)
    return made


@pytest.fixture
def published(project, lead):
    """Version 2, with one question changed, or with other rules."""

    def make(place=None, *, rules=(), **changes):
        spec = deepcopy(SPEC) | {"rules": list(rules)}
        if place is not None:
            spec["questions"][place] |= changes
        return publish(codebook=save_draft(project=project, spec=spec, author=lead), author=lead)

    return make


def doubted(project):
    found = doubts_of(project, Codebook.objects.current(project))
    return [Item.objects.get(pk=pk).sample.fields["text"] for pk in found.items], {
        one.question: (dict(one.labels), one.asked, one.contradicted, one.items) for one in found.questions if one.items
    }


def reworded(names, changed):
    return [label | {"definition": "Another."} if label["name"] == changed else label for label in labels(*names)]


def test_one_of_several_labels_that_means_something_else_now(project, said, published):
    published(0, labels=reworded(["plot", "cast", "sound"], "plot"))
    assert doubted(project) == (["Bold cast.", "Warm plot."], {"topics": ({"plot": 2}, 0, 0, 2)})


def test_a_label_of_a_later_question(project, said, published):
    published(5, labels=reworded(["warm", "cold"], "cold"))
    assert doubted(project) == (["Bold cast."], {"tone": ({"cold": 1}, 0, 0, 1)})


def test_the_label_of_a_span(project, said, published):
    published(2, labels=reworded(["praise", "blame"], "praise"))
    assert doubted(project) == (["Warm plot."], {"marked": ({"praise": 1}, 0, 0, 1)})


def test_a_label_that_a_rule_speaks_of(project, said, published):
    published(rules=[{"id": "R1", "text": "A song is sound.", "label": "sound"}])
    assert doubted(project) == (["Loud sound."], {"topics": ({"sound": 1}, 0, 0, 1)})


@pytest.mark.parametrize(
    ("place", "change", "texts"),
    [
        pytest.param(1, {"title": "How much did they like it?"}, ["Loud sound.", "Warm plot."], id="its words"),
        pytest.param(1, {"options": {"low": 0}}, ["Loud sound.", "Warm plot."], id="its settings"),
        pytest.param(3, {"options": {"fields": ["text", "other"], "ties": False}}, ["Bold cast."], id="a ranking's"),
        pytest.param(5, {"when": {"question": "topics", "answers": ["plot"]}}, ["Bold cast.", "Warm plot."], id="when"),
    ],
)
def test_a_question_that_asks_something_else_puts_its_answers_in_doubt(
    project, said, published, place, change, texts
):  # fmt: skip
    published(place, **change)
    name = SPEC["questions"][place]["name"]
    assert doubted(project) == (texts, {name: ({}, len(texts), 0, len(texts))})


def test_a_new_question_puts_no_answer_in_doubt(project, said, lead):
    spec = deepcopy(SPEC)
    spec["questions"].append({"name": "new", "title": "New?", "labels": labels("yes", "no")})
    publish(codebook=save_draft(project=project, spec=spec, author=lead), author=lead)
    assert doubted(project) == ([], {})


@pytest.mark.parametrize(
    ("question", "text", "alike", "other"),
    [
        ("topics", "Bold cast.", ["cast", "plot"], ["cast"]),
        ("stars", "Warm plot.", 4, 5),
        ("marked", "Warm plot.", [SPAN], [SPAN | {"end": 5}]),
        ("better", "Bold cast.", [["text"], ["other"]], [["other"], ["text"]]),
        ("tone", "Bold cast.", "cold", "warm"),
    ],
)
def test_a_model_contradicts_an_answer_where_it_is_not_the_same_by_its_kind(
    project, said, published, question, text, alike, other
):  # fmt: skip
    published(rules=[{"id": "R1", "text": "Read to the end.", "label": ""}])
    for source, value in (("peer #1", alike), ("import", other)):
        given = {"label": value} if question == "tone" else {"label": "", "value": value}
        machine_label(said[text], question=question, source=source, codebook_number=2, **given)
        if value == alike:
            assert doubted(project) == ([], {})
            said[text].machine_labels.all().delete()
    assert doubted(project) == ([text], {question: ({}, 0, 1, 1)})


def test_a_text_that_a_model_words_otherwise_contradicts_nobody(project, said, published):
    published(rules=[{"id": "R1", "text": "Read to the end.", "label": ""}])
    machine_label(said["Bold cast."], "", question="why", codebook_number=2, value="Because of the cast.")
    assert doubted(project) == ([], {})


def test_an_item_in_doubt_by_two_questions_is_asked_about_once(project, said, published, lead):
    published(0, labels=reworded(["plot", "cast", "sound"], "plot"))
    machine_label(said["Warm plot."], "cold", question="tone", codebook_number=2)
    assert doubted(project) == (
        ["Warm plot.", "Bold cast."],
        {"topics": ({"plot": 2}, 0, 0, 2), "tone": ({}, 0, 1, 1)},
    )
    assert ask_again(project=project, by=lead, count=9, codebook=2) == 2
    assert doubted(project) == ([], {})


def test_the_page_and_rest_tell_of_a_codebook_without_a_question_that_takes_one_label(
    project, lead, annotator, signed_in, api_client
):
    spec = deepcopy(SPEC) | {"questions": deepcopy(SPEC["questions"][:2])}
    publish(codebook=save_draft(project=project, spec=spec, author=lead), author=lead)
    sample = make_sample(project, "Warm plot.")
    answer(annotator, sample, "")
    Resolution.objects.filter(item=sample.item).update(answers={"topics": ["plot"], "stars": 4})
    spec["questions"][0]["labels"][0]["definition"] = "What happens in it."
    spec["questions"][1]["title"] = "How good is it?"
    publish(codebook=save_draft(project=project, spec=spec, author=lead), author=lead)
    page = signed_in(lead).get("/projects/reviews/codebooks/doubts/").content.decode()
    assert "data-total>1<" in page
    assert "“plot”, or a rule about it or that names it, changed" in page
    assert "The question itself changed" in page
    client = api_client(lead)
    told = client.get("/api/v1/projects/reviews/doubts").json()
    assert [(one["question"], one["labels"], one["asked"], one["items"]) for one in told["questions"]] == [
        ("topics", {"plot": 1}, 0, 1),
        ("stars", {}, 1, 1),
    ]
    sent = {"count": 5, "codebook": 2}
    asked = client.post("/api/v1/projects/reviews/doubts", sent, content_type="application/json")
    assert asked.json() == {"asked": 1}
