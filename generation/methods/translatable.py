"""Marks English texts of Django-free modules for translation; the page that shows them calls gettext."""


def gettext_noop(text: str) -> str:
    """Return `text` as it is; makemessages collects it by this function's name."""
    return text
