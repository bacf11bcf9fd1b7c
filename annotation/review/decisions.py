"""What a lead decided last, told in words and open to be taken back."""

from dataclasses import dataclass

from django.db.models import Max
from django.utils.translation import gettext as _

from annotation.models import Annotation, Resolution
from annotation.queue.frames import DECIDED, spec_of
from annotation.review.whose_text import CAME, OWN, author_of_text
from annotation.saying import in_words
from generation.methods.questions.revisions import is_discarded
from generation.models import Codebook, Project

#: So many of a lead's latest decisions are gone back over by the undo key.
LAST_DECISIONS = 10
MOST_WORDS = 3


@dataclass(frozen=True)
class Decided:
    """The decision, and it as a sentence."""

    decision: Resolution
    told: str


def last_decision(lead, project: Project) -> Decided | None:
    """The newest of a lead's last decisions that can be taken back."""
    mine = Resolution.objects.filter(decided_by=lead, rule=Resolution.Rule.LEAD).order_by("-pk")
    recent = list(mine.select_related("item__sample")[:LAST_DECISIONS])
    items = [decision.item_id for decision in recent]
    newest = Resolution.objects.filter(item__in=items).order_by().values("item").annotate(newest=Max("pk"))
    last_words = set(newest.values_list("newest", flat=True))
    stands = (
        decision
        for decision in recent
        if decision.item.project_id == project.pk and decision.item.state in DECIDED and decision.pk in last_words
    )
    decision = next(stands, None)
    return decision and Decided(decision, decision_told(decision))


def withdrawn_decision(lead, item_id: int, codebook: Codebook) -> Resolution | None:
    """What a lead had decided of an item that waits again, by the version in force."""
    mine = Resolution.objects.filter(item=item_id, decided_by=lead, rule=Resolution.Rule.LEAD, codebook=codebook)
    return mine.order_by("-pk").first()


def decision_told(decision: Resolution, given: list[Annotation] | None = None) -> str:
    """What was decided, whose answer it was, and of which text. `given`: the answers to the item that stand."""
    spec = spec_of(decision.codebook_id)
    if is_discarded(spec.questions, decision.answers):
        return _("Decided: the item is thrown away.")
    if given is None:
        given = list(decision.item.annotations.valid().select_related("user"))
    whose = author_of_text(spec, decision.answers, given) if decision.label else ""
    said = {"label": decision.label or _shortly(decision)}
    if whose == CAME:
        return _("Decided: %(label)s, of the text as it came.") % said
    if whose == OWN:
        return _("Decided: %(label)s, of the text as you wrote it.") % said
    if whose:
        return _("Decided: %(label)s, of the text as %(name)s revised it.") % (said | {"name": _name(whose)})
    taken = next((one for one in given if one.pk == decision.merged.get("kept")), None)
    if taken:
        return _("Decided: %(label)s, as %(name)s said.") % (said | {"name": _name(taken)})
    return _("Decided: %(label)s.") % said


def _name(answer: Annotation) -> str:
    return answer.user.get_username()


def _shortly(decision: Resolution) -> str:
    """The first answers, where no label stands for all."""
    spec, fields = spec_of(decision.codebook_id), decision.item.sample.fields
    words = in_words(spec, decision.answers, lambda: fields)
    shown = ", ".join(f"{said['title']} {said['words'][:80]}".strip() for said in words[:MOST_WORDS])
    return f"{shown} …" if len(words) > MOST_WORDS else shown
