"""What the frame does: sign-in, theme, language, keys, questions before something happens, the menu on a phone."""

import re

from playwright.sync_api import expect

from generation.models import Membership, Token
from tests.browser.conftest import assert_no_complaints, sign_in


def test_people_sign_in_and_out_by_keyboard(page, live_server, lead, project):
    sign_in(page, live_server, lead)
    expect(page.get_by_role("heading", name="Projects")).to_be_visible()
    page.get_by_role("button", name="Your menu, lena").press("Enter")
    page.get_by_role("button", name="Sign out").press("Enter")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert_no_complaints(page)


def test_the_theme_changes_at_once_and_stays(signed_in_page, lead):
    page = signed_in_page(lead)
    page.open("/tokens/")
    page.get_by_role("button", name="Your menu, lena").click()
    with page.expect_response("**/preferences/"):
        page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(14, 17, 22)"


def test_the_language_changes(signed_in_page, lead):
    page = signed_in_page(lead)
    page.open("/tokens/")
    page.get_by_role("button", name="Your menu, lena").click()
    page.get_by_role("button", name="한국어").click()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    lead.refresh_from_db()
    assert lead.language == "ko"


def test_a_key_presses_its_button_and_is_listed(signed_in_page, lead, project):
    page = signed_in_page(lead)
    page.open("/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("New project")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.wait_for_url("**/projects/new/")


def test_keys_rest_while_someone_types_or_switched_them_off(signed_in_page, lead, project):
    page = signed_in_page(lead)
    page.open("/projects/new/")
    page.get_by_label("name").fill("")
    page.get_by_label("name").press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.open("/")
    page.keyboard.press("?")
    page.get_by_label("Shortcuts of a single key are on").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="Projects")).to_be_visible()


def test_removing_asks_first_and_tells_afterwards(signed_in_page, lead, viewer, project):
    page = signed_in_page(lead)
    page.open("/projects/reviews/settings/")
    page.get_by_role("button", name="Remove vera").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    assert Membership.objects.filter(user=viewer).exists()
    page.get_by_role("button", name="Remove vera").click()
    page.get_by_role("dialog").get_by_role("button", name="Yes, go on").click()
    expect(page.locator("#toasts")).to_contain_text("vera is no longer a member")
    expect(page.get_by_role("button", name="Remove vera")).to_have_count(0)
    assert not Membership.objects.filter(user=viewer).exists()
    assert_no_complaints(page)


def test_a_wrong_field_gets_the_focus(signed_in_page, lead, project):
    page = signed_in_page(lead)
    page.open("/projects/reviews/settings/")
    page.get_by_label("User name").fill("nobody")
    page.get_by_role("button", name="Add", exact=True).click()
    field = page.get_by_label("User name")
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description(re.compile("no user called “nobody”"))


def test_a_new_token_is_there_to_copy_and_gone_after_a_reload(signed_in_page, lead):
    page = signed_in_page(lead)
    page.open("/tokens/")
    page.get_by_label("Name").fill("nightly")
    page.get_by_role("button", name="Create token").click()
    expect(page.get_by_role("button", name="Copy")).to_be_focused()
    expect(page.locator("#token-secret")).to_have_text(re.compile("sl_.{40}"))
    page.reload()
    expect(page.get_by_role("rowheader", name="nightly")).to_be_visible()
    expect(page.locator("#token-secret")).to_have_count(0)
    assert Token.objects.count() == 1
    assert_no_complaints(page)


def test_revoking_a_token_asks_first(signed_in_page, lead):
    Token.objects.issue(user=lead, name="nightly")
    page = signed_in_page(lead)
    page.open("/tokens/")
    page.get_by_role("button", name="Revoke nightly").click()
    page.get_by_role("dialog").get_by_role("button", name="Yes, go on").click()
    expect(page.get_by_text("no longer works")).to_be_visible()
    assert Token.objects.get().revoked_at


def test_the_menu_opens_on_a_phone(signed_in_page, lead, project):
    page = signed_in_page(lead)
    page.set_viewport_size({"width": 360, "height": 740})
    page.open("/projects/reviews/settings/")
    menu = page.get_by_role("navigation", name="Project")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Menu", exact=True).click()
    expect(menu.get_by_role("link", name="Settings")).to_have_attribute("aria-current", "page")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()


def test_the_skip_link_leads_to_the_content(signed_in_page, lead):
    page = signed_in_page(lead)
    page.open("/tokens/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_a_failed_request_tells_people(signed_in_page, lead, project):
    page = signed_in_page(lead)
    page.open("/projects/reviews/settings/")
    page.route("**/members/new/", lambda route: route.fulfill(status=500, body="broken"))
    page.get_by_label("User name").fill("stan")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".toast.error")).to_contain_text("did not work")


def test_the_api_reference_works_under_the_policy(page, live_server, db):
    page.goto(live_server.url + "/api/v1/docs")
    expect(page.get_by_text("/api/v1/projects/{slug}/members").first).to_be_visible()
    assert_no_complaints(page)


def test_the_administration_works_under_the_policy(signed_in_page, admin):
    page = signed_in_page(admin)
    page.open("/admin/generation/user/add/")
    assert_no_complaints(page)


def test_three_passing_messages_lie_over_the_work_at_most_and_an_error_stays_beside_them(signed_in_page, lead, project):
    page = signed_in_page(lead)
    page.open("/projects/reviews/")
    page.evaluate(
        "() => { synthlab.toast('It failed.', 'error'); ['a', 'b', 'c', 'd'].forEach((text) => synthlab.toast(text)); }"
    )
    expect(page.locator("#toasts .toast p")).to_have_text(["It failed.", "b", "c", "d"])
