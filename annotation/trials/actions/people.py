"""A lead asks people to answer items of a try by its draft, and takes back what nobody has in hand."""

from collections import Counter
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotation.methods.trials.drawing import evenly
from annotation.models import DraftTurn, Half, Trial, TrialItem, TrialSplit
from annotation.queue.draft_turns import State, who_could, who_lead
from annotation.queue.frames import ANSWERING, EVERYBODY
from annotation.trials.actions.splitting import check_in_force
from annotation.trials.people import MOST_ITEMS, MOST_PEOPLE
from generation import audit
from generation.codebooks.validation import checked
from generation.locks import lock_project
from generation.models import Codebook, Membership, Project, User


@transaction.atomic
def ask_people(
    *, trial: Trial, by, items: int, each: int = 1, people: Collection[str] = (), half: str = Half.DEVELOPMENT
) -> list[DraftTurn]:
    """Have so many items of a half answered by the try's draft, drawn at random of those not asked yet, evenly over the
    labels that they have by the version in force: so a rare one has enough to be judged by.

    Of each item `each` answers, of whoever may answer it; or one of each of `people` (usernames). Of the held-out half
    nobody is shown what they say before it has judged, hence no lead answers any of it. Returns what is asked for.
    ValidationError says what does not fit.
    """
    split = trial.split
    lock_project(split.project_id)
    check_in_force(split)
    _check_half(trial, half)
    named = _members(split.project, people, half)
    _check(items, each)
    places = _drawn(trial, half, items)
    if not named:
        _check_people(split.project, places, each, half)
    if len(places) < items:
        raise ValidationError({"items": _lacking(half) % {"there": len(places), "wanted": items}})
    of = named or [None] * each
    turns = [
        DraftTurn(project=split.project, place=place, codebook=trial.candidate, person=person, asked_by=by)
        for place in places
        for person in of
    ]
    DraftTurn.objects.bulk_create(turns)
    told = {"items": items, "answers": len(of), "people": [person.username for person in named]}
    about = {"actor": by, "project": split.project, "subject": f"try {trial.pk}", **told}
    if half == Half.HELD_OUT:
        audit.record(verb="trial.held_out_asked", **about)
    else:
        audit.record(verb="trial.people_asked", **about)
    return turns


@transaction.atomic
def withdraw(*, trial: Trial, by, half: str = Half.DEVELOPMENT) -> int:
    """Ask no further: what nobody has in hand goes. Answers stay, and what is in hand may still be answered."""
    project = trial.split.project
    lock_project(project.pk)
    now = timezone.now()
    waiting = _in_nobodys_hand(trial.split).filter(codebook=trial.candidate_id, place__half=half)
    count = waiting.update(state=State.WITHDRAWN, ended_at=now)
    about = {"actor": by, "project": project, "subject": f"try {trial.pk}", "answers": count}
    if count and half == Half.HELD_OUT:
        audit.record(verb="trial.held_out_withdrawn", **about)
    elif count:
        audit.record(verb="trial.people_withdrawn", **about)
    return count


def withdraw_older(*, split: TrialSplit, candidate: Codebook, by) -> int:
    """A newer draft is tried on the same items: ask no further by the earlier ones. Returns how many answers are given
    up."""
    older = _in_nobodys_hand(split).exclude(codebook=candidate).order_by()
    tries = Trial.objects.filter(split=split, half=Half.DEVELOPMENT).order_by("-pk")
    return sum(
        withdraw(trial=tries.filter(candidate=codebook)[0], by=by, half=half)
        for codebook, half in older.values_list("codebook", "place__half").distinct()
    )


def would_be_given_up(split: TrialSplit, draft: Codebook) -> int:
    """How many answers `withdraw_older` gives up once this draft, as it is saved, is tried."""
    fingerprint = checked(draft.as_spec()).fingerprint()
    of_draft = Trial.objects.filter(split=split, candidate__fingerprint=fingerprint)
    return _in_nobodys_hand(split).exclude(codebook__in=of_draft.values("candidate")).count()


def _in_nobodys_hand(split: TrialSplit) -> QuerySet[DraftTurn]:
    free = Q(state=State.OPEN) | Q(state=State.HELD, expires_at__lt=timezone.now())
    return DraftTurn.objects.filter(free, place__split=split)


def close_half(*, split: TrialSplit) -> int:
    """The held-out half begins to judge: nobody is asked about it any more by any draft, also who has an item in hand.

    So the verdict rests on the answers that are there at that moment, and no later one is taken. Returns how many
    answers are given up.
    """
    lock_project(split.project_id)
    asked = DraftTurn.objects.filter(place__split=split, place__half=Half.HELD_OUT, state__in=(State.OPEN, State.HELD))
    return asked.update(state=State.WITHDRAWN, ended_at=timezone.now())


def not_asked(trial: Trial, half: str = Half.DEVELOPMENT):
    """Items of a half that nobody was asked by this draft; what was withdrawn may be asked anew."""
    asked = DraftTurn.objects.filter(codebook=trial.candidate_id).exclude(state=State.WITHDRAWN)
    return TrialItem.objects.filter(split=trial.split_id, half=half).exclude(turns__in=asked)


def _drawn(trial: Trial, half: str, items: int) -> list[TrialItem]:
    """Any of a label is as likely as any other of it, whatever was said of it; what was asked before counts in."""
    there = {place.pk: place for place in not_asked(trial, half).select_related("item")}
    asked = TrialItem.objects.filter(split=trial.split_id, half=half).exclude(pk__in=there)
    labels = {pk: place.label for pk, place in there.items()}
    seed = f"{trial.split.seed}/{trial.candidate_id}/{len(there)}"
    return [there[pk] for pk in evenly(labels, items, seed=seed, before=Counter(asked.values_list("label", flat=True)))]


def _check_half(trial: Trial, half: str) -> None:
    if trial.half != Half.DEVELOPMENT:
        raise ValidationError(_("Ask on the page of the try on the development half: this one is the judgement."))
    if half != Half.HELD_OUT:
        return
    if trial.split.has_begun_to_judge:
        raise ValidationError(_("The held-out items have begun to judge a draft: nobody is asked about them any more."))
    if trial.reported_at is None:
        raise ValidationError(_("Wait until the try on the development half is done: it comes first."))


def _check(items: int, each: int) -> None:
    told = _("Between %(least)d and %(most)d.")
    wrong = {"items": (items, MOST_ITEMS), "each": (each, MOST_PEOPLE)}
    if found := {
        name: told % {"least": 1, "most": most} for name, (asked, most) in wrong.items() if not 1 <= asked <= most
    }:
        raise ValidationError(found)


def _check_people(project: Project, places: list[TrialItem], each: int, half: str) -> None:
    """Of every item so many people may answer it: else it would wait for ever."""
    leads = who_lead(project)
    if each > len(who_could(project, EVERYBODY, half, leads)):
        raise ValidationError({"each": _too_few(half)})
    lanes = Counter(place.item.lane for place in places)
    if kept := sum(n for lane, n in lanes.items() if each > len(who_could(project, lane, half, leads))):
        message = ngettext(
            "%(n)d item drawn goes to fewer people than that, by the rules who is asked what. Ask for fewer answers to "
            "each, or name people: who is named is asked whatever the rules say.",
            "%(n)d items drawn go to fewer people than that, by the rules who is asked what. Ask for fewer answers to "
            "each, or name people: who is named is asked whatever the rules say.",
            kept,
        )
        raise ValidationError({"each": message % {"n": kept}})


def _lacking(half: str) -> str:
    if half == Half.HELD_OUT:
        return _("%(there)d items of the held-out half were not asked yet; %(wanted)d are asked for.")
    return _("%(there)d items of the development half were not asked yet; %(wanted)d are asked for.")


def _too_few(half: str) -> str:
    if half == Half.HELD_OUT:
        return _("The project has fewer people who answer and are no leads: no lead answers held-out items.")
    return _("The project has fewer people who answer.")


def _members(project, names: Collection[str], half: str) -> list[User]:
    wanted = set(names)
    members = Membership.objects.filter(project=project, role__in=ANSWERING, user__username__in=wanted)
    found = [member.user for member in members.select_related("user").order_by("user__username")]
    if unknown := wanted - {user.username for user in found}:
        message = _("Not among the people who answer in this project: %(names)s")
        raise ValidationError({"people": message % {"names": ", ".join(sorted(unknown))[:200]}})
    leads = who_lead(project) if half == Half.HELD_OUT else set()
    if barred := [user.username for user in found if user.pk in leads]:
        message = _("Leads answer no held-out items, for they write the draft that these judge: %(names)s")
        raise ValidationError({"people": message % {"names": ", ".join(barred)[:200]}})
    if len(found) > MOST_PEOPLE:
        raise ValidationError({"people": _("At most %(most)d people.") % {"most": MOST_PEOPLE}})
    return found
