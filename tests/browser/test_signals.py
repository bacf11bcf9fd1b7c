"""The signals of a scored project in a browser."""

import pytest

from generation.children import carry_out_open_jobs
from tests.annotation.machine.conftest import add, samples  # noqa: F401
from tests.browser.conftest import assert_accessible, assert_fits, assert_no_complaints, screenshots

pytestmark = pytest.mark.slow


def test_a_lead_scores_and_sees_the_signals(samples, lead, signed_in_page):  # noqa: F811
    page = signed_in_page(lead)
    page.open("/projects/reviews/signals/")
    page.get_by_role("button", name="Score now").click()
    carry_out_open_jobs()
    page.get_by_text("Similar texts differ").first.wait_for()
    assert_accessible(page)
    screenshots(page, "signals-scored", themes=("light",))
    page.set_viewport_size({"width": 360, "height": 740})
    assert_fits(page)
    assert_no_complaints(page)
