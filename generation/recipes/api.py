"""Recipes by REST: what there is with its settings, and what a run would send and cost."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from generation.access import project_for
from generation.adding import before_adding
from generation.catalogue.registry import RECIPES
from generation.endpoints.chosen import endpoint_named, second_named
from generation.methods.conditions import LISTED_LATER
from generation.misspelt import no_key, no_recipe, no_version
from generation.models import Codebook, RecipeDocument, Role
from generation.recipe_book import document_for, listing_of, own_listings, recipe_for, versions_of
from generation.recipes.actions import save_document
from generation.recipes.prices import Models
from generation.recipes.trial import Trial, trial_of
from generation.refusals import Refusals
from generation.runs.actions.lifecycle import MOST_SAMPLES, check_endpoints, checked, no_question
from synthlab.paging import PageQuery, page_of

router = Router(tags=["recipes"])
WORDS = ("title", "summary", "when", "second")


class ParamOut(Schema):
    name: str
    type: str
    default: Any
    title: str
    help: str
    least: float | None
    most: float | None
    choices: list[str]


class RecipeOut(Schema):
    name: str
    version: int
    purpose: str
    title: str
    summary: str
    when: str
    second: str = Field("", description="What a second model is for; empty where the recipe asks one model alone.")
    cites: list[str]
    params: list[ParamOut]


class Recipes(Schema):
    items: list[RecipeOut]
    next: str | None = None


class DocumentIn(Schema):
    model_config = ConfigDict(extra="forbid")

    document: str = Field(description="The recipe as YAML; its `name` says which recipe this is a version of.")


class DocumentOut(Schema):
    name: str
    version: int = Field(description="0 for a built-in recipe.")
    document: str


class DocumentQuery(Schema):
    version: int | None = Field(None, ge=0, lt=2**31, description="Of one's own; the newest where none is named.")


class VersionOut(Schema):
    version: int
    created_at: datetime
    created_by: str = Field(description="Empty where it was saved from the command line.")


class Versions(Schema):
    items: list[VersionOut]
    next: str | None = None


class TrialIn(Schema):
    model_config = ConfigDict(extra="forbid")

    count: int = Field(100, ge=0, le=MOST_SAMPLES)
    endpoint: str = Field(
        "", description="Name of an endpoint; empty for the only one, or the simulated model where there is none."
    )
    second_endpoint: str = Field("", description="Name of the second model's, where the recipe has steps for one.")
    batch: bool = Field(False, description="The price of asking in batches.")
    params: dict[str, Any] = {}
    seed: int = Field(0, ge=0, lt=2**31)


class RequestOut(Schema):
    step: str
    template: str
    model: str = Field(description="Which of the run's models is asked: first or second.")
    messages: list[dict[str, str]]
    answer_schema: dict[str, Any] | None


class RowOut(Schema):
    labels: dict[str, str]
    conditions: dict[str, str]
    requests: list[RequestOut]


class TrialOut(Schema):
    calls: tuple[int, int]
    tokens: tuple[int, int]
    usd: tuple[float, float]
    setup: list[RequestOut]
    rows: list[RowOut] = Field(description=f"“{LISTED_LATER}” stands for what the requests of the set-up will list.")
    missing: str = Field(
        description="What the recipe works on and the project lacks: seeds, unlabelled, samples, or what its examples "
        "are chosen by and none has: groups, machine, confidence, complexity or quality."
    )
    partial: bool = Field(
        False, description="Rows and price are made from the beginning of the documents or facts; the run uses all."
    )
    barred: str = Field("", description="Why the run would be refused; empty where it can start.")
    warnings: list[str] = Field([], description="What the run would do to an audit that is open.")


@router.get("recipes", response=Recipes)
def list_recipes(request: HttpRequest):
    """List the built-in recipes.

    With their settings. The list is short and comes as a whole.
    """
    return {"items": [_told(listing_of(recipe)) for recipe in RECIPES.values()]}


@router.get("projects/{slug}/recipes", response=Recipes)
def list_project_recipes(request: HttpRequest, slug: str):
    """List a project's recipes.

    The built-in ones, then the project's own. The list is short and comes as a whole.
    """
    project = project_for(request.user, slug)
    listings = (*map(listing_of, RECIPES.values()), *own_listings(project))
    return {"items": [_told(one) for one in listings]}


@router.post("projects/{slug}/recipes", response={201: DocumentOut})
def save_recipe(request: HttpRequest, slug: str, payload: DocumentIn):
    """Save a recipe of one's own.

    A new one, or a new version of the one that the document names.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    saved = save_document(project=project, text=payload.document, by=request.user)
    return Status(201, {"name": saved.name, "version": saved.number, "document": saved.text})


@router.get("projects/{slug}/recipes/{name}/document", response=DocumentOut)
def read_recipe(request: HttpRequest, slug: str, name: str, query: Query[DocumentQuery]):
    """Read a recipe's document.

    To be copied and edited; of the project's own ones the newest version, or the one that is named.
    """
    project = project_for(request.user, slug)
    if unknown := request.GET.keys() - DocumentQuery.model_fields.keys():
        raise ValidationError({key: no_key(key, DocumentQuery.model_fields) for key in unknown})
    found = document_for(project, name, query.version)
    if found is None:
        raise Http404(no_version(project, name, query.version))
    text, number = found
    return {"name": name, "version": number, "document": text}


@router.get("projects/{slug}/recipes/{name}/versions", response=Versions)
def list_versions(request: HttpRequest, slug: str, name: str, query: Query[PageQuery]):
    """List the versions of a recipe of one's own.

    The newest first; a built-in recipe has none.
    """
    project = project_for(request.user, slug)
    versions = versions_of(project, name).select_related("created_by").defer("text", "listing")
    if name not in RECIPES and not versions.exists():
        raise Http404(no_recipe(project, name))
    page = page_of(versions, query, orders={"version": "number"}, default="-version")
    return {"items": [_version(one) for one in page.items], "next": page.next}


@router.post("projects/{slug}/recipes/{name}/preview", response=TrialOut)
def preview_recipe(request: HttpRequest, slug: str, name: str, payload: TrialIn):
    """Preview a run.

    The requests that a run with these settings would send first, and its price from low to high. Sends nothing.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    if recipe_for(project, name) is None:
        raise Http404(no_recipe(project, name))
    codebook = Codebook.objects.current(project)
    if codebook is None:
        raise ValidationError({"recipe": _("Publish a codebook first: it is what the model is told.")})
    refusals = Refusals()
    chosen = refusals.of(checked, project, name, payload.params)
    second = refusals.of(second_named, project, payload.second_endpoint)
    first = refusals.of(endpoint_named, project, payload.endpoint)
    refusals.tell()
    (recipe, params), models = chosen, Models(first, second, payload.batch)
    check_endpoints(project, recipe, models.first, models.second)
    try:
        trial = trial_of(
            project=project,
            codebook=codebook,
            recipe=recipe,
            params=params,
            count=payload.count,
            models=models,
            seed=payload.seed,
        )
    except KeyError as problem:
        raise no_question(codebook, params["question"]) from problem
    return _trial(trial) | {"warnings": before_adding(project)}


def _version(saved: RecipeDocument) -> dict:
    by = saved.created_by.username if saved.created_by else ""
    return {"version": saved.number, "created_at": saved.created_at, "created_by": by}


def _told(listing: dict) -> dict:
    """A recipe as lists show it, its words in the reader's language."""
    words = {name: _(text) if (text := listing.get(name, "")) else "" for name in WORDS}
    params = [
        param | {"title": _(param["title"]), "help": _(param["help"]) if param["help"] else ""}
        for param in listing["params"]
    ]
    return {**listing, **words, "params": params}


def _trial(trial: Trial) -> dict:
    price = trial.price
    return {
        "calls": price.calls,
        "tokens": price.tokens,
        "usd": tuple(map(float, price.usd)),
        "setup": [_request(ask) for ask in trial.setup],
        "rows": [
            {
                "labels": row.draw.labels,
                "conditions": dict(row.draw.conditions),
                "requests": [_request(ask) for ask in row.asks],
            }
            for row in trial.rows
        ],
        "missing": trial.missing,
        "partial": trial.partial,
        "barred": trial.barred,
    }


def _request(ask) -> dict:
    named = {"step": ask.step, "template": ask.template, "model": ask.model}
    return named | {"messages": list(ask.messages), "answer_schema": ask.schema}
