"""Projects, who belongs to them, tokens. Each change is one transaction and one line of the audit log."""

import re

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from generation.audit import record
from generation.models import Membership, Project, Role, Token, User

#: Addresses of our own pages that a project's slug would hide.
RESERVED = {"new"}


@transaction.atomic
def create_project(*, owner: User, name: str) -> Project:
    project = Project.objects.create(slug=free_slug(name), name=name.strip(), created_by=owner)
    Membership.objects.create(project=project, user=owner, role=Role.LEAD)
    record(actor=owner, verb="project.created", project=project, subject=project.name)
    return project


def free_slug(name: str) -> str:
    """An address from the name; names without Latin letters become project, project-2 and so on."""
    base = slugify(name)[:60].strip("-") or "project"
    taken = set(Project.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED
    if base not in taken:
        return base
    numbers = [int(found[1]) for slug in taken if (found := re.fullmatch(re.escape(base) + r"-(\d{1,9})", slug))]
    return f"{base}-{max(numbers, default=1) + 1}"


@transaction.atomic
def rename_project(*, project: Project, actor: User, name: str) -> Project:
    record(actor=actor, verb="project.renamed", project=project, subject=name, before=project.name)
    project.name = name
    project.save(update_fields=["name"])
    return project


@transaction.atomic
def add_member(*, project: Project, actor: User | None, user: User, role: str) -> Membership:
    membership, created = Membership.objects.get_or_create(project=project, user=user, defaults={"role": role})
    if not created:
        raise ValidationError(_("%(name)s is already a member.") % {"name": user.username})
    record(actor=actor, verb="member.added", project=project, subject=user.username, role=role)
    return membership


@transaction.atomic
def change_role(*, membership: Membership, actor: User, role: str) -> Membership:
    if role != Role.LEAD:
        _keep_a_lead(membership)
    record(
        actor=actor,
        verb="member.role-changed",
        project=membership.project,
        subject=membership.user.username,
        role=role,
        before=membership.role,
    )
    membership.role = role
    membership.save(update_fields=["role"])
    return membership


@transaction.atomic
def remove_member(*, membership: Membership, actor: User) -> None:
    _keep_a_lead(membership)
    record(actor=actor, verb="member.removed", project=membership.project, subject=membership.user.username)
    membership.delete()


def _keep_a_lead(membership: Membership) -> None:
    """Refuse to take away the last lead; the lock keeps two leads from removing each other at once."""
    Project.objects.select_for_update().get(pk=membership.project_id)
    others = Membership.objects.filter(project=membership.project_id, role=Role.LEAD).exclude(pk=membership.pk)
    if membership.role == Role.LEAD and not others.exists():
        raise ValidationError(_("A project needs a lead: make someone else lead first."))


@transaction.atomic
def issue_token(*, user: User, name: str) -> tuple[Token, str]:
    token, secret = Token.objects.issue(user=user, name=name)
    record(actor=user, verb="token.issued", subject=str(token))
    return token, secret


@transaction.atomic
def revoke_token(*, token: Token, actor: User) -> Token:
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        record(actor=actor, verb="token.revoked", subject=str(token))
    return token


def save_preferences(*, user: User, theme: str = "", language: str = "") -> User:
    chosen = {name: value for name, value in (("theme", theme), ("language", language)) if value}
    for name, value in chosen.items():
        setattr(user, name, value)
    user.save(update_fields=list(chosen))
    return user
