"""The request as our views see it."""

from functools import cache
from ipaddress import ip_address

import structlog
from django.conf import settings
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

log = structlog.get_logger(__name__)


class HtmxRequest(HttpRequest):
    htmx: HtmxDetails


def client_address(request: HttpRequest) -> str:
    """Where a request came from, as the outermost trusted proxy saw it.

    Each proxy appends whom it heard from to X-Forwarded-For. With n trusted ones the n-th entry from the right is the
    client; what stands left of it is the client's own word.
    """
    peer, proxies = request.META.get("REMOTE_ADDR", ""), settings.TRUSTED_PROXIES
    told = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if proxies == 0:
        if told != [""]:
            _say_once_that_it_is_not_believed()
        return peer
    return _plain_address(told[-proxies]) or peer if len(told) >= proxies else peer


def _plain_address(entry: str) -> str:
    """An entry without its port ("1.2.3.4:80", "[::1]:80"); '' where it is no address."""
    entry = entry.strip()
    if entry.startswith("["):
        entry = entry[1:].partition("]")[0]
    elif entry.count(":") == 1:
        entry = entry.partition(":")[0]
    try:
        return str(ip_address(entry))
    except ValueError:
        return ""


@cache
def _say_once_that_it_is_not_believed() -> None:
    log.warning("forwarded_for_ignored", see="SYNTHLAB_TRUSTED_PROXIES in docs/operators/settings.md")
