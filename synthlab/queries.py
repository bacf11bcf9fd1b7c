"""Keys of a query that a read does not take: refused with what was probably meant, as those of a body are.

A misspelt filter that is passed over answers with what nobody asked for.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.operation import Operation
from ninja.params.models import QueryModel

from generation.misspelt import no_key


def known_keys_only(view: Callable) -> Callable:
    """A decorator for all operations of an API; those that change something go by their bodies (bodies.py)."""
    operation = view._ninja_operation
    if operation.methods != ["GET"]:
        return view
    known = keys_of(operation)

    @wraps(view)
    def checked(request: HttpRequest, **values: Any) -> Any:
        if strange := {key: [_told(key, known)] for key in request.GET if key not in known}:
            raise ValidationError(strange)
        return view(request, **values)

    return checked


def keys_of(operation: Operation) -> list[str]:
    """What may stand behind the question mark."""
    queries = (model for model in operation.models if issubclass(model, QueryModel))
    return [key for model in queries for key in model.__ninja_flatten_map__]


def _told(key: str, known: list[str]) -> str:
    return no_key(key, known) if known else _("There is no “%(key)s” here: nothing can be asked for.") % {"key": key}
