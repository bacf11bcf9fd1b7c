"""What a person typed or answered survives a closed tab, an offline moment, an expired sign-in and a lost lease."""

from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from annotation.models import Annotation, Assignment, Item, ReviewPolicy
from generation.models import Membership, Role
from tests.browser.annotation.asking import CARD, ROOM, add, kept, publish
from tests.browser.annotation.kept_in_the_browser import (
    KEPT,
    another_tab,
    answer,
    arrived,
    fill_up,
    lapsed,
    remark,
)
from tests.browser.annotation.kept_in_the_browser import room as room
from tests.browser.conftest import assert_accessible, assert_no_complaints, screenshots, sign_in
from tests.conftest import PASSWORD


# -- drafts ------------------------------------------------------------------------------------------------------------
def test_what_was_begun_is_there_after_the_tab_was_closed(room):
    shown = room.locator(f"{CARD} .sample").inner_text()
    room.keyboard.press("2")
    remark(room, "12 shades of it")
    tab = another_tab(room)
    room.close()
    expect(tab.locator(f"{CARD} .sample")).to_have_text(shown)
    expect(tab.locator(f"{CARD} input:checked")).to_have_value("positive")
    expect(tab.locator(f"{CARD} [data-comment]")).to_have_value("12 shades of it")
    tab.locator(f"{CARD} [data-submit]").click()
    arrived(tab, 1)
    assert Annotation.objects.get().comment == "12 shades of it"
    assert not [key for key in tab.evaluate(KEPT) if "/drafts/" in key]


ASKED = [
    {"name": "topics", "type": "multi_label", "labels": ["plot", "acting", "music"]},
    {"name": "stars", "type": "rating", "options": {"low": 1, "high": 5}},
    {"name": "order", "type": "ranking", "options": {"fields": ["a", "b", "c"]}},
    {"name": "why", "type": "text", "required": False},
    {"name": "names", "type": "spans", "labels": ["person"], "options": {"field": "a"}},
]


def test_every_kind_of_question_comes_back_as_it_was(project, lead, annotator, signed_in_page):
    publish(project, lead, *ASKED, fields=[{"name": name, "type": "text"} for name in "abc"])
    ReviewPolicy.objects.create(project=project, overlap_share=0.0)
    add(project, {"a": "Ada met Bo.", "b": "second", "c": "third"})
    page = signed_in_page(annotator)
    page.set_default_timeout(8_000)
    page.open(ROOM)
    page.get_by_label("acting").check()
    page.get_by_role("radio", name="4").check()
    for name in "cba":
        page.locator(f"{CARD} .rank[data-name={name}] [data-pick]").click()
    page.locator(f"{CARD} textarea[data-value]").fill("because")
    page.locator("fieldset[data-kind=spans] [data-value]").evaluate(
        """field => {
          field.value = JSON.stringify([{start: 0, end: 3, label: "person"}]);
          const question = field.closest("fieldset");
          window.synthlab.review.questions.refresh(question.form);
          window.synthlab.review.questions.changed(question);
        }"""
    )
    expect(page.locator(".marked li")).to_have_count(1)
    kept(page, "person")
    page.reload()
    expect(page.locator(".marked li")).to_have_count(1)
    expect(page.locator(".placed .rank")).to_have_count(3)
    page.locator(f"{CARD} [data-submit]").click()
    arrived(page, 1)
    assert Annotation.objects.get().answers == {
        "topics": ["acting"], "stars": 4, "order": [["c"], ["b"], ["a"]], "why": "because",
        "names": [{"start": 0, "end": 3, "label": "person"}],
    }  # fmt: skip


def test_what_was_written_on_an_item_that_went_away_is_told_once_the_page_opens(room, annotator2):
    remark(room, "a thought of mine")
    lapsed(Assignment.objects.order_by("id").first(), annotator2)
    room.reload()
    expect(room.locator("#review-told textarea")).to_have_value("Comment\na thought of mine")
    room.get_by_role("button", name="Put it away").click()
    room.reload()
    expect(room.locator(CARD)).to_be_visible()
    expect(room.locator("#review-told textarea")).to_have_count(0)


# -- the outbox --------------------------------------------------------------------------------------------------------
def test_offline_one_goes_on_and_all_of_it_arrives_in_order(room, context):
    context.set_offline(True)
    answer(room, "1")
    expect(room.locator("#review-waiting")).to_contain_text("Not sent yet: 1.")
    answer(room, "2")
    expect(room.locator("#review-waiting")).to_contain_text("Not sent yet: 2.")
    expect(room.get_by_text("The next item comes then.")).to_be_visible()
    screenshots(room, "review-offline")
    context.set_offline(False)
    expect(room.locator(CARD)).to_be_visible()
    arrived(room, 2)
    assert list(Annotation.objects.order_by("id").values_list("label", flat=True)) == ["negative", "positive"]
    expect(room.locator(".review-card")).to_have_count(2)
    assert_no_complaints(room)


def test_that_all_was_sent_is_told_and_nobody_hears_any_more_that_it_waits(room, context):
    says = room.locator("#review-says")
    context.set_offline(True)
    answer(room, "1")
    expect(says).to_contain_text("Not sent yet: 1.")
    context.set_offline(False)
    expect(room.locator("#toasts")).to_contain_text("Everything is sent.")
    expect(says).to_be_empty()
    assert "Not sent yet" not in room.locator("#review-waiting").inner_text()
    arrived(room, 1)


def test_what_is_answered_quickly_is_not_told_as_sent_at_last(room):
    for key in ("1", "2"):
        answer(room, key)
    arrived(room, 2)
    expect(room.get_by_text("Everything is sent")).to_have_count(0)


def test_a_skip_and_a_flag_wait_too_and_a_failing_server_is_no_refusal(room):
    room.route("**/review/items/**", lambda route: route.fulfill(status=503, body="busy"))
    room.keyboard.press("Control+Space")
    expect(room.locator("#review-waiting")).to_contain_text("Not sent yet: 1.")
    room.keyboard.press("f")
    room.keyboard.type("cannot read it")
    room.keyboard.press("Enter")
    expect(room.locator("#review-waiting")).to_contain_text("Not sent yet: 2.")
    assert_accessible(room)
    room.unroute("**/review/items/**")
    room.reload()
    arrived(room, 0)
    states = Item.objects.exclude(state=Item.State.OPEN).order_by("id").values_list("state", flat=True)
    assert list(states)[:2] == ["waiting", "flagged"]


def test_why_it_was_skipped_waits_too(room):
    room.context.set_offline(True)
    room.keyboard.press("s")
    room.keyboard.type("not my language")
    room.keyboard.press("Enter")
    expect(room.locator("#review-waiting")).to_contain_text("Not sent yet: 1.")
    room.context.set_offline(False)
    arrived(room, 0)
    assert Assignment.objects.get(state="skipped").reason == "not my language"


def test_why_it_was_skipped_is_shown_where_it_could_not_be_taken(room, annotator2):
    lease = room.locator(CARD).get_attribute("data-lease")
    Assignment.objects.filter(lease=lease).update(state="expired")
    room.keyboard.press("s")
    room.keyboard.type("not my language")
    room.keyboard.press("Enter")
    expect(room.get_by_label("What you had answered")).to_have_value("Why do you skip this item?\nnot my language")


def test_one_that_the_server_fails_at_holds_up_none_behind_it(room):
    first = room.locator(CARD).get_attribute("data-lease")
    room.route(f"**/{first}/answer/", lambda route: route.fulfill(status=500, body="broken"))
    answer(room, "1")
    answer(room, "2")
    expect(room.locator(".review-card")).to_have_count(1)
    expect(room.locator("#review-waiting")).to_contain_text("Not sent yet: 1.")
    assert Annotation.objects.get().label == "positive"
    room.unroute(f"**/{first}/answer/")
    room.reload()
    arrived(room, 2)


def test_an_answer_whose_receipt_was_lost_is_stored_once(room):
    room.route("**/answer/", lambda route: (route.fetch(), route.abort()))
    answer(room, "1")
    expect(room.locator("#review-waiting")).to_contain_text("Not sent yet: 1.")
    room.unroute("**/answer/")
    room.reload()
    arrived(room, 1)


def test_after_the_sign_in_expired_one_signs_in_again_and_nothing_is_lost_or_doubled(room, annotator):
    Session.objects.all().delete()
    answer(room, "1")
    expect(room.locator("#review-waiting")).to_contain_text("Your sign-in has ended")
    answer(room, "2")
    expect(room.locator("#review-waiting")).to_contain_text("Not sent yet: 2.")
    screenshots(room, "review-signed-out")
    room.get_by_role("link", name="Sign in again").click()
    room.get_by_label("Username").fill(annotator.username)
    room.get_by_label("Password").fill(PASSWORD)
    room.get_by_label("Password").press("Enter")
    room.wait_for_url(f"**{ROOM}")
    arrived(room, 2)
    assert list(Annotation.objects.order_by("id").values_list("label", flat=True)) == ["negative", "positive"]
    expect(room.locator(CARD)).to_be_visible()


def test_signed_in_again_in_another_tab_the_first_one_sends_with_the_new_token(room, live_server, annotator):
    Session.objects.all().delete()
    answer(room, "1")
    expect(room.locator("#review-waiting")).to_be_visible()
    sign_in(another_tab(room, live_server.url + "/sign-in/"), live_server, annotator)
    room.evaluate("window.dispatchEvent(new Event('focus'))")
    arrived(room, 1)


def test_an_item_that_went_to_somebody_else_is_told_with_what_was_answered(room, annotator2):
    lapsed(Assignment.objects.order_by("id").first(), annotator2)
    room.keyboard.press("2")
    remark(room, "a thought of mine")
    room.keyboard.press("Control+Enter")
    told = room.locator("#review-told textarea")
    expect(told).to_have_value("How is the review?\npositive\n\nComment\na thought of mine")
    screenshots(room, "review-told")
    assert_accessible(room)
    room.reload()
    expect(told).to_have_count(1)
    arrived(room, 0)


def test_who_may_answer_no_more_is_told_so_with_what_was_answered(room, project, annotator):
    """It does not wait for a sign-in that would change nothing."""
    Membership.objects.filter(project=project, user=annotator).update(role=Role.VIEWER)
    room.keyboard.press("2")
    remark(room, "a thought of mine")
    room.keyboard.press("Control+Enter")
    expect(room.locator("#review-told textarea")).to_have_value(
        "How is the review?\npositive\n\nComment\na thought of mine"
    )
    expect(room.locator("#review-told")).to_contain_text("your role in this project does not allow answers any more")
    arrived(room, 0)


def test_a_form_that_is_too_old_waits_for_a_new_one(room, context):
    """As after the browser forgot its cookies: the page holds a token that fits none."""
    context.clear_cookies(name="csrftoken")
    answer(room, "1")
    expect(room.locator("#review-waiting")).to_contain_text("Not sent yet: 1.")
    room.reload()
    arrived(room, 1)


def test_what_was_begun_on_an_item_that_went_away_is_told_with_the_answer_before(room, annotator2):
    """The item behind the first one is written on, and goes to somebody else before the first answer is through."""
    held = list(Assignment.objects.order_by("id"))
    room.route("**/answer/", lambda route: route.abort())
    answer(room, "1")
    remark(room, "a thought of mine")
    lapsed(held[1], annotator2)
    room.unroute("**/answer/")
    room.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(room.locator("#review-told textarea")).to_have_value("Comment\na thought of mine")
    arrived(room, 1)
    assert not [key for key in room.evaluate(KEPT) if "/drafts/" in key]


def test_an_answer_that_is_wrong_comes_back_as_a_card_with_all_of_it(room):
    """As when a tampered page names a rule that the codebook lacks."""
    room.keyboard.press("2")
    remark(room, "a thought of mine")
    room.locator(f"{CARD} [name=rule]").evaluate("field => { field.add(new Option('R9', 'R9')); field.value = 'R9'; }")
    room.keyboard.press("Control+Enter")
    expect(room.locator(f"{CARD} .errorlist")).to_be_visible()
    room.reload()
    expect(room.locator(f"{CARD} [data-comment]")).to_have_value("a thought of mine")
    room.locator(f"{CARD} [data-submit]").click()
    arrived(room, 1)
    assert (Annotation.objects.get().label, Annotation.objects.get().comment) == ("positive", "a thought of mine")


def test_a_browser_without_room_says_so_and_sends_all_the_same(room, context):
    fill_up(room)
    context.set_offline(True)
    answer(room, "1")
    room.get_by_text("This browser has no room").wait_for()
    expect(room.locator("#review-waiting")).to_contain_text("Not sent yet: 1.")
    context.set_offline(False)
    arrived(room, 1)


def test_after_a_long_stretch_a_rest_is_suggested_once(room):
    room.evaluate("sessionStorage['synthlab-stretch'] = JSON.stringify({answers: 119, ms: 60000, at: Date.now()})")
    answer(room, "1")
    room.get_by_text("A short break keeps your eye fresh").wait_for()
    room.locator(".toast [data-dismiss]").first.click()
    answer(room, "1")
    arrived(room, 2)
    expect(room.get_by_text("A short break keeps your eye fresh")).to_have_count(0)


def test_in_two_tabs_the_same_answer_is_stored_once(room):
    tab = another_tab(room)
    answer(room, "1")
    answer(tab, "1")
    arrived(room, 1)
    arrived(tab, 1)


def test_what_a_second_tab_says_beyond_the_same_answer_is_told_to_be_copied(room):
    tab = another_tab(room)
    answer(room, "1")
    arrived(room, 1)
    tab.keyboard.press("1")
    remark(tab, "a second thought")
    tab.keyboard.press("Control+Enter")
    told = tab.locator("#review-told textarea")
    expect(told).to_have_value("How is the review?\nnegative\n\nComment\na second thought")
    arrived(tab, 1)


def test_a_tab_whose_answers_another_one_sent_goes_on_with_the_next_item(room, context):
    room.route("**/review/items/**", lambda route: route.abort())  # of this tab alone
    answer(room, "1")
    answer(room, "2")
    expect(room.get_by_text("The next item comes then.")).to_be_visible()
    tab = another_tab(room)
    arrived(tab, 2)
    room.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(room.locator(CARD)).to_be_visible()
    assert Annotation.objects.count() == 2


# -- several people at one machine -------------------------------------------------------------------------------------
def test_another_person_on_the_same_browser_sees_and_sends_nothing_of_the_first(
    room, context, live_server, annotator, annotator2
):
    room.route("**/review/items/**", lambda route: route.abort())
    answer(room, "1")
    remark(room, "mine alone")
    context.clear_cookies()
    other = another_tab(room, live_server.url + "/sign-in/")
    sign_in(other, live_server, annotator2)
    other.goto(live_server.url + ROOM)
    expect(other.locator(CARD)).to_be_visible()
    expect(other.locator("#review-waiting")).to_be_hidden()
    assert other.locator(f"{CARD} [data-comment]").input_value() == ""
    room.unroute("**/review/items/**")
    room.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(room.locator("#review-waiting")).to_contain_text("Your sign-in has ended")
    assert not Annotation.objects.exists()
    context.clear_cookies()
    sign_in(other, live_server, annotator)
    other.goto(live_server.url + ROOM)
    arrived(other, 1)
    assert Annotation.objects.get().user == annotator


def test_signing_out_forgets_the_drafts(room):
    remark(room, "mine alone")
    room.evaluate("document.querySelector('[data-sign-out]').requestSubmit()")
    room.wait_for_url("**/sign-in/**")
    assert room.evaluate(KEPT) == []
