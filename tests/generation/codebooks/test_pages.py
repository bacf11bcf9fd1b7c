import re

import pytest
from django.urls import reverse

from generation.codebooks.actions import discard_draft, publish, save_draft
from generation.codebooks.revisions import revision_of
from generation.models import Codebook, Project
from tests.generation.codebooks.specs import spec, with_labels

pytestmark = pytest.mark.django_db


def address(name: str, *args) -> str:
    return reverse(f"generation:codebook-{name}", args=["reviews", *args])


def typed(**changes) -> dict:
    """The editor's form as a browser posts it that has just opened it."""
    return {
        "seen": revision_of(Project.objects.get(slug="reviews")),
        "purpose": "Decide.", "role": "", "note": "clearer", "do": "save",
        "fields-0-name": "text", "fields-0-title": "Review", "fields-0-type": "text",
        "questions-0-name": "sentiment", "questions-0-title": "How is it?",
        "questions-0-labels-0-name": "negative", "questions-0-labels-0-examples": "Dull.\r\nLifeless.",
        "questions-0-labels-1-name": "positive", "questions-0-labels-1-definition": "Speaks well of it.",
        "rules-0-id": "R1", "rules-0-text": "Praise for one actor alone is not praise.", "rules-0-label": "positive",
        **changes,
    }  # fmt: skip


@pytest.fixture
def client(signed_in, lead, codebook):
    return signed_in(lead)


def labels_in(html: str) -> list[str]:
    return re.findall(r'name="questions-0-labels-\d+-name" value="([^"]*)"', html)


def test_the_list_shows_versions_and_the_guide(client):
    page = client.get(address("list")).content.decode()
    assert "Version 1" in page
    assert "The reviewer speaks well of the film." in page


def test_a_project_without_one_says_what_to_do(client, codebook):
    codebook.delete()
    assert "Write the codebook" in client.get(address("list")).content.decode()
    assert client.get(address("edit")).status_code == 200


def test_the_editor_starts_from_the_published_version_and_saves_nothing_by_itself(client):
    page = client.get(address("edit")).content.decode()
    assert labels_in(page) == ["negative", "positive"]
    assert "- positive: The reviewer speaks well of the film." in page
    assert Codebook.objects.count() == 1


def test_it_saves_a_draft(client):
    assert client.post(address("edit"), typed()).status_code == 302
    draft = Codebook.objects.with_parts().get(published_at=None)
    assert draft.note == "clearer"
    assert draft.questions.get().labels.all()[0].examples == ["Dull.", "Lifeless."]
    assert [(rule.key, rule.label) for rule in draft.rules.all()] == [("R1", "positive")]


def test_the_head_of_the_page_follows_the_first_draft_that_is_saved(client):
    assert "Try this draft" not in client.get(address("edit")).text
    fragment = client.post(address("edit"), typed(), headers={"HX-Request": "true"}).text
    for words in ("This is the draft of version 2.", "Changes since 1", "Try this draft", "Throw away"):
        assert words in fragment
    assert "You start from version 1" not in fragment
    assert fragment.count('hx-swap-oob="true"') == 2  # the sentence and the buttons, beside the editor itself


def test_it_publishes_with_a_note(client):
    answer = client.post(address("edit"), typed(do="publish"))
    assert answer.url == address("detail", 2)
    page = client.get(answer.url).content.decode()
    assert "clearer" in page
    assert "R1 [positive]: Praise for one actor alone is not praise." in page


def test_a_fragment_goes_to_the_published_version(client):
    answer = client.post(address("edit"), typed(do="publish"), headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == address("detail", 2)


@pytest.mark.parametrize(
    ("do", "labels"),
    [
        ("add:questions-0-labels", ["negative", "positive", ""]),
        ("remove:questions-0-labels-0", ["positive"]),
        ("down:questions-0-labels-0", ["positive", "negative"]),
        ("up:questions-0-labels-1", ["positive", "negative"]),
        ("up:questions-0-labels-0", ["negative", "positive"]),
        ("remove:questions-7-labels-0", ["negative", "positive"]),
        ("add:__class__", ["negative", "positive"]),
    ],
)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_rows_are_added_removed_and_moved_without_losing_what_was_typed(client, do, labels, headers):
    answer = client.post(address("edit"), typed(do=do, **{"purpose": "Half a sent"}), headers=headers)
    page = answer.content.decode()
    assert labels_in(page) == labels
    assert "Half a sent" in page
    assert ("<html" in page) == (not headers)
    assert Codebook.objects.count() == 1


def test_questions_fields_and_rules_are_added_too(client):
    for do, name in (("questions", "questions-1-title"), ("fields", "fields-1-name"), ("rules", "rules-1-text")):
        assert f'name="{name}"' in client.post(address("edit"), typed(do=f"add:{do}")).content.decode()


def test_errors_stand_at_the_field_and_nothing_is_saved(client):
    wrong = typed(**{"questions-0-labels-1-name": "", "rules-0-label": "gone"})
    answer = client.post(address("edit"), wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r'name="questions-0-labels-1-name" value="" [^>]*aria-invalid="true"', page)
    assert "which no question has" in page
    assert Codebook.objects.count() == 1


def test_markup_formulas_and_braces_are_only_text(client, lead, project):
    names = ["<script>alert(1)</script>", "=HYPERLINK(1)", "{{ request }}{% now %}{spec.__class__}"]
    save_draft(project=project, spec=with_labels(*names), author=lead)
    for page in (client.get(address("edit")), client.get(address("detail", 2)), client.get(address("diff", 1, 2))):
        html = page.content.decode()
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
        assert "{{ request }}{% now %}{spec.__class__}" in html


def test_the_preview_shows_both_faces_of_what_was_typed(client):
    html = client.post(address("preview"), typed(purpose="Brand new purpose")).content.decode()
    assert html.count("Brand new purpose") == 2
    assert "Purpose: Brand new purpose" in html
    assert "<html" not in html


def test_a_difference_is_shown_to_the_word(client, lead, project):
    changed = spec(purpose="Decide whether a review speaks well of the film.", rules=[])
    save_draft(project=project, spec=changed, author=lead)
    html = client.get(address("diff", 1, 2)).content.decode()
    assert re.search(r"<del> ?film ?</del>", html)
    assert html.count("Removed") == 1
    assert client.get(address("diff", 1, 9)).status_code == 404
    assert client.get(address("compare") + "?old=1&new=2").url == address("diff", 1, 2)
    assert client.get(address("compare") + "?old=x&new=2").status_code == 404


def test_a_draft_starts_from_any_version_and_may_be_thrown_away(client):
    assert client.post(address("restore", 1)).url == address("edit")
    assert Codebook.objects.get(published_at=None).note == "From version 1"
    client.post(address("discard"))
    assert not Codebook.objects.filter(published_at=None).exists()


def test_annotators_read_what_is_published_and_change_nothing(signed_in, annotator, lead, project, codebook):
    save_draft(project=project, spec=spec(), author=lead)
    client = signed_in(annotator)
    assert client.get(address("detail", 1)).status_code == 200
    assert client.get(address("detail", 2)).status_code == 404
    assert client.get(address("edit")).status_code == 403
    assert "Draft" not in client.get(address("list")).content.decode()


# -- two at one draft ----------------------------------------------------------------------------------------------


def saved_purpose() -> str:
    return Codebook.objects.get(published_at=None).purpose


@pytest.fixture
def stale(client) -> dict:
    """What stands in a tab that was opened before another tab saved."""
    form = typed(purpose="What the slower tab says.")
    client.post(address("edit"), typed(purpose="What the faster tab says."))
    return form


@pytest.mark.parametrize("do", ["save", "publish"])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_the_slower_of_two_tabs_is_told_and_loses_nothing(client, stale, do, headers):
    answer = client.post(address("edit"), {**stale, "do": do}, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Your text is not saved yet" in page
    assert re.search(r"lena saved the draft, \d+ \w+ \d{4}", page)
    assert "What the slower tab says.</textarea>" in page
    assert re.search(r"<del>faster</del><ins>slower</ins>", page)
    assert f'href="{address("detail", 2)}" target="_blank"' in page
    assert saved_purpose() == "What the faster tab says."
    assert Codebook.objects.published().count() == 1


def test_the_slower_tab_may_save_over_it_knowingly(client, stale):
    page = client.post(address("edit"), stale).content.decode()
    over = re.search(r'name="over" value="([^"]+)"', page)[1]
    assert client.post(address("edit"), {**stale, "over": over}).status_code == 302
    assert saved_purpose() == "What the slower tab says."


def test_saving_over_it_is_a_conflict_again_where_a_third_save_came_between(client, stale):
    over = re.search(r'name="over" value="([^"]+)"', client.post(address("edit"), stale).content.decode())[1]
    client.post(address("edit"), typed(purpose="What a third tab says."))
    assert client.post(address("edit"), {**stale, "over": over}).status_code == 409
    assert saved_purpose() == "What a third tab says."


def test_typing_on_after_a_conflict_does_not_settle_it(client, stale):
    page = client.post(address("edit"), {**stale, "do": "add:rules"}).content.decode()
    assert f'name="seen" value="{stale["seen"]}"' in page
    assert client.post(address("edit"), stale).status_code == 409


def test_one_tab_saves_again_and_again(client):
    for number in range(3):
        headers = {"HX-Request": "true"}
        page = client.post(address("edit"), typed(purpose=f"Text {number}"), headers=headers).content.decode()
        assert f'name="seen" value="{revision_of(Project.objects.get())}"' in page
    assert saved_purpose() == "Text 2"


def test_a_draft_that_was_published_meanwhile_is_told_as_such(client, lead, stale):
    publish(codebook=Codebook.objects.get(published_at=None), author=lead)
    page = client.post(address("edit"), stale).content.decode()
    assert "lena published the draft" in page
    assert "Save mine as a new draft" in page
    assert not Codebook.objects.filter(published_at=None).exists()


def test_a_draft_that_was_thrown_away_meanwhile_is_told_as_such(client, lead, project):
    save_draft(project=project, spec=spec(), author=lead)
    form = typed()
    discard_draft(project=project, author=lead)
    assert "lena threw the draft away" in client.post(address("edit"), form).content.decode()
    assert not Codebook.objects.filter(published_at=None).exists()


def test_an_unfinished_text_in_a_conflict_stays_as_it_is(client, stale):
    page = client.post(address("edit"), {**stale, "questions-0-labels-1-name": ""}).content.decode()
    assert "Your text is not saved yet" in page
    assert labels_in(page) == ["negative", ""]


# -- before a version is frozen ------------------------------------------------------------------------------------


def test_publishing_asks_first_and_says_what_it_means(client, codebook):
    button, words = asked_before_publishing(client)
    assert 'hx-confirm="Publish version 2 for good?"' in button
    assert 'data-confirm-from="publish-words"' in button
    assert "whatever you change later becomes version 3" in words
    assert "Nobody has answered yet, so no answer stays behind." in words
    assert words.count("<li>") == 3  # a point each, and no paragraph
    codebook.delete()
    button, words = asked_before_publishing(client)
    assert 'hx-confirm="Publish version 1 for good?"' in button
    assert "Nobody has answered yet" not in words


def asked_before_publishing(client) -> tuple[str, str]:
    """The button, and the words that are shown with its question."""
    page = client.get(address("edit")).content.decode()
    button = re.search(r'<button [^>]*name="do" value="publish"[^>]*>', page)[0]
    return button, re.search(r'<div id="publish-words"[^>]*>(.*?)</div>', page, re.DOTALL)[1]


def test_markup_and_unseen_characters_are_pointed_out_before_freezing(client):
    slips = {"questions-0-labels-1-definition": "Speaks <b>well</b> of it.", "rules-0-text": "Praise\u202e counts."}
    html = client.post(address("preview"), typed(**slips)).content.decode()
    assert "Worth a look before it is frozen" in html
    assert "holds markup, which people and models read as it stands: &lt;b&gt;" in html
    assert "holds a character that nobody sees (U+202E)" in html
    assert "Worth a look" not in client.post(address("preview"), typed()).content.decode()


def test_a_difference_shows_the_prompt_as_well(client, lead, project):
    save_draft(project=project, spec=spec(purpose="Decide whether a review speaks well of the film."), author=lead)
    html = client.get(address("diff", 1, 2)).content.decode()
    prompt = re.search(r'<pre class="code"[^>]*>(.*?)</pre>', html, re.DOTALL)[1]
    assert "Purpose: Decide whether a" in prompt
    assert re.search(r"<del> ?film ?</del>", prompt)
    assert "Must be like" not in prompt
    assert "Must be like" in client.get(address("diff", 1, 2) + "?face=generate").content.decode()
