"""The page on which a person gives one of their answers anew: one of the queue, or one by a draft."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from annotation.models import Annotation, TrialAnswer
from annotation.queue.frames import spec_of
from annotation.queue.refusals import Refused
from annotation.review.forms import AnswerForm
from annotation.review.own_answers import as_posted
from annotation.review.views.cards import item_of, questions_of
from annotation.review.views.keys import keys_of
from generation.methods.guide import guide
from generation.models import Codebook, Project, Sample
from synthlab.http import HtmxRequest


@dataclass(frozen=True)
class Correction:
    """What is corrected, and how.

    `given` stands so far; `store(answers=, comment=, rule=)` puts another one in its place. `lease`: by it the order of
    candidates is drawn. `template`; `back` and `room`, the names of the pages that follow: the list of answers, or the
    room for whoever came from there. `codebook` where it has a number.
    """

    project: Project
    given: Annotation | TrialAnswer
    sample: Sample
    lease: str
    store: Callable[..., object]
    template: str
    back: str
    room: str
    codebook: Codebook | None = None


def correcting(request: HtmxRequest, what: Correction) -> HttpResponse:
    """The form with the answer in it; once another one is stored, the page that follows."""
    spec, status = spec_of(what.given.codebook_id), 200
    form = AnswerForm(request.POST or as_posted(spec, what.given), spec=spec, lease=f"answer-{what.given.pk}")
    if request.method == "POST":
        status = _store(request, what, form)
        if status == 200:
            messages.success(request, _("Corrected. What you said before is kept beside it."))
            return _on_to(request, what)
    context = {
        "project": what.project,
        "nav": "review",
        "given": what.given,
        "form": form,
        "spec": spec,
        "item": item_of(what.sample, spec, what.lease),
        "questions": questions_of(spec, form, what.sample.fields, what.lease),
        "keys": keys_of(spec),
        "guide": guide(spec),
        "codebook": what.codebook,
        "next": _next(request, what),
    }
    return render(request, what.template, context, status=status)


def _store(request: HtmxRequest, what: Correction, form: AnswerForm) -> int:
    """200 where it is stored; else the page comes again with what was typed, to be corrected or to be copied."""
    if not form.is_valid():
        return 422
    try:
        what.store(answers=form.answers(), comment=form.cleaned_data["comment"], rule=form.cleaned_data["rule"])
    except ValidationError as error:
        form.refuse(error)
        return 422
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return 409
    return 200


def _on_to(request: HtmxRequest, what: Correction) -> HttpResponse:
    """The scripts (static/js/review/) may send it while another answer is before the person, or from a room, where
    they stay."""
    address = _next(request, what)
    if not request.htmx:
        return redirect(address)
    arrived = format_html('<div id="review-after" data-corrected="{}"></div>', what.given.pk)
    return HttpResponse(arrived, headers={} if "stay" in request.POST else {"HX-Redirect": address})


def _next(request: HtmxRequest, what: Correction) -> str:
    return reverse(what.room if "room" in request.GET else what.back, args=[what.project.slug])
