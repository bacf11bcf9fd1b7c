"""Several checks of one request: what they refuse is told at once, not one mistake a try."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.core.exceptions import ValidationError

P, T = ParamSpec("P"), TypeVar("T")


class Refusals:
    """What checks have refused so far, by the field that it is about; true where there is any."""

    def __init__(self) -> None:
        self._found: dict[str, list[str]] = {}

    def __bool__(self) -> bool:
        return bool(self._found)

    def of(self, check: Callable[P, T], *args: P.args, **named: P.kwargs) -> T | None:
        """What the check gives; None where it refuses."""
        try:
            return check(*args, **named)
        except ValidationError as error:
            for name, texts in error.message_dict.items():
                known = self._found.setdefault(name, [])
                known += [text for text in texts if text not in known]
        return None

    def tell(self) -> None:
        """ValidationError with all of them, where there are any."""
        if self._found:
            raise ValidationError(self._found)
