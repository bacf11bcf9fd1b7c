"""People, language models and the student, as the worker last compared them."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from annotation.compare.asking import show_pair
from annotation.compare.beside import told_of
from annotation.compare.differences import look_through
from annotation.compare.drill import Wanted, found
from annotation.compare.frames import answers_of, labels_of, stretch_below
from annotation.reports import as_answer, show
from generation.access import check_sees_labels, labels_for, project_for, sees_labels
from generation.models import Codebook, Project, Question
from generation.models.machine import HUMAN, PERSON
from synthlab.paging import BadCursor, slice_by_key

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

    Each question by its kind: of several labels the sets, of a rating the distance, of a ranking the order of pairs,
    of a text the characters, of spans their edges. `value` of a pair is the share of equal answers, `figures` what else
    its kind tells (`jaccard`; `within_one`, `difference`; `same_order`, `tau`; `similarity`; `exact_f1`, `overlap_f1`),
    each with interval and n; `kappa` is of labels and ratings.

    `codebook` is a version's number; the newest published one if it is left out.

    With `left` and `right` two sides of one `question` (the judged one if it is left out), each the source of a model's
    labels, `student`, `human` (what people's answers come to) or `person:NAME` (not for annotators); `people` of the
    whole comparison names who answered. `blind` is of the rows where nobody compared had a suggestion in sight.

    `three` of a question holds, by model (empty where none labelled), the agreement of all three parties rule by rule
    and label by label (F1 there), and in `confusing` the rules ordered by how surely they confuse, with the labels
    taken for each other.
    """
    project = project_for(request.user, slug)
    published = Codebook.objects.published().filter(project=project).order_by("-number")
    chosen = (published.filter(number=codebook) if codebook is not None else published).first()
    if chosen is None:
        raise Http404("There is no such published codebook.")
    if not (left or right):
        told = as_answer(show(project, f"compare-{chosen.number}", codebook=chosen.number))
        return told if sees_labels(project) else {name: told[name] for name in told if name != "people"}
    named = chosen.questions.filter(name=question).first()
    asked = named if question else chosen.judged_question or chosen.questions.first()
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


class ItemsQuery(Schema):
    """A cell of two sides (`row`, `column`), or a `rule`, or two labels that an item was both given.

    Of a question that takes no label also the rows on which two sides `differ`, as a whole or on one `label`, of a
    `rule` where one is named.
    """

    codebook: int = Field(ge=1, lt=2**31)
    question: str = Field(max_length=60)
    left: str = Field("", max_length=160, description="A source; with a rule or two labels the model beside people.")
    right: str = Field(HUMAN, max_length=160)
    row: str = Field("", max_length=80)
    column: str = Field("", max_length=80)
    rule: str = Field("", max_length=20)
    one: str = Field("", max_length=80)
    other: str = Field("", max_length=80)
    label: str = Field("", max_length=80, description="With `differ`, of several labels or spans: differ on this one.")
    differ: bool = Field(False, description="Of a question that takes no label: where `left` and `right` differ.")
    limit: int = Field(50, ge=1, le=200)
    cursor: str = Field("", max_length=500)
    under: int | None = Field(None, ge=0, lt=2**63, description="Where a page told `under`: that number.")


class SaidOut(Schema):
    who: str = Field(description="A person, or a model's source in words.")
    label: str = Field(description="The answer in a line.")
    answer: Any = Field(description="The answer as its kind of question has it; null where a lead gave none.")
    rule: str
    comment: str = Field(description="A person's comment or a lead's reason; a model's rationale.")
    quote: str
    probability: float | None
    blind: bool
    decided: bool
    simulated: bool


class ComparedItemOut(Schema):
    sample: int
    fields: dict
    models: list[SaidOut]
    people: list[SaidOut]
    student: SaidOut | None
    holds: str = Field(description="What people's answers come to; empty where they are undecided.")


class ComparedItemsOut(Schema):
    items: list[ComparedItemOut]
    next: str | None
    held_out: int = Field(description="Left out of this page: they are to judge a draft of the codebook.")
    under: int | None = Field(None, description="There are older samples: ask again with it once `next` is null.")


@router.get("projects/{slug}/compare/items", response=ComparedItemsOut)
def get_compared_items(request: HttpRequest, slug: str, query: Query[ItemsQuery]):
    """The items behind a number of the comparison.

    Each with what models, people and the student said of it, by which rule and why. The disputed ones come first behind
    a rule or two labels, else the newest. Of two models, and of questions that take no label, a part of the rows is
    looked through at a time: `under` says where to go on. Items that the asking person is being asked about themselves
    are left out.
    """
    project = labels_for(request.user, slug)
    codebook = Codebook.objects.published().filter(project=project, number=query.codebook).first()
    question = Question.objects.filter(codebook=codebook, name=query.question).first() if codebook else None
    if question is None:
        raise Http404(_("There is no such comparison."))
    wanted = Wanted.of(codebook, question, query.dict())
    rows, next_one, under = _page(project, wanted, query)
    told, held_out = told_of(request.user, project, wanted, rows)
    items = [{"sample": one.pk, "fields": one.fields, **vars(said)} for one, said in told]
    return {"items": items, "next": next_one, "under": under, "held_out": held_out}


def _page(project: Project, wanted: Wanted, query: ItemsQuery) -> tuple[list, str | None, int | None]:
    """The rows, and where to go on."""
    if wanted.is_looked_through:
        looked = look_through(project, wanted, under=query.under, most=query.limit)
        return looked.samples, None, looked.under
    rows, by = found(project, wanted)
    under = None
    if wanted.is_of_models:
        stretch, under = stretch_below(project, query.under)
        rows = rows.filter(stretch)
    order = {"by": by.removeprefix("-"), "descending": by.startswith("-")}
    try:
        page = slice_by_key(rows, **order, limit=query.limit, cursor=query.cursor)
    except BadCursor as error:
        raise HttpError(422, "cursor: not one of ours; take it from `next` of the page before") from error
    return page.items, page.next, under
