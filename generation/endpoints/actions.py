"""What changes endpoints. An address is checked when it is entered and again, and pinned, when it is used."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from generation import audit
from generation.encryption import sealed
from generation.endpoints.allowed import allowed_hosts
from generation.endpoints.simulated import SIMULATED_URL
from generation.llm.addresses import AddressRefused, checked_address
from generation.models import Endpoint, Project
from synthlab.retelling import retold

MOST_ENDPOINTS = 50


@transaction.atomic
def create_endpoint(
    *,
    project: Project,
    actor,
    name: str,
    base_url: str,
    model: str,
    api_key: str = "",
    price_in: Decimal = Decimal(0),
    price_out: Decimal = Decimal(0),
    batch_discount: Decimal = Decimal("0.5"),
    concurrency: int = 16,
    timeout_s: int = 60,
) -> Endpoint:
    """ValidationError says what does not fit: the name is taken, the address is refused."""
    if project.endpoints.filter(name=name).exists():
        raise ValidationError({"name": _("There is an endpoint of that name.")})
    if project.endpoints.count() >= MOST_ENDPOINTS:
        raise ValidationError({"name": _("A project has at most %(most)d endpoints.") % {"most": MOST_ENDPOINTS}})
    endpoint = Endpoint(
        project=project,
        name=name,
        base_url=checked_url(base_url),
        model=model,
        api_key_encrypted=sealed(api_key),
        price_in=price_in,
        price_out=price_out,
        batch_discount=batch_discount,
        concurrency=concurrency,
        timeout_s=timeout_s,
        simulated=base_url == SIMULATED_URL,
    )
    endpoint.full_clean(exclude=["base_url", "capabilities"])  # URLField knows no host names without a dot
    endpoint.save()
    audit.record(actor=actor, verb="endpoint.create", project=project, subject=name, base_url=endpoint.base_url)
    return endpoint


@transaction.atomic
def update_endpoint(*, endpoint: Endpoint, actor, api_key: str | None = None, **changes) -> Endpoint:
    """Change settings. A key is replaced only where a new one is given; a new address forgets the old key, so that
    nobody can send a key that they never knew to a place of their choice."""
    for name, value in changes.items():
        setattr(endpoint, name, value)
    moved = "base_url" in changes and changes["base_url"] != Endpoint.objects.get(pk=endpoint.pk).base_url
    if moved:
        endpoint.base_url = checked_url(endpoint.base_url)
        endpoint.api_key_encrypted, endpoint.capabilities = "", {}
        endpoint.simulated = endpoint.base_url == SIMULATED_URL
    if "model" in changes:
        endpoint.capabilities = {}
    if api_key:
        endpoint.api_key_encrypted = sealed(api_key)
    endpoint.full_clean(exclude=["base_url", "capabilities"])
    endpoint.save()
    audit.record(actor=actor, verb="endpoint.update", project=endpoint.project, subject=endpoint.name)
    return endpoint


@transaction.atomic
def delete_endpoint(*, endpoint: Endpoint, actor) -> None:
    audit.record(actor=actor, verb="endpoint.delete", project=endpoint.project, subject=endpoint.name)
    try:
        endpoint.delete()
    except ProtectedError as problem:
        raise ValidationError(_("Runs were made with this endpoint, so it stays for their records.")) from problem


def checked_url(base_url: str) -> str:
    if base_url == SIMULATED_URL:
        return base_url
    try:
        checked_address(base_url, allowed=allowed_hosts())
    except AddressRefused as problem:
        raise ValidationError({"base_url": retold(str(problem))}) from problem
    return base_url.rstrip("/")
