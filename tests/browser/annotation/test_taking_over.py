"""`T` takes over what the model says into the form, where it is changed and submitted; nothing goes by itself."""

import pytest
from playwright.sync_api import expect

from annotation.models import Annotation, ReviewPolicy
from annotation.queue.actions import lease
from generation.models import MachineLabel, Sample
from tests.browser.annotation.asking import CARD, ROOM, add, publish, stored
from tests.browser.annotation.test_several_questions import press, question
from tests.browser.conftest import assert_accessible, assert_no_complaints, screenshots

TEXT = "Anna Meier wrote from Ulm"
TOPICS = [f"topic {n}" for n in range(1, 41)]
ASKED = (
    {"name": "topic", "type": "label", "labels": TOPICS},
    {"name": "tags", "type": "multi_label", "labels": ["late", "lost"]},
    {"name": "mood", "type": "rating", "options": {"low": 1, "high": 5}},
    {"name": "names", "type": "spans", "labels": ["person", "place"]},
    {"name": "better", "type": "text", "options": {"starts_from": "text"}},
)
SAID = {
    "topic": "topic 33",
    "tags": ["lost"],
    "mood": 4,
    "names": [{"start": 0, "end": 10, "label": "person"}],
    "better": f"{TEXT}.",
}


@pytest.fixture
def ask(project, lead, annotator, signed_in_page, monkeypatch):
    """The room with one item of which a model has said this."""
    monkeypatch.setattr(lease, "BLIND_SHARE", 0.0)

    def room(*questions, said=SAID, **rules):
        ReviewPolicy.objects.create(project=project, overlap_share=0.0, **({"suggestion": "shown"} | rules))
        publish(project, lead, *questions)
        add(project, {"text": TEXT}, {"text": "Another one"})
        MachineLabel.objects.bulk_create(
            MachineLabel(
                sample=sample,
                question=name,
                source="import",
                label=answer if isinstance(answer, str) and name == "topic" else "",
                value=None if name == "topic" else answer,
            )
            for sample in Sample.objects.filter(project=project)
            for name, answer in said.items()
        )
        page = signed_in_page(annotator)
        page.set_default_timeout(10_000)
        page.open(ROOM)
        return page

    return room


def test_answers_of_every_kind_stand_in_the_form_are_changed_and_submitted(ask):
    page = ask(*ASKED)
    press(page, "t")
    expect(page.locator("#review-says")).to_contain_text("answers stand in the form")
    expect(question(page, "topic").locator("input:checked")).to_have_value("topic 33")
    expect(question(page, "tags").locator("input:checked")).to_have_value("lost")
    expect(question(page, "mood").locator("input:checked")).to_have_value("4")
    expect(question(page, "names").locator(".marked")).to_contain_text("Anna Meier")
    expect(question(page, "better").locator("textarea")).to_have_value(f"{TEXT}.")
    expect(question(page, "better").locator("ins")).to_have_count(1)
    assert Annotation.objects.count() == 0, "nothing goes by itself"
    assert_accessible(page)
    screenshots(page, "taken-over", widths=(1440, 390))
    question(page, "mood").locator("label", has_text="2").click()
    press(page, "Control+Enter")
    assert stored(page) == SAID | {"mood": 2}
    assert not Annotation.objects.get().blind
    assert_no_complaints(page)


def test_what_the_model_says_nothing_of_stays_as_it_was_answered(ask):
    page = ask(*ASKED, said={"mood": 4})
    question(page, "tags").locator("label", has_text="late").click()
    question(page, "mood").locator("label", has_text="1").click()
    press(page, "Escape", "t")
    expect(question(page, "mood").locator("input:checked")).to_have_value("4")
    expect(question(page, "tags").locator("input:checked")).to_have_value("late")


def test_it_is_a_letter_while_somebody_writes(ask):
    page = ask(*ASKED)
    press(page, "e")
    written = question(page, "better").locator("textarea")
    expect(written).to_be_focused()
    press(page, "Control+End", "t")
    expect(written).to_have_value(f"{TEXT}t")
    expect(question(page, "mood").locator("input:checked")).to_have_count(0)


@pytest.mark.parametrize("rules", [{"suggestion": "hidden"}, {"suggestion": "asked"}])
def test_where_nothing_is_told_there_is_nothing_to_take(ask, rules):
    page = ask(*ASKED, **rules)
    press(page, "t")
    expect(page.locator(f"{CARD} input:checked")).to_have_count(0)
    if rules["suggestion"] == "asked":
        press(page, "v")
        expect(page.locator(f"{CARD} [data-take]")).to_be_visible()
        press(page, "t")
        expect(question(page, "mood").locator("input:checked")).to_have_value("4")


def test_one_label_alone_is_one_press_and_has_no_button(ask):
    page = ask({"name": "topic", "type": "label", "labels": TOPICS[:3]}, said={"topic": "topic 3"})
    expect(page.locator(f"{CARD} .suggestion")).to_contain_text("topic 3")
    expect(page.locator(f"{CARD} [data-take]")).to_have_count(0)


def test_a_rule_that_hides_takes_it_from_the_open_page(ask):
    page = ask(*ASKED, said=SAID)
    ReviewPolicy.objects.update(suggestion="hidden")
    press(page, "t", "Control+Enter")
    stored(page)
    expect(page.locator(f"{CARD} .suggestion")).to_have_count(0)
    press(page, "t")
    expect(question(page, "mood").locator("input:checked")).to_have_count(0)
