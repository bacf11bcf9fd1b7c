"""Recipes of a project's own: copied, edited as documents, run like any other."""

from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from generation.catalogue.registry import RECIPES
from generation.endpoints.simulated import simulated_endpoint
from generation.models import RecipeDocument, RunState
from generation.recipe_book import document_of
from generation.recipes.actions import save_document
from generation.runs.actions.worker import work_on

pytestmark = pytest.mark.django_db(transaction=True)

PIRATE = "Write one made-up item that has this label, as a pirate would say it."


@pytest.fixture
def document():
    return document_of(replace(RECIPES["simprompt"], name="pirate")).replace(
        "Write one made-up item that has this label.", PIRATE
    )


@pytest.fixture
def pages(signed_in, lead):
    return signed_in(lead)


def address(name, *args, **query):
    return reverse(f"generation:{name}", args=["reviews", *args], query=query or None)


def test_a_copy_begins_with_the_document_under_a_free_name(project, codebook, pages, lead):
    shown = pages.get(address("recipe-create", of="simprompt")).content.decode()
    assert "name: simprompt-copy\n" in shown
    assert "title: SimPrompt (copy)\n" in shown
    save_document(project=project, text=document_of(replace(RECIPES["simprompt"], name="simprompt-copy")), by=lead)
    second = pages.get(address("recipe-create", of="simprompt")).content.decode()
    assert "name: simprompt-copy2\n" in second
    assert "title: SimPrompt (copy 2)\n" in second


def test_the_page_of_a_copy_says_whose_it_is(project, codebook, pages, lead):
    simulated_endpoint(project)
    save_document(project=project, text=document_of(replace(RECIPES["simprompt"], name="mine")), by=lead)
    assert "your own: mine" in pages.get(address("recipe-detail", "mine")).content.decode()
    assert "your own" not in pages.get(address("recipe-detail", "simprompt")).content.decode()


def test_a_saved_recipe_can_be_run_and_is_what_the_model_is_asked(
    project, codebook, pages, document, simulated, endpoint_at, start
):
    answer = pages.post(address("recipe-create"), {"document": document})
    assert answer.headers["Location"] == address("recipe-detail", "pirate")
    run = start(endpoint_at(simulated), recipe="pirate", count=3)
    work_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.accepted) == (RunState.DONE, 3)
    assert PIRATE in run.call_log.first().request["messages"][1]["content"]


def test_a_run_goes_on_with_the_version_that_it_was_started_with(
    project, codebook, lead, document, simulated, endpoint_at, start
):
    save_document(project=project, text=document, by=lead)
    run = start(endpoint_at(simulated), recipe="pirate", count=3)
    save_document(project=project, text=document.replace("pirate would", "poet would"), by=lead)
    work_on(run.pk)
    assert PIRATE in run.call_log.first().request["messages"][1]["content"]


def test_saving_again_makes_a_version_and_the_same_text_none(project, lead, document):
    first = save_document(project=project, text=document, by=lead)
    again = save_document(project=project, text=document, by=lead)
    changed = save_document(project=project, text=document + "# a note\n", by=lead)
    assert (first.number, again.number, changed.number) == (1, 1, 2)
    assert RecipeDocument.objects.count() == 2


def test_each_version_can_be_read_and_had_back(project, codebook, pages, lead, document):
    newer = document.replace("pirate would", "poet would")
    for text in (document, newer):
        save_document(project=project, text=text, by=lead)
    page = pages.get(address("recipe-update", "pirate"))
    assert page.context["document"] == newer
    assert 'href="?version=1"' in page.text
    before = pages.get(address("recipe-update", "pirate", version=1))
    assert before.context["document"] == document
    assert "This is version 1" in before.text
    pages.post(address("recipe-update", "pirate", version=1), {"document": document})
    texts = project.recipe_documents.order_by("number").values_list("text", flat=True)
    assert list(texts) == [document, newer, document]
    assert pages.get(address("recipe-update", "pirate", version=9)).status_code == 404


def test_what_is_new_takes_no_name_that_is_there(project, codebook, pages, lead, document):
    for text in (document, document.replace("name: pirate", "name: poet")):
        save_document(project=project, text=text, by=lead)
    changed = document + "# a note\n"
    said = "There is a recipe called “pirate”. Edit that one, or choose another name."
    for page in (address("recipe-create"), address("recipe-update", "poet")):
        answer = pages.post(page, {"document": changed})
        assert answer.status_code == 422
        assert said in answer.text
    assert RecipeDocument.objects.count() == 2
    pages.post(address("recipe-update", "pirate"), {"document": changed})
    assert RecipeDocument.objects.filter(name="pirate").count() == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("plan: write", "plan: wirte", "line 61, plan: There is no “wirte” here. Did you mean “write”?"),
        ("allocator: uniform", "allocater: even", "line 52, allocater: There is no “allocater” here. Did you mean"),
        ("{label}", "{lable}", ", templates.write.user: There is no “lable” here. Did you mean “label”?"),
        ("name: pirate", "name: simprompt", "name: “simprompt” is built in. Give the copy a name of its own."),
    ],
)  # fmt: skip
def test_mistakes_are_named_with_what_was_meant_and_change_nothing(project, codebook, pages, document, old, new, said):
    answer = pages.post(address("recipe-create"), {"document": document.replace(old, new)})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not RecipeDocument.objects.exists()


def test_a_document_cannot_name_python(project, codebook, pages, document):
    hostile = document.replace("title: SimPrompt", "title: !!python/object/apply:os.system ['true']")
    answer = pages.post(address("recipe-create"), {"document": hostile})
    assert answer.status_code == 422
    assert not RecipeDocument.objects.exists()


def test_by_rest_a_recipe_is_listed_read_and_saved(project, codebook, lead, document, api_client):
    client = api_client(lead)
    saved = _post(client, document)
    assert (saved.status_code, saved.json()["version"]) == (201, 1)
    assert client.get("/api/v1/projects/reviews/recipes/pirate/document").json()["document"] == document
    assert "pirate" in [one["name"] for one in client.get("/api/v1/projects/reviews/recipes").json()["items"]]
    wrong = _post(client, document.replace("plan: write", "plan: wirte"))
    assert wrong.status_code == 422
    assert "Did you mean “write”?" in wrong.content.decode()


@pytest.fixture
def two_versions(project, lead, codebook, document) -> list[str]:
    texts = [document, document.replace(PIRATE, "Write one item.")]
    for text in texts:
        save_document(project=project, text=text, by=lead)
    return texts


def test_by_rest_each_version_is_listed_and_read(two_versions, lead, api_client):
    client, at = api_client(lead), "/api/v1/projects/reviews/recipes/pirate"
    for number, text in enumerate(two_versions, 1):
        found = client.get(f"{at}/document", {"version": number}).json()
        assert (found["version"], found["document"]) == (number, text)
    assert client.get(f"{at}/document").json()["version"] == 2
    listed = client.get(f"{at}/versions").json()
    assert [(one["version"], one["created_by"]) for one in listed["items"]] == [(2, "lena"), (1, "lena")]
    first = client.get(f"{at}/versions", {"limit": 1}).json()
    then = client.get(f"{at}/versions", {"limit": 1, "cursor": first["next"]}).json()
    assert [one["version"] for one in (*first["items"], *then["items"])] == [2, 1]


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("pirate/document?version=3", 404, "There is no version 3 of “pirate”; the newest is 2."),
        ("pirate/document?version=0", 404, "There is no version 0 of “pirate”; the newest is 2."),
        ("simprompt/document?version=1", 404, "“simprompt” is built in and has no versions."),
        ("pirat/document?version=1", 404, "There is no recipe “pirat”. Did you mean pirate?"),
        ("pirat/versions", 404, "There is no recipe “pirat”. Did you mean pirate?"),
        ("pirate/document?version=one", 422, "version"),
        ("pirate/document?version=99999999999999999999", 422, "version"),
        ("pirate/document?versoin=1", 422, "versoin"),
    ],
)
def test_by_rest_a_version_that_there_is_not_is_said_in_words(two_versions, lead, api_client, query, status, said):
    answer = api_client(lead).get(f"/api/v1/projects/reviews/recipes/{query}")
    assert (answer.status_code, said in answer.content.decode()) == (status, True)


def test_of_a_built_in_recipe_no_version_is_listed(project, codebook, lead, api_client):
    at = "/api/v1/projects/reviews/recipes/simprompt"
    assert api_client(lead).get(f"{at}/versions").json() == {"items": [], "next": None}
    assert api_client(lead).get(f"{at}/document?version=0").json()["version"] == 0


def test_on_the_command_line_a_version_is_shown(two_versions):
    out = StringIO()
    call_command("recipe", "reviews", "--show", "pirate", "--number", "1", stdout=out)
    assert out.getvalue() == two_versions[0]
    with pytest.raises(CommandError, match="There is no version 3 of “pirate”; the newest is 2."):
        call_command("recipe", "reviews", "--show", "pirate", "--number", "3")
    with pytest.raises(CommandError, match="--number goes with --show"):
        call_command("recipe", "reviews", "--number", "1")


def _post(client, document):
    body = {"document": document}
    return client.post("/api/v1/projects/reviews/recipes", body, content_type="application/json")


def test_on_the_command_line_too(project, codebook, document, tmp_path):
    file = tmp_path / "pirate.yaml"
    file.write_text(document)
    out = StringIO()
    call_command("recipe", "reviews", save=str(file), stdout=out)
    call_command("recipe", "reviews", show="pirate", stdout=out)
    assert out.getvalue() == f"Recipe pirate, version 1.\n{document}"
    file.write_text(document.replace("plan: write", "plan: wirte"))
    with pytest.raises(CommandError, match="Did you mean “write”"):
        call_command("recipe", "reviews", save=str(file))


def test_a_pilot_makes_ten_and_leads_to_the_whole_run(project, codebook, pages, simulated, endpoint_at):
    endpoint = endpoint_at(simulated)
    chosen = {"endpoint": endpoint.pk, "count": 500, "seed": 7, "do": "pilot"}
    given = {
        "set_question": "",
        "set_temperature": 0.5,
        "set_top_p": 1,
        "set_max_tokens": 256,
        "set_header_tokens": 900,
    }
    pages.post(address("recipe-detail", "simprompt"), chosen | given)
    run = project.runs.get()
    assert (run.count, run.setup["pilot_of"]) == (10, 500)
    shown = pages.get(address("run-detail", run.pk)).content.decode()
    assert "The whole run of 500" in shown
    again = pages.get(address("recipe-detail", "simprompt", run=run.pk)).context["form"]
    assert (again["count"].value(), again["set_temperature"].value()) == (500, 0.5)


def test_the_picture_shows_what_a_sample_passes(project, codebook, pages, simulated, endpoint_at):
    endpoint_at(simulated)
    boxes = pages.get(address("recipe-detail", "attrprompt")).context["picture"]
    assert [box.title for box in boxes] == ["Listed once", "Drawn for each row", "Shown as examples",
                                            "Asked and worked out", "Turned away by"]  # fmt: skip
    assert "Drop near-duplicates" not in boxes[-1].lines
    assert len(boxes[-1].lines) == len(RECIPES["attrprompt"].verify)
