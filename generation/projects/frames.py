"""What the pages of projects read."""

from django.db.models import Count, OuterRef, QuerySet, Subquery

from generation.models import Event, Membership, Project, User


def projects_of(user: User) -> QuerySet[Project]:
    """The person's projects with `my_role` (None for a site admin who is no member) and `people`."""
    mine = Membership.objects.filter(project=OuterRef("pk"), user=user).values("role")
    people = Membership.objects.filter(project=OuterRef("pk")).order_by().values("project").annotate(n=Count("pk"))
    return Project.objects.visible_to(user).annotate(my_role=Subquery(mine), people=Subquery(people.values("n")))


def members_of(project: Project) -> QuerySet[Membership]:
    return project.memberships.select_related("user").order_by("user__username")


def events_of(project: Project) -> QuerySet[Event]:
    return project.events.select_related("actor")
