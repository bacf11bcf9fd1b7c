"""What the review pages show: progress, a person's own answers, what waits for a lead."""

from collections.abc import Collection

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from annotation.models import BY_REFERENCE_RULE, Afterwards, Annotation, Assignment, Dispenser, Item
from annotation.queue.frames import (
    feedback,
    given_by,
    last_answers,
    left_told,
    machine_answer,
    machine_answers,
    midnight,
    policy_of,
    spec_of,
)
from annotation.saying import in_words, machine_in_words
from generation.methods.dialogues.messages import turns_of
from generation.methods.taskspec import TaskSpec
from generation.models import Codebook, Origin, Project, Role, Sample

MOST_COUNTED = 1000
RECENT = 50
PASSED_ON = (Assignment.State.SKIPPED, Assignment.State.FLAGGED)


def texts_of(sample: Sample, spec: TaskSpec) -> list[dict]:
    """The fields of a sample in the codebook's order, then those that it does not name; a dialogue by turns."""
    titles = {field.name: field.title or field.name for field in spec.fields}
    talks = {field.name for field in spec.fields if field.type == "chat"}
    names = [name for name in titles if name in sample.fields] + [name for name in sample.fields if name not in titles]
    shown = ((name, sample.fields[name]) for name in names)
    return [
        {"name": name, "title": titles.get(name, name), "text": text, "turns": turns_of(text) if name in talks else []}
        for name, text in shown
    ]


def progress_of(user, project: Project) -> dict:
    """Answers of today, counted among a person's last thousand, and the items that nobody had yet."""
    recent = given_by(user, project.pk).order_by("-id").values("pk")[:MOST_COUNTED]
    today = Annotation.objects.filter(pk__in=recent, created_at__gte=midnight()).count()
    return {"today": today, "more": today == MOST_COUNTED, "left": left_told(project)}


def last_answer(user, project: Project) -> Annotation | None:
    """Of a person's last ten answers the newest that stands: once that is taken back, the one before it.

    Once the model's word on it was seen, it goes with the item that came after it.
    """
    mine = Annotation.objects.filter(user=user, project=project)
    recent = mine.filter(pk__in=last_answers(user.pk, project.pk)).order_by("-id").values_list("pk", "undone_at")
    newest = next((pk for pk, undone_at in recent if undone_at is None), None)
    if newest is None:
        return None
    last = as_last(mine.select_related("item__sample").get(pk=newest))
    return None if last.revealed_at and last.key_rests else last


def last_passed(user, project: Project) -> Assignment | None:
    """What a person skipped or flagged, where that was the last thing they did: it can be taken back before any
    answer."""
    passed = [row for row in _recently_ended(user.pk, project.pk) if row[1] in PASSED_ON]
    newest = max(passed, key=lambda row: row[2], default=None)
    if newest is None:
        return None
    given = Annotation.objects.filter(user=user, project=project, undone_at=None, created_at__gt=newest[2])
    return None if given.exists() else Assignment.objects.select_related("item").get(pk=newest[0])


def flags_waiting(user, project: Project) -> int:
    """Of what a person had lately: the items that they flagged, and that still wait for a lead."""
    flagged = [pk for pk, state, _at in _recently_ended(user.pk, project.pk) if state == Assignment.State.FLAGGED]
    return Item.objects.filter(assignments__in=flagged, state=Item.State.FLAGGED).count() if flagged else 0


def as_last(annotation: Annotation) -> Annotation:
    """`.words`: what was answered. `.word`: what the model said, once the answer's author has asked for it.
    `.key_rests`: see below."""
    spec = spec_of(annotation.codebook_id)
    annotation.words = in_words(spec, annotation.answers, lambda: annotation.item.sample.fields)
    word = machine_answer(annotation.item.sample) if annotation.revealed_at else None
    annotation.word = machine_in_words(word, spec, lambda: annotation.item.sample.fields)
    annotation.may_be_told = policy_of(annotation.project).reveal_after != Afterwards.NEVER
    annotation.check = feedback(annotation)
    annotation.key_rests = _passed_on_since(annotation)
    return annotation


def _passed_on_since(annotation: Annotation) -> bool:
    """Whether its author skipped or flagged since: the undo key takes back what was done last, or nothing."""
    recent = _recently_ended(annotation.user_id, annotation.project_id)
    return any(state in PASSED_ON and ended_at > annotation.created_at for _pk, state, ended_at in recent)


def _recently_ended(user_id: int, project_id: int) -> list[tuple]:
    """(lease, state, when it ended) of a person's newest hand-outs."""
    mine = Assignment.objects.filter(user=user_id, project=project_id).order_by("-id")
    return list(mine.values_list("pk", "state", "ended_at")[:RECENT])


def came_back(user, held: Collection[Assignment]) -> set[str]:
    """The leases of items that this person had before under the same codebook: taken back, or skipped and taken up."""
    items = [assignment.item_id for assignment in held]
    before = Assignment.objects.filter(user=user, item__in=items).exclude(pk__in=[one.pk for one in held])
    had = set(before.values_list("item", "codebook"))
    return {one.lease for one in held if (one.item_id, one.codebook_id) in had}


def version_told(held: list[Assignment], in_force: int | None, last: Annotation | None) -> dict | None:
    """What to say of the version that the first item goes by: it `lags`, or the answer before went by another one.

    No query as long as there is nothing to say.
    """
    if not held or in_force is None:
        return None
    shown = held[0].codebook_id
    before, now = (shown, in_force) if shown != in_force else (last.codebook_id if last else shown, shown)
    if before == now:
        return None
    books = Codebook.objects.only("id", "number").in_bulk([before, now])
    return {"lags": shown != in_force, "lease": held[0].lease, "before": books[before], "now": books[now]}


def for_a_lead(project: Project) -> QuerySet[Item]:
    """Flagged and undecided items, with the answers given and the reasons named."""
    return with_what_was_said(Item.objects.filter(project=project, state=Item.State.FLAGGED))


def with_what_was_said(items: QuerySet[Item]) -> QuerySet[Item]:
    """`.given` are the answers that stand, `.reasons` the leases of those who flagged it, and of those who
    skipped it and said why."""
    answers = Annotation.objects.valid().select_related("user", "codebook").order_by("id")
    state = Assignment.State
    said = Q(state=state.FLAGGED) | (Q(state=state.SKIPPED) & ~Q(reason=""))
    reasons = Assignment.objects.filter(said).select_related("user").order_by("id")
    return items.select_related("sample").prefetch_related(
        Prefetch("annotations", answers, to_attr="given"), Prefetch("assignments", reasons, to_attr="reasons")
    )


def models_words(items: Collection[Item]) -> dict[int, dict]:
    """What a model says, by the id of the item. A lead's decision, too, is made without it where the answers were."""
    blind = set(Assignment.objects.filter(item__in=items, blind=True).values_list("item", flat=True))
    seen = [item for item in items if item.stream not in BY_REFERENCE_RULE and item.pk not in blind]
    said = machine_answers([item.sample_id for item in seen])
    return {item.pk: said[item.sample_id] for item in seen if item.sample_id in said}


def gold_at_hand(project: Project) -> int:
    """Gold samples with a reference; counted to a thousand."""
    gold = Sample.objects.filter(project=project, origin=Origin.GOLD).exclude(reference="")
    return gold[:MOST_COUNTED].count()


def why_empty(project: Project) -> dict:
    """Why there is nothing to answer, and what helps: {icon, title, text, url_name, action}."""
    lead = project.my_role == Role.LEAD
    if not Codebook.objects.published().filter(project=project).exists():
        return {
            "icon": "book-open",
            "title": _("The codebook is not published yet"),
            "text": _("Review starts once a lead has published what is asked and what each label means."),
            **_next(lead, "generation:codebook-list", _("Go to the codebook")),
        }
    dispenser = Dispenser.objects.filter(project=project).first()
    if dispenser is None or not dispenser.items:
        return {
            "icon": "inbox",
            "title": _("There is nothing to review yet"),
            "text": _("Items appear here a few seconds after samples are imported or generated."),
            **_next(lead, "generation:import-list", _("Bring samples in")),
        }
    return _all_taken(project, lead)


def _all_taken(project: Project, lead: bool) -> dict:
    held = Item.objects.filter(project=project, state__in=[Item.State.HELD, Item.State.WAITING])
    if held.exists():
        text = _("The items left are with other people, or wait for the answer of somebody who has not seen them.")
    else:
        text = _("Every item has its answer. Thank you!")
    return {
        "icon": "circle-check",
        "title": _("Nothing left for you"),
        "text": text,
        **_next(lead, "annotation:dashboard", _("See how the project stands")),
    }


def _next(lead: bool, url_name: str, action: str) -> dict:
    return {"url_name": url_name, "action": action} if lead else {}
