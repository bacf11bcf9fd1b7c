"""Comments in a browser: names complete by keyboard, and who is named finds them."""

import pytest
from playwright.sync_api import expect

from annotation.comments.actions import say
from annotation.models import Annotation, Comment, Mention, ReviewPolicy
from annotation.models.queue import number_of
from generation.models import Membership, Role, User
from tests.annotation.conftest import add_samples
from tests.browser.annotation.asking import open_room, publish
from tests.browser.annotation.test_several_questions import press
from tests.browser.conftest import assert_accessible, assert_fits, assert_no_complaints, screenshots

BOX = "#comment-text"
NAMES = ".mention-names:not([hidden]) [role=option]"


@pytest.fixture
def people(project, lead, annotator):
    """Beside lena and anna: andrea, and a name in Korean."""
    for name in ("andrea", "민지"):
        person = User.objects.create_user(name)
        Membership.objects.create(project=project, user=person, role=Role.ANNOTATOR)


@pytest.fixture
def thread(project, codebook, people, lead, signed_in_page):
    sample = add_samples(project, 1)[0]
    page = signed_in_page(lead)
    page.open(f"/projects/reviews/samples/{sample.pk}/")
    page.locator(BOX).focus()
    return page


def names(page) -> list[str]:
    return page.locator(NAMES).all_inner_texts()


def test_an_at_offers_members_and_enter_takes_the_one_that_is_chosen(thread):
    page = thread
    page.keyboard.type("Look, @an")
    expect(page.locator(NAMES)).to_have_count(2)
    assert names(page) == ["andrea", "anna"]
    box = page.locator(BOX)
    chosen = page.locator(f"[id='{box.get_attribute('aria-activedescendant')}']")
    expect(chosen).to_have_text("andrea")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_text("anna")
    assert_accessible(page)
    page.keyboard.press("Enter")
    expect(box).to_have_value("Look, @anna ")
    expect(page.locator(NAMES)).to_have_count(0)
    page.keyboard.type("is it?")
    page.get_by_role("button", name="Comment", exact=True).press("Enter")
    expect(page.locator(".thread .mention")).to_have_text("@anna")
    assert Comment.objects.get().text == "Look, @anna is it?"
    assert Mention.objects.get().user.get_username() == "anna"
    assert_no_complaints(page)


def test_escape_leaves_the_word_as_it_was_typed_and_tab_takes_a_name(thread):
    page = thread
    page.keyboard.type("@an")
    expect(page.locator(NAMES)).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.locator(NAMES)).to_have_count(0)
    expect(page.locator(BOX)).to_have_value("@an")
    expect(page.locator(BOX)).to_be_focused()
    page.keyboard.type("d")
    expect(page.locator(NAMES)).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.locator(BOX)).to_have_value("@andrea ")
    expect(page.locator(BOX)).to_be_focused()


def test_it_says_to_a_screen_reader_that_there_are_names_and_that_there_are_none(thread):
    page = thread
    says = page.locator("#comment-text-says")
    page.keyboard.type("@a")
    expect(says).to_contain_text("Enter to take")
    page.keyboard.type("zz")
    expect(says).to_have_text("Nobody here has such a name.")


def test_an_address_names_nobody_and_korean_names_complete(thread):
    page = thread
    page.keyboard.type("me@an ")
    page.keyboard.insert_text("@민")
    expect(page.locator(NAMES)).to_have_text(["민지"])
    page.locator(NAMES).click()
    expect(page.locator(BOX)).to_have_value("me@an @민지 ")


def test_a_comment_is_withdrawn_after_a_question(thread):
    page = thread
    page.keyboard.type("Wrong")
    page.get_by_role("button", name="Comment", exact=True).press("Enter")
    page.get_by_role("button", name="Withdraw").click()
    page.locator("dialog[open]").get_by_role("button").last.click()
    expect(page.locator(".thread")).to_contain_text("Withdrawn.")
    assert Comment.objects.get().withdrawn_at


def test_in_the_room_c_opens_the_box_and_names_complete_there(project, lead, annotator, people, signed_in_page):
    ReviewPolicy.objects.create(project=project, suggestion="hidden", overlap_share=0.0)
    publish(project, lead, {"name": "kind", "type": "label", "labels": ["person", "place"]})
    room = open_room(signed_in_page, project, annotator, {"text": "Anna"}, {"text": "Seoul"})
    press(room, "1", "c")
    room.keyboard.type("Unsure, @le")
    expect(room.locator(NAMES)).to_have_text(["lena"])
    room.keyboard.press("Enter")
    expect(room.locator(".review-card:not([hidden]) [data-comment]")).to_have_value("Unsure, @lena ")
    assert not Annotation.objects.exists()
    press(room, "Control+Enter")
    expect(room.locator("#review-last")).to_be_visible()
    assert Annotation.objects.get().comment == "Unsure, @lena"
    assert Mention.objects.get().user == lead
    assert_no_complaints(room)


def test_who_is_named_opens_the_sample_from_the_list(project, codebook, people, lead, annotator, signed_in_page):
    sample = add_samples(project, 1)[0]
    say(project=project, sample=sample, author=annotator, text="이건 반어법인가요, @lena? Is it sarcasm?")
    page = signed_in_page(lead)
    page.open("/projects/reviews/mentions/")
    expect(page.get_by_role("link", name="Mentions 1 unread")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    screenshots(page, "mentions")
    page.get_by_role("link", name=f"Open item {number_of(sample.pk)}").press("Enter")
    expect(page.locator("#comments")).to_contain_text("sarcasm")
    screenshots(page, "comments")
    page.reload()
    expect(page.get_by_role("link", name="Mentions", exact=True)).to_be_visible()
    assert Mention.objects.get().seen_at


def test_a_press_on_a_name_takes_it_when_it_ends_for_what_lies_below_moves_up_then(thread):
    """Taken when it began, a tap on a phone ended on the Skip button that had moved under the finger."""
    page = thread
    page.keyboard.type("Unsure, @andr")
    name = page.locator(NAMES)
    expect(name).to_have_text(["andrea"])
    for begins in ("pointerdown", "mousedown"):
        name.dispatch_event(begins, {"pointerType": "touch"})
    expect(page.locator(BOX)).to_have_value("Unsure, @andr")
    expect(name).to_have_count(1)
    name.click()
    expect(page.locator(BOX)).to_have_value("Unsure, @andrea ")
    expect(page.locator(BOX)).to_be_focused()


# -- in the room -------------------------------------------------------------------------------------------------------
LONG = " ".join(f"Sentence {n} of a letter about a parcel that never came." for n in range(120))
IN_SIGHT = """
part => {
  const { top, bottom } = part.getBoundingClientRect();
  const bar = document.querySelector(".review-card:not([hidden]) .review-bar").getBoundingClientRect();
  return top >= document.querySelector("header").getBoundingClientRect().bottom && bottom <= bar.top;
}
"""


@pytest.mark.parametrize("window", [(1440, 900), (1280, 720), (390, 844), (320, 700)])
def test_beside_a_long_text_the_box_and_its_names_are_in_sight(
    project, lead, people, annotator, signed_in_page, window
):
    publish(project, lead, {"name": "kind", "type": "label", "labels": ["complaint", "praise"]})
    page = open_room(signed_in_page, project, annotator, {"text": LONG})
    page.set_viewport_size({"width": window[0], "height": window[1]})
    page.reload()
    press(page, "c")
    box = page.locator("[data-comment]")
    expect(box).to_be_focused()
    assert box.evaluate(IN_SIGHT)
    page.keyboard.type("Look, @a")
    expect(page.locator(NAMES)).to_have_text(["andrea", "arno"])  # and not anna, whose comment it is
    assert box.evaluate(IN_SIGHT)
    assert page.locator(".mention-names:not([hidden])").evaluate(IN_SIGHT)
    assert_fits(page)
