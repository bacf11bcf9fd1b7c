"""Words that a preset writes into a codebook: stored in English, and shown in each reader's language as long as nobody
has touched them."""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

REVISION = _("%(field)s: revise it where it could be better")
DISCARD = _("Discard the item?")
BROKEN = _("Broken, offensive or beyond repair, or no label applies: leave the rest unanswered.")

OF_A_FIELD = REVISION.removeprefix("%(field)s")


def preset_told(text: str) -> str:
    """Return a text of a codebook as this reader is told it; what a lead wrote stays as it is."""
    if text in (DISCARD, BROKEN):
        return gettext(text)
    if text.endswith(OF_A_FIELD):
        return gettext(REVISION) % {"field": text.removesuffix(OF_A_FIELD)}
    return text
