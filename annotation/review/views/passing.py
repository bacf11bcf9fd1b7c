"""An item passed on, in whichever room it is before a person: skipped, flagged, and a skip taken back."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse

from annotation.queue.refusals import Refused
from synthlab.http import HtmxRequest


def passed_on(request: HtmxRequest, act: Callable[[], str], after: Callable[..., HttpResponse]) -> HttpResponse:
    """What `act` did is told in its words; `after` is what follows in the room: it takes the status."""
    try:
        said = act()
    except ValidationError as error:
        messages.error(request, error.messages[0])
    except Refused as refusal:
        return refused(request, refusal, after)
    else:
        messages.info(request, said)
    return after()


def passing_undone(
    request: HtmxRequest, undo: Callable[[], object], after: Callable[..., HttpResponse]
) -> HttpResponse:
    """`undo` gives the item back to its person, and `after` shows it: it takes what is held `again`, or a status and
    that nothing was undone."""
    try:
        again = undo()
    except Refused as refusal:
        return refused(request, refusal, partial(after, undoes=False))
    return after(again=again)


def refused(request: HtmxRequest, refusal: Refused, after: Callable[..., HttpResponse]) -> HttpResponse:
    messages.warning(request, str(refusal))
    return after(status=409 if request.htmx else 200)
