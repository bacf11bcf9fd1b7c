"""When it is enough, by REST."""

from django.http import HttpRequest
from ninja import Query, Router
from ninja.errors import HttpError

from annotation.methods.certificate.limits import LIMITS
from annotation.reports import as_answer
from annotation.routing.asking import prices_in_force
from annotation.stopping.asking import stopping
from annotation.stopping.shapes import with_prices
from generation.access import labels_for

router = Router(tags=["certificate"])


@router.get("projects/{slug}/stopping", response=dict)
def get_stopping(
    request: HttpRequest,
    slug: str,
    limit: float | None = Query(None, description="One share that may be wrong: 0.01, 0.02, 0.03, 0.05 or 0.1."),
):
    """Read what a promise takes.

    `now` holds the certificate's figures and `path` the bound after each audit; `plans` what each promise takes from
    here: `active` riskiest rows, then `audits` (nine times of ten at most `audits_at_most`), with minutes and USD, and
    what `next` a hundred looks of each kind bring; its `curve` what it takes after so many of the riskiest rows, with
    the `least`; its `rules` by which one may stop, each with its `state` (reached, not_yet, too_few, not_set) and what
    it `rests_on`; `helping` what opinions of another model take where the promise takes half of all labels or more.
    `told_apart` is how well the chances tell wrong labels from right ones on audit rows, the AUROC with its interval.
    All but `now` and `path` is expected, not promised.

    Once reviewing has ended (`ended_at`) no audit is drawn any more: the plans tell whether a promise `holds`, their
    other figures are null, and `again` is both bounds in one, with what people got wrong.

    `reason` says why there is nothing to tell: no_codebook, no_rows, freezing, tail (its procedure is
    B: read `certificate`); empty where there is.
    """
    project = labels_for(request.user, slug)
    if limit is not None and limit not in LIMITS:
        raise HttpError(422, f"limit: one of {', '.join(f'{one:g}' for one in LIMITS)}; `plan_audit` takes any")
    told = as_answer(stopping(project))
    if told["state"] != "ready" or told["reason"]:
        return told
    told = with_prices(told, prices_in_force(project))
    return told if limit is None else told | {"plans": [one for one in told["plans"] if one["limit"] == limit]}
