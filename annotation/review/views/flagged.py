"""What waits for a lead, one item at a time: flagged, skipped by many, or answers that differ for good."""

import json
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from annotation.models import Annotation, Item, Resolution
from annotation.queue.actions.answer import checked_answers
from annotation.queue.actions.decide import decide, send_back, take, undo_decision
from annotation.queue.frames import spec_of
from annotation.queue.refusals import AnswerGone, Refused
from annotation.review.decisions import decision_told, last_decision, withdrawn_decision
from annotation.review.differing import agreed_answers, differing_answers, still_fitting
from annotation.review.forms import DecisionForm, TakingForm, as_decided
from annotation.review.frames import models_words, with_what_was_said
from annotation.review.views.cards import item_of, questions_of
from annotation.review.views.keys import keys_of
from annotation.review.waiting import Waiting, Wanted, Why
from annotation.review.whose_text import author_of_text, revised_by
from annotation.saying import in_words, machine_in_words
from generation.access import project_for
from generation.codebooks.lessons import Into
from generation.methods.guide import guide
from generation.methods.questions.revisions import is_discarded, revised_fields
from generation.methods.taskspec import TaskSpec
from generation.models import Codebook, Project, Role, Sample
from synthlab.http import HtmxRequest
from synthlab.paging import Pager

#: Which keys take a person's answers. The questions have the digits and E.
TAKING = "abcd"


@require_GET
@login_required
def flagged(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    return _page(request, project)


@require_POST
@login_required
def flagged_decide(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    sent = _sent(request, slug, pk)
    item, codebook, form = sent.item, sent.codebook, sent.form
    if form.read_version() != codebook.number:
        return _not_read(request, sent)
    if not form.is_valid():
        return _page(request, sent.project, Refusal(item, form))
    with_next = _on_to_the_next(request, sent)
    try:
        decided = decide(
            item=item, lead=request.user, codebook=codebook, answers=form.answers(), rule=form.named_rule() or "",
            reason=form.cleaned_data["reason"], lesson=form.lesson(item.sample, codebook),
        )  # fmt: skip
    except ValidationError as error:
        form.refuse(error)
        return _page(request, sent.project, Refusal(item, form))
    except Refused as refusal:
        return _page(request, sent.project, Refusal(item, form, why=str(refusal)))
    _tell(request, sent, decided)
    return with_next


@require_POST
@login_required
def flagged_take(request: HtmxRequest, slug: str, pk: int, answer: int) -> HttpResponse:
    """One person's answers as they are, label and text, in one press. A rule and a reason may be sent along."""
    sent = _sent(request, slug, pk, TakingForm)
    item, codebook, form = sent.item, sent.codebook, sent.form
    if form.read_version() != codebook.number:
        return _not_read(request, sent)
    taken = next((one for one in item.given if one.pk == answer), None)
    if taken is None:
        return _page(request, sent.project, Refusal(item, form, why=str(AnswerGone())))
    if not form.is_valid():
        return _page(request, sent.project, Refusal(item, form))
    with_next = _on_to_the_next(request, sent)
    try:
        decided = take(
            item=item, lead=request.user, codebook=codebook, answer=taken, rule=form.named_rule(),
            reason=form.cleaned_data["reason"], lesson=form.lesson(item.sample, codebook),
        )  # fmt: skip
    except ValidationError as error:
        form.refuse(error)
        return _page(request, sent.project, Refusal(item, form, why=_unfit(taken, codebook)))
    except Refused as refusal:
        return _page(request, sent.project, Refusal(item, form, why=str(refusal)))
    _tell(request, sent, decided)
    return with_next


@require_POST
@login_required
def flagged_return(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    sent = _sent(request, slug, pk)
    with_next = _on_to_the_next(request, sent)
    try:
        send_back(item=sent.item, lead=request.user)
    except Refused as refusal:
        return _page(request, sent.project, Refusal(sent.item, sent.form, why=str(refusal)))
    messages.success(request, _("It is in the queue again."))
    return with_next


@require_POST
@login_required
def decision_undo(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    """A decision taken back: its item is on the screen again, with what was decided in its form."""
    project = project_for(request.user, slug, role=Role.LEAD)
    decisions = Resolution.objects.filter(item__project=project, rule=Resolution.Rule.LEAD)
    decision = get_object_or_404(decisions, pk=pk)
    page = reverse("annotation:flagged", args=[slug])
    try:
        item = undo_decision(decision=decision, lead=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect(page)
    messages.info(request, _("The decision is taken back. The item waits again, with what you had decided."))
    chosen = Waiting(project, Wanted.of(request.GET))
    return redirect(page + (chosen if chosen.place(item.pk) else Waiting(project, Wanted())).address(item.pk))


# -- what was sent, and what follows -----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Sent:
    project: Project
    item: Item
    codebook: Codebook
    form: DecisionForm


@dataclass(frozen=True)
class Refusal:
    """An item that is shown once more with what was typed.

    `why`: things have changed meanwhile. `before`: the version of the codebook that its form went by, where that is in
    force no more. Otherwise the form says what is wrong.
    """

    item: Item
    form: DecisionForm
    why: str = ""
    before: int = 0

    @property
    def status(self) -> int:
        return 409 if self.why else 422


def _sent(request: HtmxRequest, slug: str, pk: int, kind: type[DecisionForm] = DecisionForm) -> Sent:
    project = project_for(request.user, slug, role=Role.LEAD)
    item = get_object_or_404(with_what_was_said(Item.objects.filter(project=project)), pk=pk)
    codebook = Codebook.objects.current(project)
    return Sent(project, item, codebook, _form(item, spec_of(codebook.pk), request.POST, kind))


def _form(
    item: Item, spec: TaskSpec, posted: QueryDict | None = None, kind: type[DecisionForm] = DecisionForm
) -> DecisionForm:
    return kind(posted, spec=spec, lease=f"item-{item.pk}", revised=revised_by(spec, item))


def _not_read(request: HtmxRequest, sent: Sent) -> HttpResponse:
    """The form went by another version of the codebook than the one in force."""
    before = _published(sent.project, sent.form.read_version())
    return _page(request, sent.project, Refusal(sent.item, sent.form, before=before))


def _published(project: Project, number: int) -> int:
    """The number, where there is such a version; else 0."""
    return number if Codebook.objects.published().filter(project=project, number=number).exists() else 0


def _unfit(taken: Annotation, codebook: Codebook) -> str:
    words = _(
        "The answers of %(name)s were given by version %(before)d of the codebook and do not fit version %(now)d as "
        "they are. Decide below instead."
    )
    return words % {"name": taken.user.get_username(), "before": taken.codebook.number, "now": codebook.number}


def _on_to_the_next(request: HtmxRequest, sent: Sent) -> HttpResponse:
    """Where a decision leads: the item below it in the list, as it was chosen, else the one above. Asked before it is
    decided: afterwards nobody knows where it stood."""
    waiting, pk = Waiting(sent.project, Wanted.of(request.GET)), sent.item.pk
    page = reverse("annotation:flagged", args=[sent.project.slug])
    return redirect(page + waiting.address(waiting.after(pk) or waiting.before(pk)))


def _tell(request: HtmxRequest, sent: Sent, decided: Resolution) -> None:
    """What holds now, and which text it is about."""
    said = decision_told(decided, sent.item.given)
    learnt = _("Written into the draft of the codebook.") if sent.form.cleaned_data["into"] else ""
    messages.success(request, f"{said} {learnt}".strip())


# -- the page ----------------------------------------------------------------------------------------------------------
def _page(request: HtmxRequest, project: Project, refused: Refusal | None = None) -> HttpResponse:
    waiting = Waiting(project, Wanted.of(request.GET))
    pk = refused.item.pk if refused else waiting.at(request.GET.get("item", ""))
    context = {
        "project": project,
        "nav": "review",
        "waiting": waiting,
        "refused": refused,
        "last": last_decision(request.user, project),
        "whys": [(why.value, why.label, waiting.whys[why]) for why in Why if waiting.whys[why]],
        "pairs": [(pair, " – ".join(json.loads(pair)), n) for pair, n in waiting.pairs.most_common()],
        "sent_with": f"?{urlencode(waiting.wanted.query)}" if waiting.wanted.query else "",
        **(_shown(project, request.user, waiting, pk, refused) if pk else {}),
    }
    return render(request, "annotation/review/flagged.html", context, status=refused.status if refused else 200)


def _shown(project: Project, lead, waiting: Waiting, pk: int, refused: Refusal | None) -> dict:
    """The item, and the list beside it."""
    codebook = Codebook.objects.current(project)
    spec = spec_of(codebook.pk)
    item = refused.item if refused else with_what_was_said(Item.objects.filter(project=project)).get(pk=pk)
    for answer in item.given:
        answer.fits = _can_be_taken(answer, spec, item.sample)
    waits = item.state == Item.State.FLAGGED
    agreed = agreed_answers(spec, codebook, item.given, lambda: item.sample.fields) if waits else {}
    item.form = refused.form if refused else _begun(item, spec, withdrawn_decision(lead, item.pk, codebook), agreed)
    _as_a_lead_sees_it(item, spec, models_words([item]).get(pk), agreed)
    newer, older = waiting.blocks_beside(pk)
    return {
        "item": item,
        "place": waiting.place(pk),
        "before": waiting.address(before) if (before := waiting.before(pk)) else "",
        "after": waiting.address(after) if (after := waiting.after(pk)) else "",
        "rows": [(row, waiting.address(row.pk)) for row in waiting.block(pk)],
        "pager": Pager(newer=_query(waiting, newer), older=_query(waiting, older)),
        "codebook": codebook,
        "guide": guide(spec),
        "keys": keys_of(spec),
        "rules": spec.rules,
        "labels": [label.name for label in spec.judged.labels] if spec.judged else [],
        "into": Into.choices,
    }


def _begun(item: Item, spec: TaskSpec, before: Resolution | None, agreed: dict) -> DecisionForm:
    """With what all people say, or with what this lead had decided before they took it back."""
    known = {name: answer for name, answer in agreed.items() if answer is not None} or _of_the_only_one(item, spec)
    answers, more = (before.answers, as_decided(before, spec, item)) if before else (known, {})
    return DecisionForm(spec=spec, lease=f"item-{item.pk}", before=answers, initial=more)


def _of_the_only_one(item: Item, spec: TaskSpec) -> dict:
    """What one person said by an older version, as far as it fits: it cannot be taken by its button."""
    if item.state != Item.State.FLAGGED or len(item.given) != 1 or item.given[0].fits:
        return {}
    return still_fitting(spec, item.given[0].answers, lambda: item.sample.fields)


def _can_be_taken(answer: Annotation, spec: TaskSpec, sample: Sample) -> bool:
    """Whether the version in force takes the answers as they are: they may have been given by another."""
    try:
        checked_answers(spec, answer.answers, lambda: sample.fields)
    except ValidationError:
        return False
    return True


def _query(waiting: Waiting, pk: int | None) -> str:
    return waiting.address(pk)[1:] if pk else ""


def _as_a_lead_sees_it(item: Item, spec: TaskSpec, word: dict | None, agreed: dict) -> None:
    """What the lead sees of an item: its texts, the questions, and what people and model said.

    What all people say is folded: it stands in the form, and beside each person only where they differ."""
    fields, lease = item.sample.fields, f"item-{item.pk}"
    item.shown = item_of(item.sample, spec, lease)
    item.questions = questions_of(spec, item.form, fields, lease)
    differing = differing_answers(spec, item.given) if item.state == Item.State.FLAGGED else set()
    for question in item.questions:
        question["agreed"], question["differs"] = question["name"] in agreed, question["name"] in differing
    item.alike = len(agreed)
    item.waits = item.state == Item.State.FLAGGED
    if not item.waits:  # it may be asked of this very person, who then knows nothing of what others say
        item.given, item.reasons, word = [], [], None
    revised, first = revised_by(spec, item), next(iter(revised_fields(spec.questions)), "")
    for place, answer in enumerate(item.given):
        said = {name: value for name, value in answer.answers.items() if name not in agreed}
        answer.words = in_words(spec_of(answer.codebook_id), said, lambda: fields)
        answer.key = TAKING[place] if place < len(TAKING) else ""
        answer.texts = json.dumps(revised[str(answer.pk)]) if str(answer.pk) in revised else ""
        answer.whose = author_of_text(spec_of(answer.codebook_id), answer.answers, [answer])
        answer.gone = is_discarded(spec_of(answer.codebook_id).questions, answer.answers)
    item.text_at = first if revised else ""  # before this question the text is chosen
    item.machine = machine_in_words(word, spec, lambda: fields)
    named = {*(answer.rule for answer in item.given), word["rule"] if word else ""}
    item.rules = [rule for rule in spec.rules if rule.id in named]
