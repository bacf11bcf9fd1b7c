"""What every page's frame needs."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

THEME_COOKIE = "synthlab-theme"
THEMES = [("light", _("Light"), "sun"), ("dark", _("Dark"), "moon"), ("system", _("System"), "monitor")]


def theme_of(request: HttpRequest) -> str:
    """The person's choice; before sign-in and on error pages that of the browser."""
    user = getattr(request, "user", None)
    chosen = getattr(user, "theme", "") or request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in {name for name, _label, _icon in THEMES} else "system"


def shell(request: HttpRequest) -> dict:
    """The theme, which the server writes into <html> so that no page flashes in the wrong one."""
    return {"theme": theme_of(request), "themes": THEMES}
