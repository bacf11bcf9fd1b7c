"""What people call a recipe, where a page knows it by its id."""

from django import template

from generation.models import Project
from generation.runs.frames.settings import title_in

register = template.Library()


@register.filter
def recipe_title(name: str, project: Project) -> str:
    return title_in(project, name)
