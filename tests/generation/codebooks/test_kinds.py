"""Questions of every kind in the editor: their settings, what they depend on, what is wrong with them at its box."""

from html.parser import HTMLParser

import pytest
from django.urls import reverse

from generation.codebooks.actions import save_draft
from generation.codebooks.kinds import FIELD_KINDS, SETTINGS
from generation.methods.questions.registry import KINDS
from generation.methods.taskspec import FIELD_TYPES
from generation.models import Codebook, Project, QuestionType
from tests.generation.codebooks.specs import spec
from tests.generation.codebooks.test_pages import typed

pytestmark = pytest.mark.django_db
EDIT = reverse("generation:codebook-edit", args=["reviews"])

MORE = [
    {"name": "why", "type": "multi_label", "labels": [{"name": "plot"}, {"name": "actors"}], "options": {"least": 0}},
    {"name": "stars", "type": "rating", "options": {"high": 10, "high_word": "a masterpiece"}},
    {
        "name": "say",
        "type": "text",
        "required": False,
        "options": {"starts_from": "text"},
        "when": {"question": "stars", "answers": ["1", "2"]},
    },
    {"name": "names", "type": "spans", "labels": [{"name": "person"}], "options": {"overlap": True}},
]


@pytest.fixture
def client(signed_in, lead, codebook):
    return signed_in(lead)


def question(number: int, **boxes) -> dict:
    return {f"questions-{number}-{name.replace('__', '-')}": value for name, value in boxes.items()}


class Boxes(HTMLParser):
    """What a browser would post of a page as it stands: every box with what is in it, ticked ones alone."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, str | list[str]] = {}
        self._open = ""  # the text area or the list that is being read
        self._select = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = dict(attrs)
        name = given.get("name", "")
        if tag == "input" and given.get("type") == "checkbox" and "value" in given:
            self.found[name] = self.found.get(name, []) + ([given["value"]] if "checked" in given else [])
        elif tag == "input" and name and (given.get("type") != "checkbox" or "checked" in given):
            self.found[name] = given.get("value", "on")
        elif tag in ("textarea", "select"):
            self._open, self._select = name, tag == "select"
            self.found[name] = "" if tag == "textarea" else self.found.get(name, "")
        elif tag == "option" and self._select and "selected" in given and "value" in given:
            self.found[self._open] = given["value"]
        self._named = tag == "option" and "selected" in given and "value" not in given

    def handle_data(self, data: str) -> None:
        if self._open and (self._named or not self._select):
            self.found[self._open] += data.removeprefix("\n")
            self._named = False

    def handle_endtag(self, tag: str) -> None:
        if tag in ("textarea", "select"):
            self._open, self._select = "", False


def test_the_editor_knows_every_kind_and_every_setting():
    assert tuple(FIELD_KINDS) == FIELD_TYPES
    assert SETTINGS.keys() == KINDS.keys() == set(QuestionType.values)
    assert [label for _value, label in QuestionType.choices] == [KINDS[kind].title for kind in QuestionType.values]
    for name, kind in KINDS.items():
        assert SETTINGS[name].keys() == kind.options.keys()


def test_what_is_stored_stands_in_the_boxes_and_saving_the_page_as_it_is_changes_nothing(client, lead):
    whole = spec(questions=[*spec()["questions"], *MORE])
    draft = save_draft(project=Project.objects.get(slug="reviews"), spec=whole, author=lead)
    before = draft.as_spec()
    assert client.post(EDIT, Boxes(client.get(EDIT).content.decode()).found | {"do": "save"}).status_code == 302
    assert Codebook.objects.with_parts().get(published_at=None).as_spec() == before


def test_a_question_of_another_kind_is_added_with_its_settings(client):
    added = question(1, name="stars", title="How good?", type="rating", rating__low="0", rating__high="10")
    assert client.post(EDIT, typed(**added)).status_code == 302
    stored = Codebook.objects.with_parts().get(published_at=None).as_spec()["questions"][1]
    assert stored == {
        "name": "stars",
        "title": "How good?",
        "type": "rating",
        "required": True,
        "labels": [],
        "options": {"low": 0, "high": 10},
    }


def test_labels_that_were_typed_before_the_kind_was_changed_are_kept_on_the_page_and_not_stored(client):
    added = question(1, name="stars", type="rating", labels__0__name="good")
    page = client.post(EDIT, typed(do="add:rules", **added)).content.decode()
    assert 'value="good"' in page
    assert client.post(EDIT, typed(**added)).status_code == 302
    assert Codebook.objects.with_parts().get(published_at=None).as_spec()["questions"][1]["labels"] == []


def test_a_question_may_depend_on_an_earlier_one_and_may_be_left_out(client):
    added = question(
        1, name="say", type="text", optional="on", when__question="sentiment", when__answers=["negative", "positive"]
    )
    client.post(EDIT, typed(**added))
    stored = Codebook.objects.with_parts().get(published_at=None).as_spec()["questions"][1]
    assert stored["when"] == {"question": "sentiment", "answers": ["negative", "positive"]}
    assert stored["required"] is False


@pytest.mark.parametrize(
    ("boxes", "box", "said"),
    [
        ({"type": "rating", "rating__high": "ten"}, "questions-1-rating-high", "This setting takes a whole number."),
        ({"type": "spans", "labels__0__name": "x", "spans__field": "txt"}, "questions-1-spans-field", "no field “txt”"),
        (
            {"type": "text", "when__question": "sentiment", "when__answers": "positiv"},
            "questions-1-when-answers",
            "Did you mean “positive”?",
        ),
    ],
)
def test_what_is_wrong_with_a_setting_stands_at_its_box(client, boxes, box, said):
    answer = client.post(EDIT, typed(**question(1, name="more", **boxes)))
    page = answer.content.decode()
    assert said in page
    assert f'id="id_{box}_error"' in page
    assert not Codebook.objects.filter(published_at=None).exists()


def test_the_difference_names_what_changed_of_a_question(client, lead):
    project = Project.objects.get(slug="reviews")
    whole = spec(questions=[*spec()["questions"], MORE[1]])
    save_draft(project=project, spec=whole, author=lead)
    page = client.get(reverse("generation:codebook-diff", args=["reviews", 1, 2])).content.decode()
    assert "stars" in page
    assert "What the highest means: a masterpiece" in page
    assert "Rating</ins>" in page, "as the editor calls it"


def test_a_codebook_without_a_label_says_what_cannot_be_written_by_it(client):
    only = {key: value for key, value in typed().items() if not key.startswith(("questions", "rules"))}
    only |= question(0, name="stars", type="rating")
    assert client.post(EDIT, only | {"do": "publish"}).status_code == 302
    page = reverse("generation:codebook-detail", args=["reviews", 2])
    assert "Answer with a whole number from 1 to 5." in client.get(page).text
    assert "Writing and judging need a question with one label" in client.get(f"{page}?face=generate").text
