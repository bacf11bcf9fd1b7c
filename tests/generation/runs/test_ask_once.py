"""One answer before a run, shown as it comes."""

import pytest
from django.urls import reverse

from generation.children import carry_out_open_jobs
from generation.models import Call, Event, Job, Sample
from generation.recipes import asking_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(project, codebook, signed_in, lead, endpoint_at):
    """Press "Ask once" on SimPrompt's page; returns the fragment's address."""

    def press(peer, **more) -> str:
        endpoint = endpoint_at(peer, **more)
        given = {"endpoint": endpoint.pk, "count": 10, "seed": 7, "do": "ask", "set_temperature": 1, "set_top_p": 1}
        page = signed_in(lead).post(
            reverse("generation:recipe-detail", args=["reviews", "simprompt"]),
            given | {"set_max_tokens": 256, "set_header_tokens": 900},
            headers={"HX-Request": "true"},
        )
        assert "Asking" in page.content.decode()
        return reverse("generation:recipe-asked", args=["reviews", Job.objects.latest("pk").pk])

    return press


def test_the_answer_is_streamed_into_the_page_and_its_price_shown(simulated, asked, signed_in, lead):
    address = asked(simulated, price_in=1, price_out=4)
    carry_out_open_jobs()
    page = signed_in(lead).get(address).content.decode()
    job = Job.objects.latest("pk")
    assert job.progress["done"]
    assert job.progress["text"].startswith("{")
    assert f"${job.progress['usd']}" in page
    assert "hx-get" not in page  # it is whole: nothing more is asked for
    assert Event.objects.filter(verb="recipe.asked").exists()


def test_what_is_there_so_far_is_shown(simulated, asked, signed_in, lead, monkeypatch):
    monkeypatch.setattr(asking_once, "SHOWN_EVERY_S", 0)
    seen = []
    monkeypatch.setattr("generation.tasks.report", lambda job, **told: seen.append(told))
    asked(simulated)
    carry_out_open_jobs()
    texts = [told["text"] for told in seen]
    assert len(texts) > 3
    assert all(later.startswith(earlier) for earlier, later in zip(texts, texts[1:], strict=False))


def test_nothing_but_the_answer_comes_of_it(simulated, asked):
    asked(simulated)
    carry_out_open_jobs()
    assert not Sample.objects.exists()
    assert not Call.objects.exists()


def test_an_endpoint_that_refuses_says_so(simulated, asked, signed_in, lead):
    simulated.turn(rate_400=1.0)
    address = asked(simulated)
    carry_out_open_jobs()
    assert "the endpoint answers 400" in signed_in(lead).get(address).content.decode()
