"""What changes a codebook: a draft is replaced as a whole, publishing freezes it for good."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from generation import audit
from generation.codebooks.cells import Cell
from generation.codebooks.frames import published_rule_ids
from generation.codebooks.lessons import Lesson, with_lesson
from generation.codebooks.revisions import check_revision
from generation.codebooks.rule_ids import with_rule_ids
from generation.codebooks.validation import checked
from generation.locks import lock_project
from generation.methods.taskspec import QuestionSpec, TaskSpec
from generation.models import Codebook, Label, Project, ProposedFor, Question, Rule

NOTE_CHARS = 500
MOST_CELLS = 50  # that one version is proposed for


@transaction.atomic
def save_draft(
    *, project: Project, spec: dict, author, note: str = "", seen: str | None = None, cell: Cell | None = None
) -> Codebook:
    """Replace the project's draft by this specification, or begin one. ValidationError says what is wrong where.

    `seen` is the revision that the specification rests on: DraftConflict where it is no longer the one that is there.
    None replaces whatever is there. `cell` is what of Compare the change is proposed for; what was named before stays.
    """
    lock_project(project.pk)
    if seen is not None:
        check_revision(project, seen)
    spec = spec if isinstance(spec, dict) else {}
    rules = spec.get("rules")
    if isinstance(rules, list):
        spec = {**spec, "rules": with_rule_ids(rules, published_rule_ids(project))}
    read = checked(spec)
    draft = _draft_of(project, author)
    draft.purpose, draft.role = read.purpose, read.role
    draft.fields = [{"name": f.name, "title": f.title, "type": f.type} for f in read.fields]
    draft.note = _note(note)
    draft.save()
    _replace_parts(draft, read)
    if cell and draft.proposed_for.count() < MOST_CELLS:
        ProposedFor.objects.get_or_create(codebook=draft, query=cell.query)  # once: the project is locked
    audit.record(actor=author, verb="codebook.save_draft", project=project, subject=f"v{draft.number}")
    return Codebook.objects.with_parts().get(pk=draft.pk)


@transaction.atomic
def learn(*, project: Project, lesson: Lesson, author) -> Codebook:
    """Add a lesson to the draft of the next version, which begins as the version in force where there is none.

    Returns the draft. A lesson that stands there already changes nothing, and begins none.
    """
    lock_project(project.pk)
    newest = Codebook.objects.filter(project=project).with_parts().order_by("-number").first()
    if newest is None:
        raise ValidationError(_("Write the codebook first."))
    spec = with_lesson(newest.as_spec(), lesson)
    if spec is None:
        return newest
    return save_draft(project=project, spec=spec, author=author, note="" if newest.is_published else newest.note)


@transaction.atomic
def publish(*, codebook: Codebook, author) -> Codebook:
    """Freeze a draft under its number. A draft that says the same as the version before is refused."""
    lock_project(codebook.project_id)
    draft = Codebook.objects.with_parts().get(pk=codebook.pk)
    if draft.is_published:
        raise ValidationError(_("Version %(number)d is published already.") % {"number": draft.number})
    fingerprint = checked(draft.as_spec()).fingerprint()
    current = Codebook.objects.published().filter(project=draft.project).order_by("-number").first()
    if current and current.fingerprint == fingerprint:
        raise ValidationError(_("Nothing has changed since version %(number)d.") % {"number": current.number})
    draft.fingerprint, draft.published_by, draft.published_at = fingerprint, author, timezone.now()
    draft.save(update_fields=["fingerprint", "published_by", "published_at", "updated_at"])
    audit.record(
        actor=author, verb="codebook.publish", project=draft.project, subject=f"v{draft.number}", note=draft.note
    )
    return draft


@transaction.atomic
def freeze_candidate(*, project: Project, author) -> Codebook:
    """Freeze a copy of the draft as it is saved now, to be tried out; of the same text it is the one that is there.

    ValidationError where there is no draft, or it says what the version in force says.
    """
    lock_project(project.pk)
    draft = saved_draft(project)
    read = checked(draft.as_spec())
    fingerprint, current = read.fingerprint(), Codebook.objects.current(project)
    if current and current.fingerprint == fingerprint:
        raise ValidationError(_("Nothing has changed since version %(number)d.") % {"number": current.number})
    found = Codebook.candidates.with_parts().filter(project=project, fingerprint=fingerprint).first()
    if found:
        return found
    candidate = Codebook.objects.create(
        project=project,
        number=None,
        purpose=draft.purpose,
        role=draft.role,
        fields=draft.fields,
        note=draft.note,
        fingerprint=fingerprint,
        created_by=author,
    )
    _replace_parts(candidate, read)
    audit.record(actor=author, verb="codebook.freeze_candidate", project=project, subject=fingerprint[:12])
    return Codebook.candidates.with_parts().get(pk=candidate.pk)


def saved_draft(project: Project) -> Codebook:
    """ValidationError where there is no draft."""
    draft = Codebook.objects.filter(project=project, published_at=None).with_parts().first()
    if draft is None:
        raise ValidationError(_("There is no draft of the codebook. Edit it first, and save the draft."))
    return draft


@transaction.atomic
def discard_draft(*, project: Project, author) -> bool:
    """Throw the draft away. False where there is none."""
    lock_project(project.pk)
    draft = Codebook.objects.filter(project=project, published_at=None).first()
    if draft is None:
        return False
    audit.record(actor=author, verb="codebook.discard_draft", project=project, subject=f"v{draft.number}")
    draft.delete()
    return True


def _draft_of(project: Project, author) -> Codebook:
    draft = Codebook.objects.filter(project=project, published_at=None).first()
    if draft:
        return draft
    newest = Codebook.objects.filter(project=project).aggregate(newest=Max("number"))["newest"] or 0
    return Codebook(project=project, number=newest + 1, created_by=author)


def _note(note: str) -> str:
    note = note.replace("\x00", "").strip()
    if len(note) > NOTE_CHARS:
        message = _("At most %(most)d characters are allowed; there are %(count)d.")
        raise ValidationError({"note": message % {"most": NOTE_CHARS, "count": len(note)}})
    return note


def _replace_parts(draft: Codebook, spec: TaskSpec) -> None:
    draft.questions.all().delete()
    draft.rules.all().delete()
    for position, question in enumerate(spec.questions):
        _add_question(draft, position, question)
    Rule.objects.bulk_create(
        Rule(codebook=draft, position=i, key=rule.id, text=rule.text, label=rule.label)
        for i, rule in enumerate(spec.rules)
    )


def _add_question(draft: Codebook, position: int, question: QuestionSpec) -> None:
    row = Question.objects.create(
        codebook=draft,
        position=position,
        name=question.name,
        title=question.title or question.name,
        type=question.type,
        required=question.required,
        options=question.options,
        when={"question": question.when.question, "answers": list(question.when.answers)} if question.when else {},
    )
    Label.objects.bulk_create(
        Label(
            question=row,
            position=i,
            name=label.name,
            verbalizer=label.verbalizer if label.verbalizer != label.name else "",  # it follows a new name then
            definition=label.definition,
            examples=list(label.examples),
            counter_examples=list(label.counter_examples),
        )
        for i, label in enumerate(question.labels)
    )
