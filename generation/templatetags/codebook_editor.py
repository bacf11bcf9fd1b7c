"""{% box row.name _("Name") help=_("…") %}: one field of the codebook's editor with its label, help and errors."""

from django import template

from generation.codebooks.forms import Box

register = template.Library()


@register.inclusion_tag("generation/codebooks/_box.html")
def box(box: Box, label: str, *, help: str = "", area: bool = False, rows: int = 0, focus: bool = False) -> dict:
    """An input; with `area` a text area, with `rows` one of so many lines."""
    return {"box": box, "label": label, "help": help, "rows": rows or (3 if area else 0), "focus": focus}
