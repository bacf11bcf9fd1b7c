"""What nobody is left to answer is passed to a lead."""

from django.db.models import Exists, OuterRef, Q

from annotation.models import Annotation, Dispenser, Item, Lane, Stream
from annotation.queue.actions.settle import pass_to_lead
from annotation.queue.actions.waiting import waiting_items
from annotation.queue.frames import ANSWERING, EVERYBODY, could_answer
from annotation.queue.log import record_of
from generation.models import Membership

PASSED_AT_ONCE = 50


def pass_on(dispenser: Dispenser) -> None:
    """What waits for somebody who has left the project, and was answered by all who are still there, is a lead's."""
    lanes = Lane.objects.filter(project=dispenser.project_id).values_list("pk", flat=True)
    for lane in (EVERYBODY, *lanes):
        _pass_on_in(dispenser, lane)


def _pass_on_in(dispenser: Dispenser, lane: int) -> None:
    project, codebook, able = dispenser.project, dispenser.codebook_id, could_answer(dispenser.project_id, lane)
    given = Annotation.objects.of_items().filter(
        item=OuterRef(OuterRef("pk")), user=OuterRef("user"), codebook=codebook
    )
    left = Membership.objects.filter(~Exists(given), project=project, role__in=ANSWERING, user__in=able)
    heard = Q(answers__gte=max(1, len(able)))
    if not able:  # an audit draw that waits for nobody stays open until a lead decides it
        heard |= Q(stream=Stream.AUDIT)
    answered = waiting_items(project, None).filter(heard, lane=lane)
    for item in answered.filter(~Exists(left)).order_by("pk")[:PASSED_AT_ONCE]:
        if pass_to_lead(item, was=Item.State.WAITING):
            record_of(item, project, actor=None, verb="item.passed_on")
