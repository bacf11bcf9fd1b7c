"""Who may be told what was said of a sample: the one rule, for pages and API alike.

An answer counts as blind only if its author knew no label of the item. Any item may still be asked of an annotator, for
an audit may be opened at any time, skipped and expired items go to other people, and an answer that is taken back opens
its item again. So an annotator is told of a sample once nothing can come back to them: their own answer stands, or a
lead has decided. Leads and viewers see every label, but for what they themselves are being asked blind.
"""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from annotation.models import Annotation, Assignment, DraftTurn, Resolution
from annotation.queue.draft_turns import turns_in_force
from annotation.queue.frames import last_answers
from generation.access import sees_labels
from generation.models import Project

NOT_DONE = (DraftTurn.State.OPEN, DraftTurn.State.HELD)  # what their index finds, however many were answered


def silent_samples(user, project: Project, ids: Iterable[int]) -> set[int]:
    """Of these samples (a page of them) those of which this person is told nothing yet."""
    ids = set(ids)
    if sees_labels(project):
        return ids & asked_blind(user, project)
    told = _standing(user, project, ids) | _decided(ids)
    return ids - (told - asked_blind(user, project) if told else told)


def check_not_silent(user, project: Project, sample_id: int) -> None:
    """PermissionDenied where this person is told nothing of the sample yet."""
    if silent_samples(user, project, [sample_id]):
        raise PermissionDenied(
            _("You are being asked about this item. What was said of it is shown after your answer.")
        )


def asked_blind(user, project: Project) -> set[int]:
    """Samples that this person holds blind, and what they hold or are to answer by name by a draft: always blind."""
    held = Assignment.objects.filter(user=user, project=project, state=Assignment.State.HELD, blind=True)
    mine = Q(user=user, state=DraftTurn.State.HELD) | Q(person=user, state=DraftTurn.State.OPEN)
    by_draft = turns_in_force(project).filter(mine, state__in=NOT_DONE).order_by()
    samples = held.order_by().values_list("item__sample_id", flat=True)
    return set(samples.union(by_draft.values_list("place__item__sample_id", flat=True)))


def _standing(user, project: Project, ids: set[int]) -> set[int]:
    """The samples to which this person gave an answer that they can no longer take back."""
    # Everybody's, at most a few an item: asked for by person, a database may walk through all that they ever answered.
    answers = Annotation.objects.valid().filter(item__sample__in=ids)
    given = answers.values_list("pk", "item__sample_id", "user_id", "revealed_at")
    may_be_taken_back = set(last_answers(user.pk, project.pk))
    return {
        sample
        for pk, sample, author, revealed in given
        if author == user.pk and (revealed or pk not in may_be_taken_back)
    }


def _decided(ids: set[int]) -> set[int]:
    """Those on which a lead has the last word: not where the decision was taken back."""
    newer = Resolution.objects.filter(item=OuterRef("item"), pk__gt=OuterRef("pk"))
    by_a_lead = Resolution.objects.filter(~Exists(newer), item__sample__in=ids, rule=Resolution.Rule.LEAD)
    return set(by_a_lead.values_list("item__sample_id", flat=True))
