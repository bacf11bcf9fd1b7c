"""Text that a script counts characters in."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def exact(text: str) -> SafeString:
    """Escaped, and with each carriage return kept: a browser turns “\\r\\n” into one character while it reads a page,
    and the places that people mark would all be off by one from there on."""
    return mark_safe(escape(text).replace("\r", "&#13;"))  # noqa: S308 - escaped in the same breath
