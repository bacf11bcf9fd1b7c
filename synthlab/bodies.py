"""Keys of a request's body that its operation does not take, told with what was probably meant."""

from collections.abc import Sequence
from typing import Any, get_args

from ninja.errors import ValidationErrorContext
from pydantic import BaseModel

from generation.misspelt import no_key

UNKNOWN_KEY = "extra_forbidden"  # pydantic's word for it


def meant(context: ValidationErrorContext) -> list[str | None]:
    """What to say of each error of a part of a request: a message of ours for an unknown key, None for any other."""
    return [
        _told(context.model, error["loc"]) if error["type"] == UNKNOWN_KEY else None
        for error in context.pydantic_validation_error.errors(include_url=False)
    ]


def _told(model: type[BaseModel], place: Sequence[Any]) -> str:
    *outer, key = place
    for part in outer:
        if isinstance(part, str) and part in model.model_fields:
            model = _model_in(model.model_fields[part].annotation) or model
    return no_key(str(key), (field.alias or name for name, field in model.model_fields.items()))


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The schema in an annotation such as `QuestionIn`, `list[QuestionIn]` or `WhenIn | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
