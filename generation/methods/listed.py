"""A setting that lists several things: one after the other, with commas or line breaks between."""

from generation.methods.parts import PartError
from generation.methods.translatable import gettext_noop as _

NAMES_NOTHING = _("Something must stand between the commas.")
TWICE = _("“%(value)s” stands there twice.")


def entries(text: str) -> list[str]:
    """Return what is listed, without what stands empty; [] for a setting that was left empty."""
    return [entry for part in text.replace("\n", ",").split(",") if (entry := part.strip())]


def checked_entries(setting: str, text: str) -> list[str]:
    """Return the same; PartError where something was written that lists nothing, or one stands there twice."""
    found = entries(text)
    if text and not found:
        raise PartError(setting, NAMES_NOTHING)
    check_once(setting, found, found)
    return found


def check_once(setting: str, texts: list[str], meant: list) -> None:
    """PartError where two of the `texts` are `meant` to be the same."""
    seen = set()
    for place, one in enumerate(meant):
        seen.add(one)
        if len(seen) <= place:
            raise PartError(setting, TWICE, {"value": texts[place]})
