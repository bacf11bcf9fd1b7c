"""The agreement of people with each other and with the model, of a codebook with several kinds of questions."""

import pytest
from playwright.sync_api import expect

from annotation.models import ReviewPolicy
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from generation.children import carry_out_open_jobs
from generation.models import MachineLabel, Sample
from tests.browser.annotation.asking import add, publish
from tests.browser.conftest import assert_accessible, assert_fits, assert_no_complaints, screenshots

FIELDS = tuple({"name": name, "type": "text"} for name in ("text", "answer_a", "answer_b", "answer_c"))
QUESTIONS = (
    {"name": "topic", "type": "label", "title": "What is it about, first of all?", "labels": ["billing", "delivery"]},
    {"name": "tags", "type": "multi_label", "labels": ["late", "lost", "rude"]},
    {"name": "mood", "type": "rating"},
    {"name": "better", "type": "ranking", "options": {"fields": ["answer_a", "answer_b", "answer_c"]}},
    {"name": "mended", "type": "text", "options": {"starts_from": "text", "revises": True}, "required": False},
    {"name": "names", "type": "spans", "labels": ["person", "place"]},
)  # fmt: skip


def said_by(number: int, person: int) -> dict:
    """Two people and a model (2) who mostly agree."""
    turned = number % (3 + person) == 0
    return {
        "topic": ("billing", "delivery")[(number + turned) % 2],
        "tags": ["late", "lost"] if turned else ["late"],
        "mood": 2 + turned + number % 3,
        "better": [["answer_a"], ["answer_b", "answer_c"]] if turned else [["answer_b"], ["answer_a"], ["answer_c"]],
        "mended": f"Anna wrote {number} letters{'.' if turned else '!'}",
        "names": [{"start": 0, "end": 4, "label": "person"}] if not turned else [],
    }


@pytest.fixture
def page(project, lead, annotator, annotator2, signed_in_page):
    ReviewPolicy.objects.create(project=project, overlap_share=1.0, suggestion="hidden")
    publish(project, lead, *QUESTIONS, fields=FIELDS)
    rows = [
        {"text": f"Anna wrote {n} letters", **{f"answer_{one}": f"Answer {one} to {n}" for one in "abc"}}
        for n in range(12)
    ]
    add(project, *rows)
    numbers = {sample.pk: n for n, sample in enumerate(Sample.objects.order_by("pk"))}
    for sample, number in numbers.items():
        MachineLabel.objects.bulk_create(
            MachineLabel(
                sample_id=sample, question=name, source="import", label=answer if name == "topic" else "",
                value=None if name == "topic" else answer,
            )
            for name, answer in said_by(number, 2).items()
        )  # fmt: skip
    for person, user in enumerate((annotator, annotator2)):
        while assignment := hand_out(project=project, user=user):
            submit(assignment=assignment, answers=said_by(numbers[assignment.item.sample_id], person))
    page = signed_in_page(lead)
    page.open("/projects/reviews/agreement/")
    carry_out_open_jobs()
    return page


@pytest.mark.parametrize("language", ["en", "ko"])
def test_each_kind_has_its_numbers_and_fits_every_screen(page, language):
    page.context.add_cookies([{"name": "django_language", "value": language, "url": page.url}])
    for question in QUESTIONS:
        page.open(f"/projects/reviews/agreement/?question={question['name']}")
        expect(page.locator("#choose-question")).to_have_value(question["name"])
        expect(page.locator(".kpi").first).to_be_visible()
        expect(page.locator("main")).to_contain_text("12")
        assert_accessible(page, themes=("light",))
        page.set_viewport_size({"width": 390, "height": 844})
        assert_fits(page)
        page.set_viewport_size({"width": 1440, "height": 900})
        themes = ("light", "dark") if question["name"] in ("topic", "names") else ("light",)
        screenshots(page, f"agreement-{question['name']}-{language}", widths=(1440, 390), themes=themes)
    assert_no_complaints(page)
