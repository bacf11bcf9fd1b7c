"""The annotator's room in a real browser, by keyboard alone."""

from playwright.sync_api import expect

from annotation.models import Annotation, Item
from generation.models import Sample
from tests.annotation.making import newer_version
from tests.browser.annotation.asking import CARD, ROOM
from tests.browser.annotation.reviews_room import answer, settled, text
from tests.browser.conftest import assert_accessible, assert_fits, assert_no_complaints, screenshots


def test_ten_items_by_keyboard(room):
    seen = []
    for number in range(10):
        seen.append(text(room))
        answer(room, "12"[number % 2])
        settled(room)
    assert len(set(seen)) == 10
    assert list(Annotation.objects.order_by("id").values_list("label", flat=True)) == ["negative", "positive"] * 5
    assert all(seconds is not None for seconds in Annotation.objects.values_list("seconds", flat=True))
    assert_no_complaints(room)


def test_the_next_item_is_there_at_once(room):
    room.keyboard.press("1")
    waited = room.evaluate(
        """() => {
          const shown = () => document.querySelector('.review-card:not([hidden])').id;
          const before = shown(), start = performance.now();
          document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}));
          return shown() === before ? Infinity : performance.now() - start;
        }"""
    )
    assert waited < 100


def test_who_wants_no_motion_sees_none(room):
    """A change of colour takes 1 ms at most: nothing of it is seen, and the scripts that wait for its end go on."""
    moving = """() => [...document.querySelectorAll("*")].filter(one => {
      const style = getComputedStyle(one);
      const seconds = [style.animationDuration, style.transitionDuration].join().split(",").map(parseFloat);
      const runs = one.getAnimations().map(run => run.effect.getComputedTiming().duration);
      return Math.max(...seconds) > 0.001 || Math.max(0, ...runs) > 1;
    }).map(one => one.outerHTML.slice(0, 80))"""
    assert room.evaluate(moving) != []  # buttons change their colour softly
    room.emulate_media(reduced_motion="reduce")
    room.reload()
    room.locator(CARD).wait_for()
    assert room.evaluate(moving) == []
    answer(room, "1")
    settled(room)
    room.keyboard.press("?")
    expect(room.locator("dialog[open]")).to_be_visible()
    assert room.evaluate(moving) == []


def test_skip_flag_comment_and_help_by_key(room, annotator):
    skipped = text(room)
    room.keyboard.press("Control+Space")
    settled(room)
    assert text(room) != skipped
    room.keyboard.press("f")
    room.keyboard.type("cannot read it")
    room.keyboard.press("Enter")
    room.get_by_text("A lead will look at it").wait_for()
    settled(room)
    room.keyboard.press("2")
    room.keyboard.press("c")
    room.keyboard.type("12 shades of it")
    room.keyboard.press("Control+Enter")
    settled(room)
    answered = Annotation.objects.get()
    assert (answered.label, answered.comment) == ("positive", "12 shades of it")
    states = list(Item.objects.exclude(state=Item.State.OPEN).order_by("id").values_list("state", flat=True))
    assert states[:3] == ["waiting", "flagged", "answered"]
    room.keyboard.press("?")
    expect(room.get_by_role("dialog").get_by_text("Submit the answer", exact=True)).to_be_visible()
    room.keyboard.press("Escape")
    room.keyboard.press("Backspace")
    assert room.url.endswith(ROOM)
    assert_no_complaints(room)


def test_the_badge_beside_review_counts_down_with_the_answers(room):
    badge = room.locator("#sidebar a", has_text="Review").locator(".count")
    left = int(badge.inner_text())
    for done in (1, 2):
        answer(room, "1")
        expect(badge).to_have_text(str(left - done))


def test_the_last_item_is_followed_by_what_comes_next(room, annotator):
    Item.objects.filter(state=Item.State.OPEN).update(state=Item.State.ANSWERED)
    answer(room, "1")
    room.get_by_text("Your last answer").wait_for()
    answer(room, "1")
    room.get_by_text("Nothing left for you").wait_for()
    assert_accessible(room)


def test_it_is_accessible_and_fits_a_small_phone(room):
    answer(room, "1")
    room.get_by_text("Your last answer").wait_for()
    settled(room)
    assert_accessible(room)
    screenshots(room, "review", widths=(1440, 360))
    room.set_viewport_size({"width": 320, "height": 640})
    assert_accessible(room)


def test_a_very_long_text_scrolls_inside_its_box(room, project):
    Sample.objects.update(fields={"text": "word " * 100_000})
    room.reload()
    assert room.evaluate("document.documentElement.scrollHeight") < 3000
    expect(room.get_by_role("button", name="Submit")).to_be_visible()


def test_escape_leaves_the_comment_and_what_is_written_in_it_stays(room):
    room.keyboard.press("c")
    box = room.locator(".review-card:not([hidden]) [data-comment]")
    room.keyboard.type("Read it twice.")
    room.keyboard.press("Escape")
    expect(box).not_to_be_focused()
    expect(box).to_be_visible()
    answer(room, "1")
    settled(room)
    given = Annotation.objects.get()
    assert (given.label, given.comment) == ("negative", "Read it twice.")


def test_escape_folds_a_comment_that_is_empty(room):
    room.keyboard.press("c")
    expect(room.locator(".review-card:not([hidden]) [data-comment]")).to_be_focused()
    room.keyboard.press("Escape")
    expect(room.locator(".review-card:not([hidden]) [data-comment]")).to_be_hidden()
    answer(room, "1")
    settled(room)


def test_an_item_that_nobody_has_read_goes_by_the_version_published_meanwhile(room, project, lead):
    newer_version(project, lead)
    answer(room, "1")
    expect(room.locator("#review-version")).to_contain_text("From here on version 2")
    expect(room.locator("#review-guide .badge")).to_have_text("version 2")
    answer(room, "3")
    settled(room)
    expect(room.locator("#review-version")).to_be_empty()
    assert list(Annotation.objects.order_by("id").values_list("codebook__number", "label")) == [
        (1, "negative"), (2, "mixed"),
    ]  # fmt: skip
    assert_no_complaints(room)


def test_an_item_that_was_read_by_the_older_version_says_so_and_its_answer_is_kept(room, project, lead):
    room.evaluate("() => { const now = performance.now.bind(performance); performance.now = () => now() * 100; }")
    newer_version(project, lead)
    answer(room, "1")
    expect(room.locator("#review-version")).to_contain_text("This item still goes by version 1")
    assert_fits(room)
    answer(room, "1")
    expect(room.locator("#review-guide .badge")).to_have_text("version 2")
    assert Annotation.objects.filter(codebook__number=1).count() == 2
    assert_no_complaints(room)
