"""Items that are alike, answered together in a browser: by keyboard alone, and by touch."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from annotation.models import Annotation, Assignment, Item, ReviewPolicy
from annotation.queue.actions.pull import pull
from tests.annotation.conftest import add_samples
from tests.annotation.making import newer_version
from tests.browser.annotation.test_several_questions import press
from tests.browser.conftest import assert_accessible, assert_fits, assert_no_complaints, screenshots
from tests.conftest import PASSWORD

PAGE = "/projects/reviews/review/similar/"


@pytest.fixture
def page(project, codebook, annotator, signed_in_page):
    ReviewPolicy.objects.create(project=project, batches=True, overlap_share=0.0)
    samples = add_samples(project, 14)
    pull(project=project)
    Item.objects.filter(sample__in=samples[9:]).update(priority=0.99)  # what the room is given
    Item.objects.filter(sample__in=samples[:5]).update(cluster=1, priority=0.9)
    Item.objects.filter(sample__in=samples[5:9]).update(cluster=2, priority=0.5)
    page = signed_in_page(annotator)
    page.set_default_timeout(10_000)
    page.open("/projects/reviews/review/")
    return page


def open_group(page) -> None:
    page.get_by_role("link", name="Similar items").click()
    expect(page.get_by_role("heading", name="5 items that are alike")).to_be_visible()


def ticked(page):
    return page.locator("input[name=item]:checked")


def test_one_key_labels_all_exceptions_are_left_out_and_it_is_taken_back(page):
    open_group(page)
    press(page, "ArrowDown", "ArrowDown", "x")  # the second one
    expect(ticked(page)).to_have_count(4)
    press(page, "ArrowDown", "Space", "2")
    expect(ticked(page)).to_have_count(3)
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("3 items answered.")
    expect(page.locator(".last-answer")).to_contain_text("3 items: positive")
    assert set(Annotation.objects.values_list("label", flat=True)) == {"positive"}
    assert all(seconds is not None for seconds in Annotation.objects.values_list("seconds", flat=True))
    assert Assignment.objects.filter(state="held", batch="").count() == 4, "two of the room, two left out"
    page.keyboard.press("Control+z")
    expect(page.locator("#toasts")).to_contain_text("3 answers taken back.")
    assert Annotation.objects.valid().count() == 0
    assert_no_complaints(page)


def test_without_a_label_it_says_so_and_stays(page):
    open_group(page)
    press(page, "Enter")
    expect(page.locator("#toasts")).to_contain_text("Choose a label.")
    assert Annotation.objects.count() == 0


def test_keys_in_the_answers_stay_there(page):
    open_group(page)
    page.locator("fieldset[data-question] input").first.focus()
    press(page, "ArrowDown")
    expect(page.locator("fieldset[data-question] input:checked")).to_have_count(1)
    expect(page.locator("input[name=item]:focus")).to_have_count(0)


def test_by_touch_on_a_small_phone(page):
    page.set_viewport_size({"width": 320, "height": 640})
    open_group(page)
    page.locator("input[name=item]").nth(1).click()
    page.locator("fieldset[data-question] label", has_text="negative").click()
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#toasts")).to_contain_text("4 items answered.")
    assert_fits(page)


@pytest.mark.parametrize("width", [1440, 320])
def test_nobody_is_kept_out(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    open_group(page)
    press(page, "ArrowDown", "x", "1")
    assert_accessible(page)
    screenshots(page, f"similar-{width}", widths=(width,))
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("4 items answered.")
    assert_accessible(page, themes=("dark",))


# -- nothing is lost ---------------------------------------------------------------------------------------------------
def kept(page, *, ticks: int) -> None:
    """The browser has kept a draft with so many items."""
    page.wait_for_function(
        "ticks => Object.entries(localStorage).some(([key, kept]) => key.includes('/drafts/')"
        " && JSON.parse(kept).fields.filter(([name]) => name === 'item').length === ticks)",
        arg=ticks,
    )


def arrived(page, count: int) -> None:
    page.wait_for_function("() => !Object.keys(localStorage).some(key => key.includes('/outbox/'))")
    expect(page.locator("#review-waiting")).to_be_hidden()
    assert Annotation.objects.valid().count() == count


def choose(page) -> None:
    """The second item left out, and a label."""
    press(page, "ArrowDown", "ArrowDown", "x", "2")


def sign_in_again(page, user) -> None:
    page.get_by_role("link", name="Sign in again").click()
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")


def test_what_is_chosen_outlives_a_reload_and_another_group_does_not_get_it(page):
    open_group(page)
    choose(page)
    kept(page, ticks=4)
    page.reload()
    expect(ticked(page)).to_have_count(4)
    expect(page.locator("input[name=item]").nth(1)).not_to_be_checked()
    expect(page.locator("fieldset[data-question] input:checked")).to_have_value("positive")
    page.get_by_role("button", name="They do not belong together").click()
    page.wait_for_url("**/review/")
    page.get_by_role("link", name="Similar items").click()
    expect(page.get_by_role("heading", name="3 items that are alike")).to_be_visible()
    expect(ticked(page)).to_have_count(3)
    expect(page.locator("fieldset[data-question] input:checked")).to_have_count(0)


def test_without_a_connection_it_waits_and_is_sent_on_also_after_a_reload(page):
    open_group(page)
    page.route("**/answer/", lambda route: route.abort())
    choose(page)
    press(page, "Enter")
    expect(page.locator("#review-waiting")).to_contain_text("Not sent yet: 1.")
    expect(page.locator("#similar-work")).to_be_hidden()
    press(page, "Enter", "x", "ArrowDown")  # nothing is here to be pressed
    assert_accessible(page)
    screenshots(page, "similar-waits", widths=(1440, 320))
    assert Annotation.objects.count() == 0
    page.unroute("**/answer/")
    page.reload()
    expect(page.locator("#toasts")).to_contain_text("4 items answered.")
    expect(page.get_by_role("heading", name="4 items that are alike")).to_be_focused()
    arrived(page, 4)
    assert_no_complaints(page)


def test_what_was_never_sent_is_taken_back_as_it_was_chosen(page):
    open_group(page)
    page.context.set_offline(True)
    choose(page)
    press(page, "Enter")
    expect(page.locator("#review-waiting")).to_contain_text("Not sent yet: 1.")
    press(page, "Control+z")
    expect(page.get_by_text("Taken back. It was not sent.")).to_be_visible()
    expect(page.locator("#review-waiting")).to_be_hidden()
    expect(page.get_by_role("heading", name="5 items that are alike")).to_be_focused()
    kept(page, ticks=4)
    page.context.set_offline(False)
    press(page, "Enter")
    arrived(page, 4)
    assert_no_complaints(page)


def test_an_answer_whose_receipt_was_lost_is_stored_once(page):
    open_group(page)
    page.route("**/answer/", lambda route: (route.fetch(), route.abort()))
    choose(page)
    press(page, "Enter")
    expect(page.locator("#review-waiting")).to_contain_text("Not sent yet: 1.")
    page.unroute("**/answer/")
    page.reload()
    arrived(page, 4)


def test_after_the_sign_in_ended_one_signs_in_again_and_it_is_sent(page, annotator):
    open_group(page)
    choose(page)
    Session.objects.all().delete()
    press(page, "Enter")
    expect(page.locator("#review-waiting")).to_contain_text("Your sign-in has ended")
    sign_in_again(page, annotator)
    expect(page.locator("#toasts")).to_contain_text("4 items answered.")
    arrived(page, 4)
    assert set(Annotation.objects.values_list("label", flat=True)) == {"positive"}


def test_a_version_published_meanwhile_keeps_the_group_and_what_was_left_out(page, project, lead):
    open_group(page)
    choose(page)
    newer_version(project, lead)
    other = page.context.new_page()
    other.goto(page.url)  # the items come anew
    page.bring_to_front()
    press(page, "Enter")
    expect(page.locator("#toasts")).to_contain_text("Nothing was stored: version 2 of the codebook came into force")
    expect(page.locator("#toasts")).not_to_contain_text("What you left out")
    expect(page.get_by_role("heading", name="5 items that are alike")).to_be_visible()
    expect(ticked(page)).to_have_count(4)
    expect(page.locator("#review-guide .badge")).to_have_text("version 2")
    assert_accessible(page)
    press(page, "3", "Enter")  # a label of the new version alone
    expect(page.locator("#toasts")).to_contain_text("4 items answered.")
    assert set(Annotation.objects.values_list("label", flat=True)) == {"mixed"}


def test_a_reload_under_a_new_version_keeps_what_was_left_out_and_says_so(page, project, lead):
    open_group(page)
    choose(page)
    kept(page, ticks=4)
    newer_version(project, lead)
    page.reload()
    expect(page.locator("#toasts")).to_contain_text("choose the label by the new version")
    expect(ticked(page)).to_have_count(4)
    expect(page.locator("fieldset[data-question] input:checked")).to_have_count(0)


def test_what_went_to_others_is_told_with_what_was_chosen(page):
    open_group(page)
    choose(page)
    Assignment.objects.exclude(batch="").update(state="expired")
    press(page, "Enter")
    expect(page.locator("#toasts")).to_contain_text("Nothing was stored.")
    expect(page.get_by_label("What you had answered")).to_have_value(re.compile(r"^Item \d+, .*positive$", re.DOTALL))
    assert_accessible(page)


# -- what is seen ------------------------------------------------------------------------------------------------------
LONG = " ".join(f"Sentence {n} of a letter about a parcel that never came." for n in range(60))
IS_COVERED = """
box => {
  const { left, right, top, bottom } = box.getBoundingClientRect();
  const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return !(there && (box.contains(there) || there.contains(box)));
}
"""
# What is seen of the text below its fade, in px.
BELOW_THE_FADE = """
() => [...document.querySelectorAll(".review-text[data-more]")].map(text =>
  text.getBoundingClientRect().bottom - text.querySelector(".text-more").getBoundingClientRect().bottom)
"""


def with_long_texts(project) -> None:
    samples = [item.sample for item in Item.objects.filter(project=project, cluster=1).select_related("sample")]
    for sample in samples:
        sample.fields = {**sample.fields, "text": f"{sample.fields['text']} {LONG}"}
        sample.save(update_fields=["fields"])


@pytest.mark.parametrize("window", [(1440, 900), (1280, 720), (390, 844), (320, 700)])
def test_labels_and_button_are_in_sight_while_the_items_are_gone_through(page, project, window):
    with_long_texts(project)
    page.set_viewport_size({"width": window[0], "height": window[1]})
    open_group(page)
    labels = page.locator("fieldset[data-question] label")
    for _item in range(6):
        for part in [*labels.all(), page.get_by_role("button", name="Submit")]:
            expect(part).to_be_in_viewport(ratio=1)
            assert not part.evaluate(IS_COVERED)
        press(page, "ArrowDown")
        assert not page.locator("input[name=item]:focus").evaluate(IS_COVERED)
    below = page.evaluate(BELOW_THE_FADE)
    assert len(below) == 5
    assert max(below) < 0.5, "half a line under the fade"
    assert_fits(page)
    screenshots(page, f"similar-long-{window[0]}", widths=(window[0],))


def answer(page, key: str, count: int) -> None:
    press(page, key, "Enter")
    expect(page.locator("#toasts")).to_contain_text(f"{count} items answered.")


def test_a_group_that_is_taken_back_is_there_at_once_as_it_was_answered_and_the_next_one_keeps_what_was_begun(page):
    open_group(page)
    mine = page.locator("input[name=item]").first.get_attribute("data-kept-value")
    answer(page, "2", 5)
    expect(page.get_by_role("heading", name="4 items that are alike")).to_be_focused()
    press(page, "ArrowDown", "x", "1")
    kept(page, ticks=3)
    page.keyboard.press("Control+z")
    expect(page.locator("#toasts")).to_contain_text("5 answers taken back.")
    expect(page.get_by_role("heading", name="5 items that are alike")).to_be_focused()
    expect(page.locator("input[name=item]").first).to_have_attribute("data-kept-value", mine)
    expect(ticked(page)).to_have_count(5)
    expect(page.locator("fieldset[data-question] input:checked")).to_have_value("positive")
    answer(page, "1", 5)
    assert set(Annotation.objects.valid().values_list("label", flat=True)) == {"negative"}
    expect(page.get_by_role("heading", name="4 items that are alike")).to_be_focused()
    expect(ticked(page)).to_have_count(3)
    expect(page.locator("fieldset[data-question] input:checked")).to_have_value("negative")
    assert_no_complaints(page)
