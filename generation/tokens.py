"""Sign-in of programs: a bearer token acts as its person."""

from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from generation.models import Token, User, token_digest
from synthlab.prepared import Given, Prepared

#: "Last used" needs no better resolution, and each call would write otherwise.
NOTED_EVERY = timedelta(minutes=5)

GOOD_TOKEN = Prepared(
    lambda: Token.objects.filter(digest=Given("digest"), revoked_at=None, user__is_active=True).select_related("user")
)


class BearerToken(HttpBearer):
    """Sets `request.user`, so that endpoints ask generation.access exactly as pages do."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        found = GOOD_TOKEN.first(digest=token_digest(token))
        if found is None:
            return None
        now = timezone.now()
        if found.last_used_at is None or now - found.last_used_at > NOTED_EVERY:
            Token.objects.filter(pk=found.pk).update(last_used_at=now)
        request.user = found.user
        return found.user
