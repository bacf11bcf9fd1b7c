"""People, language models and the student, as the worker last compared them."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from annotation.compare.asking import show_pair
from annotation.compare.frames import labels_of, persons_of
from annotation.reports import as_answer, show
from generation.access import check_sees_labels, project_for
from generation.models import Codebook, Project
from generation.models.machine import HUMAN, PERSON

router = Router(tags=["agreement"])


@router.get("projects/{slug}/compare", response=dict, summary="Confusion and agreement under one codebook")
def get_comparison(
    request: HttpRequest,
    slug: str,
    codebook: int | None = None,
    question: str = "",
    left: str = "",
    right: str = "",
):
    """`codebook` is a version's number; the newest published one if it is left out.

    With `left` and `right` two sides of one `question` (the first if it is left out), each the source of a model's
    labels, `student`, `human` (what people's answers come to) or `person:NAME` (not for annotators).
    """
    project = project_for(request.user, slug)
    published = Codebook.objects.published().filter(project=project).order_by("-number")
    chosen = (published.filter(number=codebook) if codebook is not None else published).first()
    if chosen is None:
        raise Http404("There is no such published codebook.")
    if not (left or right):
        return as_answer(show(project, f"compare-{chosen.number}", codebook=chosen.number))
    questions = chosen.questions.filter(name=question) if question else chosen.questions.all()
    asked = questions.first()
    if asked is None or left == right or not all(_is_side(project, chosen, asked.name, side) for side in (left, right)):
        raise Http404(_("There is no such comparison."))
    return as_answer(show_pair(project, chosen.number, asked.name, left, right))


def _is_side(project: Project, codebook: Codebook, question: str, side: str) -> bool:
    if side == HUMAN:
        return True
    if side.startswith(PERSON):
        check_sees_labels(project)
        return side in persons_of(project)
    return labels_of(side, question, codebook).filter(sample__project=project).exists()
