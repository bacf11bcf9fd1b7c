"""Which items a person may answer by a draft of the codebook, and what they said by it so far."""

import itertools
from collections import defaultdict
from collections.abc import Collection

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, When
from django.utils import timezone

from annotation.models import Annotation, DraftTurn, Half, TrialAnswer
from annotation.queue.frames import ANSWERING, LAST_ANSWERS, could_answer, lanes_of_others
from generation.models import Codebook, Membership, Project, Role, User

LOOK_AT = 200  # turns that one look goes through

State = DraftTurn.State
MINE = (State.HELD, State.SUBMITTED, State.SKIPPED, State.FLAGGED)


def held_turns(user, project: Project) -> list[DraftTurn]:
    """What a person holds, oldest first; one whose time ran out is theirs until somebody else has it, or until another
    version is in force: then nobody asks any more."""
    held = answerable(user, turns_in_force(project), project).filter(user=user, state=State.HELD)
    return list(held.select_related("place__item__sample", "place__split").order_by("pk"))


def ended_turns(user, project: Project) -> list[DraftTurn]:
    """What was taken from a person's hands, the newest first: withdrawn, or held when another version came in force."""
    mine = DraftTurn.objects.filter(user=user, project=project)
    gone = mine.filter(state=State.WITHDRAWN) | mine.filter(state=State.HELD).exclude(pk__in=turns_in_force(project))
    return list(gone.select_related("place__split").order_by("-pk")[:LOOK_AT])


def free_turns(user, project: Project) -> QuerySet[DraftTurn]:
    """Those of the version in force that nobody holds, and whose item this person was not asked by the same draft.

    Once another version is in force the draft is no longer held against it. Who is asked by name has it alone, as long
    as they may answer it: once they have left the project, or lead it and the item is held out, it is anybody's.
    """
    turns = answerable(user, turns_in_force(project), project)
    anybodys = Q(person=None) | Q(person=user) | _named_in_vain(project)
    nobodys = Q(state=State.OPEN) | Q(state=State.HELD, expires_at__lt=timezone.now())
    had = DraftTurn.objects.filter(place=OuterRef("place"), codebook=OuterRef("codebook"), user=user, state__in=MINE)
    return turns.filter(nobodys).filter(anybodys).exclude(Exists(had))


def _named_in_vain(project: Project) -> Q:
    """Turns of a named person who may answer them no more."""
    there = Membership.objects.filter(project=project, user=OuterRef("person"), role__in=ANSWERING)
    leads = Exists(there.filter(role=Role.LEAD))
    return Q(person__isnull=False) & (~Q(Exists(there)) | Q(leads, place__half=Half.HELD_OUT))


def turns_in_force(project: Project) -> QuerySet[DraftTurn]:
    """Those whose draft is held against the version in force: the others are asked for no more."""
    in_force = Codebook.objects.published().filter(project=project).order_by("-number").values("pk")[:1]
    return DraftTurn.objects.filter(project=project, place__split__base=in_force)


def answerable(user, turns: QuerySet[DraftTurn], project: Project) -> QuerySet[DraftTurn]:
    """Those that this person may answer. Who writes the draft answers none of the items that are to judge it."""
    leads = Membership.objects.filter(project=project, user=user.pk, role=Role.LEAD)
    barred = Q(place__half=Half.HELD_OUT) if user.is_superuser else Q(Exists(leads), place__half=Half.HELD_OUT)
    return turns.exclude(barred)


def who_lead(project: Project) -> set[int]:
    """Ids of the project's leads, site admins among them, who act as leads everywhere."""
    leads = Q(memberships__project=project, memberships__role=Role.LEAD) | Q(is_superuser=True)
    return set(User.objects.filter(leads).values_list("pk", flat=True))


def who_could(project: Project, lane: int, half: str, leads: Collection[int]) -> set[int]:
    """Ids of the members who may answer an item of this half by a draft."""
    able = could_answer(project.pk, lane)
    return able - set(leads) if half == Half.HELD_OUT else able


def next_turn(user, project: Project) -> DraftTurn | None:
    """The next one for a person: one they are asked for by name first, then what they have not answered before.

    Who gave an item its answer under the version in force is asked only where they are named, or nobody else is there
    who could be: a second look of the same eyes says less of how people read the draft.
    """
    found = _next_of(user, project)
    return found and DraftTurn.objects.select_related("place__item__sample", "place__split").get(pk=found)


def _next_of(user, project: Project) -> int | None:
    """Its id. No text is read to find it, and no more is asked where much is others' to answer.

    Items that a rule keeps for other people are never looked at. What this person answered before is gone through to
    its end, `LOOK_AT` turns at a time: one of them may be nobody else's.
    """
    own = Annotation.objects.of_items().filter(item=OuterRef("place__item"), user=user)
    of_item = {"of_item": F("place__item"), "lane": F("place__item__lane"), "half": F("place__half")}
    reach = Q(person=user) | ~Q(place__item__lane__in=lanes_of_others(user, project.pk))
    turns = free_turns(user, project).filter(reach).annotate(own=Exists(own), mine=_is(user), **of_item)
    names = ("pk", "mine", "own", "place", "codebook", *of_item)
    in_turn = turns.order_by("-mine", "own", "pk").values_list(*names, named=True)
    able: dict[tuple[int, str], set[int]] = {}
    for start in itertools.count(0, LOOK_AT):
        rows = list(in_turn[start : start + LOOK_AT])
        found = _first_for(user, project, rows, able)
        if found or len(rows) < LOOK_AT:
            break
    return found


def _is(user) -> Case:
    """Whether it is this person who is asked by name."""
    return Case(When(person=user, then=True), default=False, output_field=BooleanField())


def _first_for(user, project: Project, rows: list, able: dict[tuple[int, str], set[int]]) -> int | None:
    """The first of these turns that is for this person. `able` keeps who may answer an item of a lane and a half."""
    if rows and rows[0].mine:
        return rows[0].pk
    new = {(row.lane, row.half) for row in rows} - able.keys()
    leads = who_lead(project) if any(half == Half.HELD_OUT for _lane, half in new) else ()
    able.update({where: who_could(project, *where, leads) for where in new})
    mine = [row for row in rows if user.pk in able[row.lane, row.half]]
    if mine and not mine[0].own:
        return mine[0].pk
    had = _had(mine) if mine else {}
    return next((row.pk for row in mine if able[row.lane, row.half] <= had[row.pk]), None)


def draft_waits(user, project: Project) -> bool:
    """Whether a lead asks this person for answers by a draft. One query where nobody is asked any."""
    asked = turns_in_force(project).filter(state__in=(State.OPEN, State.HELD))
    if not asked.exists():
        return False
    mine = answerable(user, asked, project).filter(user=user, state=State.HELD)
    return mine.exists() or next_turn(user, project) is not None


def _had(rows: list) -> dict[int, set[int]]:
    """Turn -> who answered its item under the version in force, or was asked it by this draft."""
    found: defaultdict[int | tuple[int, int], set[int]] = defaultdict(set)
    answered = Annotation.objects.of_items().filter(item__in={row.of_item for row in rows}).order_by()
    for item, user in answered.values_list("item", "user"):
        found[item].add(user)
    asked = DraftTurn.objects.filter(place__in={row.place for row in rows}, state__in=MINE).order_by()
    for place, codebook, user in asked.values_list("place", "codebook", "user"):
        found[place, codebook].add(user)
    return {row.pk: found[row.of_item] | found[row.place, row.codebook] for row in rows}


def own_draft_answers(user, project: Project) -> QuerySet[TrialAnswer]:
    mine = TrialAnswer.objects.filter(user=user, codebook__project=project)
    return mine.select_related("item__item__sample", "item__split").order_by("-pk")


def last_draft_answers(user, project: Project) -> list[int]:
    """The newest ones, which can still be taken back; those taken back are among them."""
    return list(own_draft_answers(user, project).values_list("pk", flat=True)[:LAST_ANSWERS])


def last_answer(user, project: Project) -> TrialAnswer | None:
    """Of what a person said last by drafts the newest that stands; `key_rests` once they skipped or flagged since."""
    recent = own_draft_answers(user, project).filter(pk__in=last_draft_answers(user, project), undone_at=None)
    newest = recent.first()
    if newest is None:
        return None
    newest.key_rests = _passed_on(user, project).filter(ended_at__gt=newest.created_at).exists()
    return newest


def last_passed(user, project: Project) -> DraftTurn | None:
    """What a person skipped or flagged, where that was the last thing they did."""
    newest = _passed_on(user, project).select_related("place__item").order_by("-ended_at").first()
    if newest is None:
        return None
    given = own_draft_answers(user, project).filter(undone_at=None, created_at__gt=newest.ended_at)
    return None if given.exists() else newest


def _passed_on(user, project: Project) -> QuerySet[DraftTurn]:
    return DraftTurn.objects.filter(user=user, project=project, state__in=(State.SKIPPED, State.FLAGGED))


def taken_back(user, held: Collection[DraftTurn]) -> set[str]:
    """The leases of items whose answer this person took back."""
    places = [turn.place_id for turn in held]
    mine = TrialAnswer.objects.filter(user=user, item__in=places, undone_at__isnull=False)
    undone = set(mine.values_list("item", "codebook"))
    return {turn.lease for turn in held if (turn.place_id, turn.codebook_id) in undone}
