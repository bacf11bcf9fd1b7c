"""An answer that is given anew: what is typed survives a closed tab, an offline moment and the end of the sign-in."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from annotation.models import Annotation, ReviewPolicy
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.undo import undo
from tests.browser.annotation.asking import add, kept, publish, until
from tests.browser.annotation.test_similar import sign_in_again
from tests.browser.conftest import assert_accessible, assert_fits, assert_no_complaints, screenshots

KIND = {"name": "kind", "type": "label", "labels": ["complaint", "praise"]}
TOLD = {"name": "told", "type": "text", "required": False}


@pytest.fixture
def page(project, lead, annotator, signed_in_page):
    """The page on which anna corrects an answer of hers, “complaint”."""
    publish(project, lead, KIND, TOLD)
    ReviewPolicy.objects.create(project=project, overlap_share=0.0)
    add(project, {"text": "A parcel."}, {"text": "Another parcel."})
    submit(assignment=hand_out(project=project, user=annotator), answers={"kind": "complaint"}, comment="At first.")
    page = signed_in_page(annotator)
    page.set_default_timeout(10_000)
    page.open(f"/projects/reviews/review/answers/{Annotation.objects.get().pk}/")
    return page


def correct(page) -> None:
    page.get_by_label("praise").check()
    page.get_by_label("Comment", exact=False).fill("Seen again.")
    kept(page, "Seen again.")


def as_typed(page) -> None:
    expect(page.get_by_label("praise")).to_be_checked()
    expect(page.get_by_label("Comment", exact=False)).to_have_value("Seen again.")


def save(page) -> None:
    page.get_by_role("button", name="Save the correction").click()


def stands(label: str, comment: str) -> bool:
    return list(Annotation.objects.valid().values_list("label", "comment")) == [(label, comment)]


def test_it_is_stored_and_leads_back_to_the_list_which_says_so(page):
    correct(page)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/review/answers/")
    expect(page.locator("#toasts")).to_contain_text("Corrected. What you said before is kept beside it.")
    assert stands("praise", "Seen again.")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('-correct/'))") == []
    assert_no_complaints(page)


def test_the_keys_are_those_of_the_room(page):
    page.keyboard.press("2")
    page.keyboard.press("c")
    comment = page.get_by_label("Comment", exact=False)
    expect(comment).to_be_focused()
    comment.fill("Seen again.")
    page.keyboard.press("Escape")
    expect(page.locator("#title-item")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/review/answers/")
    toast = page.locator(".toast", has_text="Corrected.")
    expect(toast).to_have_class("toast success")
    expect(page.locator("tbody")).to_contain_text("corrected since")
    expect(page.locator("tbody")).not_to_contain_text("taken back")
    assert stands("praise", "Seen again.")


def test_what_was_typed_is_there_after_the_tab_was_closed_and_says_that_it_is_not_saved(page):
    correct(page)
    page.reload()
    expect(page.locator("#toasts")).to_contain_text("It is not saved yet.")
    as_typed(page)
    assert stands("complaint", "At first.")


@pytest.mark.parametrize("width", [1440, 320])
def test_after_the_sign_in_ended_it_is_kept_brought_back_and_sent_on(page, annotator, width):
    page.set_viewport_size({"width": width, "height": 844})
    correct(page)
    Session.objects.all().delete()
    save(page)
    expect(page.locator("#review-waiting")).to_contain_text("Your sign-in has ended")
    expect(page.locator("#review-waiting")).to_be_in_viewport()
    as_typed(page)
    assert_accessible(page)
    assert_fits(page)
    screenshots(page, f"correct-waits-{width}", widths=(width,))
    sign_in_again(page, annotator)
    page.wait_for_url("**/review/answers/")
    expect(page.locator("#toasts")).to_contain_text("Corrected.")
    assert stands("praise", "Seen again.")


def test_without_a_connection_it_waits_as_it_was_typed_and_is_sent_when_there_is_one(page):
    page.route(
        "**/review/answers/*/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    correct(page)
    save(page)
    expect(page.locator("#review-waiting")).to_contain_text("The server cannot be reached")
    page.reload()
    as_typed(page)
    expect(page.locator("#review-waiting")).to_be_visible()
    page.unroute_all()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_url("**/review/answers/")
    assert stands("praise", "Seen again.")


def test_what_cannot_be_taken_any_more_stays_there_to_be_copied(page):
    correct(page)
    undo(annotation=Annotation.objects.select_related("project", "assignment", "user").get())
    save(page)
    expect(page.get_by_label("What you had answered")).to_have_value("Kind?\npraise\n\nComment\nSeen again.")
    as_typed(page)
    until(page, lambda: not Annotation.objects.valid().exists())
    assert_accessible(page, themes=("light",))


def test_one_correction_that_waits_does_not_disturb_another(page, project, annotator):
    page.route(
        "**/review/answers/*/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    correct(page)
    save(page)
    expect(page.locator("#review-waiting")).to_be_visible()
    submit(assignment=hand_out(project=project, user=annotator), answers={"kind": "complaint"})
    other = Annotation.objects.latest("pk")
    page.unroute_all()
    page.open(f"/projects/reviews/review/answers/{other.pk}/")
    until(page, lambda: Annotation.objects.valid().filter(label="praise").exists())
    expect(page.get_by_label("complaint")).to_be_checked()
    expect(page.get_by_role("button", name="Save the correction")).to_be_visible()
    page.get_by_label("praise").check()
    save(page)
    page.wait_for_url("**/review/answers/")
    assert Annotation.objects.valid().filter(label="praise").count() == 2


def waits_with_its_tab_closed(page, label: str):
    """A correction that could not be sent; another tab is open instead of the one it was made in."""
    page.context.route(
        "**/answers/*/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.get_by_label(label).check()
    save(page)
    expect(page.locator("#review-waiting")).to_be_visible()
    tab = page.context.new_page()
    tab.set_default_timeout(10_000)
    page.close()
    return tab


def test_with_its_tab_closed_the_list_says_that_it_waits_and_sends_it(page, live_server):
    tab = waits_with_its_tab_closed(page, "praise")
    tab.goto(f"{live_server.url}/projects/reviews/review/answers/")
    expect(tab.locator("#review-waiting")).to_contain_text("Not sent yet: 1.")
    expect(tab.get_by_text("The next item comes then.")).to_be_hidden()
    for width in (1440, 320):
        tab.set_viewport_size({"width": width, "height": 800})
        assert_fits(tab)
    assert_accessible(tab)
    tab.context.unroute_all()
    tab.evaluate("window.dispatchEvent(new Event('online'))")
    expect(tab.locator("#toasts")).to_contain_text("Corrected.")
    expect(tab.locator("tbody")).to_contain_text("praise")
    expect(tab.locator("#review-waiting")).to_be_hidden()
    assert stands("praise", "At first.")


def test_the_room_says_that_one_waits_and_sends_it_on_without_leaving_its_item(page, live_server):
    tab = waits_with_its_tab_closed(page, "praise")
    tab.goto(f"{live_server.url}/projects/reviews/review/")
    waiting = tab.locator("#corrections-waiting")
    expect(waiting).to_contain_text("1 correction of yours waits in this browser to be sent.")
    for width in (1440, 320):
        tab.set_viewport_size({"width": width, "height": 800})
        assert_fits(tab)
    assert_accessible(tab)
    tab.keyboard.press("2")
    tab.context.unroute_all()
    tab.evaluate("window.dispatchEvent(new Event('online'))")
    expect(tab.locator("#toasts")).to_contain_text("Corrected.")
    expect(waiting).to_be_hidden()
    assert stands("praise", "At first.")
    expect(tab.locator(".review-card:not([hidden])").get_by_label("praise")).to_be_checked()
    assert tab.evaluate("Object.keys(localStorage).filter(key => key.includes('-correct/'))") == []


def test_one_that_cannot_be_taken_is_told_in_the_room_with_what_was_typed(page, live_server):
    tab = waits_with_its_tab_closed(page, "praise")
    undo(annotation=Annotation.objects.select_related("project", "assignment", "user").get())
    tab.context.unroute_all()
    tab.goto(f"{live_server.url}/projects/reviews/review/")
    expect(tab.get_by_label("What you had answered")).to_have_value("Kind?\npraise\n\nComment\nAt first.")


def test_one_that_cannot_be_taken_is_told_on_the_list_with_what_was_typed(page, live_server):
    tab = waits_with_its_tab_closed(page, "praise")
    undo(annotation=Annotation.objects.select_related("project", "assignment", "user").get())
    tab.context.unroute_all()
    tab.goto(f"{live_server.url}/projects/reviews/review/answers/")
    expect(tab.get_by_label("What you had answered")).to_have_value("Kind?\npraise\n\nComment\nAt first.")


def test_the_list_of_answers_by_drafts_sends_what_waits_there_and_nothing_else(page, live_server):
    tab, drafts = waits_with_its_tab_closed(page, "praise"), f"{live_server.url}/projects/reviews/review/draft/answers/"
    tab.goto(drafts)
    expect(tab.locator("#review-waiting")).to_be_hidden()  # this one waits in the list of the queue's answers
    tab.evaluate(
        """() => Object.keys(localStorage).filter(key => key.includes("-correct/outbox/")).forEach(key => {
          localStorage[key.replace("-correct/", "-correct-draft/")] = localStorage[key];
          localStorage.removeItem(key);
        })"""
    )
    tab.context.unroute_all()
    tab.goto(drafts)
    until(tab, lambda: stands("praise", "At first."))
    expect(tab.locator("#toasts")).to_contain_text("Corrected.")
