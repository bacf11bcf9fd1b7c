"""{% box row.name _("Name") help=_("…") %}: one field of the codebook's editor with its label, help and errors.

So with `choice`, one of what the form holds, and `ticks`, several of it.
"""

from django import template

from generation.codebooks.choices import Choice
from generation.codebooks.forms import Box

register = template.Library()


@register.inclusion_tag("generation/codebooks/_box.html")
def box(box: Box, label: str, *, help: str = "", area: bool = False, rows: int = 0, focus: bool = False) -> dict:
    """An input; with `area` a text area, with `rows` one of so many lines."""
    return {"box": box, "label": label, "help": help, "rows": rows or (3 if area else 0), "focus": focus}


@register.inclusion_tag("generation/codebooks/_choice.html")
def choice(choice: Choice, label: str, *, help: str = "") -> dict:
    return {"choice": choice, "label": label, "help": help}


@register.inclusion_tag("generation/codebooks/_ticks.html")
def ticks(choice: Choice, label: str, *, help: str = "") -> dict:
    return {"choice": choice, "label": label, "help": help}
