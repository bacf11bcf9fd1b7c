from django import template

from generation.adding import before_adding
from generation.models import Project

register = template.Library()


@register.inclusion_tag("_notices.html")
def adding_notices(project: Project) -> dict:
    """What a lead should know before rows are added."""
    return {"texts": before_adding(project)}
