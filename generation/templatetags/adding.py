from django import template

from generation.adding import before_adding, before_publishing
from generation.models import Project

register = template.Library()


@register.inclusion_tag("_notices.html")
def adding_notices(project: Project) -> dict:
    """What a lead should know before rows are added."""
    return {"texts": before_adding(project)}


@register.simple_tag
def publishing_notices(project: Project) -> str:
    """The same before a codebook is published, as one text: it stands in the question that is asked."""
    return " ".join(before_publishing(project))
