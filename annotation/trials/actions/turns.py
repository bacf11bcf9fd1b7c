"""Answering an item by a draft of the codebook: taken under a lease, answered, passed on, taken back, corrected.

Nothing of it touches the item: no label, no state, no count of answers.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from annotation.models import DraftTurn, Half, TrialAnswer
from annotation.models.queue import new_lease
from annotation.queue.actions.answer import checked_answers, checked_remarks, plausible
from annotation.queue.actions.handback import checked_reason
from annotation.queue.actions.sent_twice import corrected_already, says, stored_already
from annotation.queue.draft_turns import State, answerable, held_turns, last_draft_answers, next_turn, turns_in_force
from annotation.queue.frames import policy_of, spec_of
from annotation.queue.log import record_of
from annotation.queue.mentions import mention_in_draft_answer
from annotation.queue.refusals import (
    AskedNoMore,
    HasJudged,
    LeaseGone,
    NotFlagged,
    NotSkipped,
    Refused,
    SkipStands,
    TooManyLeases,
    TooOld,
    Undone,
)
from generation.audit import record
from generation.locks import lock_project
from generation.models import Project

MOST_HELD = 10
LONGEST_LABEL = TrialAnswer._meta.get_field("label").max_length


@transaction.atomic
def take(*, project: Project, user) -> DraftTurn | None:
    """Hand a person the next item by a draft; None where none is for them."""
    lock_project(project.pk)
    if DraftTurn.objects.filter(user=user, project=project, state=State.HELD).count() >= MOST_HELD:
        raise TooManyLeases
    turn = next_turn(user, project)
    if turn is None:
        return None
    if turn.person_id != user.pk:
        turn.person = None  # who was named may answer it no more
    turn.user, turn.state, turn.lease = user, State.HELD, new_lease()
    turn.expires_at = _until(project)
    turn.save(update_fields=["user", "person", "state", "lease", "expires_at"])
    return turn


def at_hand(*, project: Project, user, count: int) -> list[DraftTurn]:
    """What the person holds, filled up; what they hold already comes first, and its time begins anew."""
    held = held_turns(user, project)
    DraftTurn.objects.filter(pk__in=[turn.pk for turn in held], state=State.HELD, user=user).update(
        expires_at=_until(project)
    )
    while len(held) < count and (turn := take(project=project, user=user)):
        held.append(turn)
    return held


def answer(
    *, project: Project, user, lease: str, answers: dict, seconds: float | None = None, comment: str = "",
    rule: str = "",
) -> TrialAnswer:  # fmt: skip
    """Store what a person says by the draft; the very same sent twice gives the first one back."""
    turn = turn_of(project, user, lease)
    spec = spec_of(turn.codebook_id)
    answers = checked_answers(spec, answers, lambda: turn.item.sample.fields)
    comment, rule = checked_remarks(spec, comment, rule)
    with transaction.atomic():
        lock_project(project.pk)
        if not _end(turn, State.SUBMITTED):
            return stored_already(_given(turn), (answers, comment, rule))
        return _stored(turn.place, turn, answers=answers, comment=comment, rule=rule, seconds=plausible(seconds))


@transaction.atomic
def skip(*, project: Project, user, lease: str, reason: str = "") -> DraftTurn:
    """It goes to somebody else, unless this person was asked by name. Sent twice it is done once."""
    reason = checked_reason(reason)
    lock_project(project.pk)
    turn = turn_of(project, user, lease)
    if _end(turn, State.SKIPPED, reason) and turn.person_id is None:
        DraftTurn.objects.create(
            project=project, place=turn.place, codebook_id=turn.codebook_id, asked_by_id=turn.asked_by_id
        )
    return turn


@transaction.atomic
def undo_skip(*, project: Project, user, lease: str) -> DraftTurn:
    """The item is the person's again, as long as nobody else has taken it since."""
    turn = _passed_on(project, user, lease, as_=State.SKIPPED, or_else=NotSkipped)
    if turn.person_id is None:
        others = DraftTurn.objects.filter(place=turn.place_id, codebook=turn.codebook_id, pk__gt=turn.pk, person=None)
        free = others.filter(state=State.OPEN).order_by("pk").first()
        if free is None:
            raise SkipStands
        free.delete()  # made by the skip, and nobody had it
    _hold_again(turn)
    _note(turn, verb="skip.undone")
    return turn


@transaction.atomic
def flag(*, project: Project, user, lease: str, reason: str = "") -> DraftTurn:
    """Something is wrong with the item or the draft: the lead who asks reads why. Sent twice it is done once."""
    reason = checked_reason(reason)
    lock_project(project.pk)
    turn = turn_of(project, user, lease)
    _end(turn, State.FLAGGED, reason)
    return turn


@transaction.atomic
def undo_flag(*, project: Project, user, lease: str) -> DraftTurn:
    """The item is the person's again: it waited for nobody else."""
    turn = _passed_on(project, user, lease, as_=State.FLAGGED, or_else=NotFlagged)
    _hold_again(turn)
    _note(turn, verb="flag.undone")
    return turn


@transaction.atomic
def undo(*, answer: TrialAnswer, project: Project) -> DraftTurn:
    """Take one of the last ten back; its item is the person's again."""
    lock_project(project.pk)
    _check_stands(answer)
    if answer.pk not in last_draft_answers(answer.user, project):
        raise TooOld
    TrialAnswer.objects.filter(pk=answer.pk).update(undone_at=timezone.now())
    turn = DraftTurn.objects.select_related("place__item__sample", "place__split").get(
        place=answer.item_id, codebook=answer.codebook_id, user=answer.user_id, state=State.SUBMITTED
    )
    _hold_again(turn)
    return turn


@transaction.atomic
def correct(*, answer: TrialAnswer, project: Project, answers: dict, comment: str = "", rule: str = "") -> TrialAnswer:
    """Say something else of an item by the same draft. What was said before is kept; the same again changes nothing."""
    spec = spec_of(answer.codebook_id)
    answers = checked_answers(spec, answers, lambda: answer.item.item.sample.fields)
    comment, rule = checked_remarks(spec, comment, rule)
    said = answers, comment, rule
    lock_project(project.pk)
    try:
        _check_stands(answer)
    except Undone:
        return corrected_already(answer, said)
    if says(answer, said):
        return answer
    TrialAnswer.objects.filter(pk=answer.pk).update(undone_at=timezone.now())
    record(actor=answer.user, verb="answer.corrected", project=project, subject=f"draft answer {answer.pk}")
    newest = _stored(answer.item, answer, answers=answers, comment=comment, rule=rule, seconds=answer.seconds)
    TrialAnswer.objects.filter(pk=answer.pk).update(undone_at=newest.created_at)  # by which a correction is known
    return newest


def turn_of(project: Project, user, lease: str) -> DraftTurn:
    """A person's own turn. One that went to somebody else has another lease."""
    turns = DraftTurn.objects.select_related("place__item__sample", "place__split")
    turn = answerable(user, turns, project).filter(project=project, user=user, lease=lease).first()
    if turn is None:
        raise LeaseGone
    return turn


def _passed_on(project: Project, user, lease: str, *, as_: str, or_else: type[Refused]) -> DraftTurn:
    """A person's turn that ended so and is still asked for; the project is locked."""
    lock_project(project.pk)
    turn = turn_of(project, user, lease)
    if turn.state != as_:
        raise or_else
    _check_asked(turn)
    return turn


def _check_asked(turn: DraftTurn) -> None:
    if turn.place.half == Half.HELD_OUT and turn.place.split.has_begun_to_judge:
        raise HasJudged
    if not turns_in_force(turn.project).filter(pk=turn.pk).exists():
        raise AskedNoMore


def _note(turn: DraftTurn, *, verb: str) -> None:
    """In the project's log; of a held-out item nobody is told what people make of it before it has judged."""
    if turn.place.half != Half.HELD_OUT:
        record_of(turn.item, turn.project, actor=turn.user, verb=verb)


def _hold_again(turn: DraftTurn) -> None:
    turn.state, turn.lease, turn.expires_at, turn.ended_at = State.HELD, new_lease(), _until(turn.project), None
    turn.save(update_fields=["state", "lease", "expires_at", "ended_at"])


def _until(project: Project):
    return timezone.now() + timedelta(minutes=policy_of(project).lease_minutes)


def _end(turn: DraftTurn, state: str, reason: str = "") -> bool:
    """Whether the turn ends by this; False where the very same was sent before. LeaseGone where it ended otherwise."""
    held = DraftTurn.objects.filter(pk=turn.pk, user=turn.user_id, lease=turn.lease, state=State.HELD)
    if held.update(state=state, reason=reason, ended_at=timezone.now()):
        return True
    turn.refresh_from_db(fields=["state", "reason", "lease"])
    if turn.state == State.WITHDRAWN:
        raise AskedNoMore
    if (turn.state, turn.reason) != (state, reason):
        raise LeaseGone
    return False


def _stored(place, by: DraftTurn | TrialAnswer, *, answers: dict, **said) -> TrialAnswer:
    label = answers.get(place.split.question, "")
    if not isinstance(label, str) or len(label) > LONGEST_LABEL:
        label = ""  # the draft turned the question into one of another kind
    stored = TrialAnswer.objects.create(
        item=place, codebook_id=by.codebook_id, user_id=by.user_id, answers=answers, label=label, **said
    )
    mention_in_draft_answer(stored)
    return stored


def _given(turn: DraftTurn) -> QuerySet:
    given = TrialAnswer.objects.valid().filter(item=turn.place_id, codebook=turn.codebook_id, user=turn.user_id)
    return given.select_related("item__item__sample", "item__split")


def _check_stands(answer: TrialAnswer) -> None:
    answer.refresh_from_db(fields=["undone_at"])
    if answer.undone_at is not None:
        raise Undone
    if answer.item.half == Half.HELD_OUT and answer.item.split.has_begun_to_judge:
        raise HasJudged
