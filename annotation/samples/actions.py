"""The very requests that a sample was made and labelled by, rebuilt from what is stored, and whether they are equal."""

from django.utils.translation import gettext as _

from generation.models import MachineLabel, PlannedRow, Sample
from generation.runs.actions.replay import MODEL, Replayed, replay

MOST_ROWS = 10  # of runs that labelled it: the newest


def requests_of(sample: Sample, *, whole: bool = False) -> list[dict]:
    """Of the row that wrote it, and of those that labelled it. Nothing is sent.

    `whole`: for a command, which has the time to read all facts where a request follows from them.
    """
    return [_told(one) for row in _rows(sample) for one in replay(row, whole=whole)]


def _rows(sample: Sample) -> list[PlannedRow]:
    labelled = MachineLabel.objects.filter(sample=sample, call__row__isnull=False).order_by("-pk")
    rows = dict.fromkeys(labelled.values_list("call__row", flat=True)[:MOST_ROWS])
    if sample.planned_row_id:
        rows[sample.planned_row_id] = None
    return list(PlannedRow.objects.filter(pk__in=rows).order_by("pk"))


def _told(one: Replayed) -> dict:
    call = one.call
    return {
        "run": call.run_id,
        "call": call.pk,
        "step": call.step,
        "template": call.template,
        "model": call.model,
        "messages": call.request.get("messages", []),
        "sent_hash": call.request_hash,
        "rebuilt_hash": one.rebuilt.key if one.rebuilt else "",
        "equal": one.equal,
        "differs": list(one.differs),
        "why": _why(one),
        "lines": one.lines,
    }


def _why(one: Replayed) -> str:
    """Why what was rebuilt is not what was sent; "" where it is."""
    if one.equal:
        return ""
    if one.partial:
        return _("It may follow from facts that a page does not read. The command “replay” reads all of them.")
    if one.rebuilt is None:
        return _("What is stored of the row no longer leads to this request.")
    if one.differs == (MODEL,):
        return _("The same words, but the endpoint's model or address was another one when they were sent.")
    named = _parts()
    return _("Not as it was sent: %(parts)s.") % {"parts": ", ".join(named.get(part, part) for part in one.differs)}


def _parts() -> dict[str, str]:
    return {
        "messages": _("the messages"),
        "schema": _("the form of the answer"),
        "max_tokens": _("the longest reply"),
        "temperature": _("the temperature"),
        "stop": _("where a reply ends"),
        "logprobs": _("the probabilities asked for"),
        "bias": _("the words made likelier or less likely"),
        "seed": _("the seed"),
    }
