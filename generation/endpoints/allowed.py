"""The operator's own settings for endpoints: hosts that may be private, and the key of the site's own address."""

from urllib.parse import urlsplit

from django.conf import settings

OPENAI_URL = "https://api.openai.com/v1"


def site_url() -> str:
    """The address that OPENAI_BASE_URL names, or OpenAI's."""
    return (settings.OPENAI_BASE_URL or OPENAI_URL).rstrip("/")


def allowed_hosts() -> list[str]:
    """Hosts that the operator listed; an OPENAI_BASE_URL is the operator's choice too."""
    return [*settings.SYNTHLAB_ALLOWED_LLM_HOSTS, *([urlsplit(site_url()).netloc] if settings.OPENAI_BASE_URL else [])]


def site_key(base_url: str) -> str:
    """OPENAI_API_KEY, for the address that it belongs to and no other."""
    return settings.OPENAI_API_KEY if base_url.rstrip("/") == site_url() else ""
