"""What a person typed or answered survives a closed tab, an offline moment, an expired sign-in and a lost lease."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from annotation.models import Annotation, Assignment, Item, ReviewPolicy
from annotation.queue.actions import dispense
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.pull import pull
from generation.models import Membership, Role
from tests.annotation.conftest import add_samples
from tests.browser.annotation.asking import add, kept, publish, until
from tests.browser.conftest import assert_accessible, assert_no_complaints, screenshots, sign_in
from tests.conftest import PASSWORD

ROOM = "/projects/reviews/review/"
CARD = ".review-card:not([hidden])"
KEPT = "() => Object.keys(localStorage).filter(key => key.startsWith('synthlab-kept/'))"


@pytest.fixture
def room(project, codebook, annotator, signed_in_page, monkeypatch):
    """The page of an annotator with six items."""
    monkeypatch.setattr(dispense.chance, "random", lambda: 0.9)  # no overlap, nothing blind
    ReviewPolicy.objects.create(project=project)
    add_samples(project, 6)
    pull(project=project)
    page = signed_in_page(annotator)
    page.set_default_timeout(8_000)
    page.open(ROOM)
    return page


def another_tab(page, address=None):
    tab = page.context.new_page()
    tab.set_default_timeout(8_000)
    tab.goto(address or page.url)
    return tab


def remark(page, text: str) -> None:
    """A comment on the item, kept by now."""
    page.keyboard.press("c")
    page.keyboard.type(text)
    page.wait_for_function("() => Object.keys(localStorage).some(key => key.includes('/drafts/'))")


def fill_up(page) -> None:
    """The browser has no room for anything more."""
    page.evaluate(
        "() => { for (let n = 2 ** 22; n; n >>= 1) try { localStorage['full' + n] = 'x'.repeat(n); } catch {} }"
    )


def answer(page, key: str) -> None:
    page.keyboard.press(key)
    page.keyboard.press("Enter")


def arrived(page, count: int) -> None:
    """The server has this many answers, and nothing waits any more."""
    page.wait_for_function("() => !Object.keys(localStorage).some(key => key.includes('/outbox/'))")
    expect(page.locator("#review-waiting")).to_be_hidden()
    assert Annotation.objects.count() == count


def lapsed(assignment, other) -> None:
    """The lease ran out, and somebody else holds the item."""
    Assignment.objects.filter(pk=assignment.pk).update(expires_at=timezone.now() - timezone.timedelta(seconds=1))
    while hand_out(project=assignment.project, user=other).item_id != assignment.item_id:
        pass


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


# -- passed on by a slip --------------------------------------------------------------------------------------------
def as_begun(page, text: str, comment: str) -> None:
    """The item with this text is shown, with the label and the comment that its person had given."""
    expect(page.locator(f"{CARD} .sample")).to_have_text(text)
    expect(page.locator(f"{CARD} input[value=positive]")).to_be_checked()
    expect(page.locator(f"{CARD} [data-comment]")).to_have_value(comment)


def skip_what_was_begun(page, comment: str = "12 shades of it") -> str:
    """The text of the item that was skipped by a slip beside Ctrl+Enter, and the server has it."""
    text = page.locator(f"{CARD} .sample").inner_text()
    page.keyboard.press("2")
    remark(page, comment)
    page.keyboard.press("Control+Space")
    expect(page.locator("#review-last")).to_contain_text("You skipped item")
    expect(page.locator(f"{CARD} .sample")).not_to_have_text(text)
    return text


def test_what_was_skipped_by_a_slip_comes_back_with_what_was_written(room):
    text = skip_what_was_begun(room)
    room.keyboard.press("Control+z")
    as_begun(room, text, "12 shades of it")
    room.reload()
    as_begun(room, text, "12 shades of it")
    room.locator(f"{CARD} [data-submit]").click()
    arrived(room, 1)
    assert Annotation.objects.get().comment == "12 shades of it"
    assert not [key for key in room.evaluate(KEPT) if "/drafts/" in key]
    assert_no_complaints(room)


def test_it_comes_back_so_after_a_reload_and_after_another_answer_that_is_undone_first(room):
    text = skip_what_was_begun(room)
    answer(room, "1")
    arrived(room, 1)
    room.reload()
    expect(room.locator(CARD)).to_be_visible()
    expect(room.locator("#review-told textarea")).to_have_count(0)
    room.keyboard.press("Control+z")
    expect(room.locator("#review-last")).to_contain_text("You skipped item")
    room.keyboard.press("Control+z")
    as_begun(room, text, "12 shades of it")


def test_skipped_without_a_connection_it_comes_back_so_once_it_was_sent(room, context):
    text = room.locator(f"{CARD} .sample").inner_text()
    context.set_offline(True)
    room.keyboard.press("2")
    remark(room, "half of it")
    room.keyboard.press("Control+Space")
    expect(room.locator("#review-waiting")).to_contain_text("Not sent yet: 1.")
    context.set_offline(False)
    expect(room.locator("#review-last")).to_contain_text("You skipped item")
    room.keyboard.press("Control+z")
    as_begun(room, text, "half of it")


def test_a_comment_is_offered_as_why_one_flags_and_comes_back_with_the_item(room):
    text = room.locator(f"{CARD} .sample").inner_text()
    room.keyboard.press("2")
    remark(room, "two films\nin one text")
    room.keyboard.press("Escape")
    room.keyboard.press("f")
    why = room.locator(f"{CARD} .flag-box:not(.skip-box) [name=reason]")
    expect(why).to_have_value("two films in one text")
    room.keyboard.press("Escape")
    expect(why).to_have_value("")
    room.keyboard.press("f")
    room.keyboard.press("End")
    room.keyboard.type("!")
    room.keyboard.press("Enter")
    expect(room.locator("#review-last")).to_contain_text("You flagged item")
    assert Assignment.objects.get(state="flagged").reason == "two films in one text!"
    room.keyboard.press("Control+z")
    as_begun(room, text, "two films\nin one text")


def test_what_was_written_on_a_skipped_item_that_does_not_come_back_is_told(room, annotator2):
    skip_what_was_begun(room)
    skipped = Assignment.objects.get(state="skipped")
    while hand_out(project=skipped.project, user=annotator2).item_id != skipped.item_id:
        pass
    room.keyboard.press("Control+z")
    expect(room.locator("#review-told")).to_contain_text("does not come back to you. Here is what you had:")
    expect(room.locator("#review-told textarea")).to_have_value(re.compile("12 shades of it"))
    assert_accessible(room, themes=("light",))
    screenshots(room, "review-skip-stands", widths=(1280, 375))


def test_so_is_what_was_written_on_an_item_that_could_not_be_skipped_any_more(room):
    Assignment.objects.filter(lease=room.locator(CARD).get_attribute("data-lease")).update(state="expired")
    remark(room, "12 shades of it")
    room.keyboard.press("Control+Space")
    expect(room.locator("#review-told textarea")).to_have_value("Comment\n12 shades of it")


def test_a_browser_without_room_keeps_it_as_long_as_the_page(room):
    fill_up(room)
    text = room.locator(f"{CARD} .sample").inner_text()
    room.keyboard.press("2")
    room.keyboard.press("c")
    room.keyboard.type("12 shades of it")
    room.keyboard.press("Control+Space")
    expect(room.locator("#review-last")).to_contain_text("You skipped item")
    room.keyboard.press("Control+z")
    as_begun(room, text, "12 shades of it")


def test_signing_out_forgets_what_was_skipped(room):
    skip_what_was_begun(room)
    room.evaluate("document.querySelector('[data-sign-out]').requestSubmit()")
    room.wait_for_url("**/sign-in/**")
    assert room.evaluate(KEPT) == []


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


# -- taken back before it was sent ------------------------------------------------------------------------------------
def test_offline_the_undo_key_walks_back_over_what_was_never_sent(room, context):
    texts = []
    context.set_offline(True)
    for number, key in enumerate(["2", "Control+Space"], start=1):
        texts.append(room.locator(f"{CARD} .sample").inner_text())
        if key == "2":
            room.keyboard.press("2")
            remark(room, "half of it")
            room.keyboard.press("Control+Enter")
        else:
            room.keyboard.press(key)
        expect(room.locator("#review-waiting")).to_contain_text(f"Not sent yet: {number}.")
    assert_accessible(room, themes=("light",))
    screenshots(room, "review-offline-undo", widths=(1280, 375))
    room.keyboard.press("Control+z")
    expect(room.get_by_text("Taken back. It was not sent.")).to_be_visible()
    expect(room.locator(f"{CARD} .sample")).to_have_text(texts[1])
    expect(room.locator("#review-waiting")).to_contain_text("Not sent yet: 1.")
    room.get_by_role("button", name="Undo the last one").click()
    expect(room.locator(f"{CARD} .sample")).to_have_text(texts[0])
    expect(room.locator(f"{CARD} input[value=positive]")).to_be_checked()
    expect(room.locator(f"{CARD} [data-comment]")).to_have_value("half of it")
    expect(room.locator("#review-waiting")).to_be_hidden()
    assert not [key for key in room.evaluate(KEPT) if "/outbox/" in key]
    room.keyboard.press("1")
    room.keyboard.press("Control+Enter")
    context.set_offline(False)
    arrived(room, 1)
    assert (Annotation.objects.get().label, Annotation.objects.get().comment) == ("negative", "half of it")
    assert not Assignment.objects.filter(state="skipped").exists()
    assert_no_complaints(room)


def test_a_flag_that_was_never_sent_is_taken_back_with_its_words(room, context):
    shown = room.locator(f"{CARD} .sample").inner_text()
    context.set_offline(True)
    room.keyboard.press("f")
    room.keyboard.type("cannot read it")
    room.keyboard.press("Enter")
    expect(room.locator("#review-waiting")).to_be_visible()
    room.keyboard.press("Control+z")
    expect(room.locator(f"{CARD} .sample")).to_have_text(shown)
    room.keyboard.press("f")
    expect(room.locator(f"{CARD} .flag-box:not(.skip-box) [name=reason]")).to_have_value("cannot read it")
    room.keyboard.press("Escape")
    context.set_offline(False)
    answer(room, "1")
    arrived(room, 1)
    assert not Item.objects.filter(state=Item.State.FLAGGED).exists()


def test_after_the_sign_in_ended_what_waits_can_be_taken_back_and_is_there_after_it(room, annotator):
    Session.objects.all().delete()
    shown = room.locator(f"{CARD} .sample").inner_text()
    answer(room, "2")
    expect(room.locator("#review-waiting")).to_contain_text("Your sign-in has ended")
    room.keyboard.press("Control+z")
    expect(room.locator(f"{CARD} input[value=positive]")).to_be_checked()
    answer(room, "1")
    expect(room.locator("#review-waiting")).to_contain_text("Not sent yet: 1.")
    room.keyboard.press("Control+z")
    expect(room.locator("#review-waiting")).to_be_hidden()
    expect(room.locator(f"{CARD} .sample")).to_have_text(shown)
    assert not Annotation.objects.exists()


def test_what_may_have_arrived_is_not_taken_back_and_the_page_says_so(room):
    """Its receipt was lost: the server has it, so it is undone there once the two have spoken."""
    shown = room.locator(f"{CARD} .sample").inner_text()
    room.route("**/answer/", lambda route: (route.fetch(), route.abort()))
    answer(room, "1")
    expect(room.locator("#review-waiting")).to_contain_text("Not sent yet: 1.")
    room.keyboard.press("Control+z")
    expect(room.get_by_text("may have arrived already")).to_be_visible()
    expect(room.locator("#review-waiting")).to_contain_text("Not sent yet: 1.")
    room.unroute("**/answer/")
    room.evaluate("window.dispatchEvent(new Event('focus'))")
    arrived(room, 1)
    room.keyboard.press("Control+z")
    expect(room.locator(f"{CARD} .sample")).to_have_text(shown)
    until(room, lambda: not Annotation.objects.valid().exists())


def test_undo_while_it_is_sent_is_done_once_the_server_has_it(room):
    shown = room.locator(f"{CARD} .sample").inner_text()
    held = []
    room.route("**/answer/", lambda route: held.append(route))
    answer(room, "1")
    room.keyboard.press("Control+z")
    expect(room.get_by_text("is undone once the server has answered")).to_be_visible()
    until(room, lambda: held)
    held[0].continue_()
    expect(room.locator(f"{CARD} .sample")).to_have_text(shown)
    until(room, lambda: Annotation.objects.filter(undone_at__isnull=False).count() == 1)


def test_undo_of_what_the_server_does_not_take_undoes_nothing_else(room):
    answer(room, "1")
    arrived(room, 1)
    held = []
    room.route("**/answer/", lambda route: held.append(route))
    answer(room, "2")
    room.keyboard.press("Control+z")
    until(room, lambda: held)
    held[0].abort()
    expect(room.get_by_text("may have arrived already")).to_be_visible()
    assert Annotation.objects.valid().count() == 1


def test_what_is_answered_quickly_is_not_told_as_sent_at_last(room):
    for key in ("1", "2"):
        answer(room, key)
    arrived(room, 2)
    expect(room.get_by_text("Everything is sent")).to_have_count(0)


def test_what_another_tab_is_sending_is_not_taken_back(room, context):
    """Both tabs know of it, one sends: it is stored once, and undone at the server if at all."""
    tab = another_tab(room)
    context.set_offline(True)
    answer(room, "1")
    expect(room.locator("#review-waiting")).to_be_visible()
    room.route("**/review/items/**", lambda route: route.abort())
    held = []
    tab.route("**/answer/", lambda route: held.append(route))
    context.set_offline(False)
    until(tab, lambda: held)
    room.keyboard.press("Control+z")
    expect(room.get_by_text("may have arrived already")).to_be_visible()
    room.unroute("**/review/items/**")
    held[0].continue_()
    arrived(tab, 1)


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
