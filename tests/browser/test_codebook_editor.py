"""The codebook's editor in a browser: publishing asks first, and a slower tab keeps what it says."""

from playwright.sync_api import expect

from generation.models import Codebook
from tests.browser.conftest import assert_no_complaints

EDITOR = "/projects/reviews/codebooks/edit/"


def published() -> list[int]:
    return list(Codebook.objects.published().order_by("number").values_list("number", flat=True))


def test_publishing_asks_first_and_no_means_no(signed_in_page, lead, codebook):
    page = signed_in_page(lead)
    page.open(EDITOR)
    page.get_by_label("Purpose").fill("Another purpose.")
    page.get_by_role("button", name="Publish").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Publish version 2 for good?")
    expect(dialog).to_contain_text("Nobody has answered yet")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_have_count(0)
    assert published() == [1]
    expect(page.get_by_label("Purpose")).to_have_value("Another purpose.")

    page.get_by_role("button", name="Publish").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    page.wait_for_url("**/codebooks/2/")
    assert published() == [1, 2]
    assert Codebook.objects.get(number=2).purpose == "Another purpose."
    assert_no_complaints(page)


def test_the_slower_of_two_tabs_saves_over_the_other_only_knowingly(signed_in_page, lead, codebook, context):
    slow, fast = signed_in_page(lead), context.new_page()
    slow.open(EDITOR)
    fast.goto(slow.url)
    fast.get_by_label("Purpose").fill("Faster.")
    with fast.expect_response("**/edit/"):
        fast.get_by_role("button", name="Save draft").click()
    slow.get_by_label("Purpose").fill("Slower.")
    slow.get_by_role("button", name="Save draft").click()
    expect(slow.get_by_role("alert")).to_contain_text("lena saved the draft")
    expect(slow.get_by_role("textbox", name="Purpose")).to_have_value("Slower.")
    assert Codebook.objects.get(number=2).purpose == "Faster."

    slow.get_by_role("button", name="Save mine over it").click()
    expect(slow.get_by_role("alert")).to_have_count(0)
    assert Codebook.objects.get(number=2).purpose == "Slower."


def test_going_back_after_an_import_shows_its_report(signed_in_page, lead, codebook, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    page = signed_in_page(lead)
    page.open("/projects/reviews/imports/")
    page.get_by_label("Or paste rows").fill("text,label\nA warm film.,positive")
    page.get_by_role("button", name="Look at the rows").click()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("New samples")).to_be_visible()
    page.get_by_role("link", name="Look at the samples").click()
    page.go_back()
    expect(page.get_by_text("New samples")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("button", name="Import", exact=True)).to_have_count(0)


def test_the_policy_has_nothing_to_stop_while_a_codebook_is_edited(signed_in_page, lead, codebook):
    page = signed_in_page(lead)
    page.open(EDITOR)
    box = page.get_by_label("Purpose")
    place = box.bounding_box()
    corner = (place["x"] + place["width"] - 4, place["y"] + place["height"] - 4)
    page.mouse.move(*corner)
    page.mouse.down()
    page.mouse.move(corner[0], corner[1] + 80)  # a person makes the box larger: the browser writes a style on it
    page.mouse.up()
    assert box.get_attribute("style")
    with page.expect_response("**/preview/"):
        box.fill("Another purpose.")
    with page.expect_response("**/preview/"):
        page.locator("#face").select_option(index=1)
    with page.expect_response("**/edit/"):
        page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("This is the draft of version 2.")).to_be_visible()
    page.get_by_role("button", name="Add a rule").click()
    expect(page.get_by_label("Rule", exact=True).last).to_be_focused()
    assert_no_complaints(page)


def test_a_link_to_a_rule_leads_into_its_text(signed_in_page, lead, codebook):
    page = signed_in_page(lead)
    page.open(f"{EDITOR}#rule-R1")
    rule = page.locator("#rule-R1 textarea")
    expect(rule).to_be_focused()
    expect(rule).to_be_in_viewport(ratio=1)
    bar = page.locator(".codebook-bar").bounding_box()
    assert rule.bounding_box()["y"] >= bar["y"] + bar["height"], "under the bar"


def test_what_can_be_chosen_follows_what_is_typed_and_a_choice_that_is_gone_is_told(signed_in_page, lead, codebook):
    page = signed_in_page(lead)
    page.open(EDITOR)
    page.get_by_role("button", name="Add a question").click()
    second = page.get_by_role("region", name="Question 2")
    second.get_by_label("Kind").select_option("spans")
    field = second.get_by_label("Field that is marked")
    field.select_option("text")
    name = page.get_by_role("region", name="Fields of an item").get_by_label("Name")
    name.fill("body")
    expect(field.locator("option", has_text="body")).to_have_count(1)
    expect(field).to_have_value("text")
    gone = second.get_by_text("This choice is gone").filter(visible=True)
    expect(gone).to_have_count(1)
    field.select_option("body")
    expect(gone).to_have_count(0)
    assert_no_complaints(page)


def test_a_question_goes_after_answers_that_were_just_typed(signed_in_page, lead, codebook):
    page = signed_in_page(lead)
    page.open(EDITOR)
    page.get_by_role("button", name="Add a question").click()
    second = page.get_by_role("region", name="Question 2")
    second.get_by_label("Short name").fill("why")
    second.get_by_label("Kind").select_option("text")
    second.get_by_text("Ask it only after some answers").click()
    second.get_by_label("After the question").select_option("sentiment")
    second.get_by_label("positive").check()
    page.get_by_role("region", name="Question 1").get_by_label("Name", exact=True).first.fill("bad")
    second.get_by_label("bad").check()
    expect(second.get_by_label("positive")).to_be_checked()
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("This is the draft of version 2.")).to_be_visible()
    assert Codebook.objects.with_parts().get(number=2).as_spec()["questions"][1]["when"] == {
        "question": "sentiment",
        "answers": ["bad", "positive"],
    }
    assert_no_complaints(page)


def test_an_unfinished_question_hides_nothing_of_the_others(signed_in_page, lead, codebook):
    page = signed_in_page(lead)
    page.open(EDITOR)
    page.get_by_role("button", name="Add a question").click()
    preview = page.get_by_role("complementary", name="Preview")
    expect(preview.get_by_text("Question 2: Give it a name.").first).to_be_visible()
    expect(preview.get_by_role("heading", name="How is the review?").first).to_be_visible()
    page.get_by_role("region", name="Question 2").get_by_label("Question", exact=True).fill("Who plays?")
    expect(preview.get_by_role("heading", name="Who plays?").first).to_be_visible()
    page.get_by_role("region", name="Question 2").get_by_label("Short name").fill("who")
    expect(preview.get_by_text("Question 2: Give it a name.")).to_have_count(0)
    assert_no_complaints(page)
