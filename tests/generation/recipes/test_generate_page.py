from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models.signals import post_init
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from generation.endpoints.simulated import simulated_endpoint
from generation.methods.content import content_hash
from generation.models import Attribute, Codebook, Job, Origin, Run, Sample
from generation.runs.frames.context import READ_AT_ONCE


@pytest.fixture
def endpoint(project):
    return simulated_endpoint(project)


@pytest.fixture
def paid(project):
    return project.endpoints.create(
        name="Paid", base_url="http://127.0.0.1:1/v1", model="m", price_in=Decimal(1), price_out=Decimal(4)
    )


@pytest.fixture
def visitor(signed_in, lead, codebook):
    return signed_in(lead)


def address(name: str) -> str:
    return reverse("generation:recipe-detail", args=["reviews", name])


def settings(endpoint, **changes) -> dict:
    defaults = {"temperature": 1, "top_p": 1, "max_tokens": 512, "header_tokens": 1500}
    given = {f"set_{name}": value for name, value in {**defaults, **changes.pop("params", {})}.items()}
    return {"endpoint": endpoint.pk, "count": 20, "budget_usd": "2.50", "seed": 7, **given, **changes}


def add_unlabelled(project, count: int) -> None:
    for i in range(count):
        fields = {"text": f"review {i}"}
        Sample.objects.create(
            project=project,
            fields=fields,
            content_hash=content_hash(fields),
            origin=Origin.UNLABELLED,
            state="accepted",
        )


def add(project, count: int) -> None:
    """As many unlabelled texts more, and as many seeds."""
    start = Sample.objects.count()
    Sample.objects.bulk_create(
        Sample(
            project=project,
            fields=(fields := {"text": f"review {start + i}"}),
            content_hash=content_hash(fields),
            origin=(Origin.UNLABELLED, Origin.SEED)[i % 2],
            reference="positive" if i % 2 else "",
        )
        for i in range(2 * count)
    )


@contextmanager
def counted(model):
    """The rows of a model that are read from the database meanwhile."""
    found = []

    def note(instance, **_kwargs) -> None:
        found.append(instance.pk)

    post_init.connect(note, sender=model)
    try:
        yield found
    finally:
        post_init.disconnect(note, sender=model)


def test_it_shows_every_recipe(visitor, endpoint):
    body = visitor.get(reverse("generation:run-create", args=["reviews"])).content.decode()
    for name in ("attrprompt", "zerogen", "simprompt", "annotate"):
        assert address(name) in body


def test_without_a_codebook_it_says_to_write_one(signed_in, lead, project):
    body = signed_in(lead).get(reverse("generation:run-create", args=["reviews"])).content.decode()
    assert "First, the codebook" in body
    assert reverse("generation:codebook-edit", args=["reviews"]) in body


def test_without_an_endpoint_it_offers_the_simulated_model(visitor):
    body = visitor.get(reverse("generation:run-create", args=["reviews"])).content.decode()
    assert reverse("generation:endpoint-simulated", args=["reviews"]) in body
    assert visitor.get(address("simprompt")).url == reverse("generation:run-create", args=["reviews"])


@pytest.mark.parametrize("name", ["attrprompt", "zerogen", "simprompt", "annotate"])
def test_each_recipe_shows_its_settings_and_its_prompt(visitor, endpoint, project, name):
    add_unlabelled(project, 3)
    body = visitor.get(address(name)).content.decode()
    assert "The very prompt" in body
    assert "The reviewer " in body
    assert 'name="set_temperature"' in body
    assert "style=" not in body.split("<main")[1].split("</main")[0]


def test_the_price_is_shown_before_it_starts(visitor, paid):
    body = visitor.post(address("simprompt"), settings(paid), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in body
    assert "20 to 20" in body
    assert "$0.0" in body


def test_a_price_over_the_budget_is_said(visitor, paid):
    body = visitor.post(address("simprompt"), settings(paid, count=100_000)).content.decode()
    assert "The budget will not do" in body


def test_the_same_seed_shows_the_same_prompt_and_another_draw_another_seed(visitor, endpoint):
    first, second = (visitor.post(address("simprompt"), settings(endpoint)).context["trial"].rows for _ in range(2))
    assert first == second
    again = visitor.post(address("simprompt"), settings(endpoint, do="again"))
    assert again.context["form"]["seed"].value() != 7


def test_what_does_not_fit_is_named_and_nothing_starts(visitor, endpoint):
    answer = visitor.post(address("simprompt"), settings(endpoint, count=0, params={"temperature": 9}, do="start"))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"count", "set_temperature"}
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    ("budget", "said"),
    [
        ("0", "A budget must be at least $0.0001."),
        ("0.00001", "Of a budget 4 digits count behind the point"),
        ("five", "Write the budget as a number in USD"),
        ("99999999999999", "That is more than a budget can be."),
    ],
)
def test_a_budget_that_cannot_be_is_told_in_words_of_money(visitor, endpoint, budget, said):
    page = visitor.post(address("simprompt"), settings(endpoint, budget_usd=budget, do="preview")).content.decode()
    assert said in page
    assert "Ensure" not in page


def test_it_starts_the_run_that_was_shown(visitor, endpoint, project, lead):
    answer = visitor.post(address("simprompt"), settings(endpoint, do="start"))
    run = Run.objects.get()
    assert answer.url == reverse("generation:run-detail", args=["reviews", run.pk])
    assert (run.recipe, run.count, run.seed, run.budget_usd) == ("simprompt", 20, 7, Decimal("2.5"))
    assert (run.created_by, run.codebook) == (lead, Codebook.objects.current(project))
    assert Job.objects.filter(project=project, key__startswith=f"{run.pk}/").exists()


def test_an_endpoint_of_another_project_is_refused(visitor, endpoint, project, lead):
    other = type(project).objects.create(slug="other", name="Other", created_by=lead)
    answer = visitor.post(address("simprompt"), settings(simulated_endpoint(other), do="start"))
    assert "endpoint" in answer.context["form"].errors


def test_attributes_of_the_project_are_drawn_into_the_prompt(visitor, endpoint, project):
    style = Attribute.objects.create(project=project, name="style", title="Style")
    style.values.create(text="a letter to a friend")
    assert "Style: a letter to a friend" in visitor.get(address("attrprompt")).content.decode()


def test_hostile_text_is_shown_as_text(visitor, endpoint, project):
    style = Attribute.objects.create(project=project, name="style", title="<script>alert(1)</script>")
    style.values.create(text="{x.__class__} {{7*7}}")
    body = visitor.get(address("attrprompt")).content.decode()
    assert "<script>alert" not in body
    assert "{x.__class__} {{7*7}}" in body


def test_annotating_without_texts_says_what_is_missing(visitor, endpoint):
    body = visitor.get(address("annotate")).content.decode()
    assert "This recipe works on samples without a label. Import some first. Needed: 1; there: 0." in body


def test_annotating_asks_for_as_many_as_there_are(visitor, endpoint, project):
    add_unlabelled(project, 3)
    assert visitor.get(address("annotate")).context["form"]["count"].value() == 3


def test_of_very_many_texts_a_thousand_are_asked_for_at_first(visitor, endpoint, project, monkeypatch):
    monkeypatch.setattr("generation.recipes.views.COUNTED", 5)
    add_unlabelled(project, 9)
    assert visitor.get(address("annotate")).context["form"]["count"].value() == 5


@pytest.mark.parametrize(
    ("recipe", "params"),
    [
        ("annotate", {}),
        ("zerogen", {"set_context_source": "support"}),
        ("attrprompt", {}),
        ("simprompt", {}),
    ],
)
def test_the_trial_reads_as_much_of_ten_texts_as_of_three_hundred(visitor, endpoint, project, recipe, params):
    def cost() -> tuple[int, int]:
        """Queries, and rows of samples that were read."""
        with CaptureQueriesContext(connection) as seen, counted(Sample) as samples:
            shown = visitor.get(address(recipe)).context["form"].data
            answer = visitor.post(address(recipe), {**shown, **params}, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        return len(seen), len(samples)

    add(project, 10)
    few = cost()
    add(project, 300)
    queries, rows = cost()
    assert queries == few[0]
    assert rows <= READ_AT_ONCE


@pytest.mark.parametrize("name", ["annotate", "label-by-vote", "datatune", "coannotating", "vote-k", "freeal"])
def test_the_price_is_for_the_texts_that_are_there(visitor, paid, project, name):
    add_unlabelled(project, 3)
    shown = visitor.get(address(name)).context["form"].data

    def asked(count: int):
        answer = visitor.post(address(name), {**shown, "endpoint": paid.pk, "count": count})
        return answer.context["trial"], answer.content.decode()

    (of_three, plain), (of_many, told) = asked(3), asked(1000)
    assert of_many.price == of_three.price
    assert "there are 3: the price is for these" in told
    assert "the price is for" not in plain


def test_a_first_round_is_priced_by_what_it_works_on_and_not_by_the_texts(visitor, paid, project):
    add_unlabelled(project, 3)
    add(project, 30)  # with thirty seeds, of which AnnoLLM explains twenty
    shown = visitor.get(address("annollm")).context["form"].data | {"endpoint": paid.pk}
    few, more = (visitor.post(address("annollm"), {**shown, "count": n}).context["trial"].price.calls for n in (1, 2))
    least = more[0] - few[0]
    assert few[0] == 21 * least


def test_a_text_that_is_worked_on_several_times_costs_as_often(visitor, paid, project):
    add(project, 3)  # six texts, which MetaMath takes eight times each
    shown = visitor.get(address("metamath")).context["form"].data | {"endpoint": paid.pk}
    prices = [visitor.post(address("metamath"), {**shown, "count": n}).context["trial"] for n in (10, 20, 1000)]
    assert prices[0].bar or prices[0].price.calls[1] < prices[1].price.calls[1] < prices[2].price.calls[1]


def test_an_unknown_recipe_is_not_found(visitor, endpoint):
    assert visitor.get(address("no-such")).status_code == 404


def test_enter_in_a_field_looks_and_never_starts(visitor, endpoint):
    form = visitor.get(address("simprompt")).content.decode().split('id="recipe-form"')[1]
    assert 'value="preview"' in form.split("<button")[1]


def test_with_nothing_to_label_there_is_no_price_and_no_start(visitor, endpoint, project):
    body = visitor.get(address("annotate")).content.decode()
    assert "data-price" not in body
    assert 'id="start-run" disabled' in body
    assert 'id="start-pilot" disabled' in body
    add_unlabelled(project, 1)
    body = visitor.get(address("annotate")).content.decode()
    assert "data-price" in body
    assert "disabled" not in body.partition('id="start-run"')[2].partition(">")[0]


def test_the_whole_run_after_a_pilot_keeps_the_pilots_budget_and_limits(visitor, endpoint):
    limits = {"budget_usd": "0.0125", "least_yield": "35", "most_cost": "3"}
    visitor.post(address("simprompt"), settings(endpoint, do="pilot", **limits))
    pilot = Run.objects.get()
    assert pilot.budget_usd == Decimal("0.0125")
    form = visitor.get(address("simprompt") + f"?run={pilot.pk}").context["form"]
    shown = {name: form[name].value() for name in ("count", "budget_usd", "least_yield", "most_cost")}
    assert shown == {"count": 20, "budget_usd": Decimal("0.0125"), "least_yield": 35, "most_cost": 3}


def test_a_run_without_a_budget_is_begun_again_without_one(visitor, endpoint):
    visitor.post(address("simprompt"), settings(endpoint, do="start", budget_usd=""))
    form = visitor.get(address("simprompt") + f"?run={Run.objects.get().pk}").context["form"]
    assert form["budget_usd"].value() is None


def test_the_pilot_has_a_price_of_its_own_where_the_run_s_stands(visitor, paid):
    """By the same reckoning: what a run of ten would be said to cost."""
    shown = visitor.post(address("simprompt"), settings(paid, count=1000)).context["trial"]
    ten = visitor.post(address("simprompt"), settings(paid, count=10))
    assert shown.pilot == ten.context["trial"].price
    assert shown.pilot.usd[1] < shown.price.usd[0]
    assert "data-pilot-price" not in ten.content.decode()
    body = visitor.post(address("simprompt"), settings(paid, count=1000)).content.decode()
    assert "data-pilot-price" in body


def test_where_fewer_are_there_than_a_pilot_takes_its_price_is_that_of_what_is_there(visitor, paid, project):
    add_unlabelled(project, 3)
    form = visitor.get(address("annotate")).context["form"]
    asked = {field.html_name: value for field in form if (value := field.value()) is not None and value is not False}
    trial = visitor.post(address("annotate"), asked | {"count": 1000}).context["trial"]
    assert trial.pilot == trial.price
