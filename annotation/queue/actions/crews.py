"""What a lead says of who may be given what: people's skills, and the rules that go by them."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotation.models import Dispenser, Lane, Part, Skill
from annotation.queue.actions.lanes import apply_rules
from annotation.queue.actions.pull import lock_dispenser
from annotation.queue.frames import ANSWERING, policy_of
from annotation.queue.hiding import hides_labels
from generation.audit import record
from generation.models import Membership, Project

MOST_SKILLS, MOST_RULES = 20, 50
LABEL_TELLS = gettext_lazy(
    "A rule on the label tells people what a model said. It fits where suggestions are shown from the start, no audit "
    "is open and no gold checks run."
)
#: So many items are put right at once; what is left is for the worker's sweep, a second later.
STEPS_AT_ONCE = 2


@dataclass(frozen=True)
class Rule:
    """Items whose `part` has this `value` go to who has the skill, and to the people named (user names)."""

    part: str
    key: str
    value: str
    skill: str = ""
    people: tuple[str, ...] = field(default=())


def rules_of(project: Project) -> list[Rule]:
    lanes = Lane.objects.filter(project=project).prefetch_related("people__user")
    return [as_rule(lane) for lane in lanes]


def as_rule(lane: Lane) -> Rule:
    people = sorted(membership.user.get_username() for membership in lane.people.all())
    return Rule(lane.part, lane.key, lane.value, lane.skill, tuple(people))


@transaction.atomic
def set_skills(*, membership: Membership, words: list[str], lead) -> list[str]:
    """The person's skills from now on; what they hold stays theirs."""
    wanted = {word: None for word in (plain_word(word) for word in words) if word}
    if len(wanted) > MOST_SKILLS:
        raise ValidationError({"skills": _("At most %(most)d skills a person.") % {"most": MOST_SKILLS}})
    longest = Skill._meta.get_field("word").max_length
    if any(len(word) > longest or "\x00" in word for word in wanted):
        raise ValidationError({"skills": _("At most %(most)d plain characters a skill.") % {"most": longest}})
    membership.skills.exclude(word__in=wanted).delete()
    Skill.objects.bulk_create([Skill(membership=membership, word=word) for word in wanted], ignore_conflicts=True)
    name = membership.user.get_username()
    record(actor=lead, verb="review.skills", project=membership.project, subject=name, skills=list(wanted))
    return list(wanted)


def plain_word(word: str) -> str:
    return " ".join(word.split()).casefold()


@transaction.atomic
def add_rule(*, project: Project, rule: Rule, lead) -> list[Lane]:
    """One rule more, after those that are there by then: another lead may be at it too."""
    lock_dispenser(project)
    return set_rules(project=project, rules=[*rules_of(project), rule], lead=lead)


@transaction.atomic
def drop_rule(*, lane: Lane, lead) -> list[Lane]:
    """One rule less. Where another lead was quicker, the rest stays as it is."""
    dispenser = lock_dispenser(lane.project)
    lane.delete()
    return _in_force(dispenser, lane.project, list(Lane.objects.filter(project=lane.project)), lead)


@transaction.atomic
def set_rules(*, project: Project, rules: list[Rule], lead) -> list[Lane]:
    """These rules and no others, in this order. Items that are there follow: a few at once, the rest by the sweep."""
    if len(rules) > MOST_RULES:
        raise ValidationError({"rules": _("At most %(most)d rules.") % {"most": MOST_RULES}})
    dispenser = lock_dispenser(project)
    before = rules_of(project)
    is_new = any(rule.part == Part.LABEL and rule not in before for rule in rules)
    if is_new and hides_labels(policy_of(project)):
        raise ValidationError({"part": LABEL_TELLS})
    members = Membership.objects.filter(project=project, role__in=ANSWERING).select_related("user")
    by_name = {membership.user.get_username(): membership for membership in members}
    wanted = list(dict.fromkeys(rules))
    kept = _kept(project, wanted)
    Lane.objects.filter(project=project).exclude(pk__in=[lane.pk for lane in kept]).delete()
    lanes = kept + [_made(project, rule, by_name) for rule in wanted[len(kept) :]]
    return _in_force(dispenser, project, lanes, lead)


def _in_force(dispenser: Dispenser, project: Project, lanes: list[Lane], lead) -> list[Lane]:
    _begin_anew(dispenser, has_lanes=bool(lanes))
    record(actor=lead, verb="review.rules", project=project, rules=[str(lane) for lane in lanes])
    return lanes


def _kept(project: Project, wanted: list[Rule]) -> list[Lane]:
    """Those that stay as they are, so that their items stay where they are: the order of rules is that of their ids."""
    kept: list[Lane] = []
    for lane in Lane.objects.filter(project=project).prefetch_related("people__user"):
        if len(kept) < len(wanted) and as_rule(lane) == wanted[len(kept)]:
            kept.append(lane)
    return kept


def _made(project: Project, rule: Rule, by_name: dict[str, Membership]) -> Lane:
    lane = Lane(project=project, part=rule.part, key=rule.key.strip(), value=rule.value.strip())
    lane.skill = plain_word(rule.skill)
    lane.full_clean()
    strangers = [name for name in rule.people if name not in by_name]
    if strangers:
        raise ValidationError({"people": _("%(name)s does not answer items here.") % {"name": strangers[0][:80]}})
    if not lane.skill and not rule.people:
        raise ValidationError({"skill": _("Say who is to have these items: a skill, or people.")})
    lane.save()
    lane.people.set(by_name[name] for name in rule.people)
    return lane


def _begin_anew(dispenser: Dispenser, *, has_lanes: bool) -> None:
    dispenser.has_lanes, dispenser.laned_until = has_lanes, 0
    dispenser.save(update_fields=["has_lanes", "laned_until"])
    for _step in range(STEPS_AT_ONCE):
        apply_rules(dispenser)
