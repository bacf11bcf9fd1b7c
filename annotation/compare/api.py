"""People, language models and the student, as the worker last compared them."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from annotation.compare.asking import show_pair
from annotation.compare.frames import answers_of, labels_of
from annotation.reports import as_answer, show
from generation.access import check_sees_labels, project_for, sees_labels
from generation.models import Codebook, Project, QuestionType
from generation.models.machine import HUMAN, PERSON

router = Router(tags=["agreement"])


@router.get("projects/{slug}/compare", response=dict)
def get_comparison(
    request: HttpRequest,
    slug: str,
    codebook: int | None = None,
    question: str = "",
    left: str = "",
    right: str = "",
):
    """Compare people and models.

    `codebook` is a version's number; the newest published one if it is left out.

    With `left` and `right` two sides of one `question` (the first if it is left out), each the source of a model's
    labels, `student`, `human` (what people's answers come to) or `person:NAME` (not for annotators); `people` of the
    whole comparison names who answered. `blind` is of the rows where nobody compared had a suggestion in sight.
    """
    project = project_for(request.user, slug)
    published = Codebook.objects.published().filter(project=project).order_by("-number")
    chosen = (published.filter(number=codebook) if codebook is not None else published).first()
    if chosen is None:
        raise Http404("There is no such published codebook.")
    if not (left or right):
        told = as_answer(show(project, f"compare-{chosen.number}", codebook=chosen.number))
        return told if sees_labels(project) else {name: told[name] for name in told if name != "people"}
    labelling = chosen.questions.filter(type=QuestionType.LABEL)
    questions = labelling.filter(name=question) if question else labelling
    asked = questions.first()
    if asked is None or left == right or not all(_is_side(project, chosen, asked.name, side) for side in (left, right)):
        raise Http404(_("There is no such comparison."))
    return as_answer(show_pair(project, chosen.number, asked.name, left, right))


def _is_side(project: Project, codebook: Codebook, question: str, side: str) -> bool:
    if side == HUMAN:
        return True
    if side.startswith(PERSON):
        check_sees_labels(project)
        return answers_of(side, project, codebook).exists()
    return labels_of(side, question, codebook).filter(sample__project=project).exists()
