"""A speaker of a dialogue in the language of the page: {{ turn.speaker|speaker }}."""

from django import template

from generation.talks import SPEAKERS

register = template.Library()


@register.filter
def speaker(name: str) -> str:
    return str(SPEAKERS[name])
