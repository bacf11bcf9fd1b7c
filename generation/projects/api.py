"""Projects and members by REST."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from ninja import Query, Router, Status

from generation.access import project_for
from generation.codebooks.actions import publish, save_draft
from generation.models import Codebook, Membership, Project, Role, User
from generation.projects.actions import add_member, create_project
from generation.projects.frames import members_of, projects_of
from generation.projects.schemas import MemberIn, MemberOut, Members, ProjectDetail, ProjectIn, Projects
from synthlab.paging import PageQuery, page_of

router = Router(tags=["projects"])


@router.get("projects", response=Projects)
def list_projects(request: HttpRequest, query: Query[PageQuery]):
    """List projects.

    Those that you are a member of, with your role in each; a site admin sees all.
    """
    orders = {"name": "name", "created_at": "created_at", "id": "id"}
    page = page_of(projects_of(request.user), query, orders=orders, default="name")
    for project in page.items:
        project.my_role = project.my_role or Role.LEAD  # a site admin who is no member acts as lead
    return page


@router.post("projects", response={201: ProjectDetail})
def post_project(request: HttpRequest, payload: ProjectIn):
    """Create a project.

    With its codebook, which is published as version 1 where it has questions. You become its lead.
    """
    spec = payload.model_dump(exclude={"name"})
    with transaction.atomic():
        project = create_project(owner=request.user, name=payload.name)
        publish(codebook=save_draft(project=project, spec=spec, author=request.user), author=request.user)
    project.my_role = Role.LEAD
    return Status(201, _detail(project))


@router.get("projects/{slug}", response=ProjectDetail)
def get_project(request: HttpRequest, slug: str):
    """Read a project.

    Its name, your role, and its newest published codebook.
    """
    return _detail(project_for(request.user, slug))


@router.get("projects/{slug}/members", response=Members)
def list_members(request: HttpRequest, slug: str, query: Query[PageQuery]):
    """List members.

    The project's people with their roles.
    """
    project = project_for(request.user, slug)
    orders = {"username": "user__username", "id": "id"}
    page = page_of(members_of(project), query, orders=orders, default="username")
    return {"items": [_member(membership) for membership in page.items], "next": page.next}


@router.post("projects/{slug}/members", response={201: MemberOut})
def post_member(request: HttpRequest, slug: str, payload: MemberIn):
    """Add a member.

    Somebody with an account becomes lead, annotator or viewer; a member's role is changed.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    user = User.objects.filter(username=payload.username, is_active=True).first()
    if user is None:
        raise ValidationError({"username": "There is no such user."})
    return Status(201, _member(add_member(project=project, actor=request.user, user=user, role=payload.role)))


def _detail(project: Project) -> dict:
    newest = Codebook.objects.published().filter(project=project).order_by("-number").values_list("number", flat=True)
    return {
        "slug": project.slug,
        "name": project.name,
        "my_role": project.my_role,
        "created_at": project.created_at,
        "codebook": newest.first(),
    }


def _member(membership: Membership) -> dict:
    return {"username": membership.user.username, "role": membership.role, "created_at": membership.created_at}
