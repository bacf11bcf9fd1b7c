"""Rows on which a further opinion would be one: a single model has labelled them so far."""

from django.db.models import Case, Count, OuterRef, QuerySet, Subquery, When

from annotation.methods.signals.words import WRONG
from annotation.models import Routing, Signal, Stream
from generation.models import Codebook, MachineLabel, Project, Sample
from generation.models.machine import ENHANCED, STUDENT

MOST_TRIED = 300  # enough to know each share within 10 points where a fifth of the labels is wrong
MOST_ASKED = 10_000  # of a run: it keeps the list of its rows


def answered_rows(project: Project) -> list[int]:
    """Those that people answered, which show what a model is worth: drawn by chance first, 300 at most."""
    chosen_by_chance = Case(When(item__stream=Stream.AUDIT, then=0), default=1)
    answered = _heard_once(project).labelled_by_people().order_by(chosen_by_chance, "pk")
    return list(answered.values_list("pk", flat=True)[:MOST_TRIED])


def routed_rows(routing: Routing) -> list[int]:
    """Those that were routed to a model: the likeliest to be wrong first, 10,000 at most."""
    if routing.again_id is None:
        return []
    risk = Signal.objects.filter(sample=OuterRef("pk"), name=WRONG).values("value")[:1]
    rows = _heard_once(routing.project).filter(selected__selection=routing.again_id)
    return list(rows.order_by(Subquery(risk).desc(nulls_last=True), "pk").values_list("pk", flat=True)[:MOST_ASKED])


def _heard_once(project: Project) -> QuerySet[Sample]:
    codebook = Codebook.objects.current(project)
    if codebook is None:
        return Sample.objects.none()
    labels = MachineLabel.objects.standing().filter(sample=OuterRef("pk"), question=codebook.judged_name)
    labels = labels.exclude(source=STUDENT).exclude(source__startswith=ENHANCED).order_by()
    count = labels.values("sample").annotate(n=Count("pk")).values("n")
    return Sample.objects.filter(project=project).annotate(models=Subquery(count)).filter(models=1)
