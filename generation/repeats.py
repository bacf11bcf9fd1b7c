"""A request that is sent again, after a time-out say, must not do its work again.

The Idempotency-Key header, as Stripe has it and draft-ietf-httpapi-idempotency-key-header describes it: who sends a
request again with the key of the first time gets the first answer. The key is kept in the transaction of the work, so
that neither stands without the other; two requests at once wait for each other at the key's unique row.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps

import orjson
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Schema, Status

from generation.access import project_for
from generation.models import KeptAnswer, Role
from generation.models.answer import KEY_CHARS

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
IDEMPOTENCY_KEY = {
    "parameters": [
        {
            "in": "header",
            "name": HEADER,
            "required": False,
            "schema": {"type": "string", "maxLength": KEY_CHARS},
            "description": "A text of your choice, new for each thing to be done. Sent again within a day with the "
            "same body, the first answer comes again and nothing is done twice.",
        }
    ]
}


def answered_once(schema: type[Schema]) -> Callable:
    """Let an endpoint of a project's lead, which answers Status(code, …) in this schema, do its work once for a key."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def answer(request: HttpRequest, slug: str, *args, **kwargs) -> Status | HttpResponse:
            key = request.headers.get(HEADER, "")
            if not key:
                return view(request, slug, *args, **kwargs)
            project = project_for(request.user, slug, role=Role.LEAD)
            with transaction.atomic():
                kept, is_new = _kept(request, project, key)
                if not is_new:
                    return _again(kept, request)
                told = view(request, slug, *args, **kwargs)
                kept.status = told.status_code
                kept.body = orjson.loads(orjson.dumps(schema.model_validate(told.value).model_dump(), default=str))
                kept.save(update_fields=["status", "body"])
            return told

        return answer

    return decorate


def _kept(request: HttpRequest, project, key: str) -> tuple[KeptAnswer, bool]:
    """The answer kept for the key, or a new and empty one. What is older than a day is forgotten on the way."""
    if len(key) > KEY_CHARS:
        raise ValidationError({HEADER: _("The key may have %(most)d characters at most.") % {"most": KEY_CHARS}})
    mine = KeptAnswer.objects.filter(user=request.user, project=project)
    mine.filter(created_at__lt=timezone.now() - KEPT).delete()
    return mine.get_or_create(user=request.user, project=project, key=key, defaults={"request_hash": _hash_of(request)})


def _again(kept: KeptAnswer, request: HttpRequest) -> HttpResponse:
    if kept.request_hash != _hash_of(request):
        raise ValidationError({HEADER: _("This key was sent with another request. Send a new key for a new request.")})
    headers = {"Idempotent-Replayed": "true"}
    return HttpResponse(orjson.dumps(kept.body), status=kept.status, content_type="application/json", headers=headers)


def _hash_of(request: HttpRequest) -> str:
    return hashlib.sha256(b"\0".join((request.get_full_path().encode(), request.body))).hexdigest()
