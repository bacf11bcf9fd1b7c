"""Sign-in of programs: a bearer token acts as its person."""

from datetime import datetime, timedelta

from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from generation.models import Membership, Token, User, token_digest
from synthlab.prepared import Given, Prepared

#: "Last used" needs no better resolution, and each call would write otherwise.
NOTED_EVERY = timedelta(minutes=5)

GOOD_TOKEN = Prepared(
    lambda: Token.objects.filter(digest=Given("digest"), revoked_at=None, user__is_active=True).select_related("user")
)


#: The same, of a member of the project that is asked for, in one query: what most calls are.
MEMBER_BY_TOKEN = Prepared(
    lambda: (
        Membership.objects.filter(
            project__slug=Given("slug"), user__is_active=True, user__tokens__digest=Given("digest"),
            user__tokens__revoked_at=None,
        )
        .select_related("project", "user")
        .annotate(token=F("user__tokens__id"), token_used_at=F("user__tokens__last_used_at"))
    )
)  # fmt: skip


class BearerToken(HttpBearer):
    """Sets `request.user`, so that endpoints ask generation.access exactly as pages do."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        digest = token_digest(token)
        slug = request.resolver_match.kwargs.get("slug") if request.resolver_match else None
        membership = MEMBER_BY_TOKEN.first(digest=digest, slug=slug) if slug else None
        if membership:
            user, pk, used_at = membership.user, membership.token, membership.token_used_at
            user.membership = membership  # `generation.access` need not ask again
        else:
            found = GOOD_TOKEN.first(digest=digest)
            if found is None:
                return None
            user, pk, used_at = found.user, found.pk, found.last_used_at
        _note_use(pk, used_at)
        request.user = user
        return user


def _note_use(token: int, used_at: datetime | None) -> None:
    now = timezone.now()
    if used_at is None or now - used_at > NOTED_EVERY:
        Token.objects.filter(pk=token).update(last_used_at=now)
