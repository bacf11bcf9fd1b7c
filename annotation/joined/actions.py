"""Bringing rows in line with the rule in use, and taking it back: in short transactions, a few rows each.

Whatever is killed, at whatever moment: what was written is whole rows with their resolutions, and the next try reckons
from the answers and finds these rows in line. Needs pandas: worker only.
"""

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from annotation.joined.frames import marks
from annotation.joined.reckoning import ASK, JOIN, Plan, Row, reckon
from annotation.models import Annotation, Item, Joining, RecheckRow, Resolution
from annotation.queue.actions.outcome import discards, verdict
from annotation.queue.actions.settle import fall_back, hold, nobody_left, settle, valid_answers
from annotation.queue.frames import spec_of
from generation import jobs
from generation.audit import record
from generation.methods.taskspec import TaskSpec
from generation.models import Job
from synthlab.turns import turn

AT_ONCE = 100
State = Joining.State


def carry_on(job: Job) -> None:
    """What its state asks for: reckoned, its rows brought in line, or taken back. One that needs nothing is left."""
    joining = Joining.objects.select_related("project", "created_by").get(pk=job.args["joining"])
    if joining.state == State.RECKONING:
        joining.told, joining.state = reckon(joining).told, State.READY
        _save_as(joining, State.RECKONING, "told", "state")
    elif joining.state in (State.APPLYING, State.USED):
        _apply(job, joining)
    elif joining.state == State.UNDOING:
        _take_back(job, joining)


def _apply(job: Job, joining: Joining) -> None:
    was, (seen, seen_event) = joining.state, marks(joining.project)
    jobs.report(job, step="reckon")
    plan = reckon(joining)
    for done in range(0, len(plan.rows), AT_ONCE):
        jobs.report(job, step="write", done=done, total=len(plan.rows))
        with turn(), transaction.atomic():
            if not _still(joining, was):
                return
            written = sum(_written(joining, plan, row) for row in _free(plan.rows[done : done + AT_ONCE]))
            Joining.objects.filter(pk=joining.pk).update(changed=F("changed") + written)
    joining.told, joining.state, joining.error = plan.told, State.USED, ""
    joining.seen, joining.seen_event, joining.applied_at = seen, seen_event, timezone.now()
    with transaction.atomic():
        if _save_as(joining, was, "told", "state", "error", "seen", "seen_event", "applied_at"):
            _tell(joining, "joining.applied")


def _still(joining: Joining, state: str) -> bool:
    """Whether no lead has said otherwise meanwhile; the row is locked, so that none does before this is written."""
    return Joining.objects.select_for_update().filter(pk=joining.pk, state=state).exists()


def _save_as(joining: Joining, was: str, *names: str) -> bool:
    values = {name: getattr(joining, name) for name in names}
    return bool(Joining.objects.filter(pk=joining.pk, state=was).update(**values))


def _tell(joining: Joining, verb: str) -> None:
    """One line of the audit log for all rows that changed since the last one."""
    changed = Joining.objects.select_for_update().values_list("changed", flat=True).get(pk=joining.pk)
    if not changed:
        return
    Joining.objects.filter(pk=joining.pk).update(changed=0)
    detail = {"method": joining.get_method_display(), "items": changed}
    if verb == "joining.applied":
        record(actor=None, verb="joining.applied", project=joining.project, subject=joining, **detail)
    else:
        record(actor=None, verb="joining.undone", project=joining.project, subject=joining, **detail)


def _free(rows: list[Row]) -> list[tuple[Row, Item]]:
    """Those whose item stands as it did when it was reckoned, locked; the others changed, and are reckoned anew."""
    newest = Resolution.objects.filter(item=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    locked = Item.objects.select_for_update(of=("self",)).select_related("sample", "project").order_by("pk")
    items = {item.pk: item for item in locked.filter(pk__in=[row.item for row in rows])}
    now = dict(Item.objects.filter(pk__in=items).annotate(newest=Subquery(newest)).values_list("pk", "newest"))
    return [
        (row, items[row.item])
        for row in rows
        if row.item in items and items[row.item].state == row.state and now[row.item] == row.resolution
    ]


def _written(joining: Joining, plan: Plan, found: tuple[Row, Item]) -> bool:
    row, item = found
    spec, valid = spec_of(plan.codebook.pk), valid_answers(item)
    if not {*row.of} <= {answer.pk for answer in valid}:
        return False  # one was taken back at this moment
    if row.way != JOIN:
        _leave_open(joining, plan, row, item, valid)
        return True
    answers = _answers_of(spec, row, valid)
    if answers is None or discards(spec, answers):
        return False
    item.state, item.answers_needed = Item.State.ANSWERED, min(item.answers_needed, item.answers)
    item.save(update_fields=["state", "answers_needed"])
    _append(joining, plan, row, Resolution.Rule.JOINED, label=row.label, answers=answers)
    hold(item, spec, row.label, answers)
    return True


def _answers_of(spec: TaskSpec, row: Row, valid: list[Annotation]) -> dict | None:
    """The joined label, and to the other questions what more than half of those say who gave it."""
    agreeing = [answer.answers for answer in valid if answer.label == row.label]
    answers, rule = verdict(spec, agreeing)
    return None if rule == Resolution.Rule.OPEN else answers


def _leave_open(joining: Joining, plan: Plan, row: Row, item: Item, valid: list[Annotation]) -> None:
    """Undecided: one more person is asked, or a lead where nobody is left who could answer."""
    asks = row.way == ASK and not nobody_left(item, valid)
    item.state = Item.State.WAITING if asks else Item.State.FLAGGED
    if asks:
        item.answers_needed = item.answers + 1
    item.save(update_fields=["state", "answers_needed"])
    _append(joining, plan, row, Resolution.Rule.OPEN)
    fall_back(item, undecided=True)


def _append(joining: Joining, plan: Plan, row: Row, rule: str, *, label: str = "", answers: dict | None = None) -> None:
    Resolution.objects.create(
        item_id=row.item,
        label=label,
        answers=answers or {},
        rule=rule,
        codebook=plan.codebook,
        settles=rule == Resolution.Rule.JOINED and not row.models,
        joining=joining,
        joined={
            "method": plan.method,
            "confidence": row.confidence,
            "wanted": joining.confidence,
            "of": row.of,
            "models": row.models,
        },
    )


def _take_back(job: Job, joining: Joining) -> None:
    """Its rows come to what their answers come to without it. Rows that a lead or a newer answer decided since are
    theirs, and one that a person has before them is settled with their answer."""
    while found := list(_its_rows(joining).values_list("pk", flat=True)[:AT_ONCE]):
        jobs.report(job, step="write")
        with turn(), transaction.atomic():
            if not _still(joining, State.UNDOING):
                return
            locked = Item.objects.select_for_update(of=("self",)).select_related("sample", "project").order_by("pk")
            items = list(_its_rows(joining, locked.filter(pk__in=found)))
            for item in items:
                item.answers_needed = min(item.answers_needed, item.answers)
                settle(item=item)
            Joining.objects.filter(pk=joining.pk).update(changed=F("changed") + len(items))
    joining.state = State.BACK
    with transaction.atomic():
        if _save_as(joining, State.UNDOING, "state"):
            _tell(joining, "joining.undone")


def _its_rows(joining: Joining, items: QuerySet[Item] | None = None) -> QuerySet[Item]:
    newest = Resolution.objects.filter(item=OuterRef("pk")).order_by("-pk").values("joining")[:1]
    of_project = Item.objects.filter(project=joining.project_id) if items is None else items
    again = RecheckRow.objects.filter(item=OuterRef("pk"), draw__isnull=False)
    asked = Q(state=Item.State.HELD) | Q(Exists(again), state=Item.State.WAITING)  # of somebody, now or soon
    touched = of_project.filter(pk__in=joining.resolutions.values("item")).exclude(asked)
    return touched.annotate(newest=Subquery(newest)).filter(newest=joining.pk)
