"""What waits for a lead: flagged items, those that nobody wants, and answers that differ with nobody left to ask."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from annotation.models import Item, Stream
from annotation.queue.actions.decide import decide, send_back
from annotation.queue.frames import machine_answer, spec_of
from annotation.queue.refusals import Refused
from annotation.review.forms import DecisionForm
from annotation.review.frames import for_a_lead
from annotation.review.views.cards import item_of, questions_of
from annotation.saying import in_words, machine_in_words
from generation.access import project_for
from generation.codebooks.lessons import Into
from generation.methods.taskspec import TaskSpec
from generation.models import Codebook, Project, Role
from synthlab.http import HtmxRequest
from synthlab.paging import pager_for

PAGE = 20


@require_GET
@login_required
def flagged(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    return _page(request, project)


@require_POST
@login_required
def flagged_decide(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    item = get_object_or_404(Item.objects.select_related("sample"), pk=pk, project=project)
    codebook = Codebook.objects.current(project)
    form = DecisionForm(request.POST, spec=spec_of(codebook.pk), lease=f"item-{pk}")
    if not form.is_valid():
        return _page(request, project, wrong=form, wrong_pk=pk)
    try:
        decide(
            item=item, lead=request.user, codebook=codebook, answers=form.answers(), reason=form.reasoning(),
            lesson=form.lesson(item.sample, codebook),
        )  # fmt: skip
    except ValidationError as error:
        form.refuse(error)
        return _page(request, project, wrong=form, wrong_pk=pk)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        learnt = _("Decided, and written into the draft of the codebook.") if form.cleaned_data["into"] else ""
        messages.success(request, learnt or _("Decided."))
    return redirect("annotation:flagged", project.slug)


@require_POST
@login_required
def flagged_return(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    try:
        send_back(item=get_object_or_404(Item, pk=pk, project=project), lead=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is in the queue again."))
    return redirect("annotation:flagged", project.slug)


def _page(
    request: HtmxRequest, project: Project, *, wrong: DecisionForm | None = None, wrong_pk: int = 0
) -> HttpResponse:
    codebook = Codebook.objects.current(project)
    pager = pager_for(request.GET, for_a_lead(project), limit=PAGE)
    spec = spec_of(codebook.pk) if codebook else None
    for item in pager.items:
        item.form = wrong if item.pk == wrong_pk else DecisionForm(spec=spec, lease=f"item-{item.pk}")
        _shown(item, spec)
    context = {
        "project": project,
        "nav": "review",
        "pager": pager,
        "rules": spec.rules if spec else (),
        "labels": [label.name for label in spec.judged.labels] if spec and spec.judged else [],
        "into": Into.choices,
    }
    return render(request, "annotation/review/flagged.html", context, status=422 if wrong else 200)


def _shown(item: Item, spec: TaskSpec) -> None:
    """What the lead sees of an item: its texts, the questions, and what people and model said."""
    fields, lease = item.sample.fields, f"item-{item.pk}"
    item.shown = item_of(item.sample, spec, lease)
    item.questions = questions_of(spec, item.form, fields, lease)
    for answer in item.given:
        answer.words = in_words(spec_of(answer.codebook_id), answer.answers, lambda: fields)
    word = None if _is_blind(item) else machine_answer(item.sample)
    item.machine = machine_in_words(word, spec, lambda: fields)
    named = {*(answer.rule for answer in item.given), word["rule"] if word else ""}
    item.rules = [rule for rule in spec.rules if rule.id in named]


def _is_blind(item: Item) -> bool:
    """A lead's decision, too, is made without the model's label where the answers were."""
    return item.stream == Stream.AUDIT or item.assignments.filter(blind=True).exists()
