"""People, language models and the student, as the worker last compared them."""

from django.http import Http404, HttpRequest
from ninja import Router

from annotation.reports import as_answer, show
from generation.access import project_for
from generation.models import Codebook

router = Router(tags=["agreement"])


@router.get("projects/{slug}/compare", response=dict, summary="Confusion and agreement under one codebook")
def get_comparison(request: HttpRequest, slug: str, codebook: int | None = None):
    """`codebook` is a version's number; the newest published one if it is left out."""
    project = project_for(request.user, slug)
    published = Codebook.objects.published().filter(project=project).order_by("-number")
    chosen = (published.filter(number=codebook) if codebook is not None else published).first()
    if chosen is None:
        raise Http404("There is no such published codebook.")
    return as_answer(show(project, f"compare-{chosen.number}", codebook=chosen.number))
