"""Writing down a recipe of one's own."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from generation import audit
from generation.catalogue.document import DocumentError, from_yaml
from generation.catalogue.recipe import Recipe
from generation.catalogue.registry import RECIPES
from generation.locks import lock_project
from generation.models import Project, RecipeDocument
from generation.recipe_book import MOST_OWN, newest, problems_of, stored_listing

MOST_CHARS = 64_000


def save_document(*, project: Project, text: str, by, of: str | None = None) -> RecipeDocument:
    """Keep the document as the newest version of the recipe that it names; the same again changes nothing.

    `of`: the one recipe that it may be a version of, '' for none; by default whichever it names. ValidationError lists
    all that is wrong with it, each with its place.
    """
    recipe = read(text)
    if recipe.name in RECIPES:
        raise ValidationError(
            {"document": [_("name: “%(name)s” is built in. Give the copy a name of its own.") % {"name": recipe.name}]}
        )
    with transaction.atomic():
        lock_project(project.pk)
        before = newest(project, recipe.name)
        if before and before.text == text:
            return before
        if before and of not in (None, recipe.name):
            message = _("name: There is a recipe called “%(name)s”. Edit that one, or choose another name.")
            raise ValidationError({"document": [message % {"name": recipe.name}]})
        if before:
            RecipeDocument.objects.filter(pk=before.pk).update(is_newest=False)
        elif project.recipe_documents.filter(is_newest=True).count() >= MOST_OWN:
            message = _("A project has at most %(most)d recipes of its own. Write a new version of one of them.")
            raise ValidationError({"document": [message % {"most": MOST_OWN}]})
        saved = RecipeDocument.objects.create(
            project=project,
            name=recipe.name,
            number=before.number + 1 if before else 1,
            text=text,
            fingerprint=recipe.fingerprint(),
            listing=stored_listing(recipe),
            created_by=by,
        )
        audit.record(actor=by, verb="recipe.saved", project=project, subject=saved)
    return saved


def read(text: str) -> Recipe:
    """The recipe of a document; ValidationError names each mistake with its place and what was probably meant."""
    try:
        return from_yaml(text[: MOST_CHARS + 1])
    except DocumentError as problem:
        raise ValidationError(_by_place(problem)) from problem


def _by_place(error: DocumentError) -> dict[str, list[str]]:
    """What is wrong with a document, each under the field of the request that it is about."""
    found: dict[str, list[str]] = {}
    for (path, *_said), text in zip(error.problems, problems_of(error), strict=True):
        found.setdefault(f"document.{path}" if error.lines else "document", []).append(text)
    return found
