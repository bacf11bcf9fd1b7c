"""Where what a recipe lacks is entered."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from generation.models import Project
from generation.recipe_book import Bar
from generation.recipes.judging import Other

KNOWLEDGE, CODEBOOK, IMPORT = "generation:knowledge-list", "generation:codebook-edit", "generation:import-list"


CONSENT = "consent"


@dataclass(frozen=True)
class Mending:
    """Where a lead goes to make up for a lack, and what the link says."""

    url: str
    action: str


def mending_of(project: Project, lack: str) -> Mending | None:
    """The page for what is lacking; None for what the recipe's own settings answer."""
    if lack in ("", CONSENT, "settings"):
        return None
    name, action = {
        "documents": (KNOWLEDGE, _("Bring documents in")),
        "triples": (KNOWLEDGE, _("Bring facts in")),
        "rules": (CODEBOOK, _("Write rules in the codebook")),
        "labels": (CODEBOOK, _("Edit the codebook's labels")),
        "fields": (CODEBOOK, _("Edit the codebook's fields")),
    }.get(lack, (IMPORT, _("Import samples")))
    return Mending(reverse(name, args=[project.slug]), action)


def address_of(project: Project, recipe: str, bar: Bar | None = None, other: Other | None = None) -> str:
    """The recipe's page, with the setting that lets it run; but nobody's consent is given by a link."""
    address = reverse("generation:recipe-detail", args=[project.slug, recipe])
    return f"{address}?{other.query}" if bar and other and bar.lack != CONSENT else address
