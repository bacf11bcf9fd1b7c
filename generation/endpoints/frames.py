"""What the pages of endpoints read."""

from django.db.models import Count, QuerySet

from generation.models import Endpoint, Job, Project

CHECK = "generation.check_endpoint"


def endpoints_of(project: Project) -> QuerySet[Endpoint]:
    return project.endpoints.annotate(run_count=Count("runs"))


def last_check(endpoint: Endpoint) -> Job | None:
    return Job.objects.filter(task=CHECK, key=str(endpoint.pk)).order_by("-id").first()
