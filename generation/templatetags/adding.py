from django import template

from generation.adding import answered_so_far, before_adding, before_publishing
from generation.catalogue.recipe import Recipe
from generation.models import Codebook, Project
from generation.runs.frames.items import unlabelled

register = template.Library()


@register.inclusion_tag("_notices.html")
def adding_notices(project: Project) -> dict:
    """What a lead should know before rows are added."""
    return {"texts": before_adding(project)}


@register.inclusion_tag("_notices.html")
def run_notices(project: Project, codebook: Codebook, recipe: Recipe, params: dict) -> dict:
    """The same before a run, where it can bring rows a label that they did not have."""
    asked, first = params.get("question") or "", codebook.judged_name
    gives = asked in ("", first) and (recipe.purpose != "annotate" or unlabelled(project).exists())
    return {"texts": before_adding(project) if gives else []}


@register.simple_tag
def publishing_notices(project: Project) -> list[str]:
    """The same before a codebook is published: points of the question that is asked."""
    return before_publishing(project)


@register.simple_tag
def answers_so_far(project: Project) -> str:
    return answered_so_far(project)
