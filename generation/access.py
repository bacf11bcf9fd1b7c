"""Who may do what. Every view, fragment and endpoint asks here first; templates only hide what is refused anyway."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from generation.models import Membership, Project, Role
from synthlab.prepared import Given, Prepared

#: What a role may also do: a lead may annotate and see, an annotator may see.
_RANK = {Role.VIEWER: 1, Role.ANNOTATOR: 2, Role.LEAD: 3}

MEMBERSHIP = Prepared(
    lambda: Membership.objects.filter(user=Given("user"), project__slug=Given("slug")).select_related("project")
)


def project_for(user, slug: str, *, role: str = Role.VIEWER) -> Project:
    """The project, with `project.my_role` set, for a person who has at least `role` there.

    A stranger gets 404, for whether a project exists is nobody else's business; a member of too low a role gets 403.
    """
    project, mine = _project_and_role(user, slug)
    if mine is None:
        raise Http404(_("There is no such project, or you are not a member of it."))
    if _RANK[mine] < _RANK[role]:
        raise PermissionDenied(_("This needs the role %(role)s in the project.") % {"role": Role(role).label})
    project.my_role = mine
    return project


def sees_labels(project: Project) -> bool:
    """Whether the person may see the labels of all rows at any time; needs `project.my_role`.

    An annotator may still be asked about any of them, and an answer is worth most where its author knew no label.
    """
    return project.my_role != Role.ANNOTATOR


def check_sees_labels(project: Project) -> None:
    if not sees_labels(project):
        raise PermissionDenied(_("This tells labels of items that you may be asked about; leads and viewers see it."))


def labels_for(user, slug: str) -> Project:
    """The project, for what shows rows with their labels. An annotator gets 403."""
    project = project_for(user, slug)
    check_sees_labels(project)
    return project


def _project_and_role(user, slug: str) -> tuple[Project | None, str | None]:
    """A site admin acts as lead everywhere. One query, for every page and every call of the API begins with it."""
    if not user.is_authenticated:
        return None, None
    if user.is_superuser:
        project = Project.objects.filter(slug=slug).first()
        return project, Role.LEAD if project else None
    membership = getattr(user, "membership", None)  # where a token brought it along
    if membership is None or membership.project.slug != slug:
        membership = MEMBERSHIP.first(user=user.pk, slug=slug)
    return (membership.project, membership.role) if membership else (None, None)
