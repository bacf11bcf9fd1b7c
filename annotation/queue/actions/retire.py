"""A lead takes a gold item out of the checks, and puts it back."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from annotation.models import Dispenser, Item, RetiredCheck
from annotation.queue.refusals import NoCheck, NotRetired, RetiredAlready
from generation.audit import record


@transaction.atomic
def retire(*, item: Item, lead, counts: bool) -> RetiredCheck:
    """It is given to nobody else as a check. `counts`: answers to it still stand for those who gave them.

    Who holds it may still answer. Its reference stays as it is.
    """
    if item.state != Item.State.GOLD:
        raise NoCheck
    try:
        with transaction.atomic():
            retired = RetiredCheck.objects.create(item=item, counts=counts, created_by=lead)
    except IntegrityError as error:
        raise RetiredAlready from error
    # By words without its number: everybody reads on Home what happened lately, and it may check people again.
    told = {"item": item.number, "answers_count": counts}
    record(actor=lead, verb="check.retired", project=item.project, subject=f"item {item.pk}", **told)
    return retired


@transaction.atomic
def put_back(*, item: Item, lead) -> RetiredCheck:
    """It checks people again, those who were never asked it."""
    standing = RetiredCheck.objects.select_for_update().standing().filter(item=item).first()
    if standing is None:
        raise NotRetired
    standing.returned_by, standing.returned_at = lead, timezone.now()
    standing.save(update_fields=["returned_by", "returned_at"])
    Dispenser.objects.filter(project=item.project_id).update(checks_spent_at=None)
    record(actor=lead, verb="check.back", project=item.project, subject=f"item {item.pk}", item=item.number)
    return standing
