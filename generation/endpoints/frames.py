"""What the pages of endpoints read."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from generation.models import Endpoint, Job, Project, Run

CHECK = "generation.check_endpoint"


def endpoints_of(project: Project) -> QuerySet[Endpoint]:
    """The project's endpoints, and whether a run was made with each."""
    runs = Run.objects.filter(Q(endpoint=OuterRef("pk")) | Q(second=OuterRef("pk")))
    return project.endpoints.annotate(in_use=Exists(runs))


def last_check(endpoint: Endpoint) -> Job | None:
    return Job.objects.filter(task=CHECK, key=str(endpoint.pk)).order_by("-id").first()
