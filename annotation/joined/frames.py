"""What a rule joins: the blind answers, models' labels where they join, and the items that it may speak of."""

from dataclasses import dataclass

import pandas as pd
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from annotation.aggregation.frames import MODEL, answers_of_people, of_models, references
from annotation.compare.frames import held_out
from annotation.methods.columns import last_answers
from annotation.models import Annotation, Assignment, AuditDraw, Item, RecheckRow, Resolution, Stream
from annotation.queue.frames import could_answer, policy_of, spec_of
from generation.methods.questions.revisions import revised_fields
from generation.methods.translatable import gettext_noop as _
from generation.models import Codebook, Event, Project, Question, QuestionType, User

MOST = 1_000_000
NO_LABEL = _("The codebook in force asks for no single label of a list: there is nothing to join.")
REVISES = _("The codebook lets people revise texts: answers about different texts are not joined.")

NEWEST = ("id", "rule", "label", "joining", "joined")


@dataclass(frozen=True)
class Voices:
    """labels(item, annotator, label) by samples' ids; `given` is (item, annotator, annotation), the answers that count;
    `people` and `models` are the names of the voices."""

    labels: pd.DataFrame
    given: pd.DataFrame
    people: list[str]
    models: list[str]
    gold: dict[int, str]


def question_to_join(project: Project) -> tuple[Codebook | None, Question | None, str]:
    """The codebook in force and the question that is joined, or why there is none."""
    codebook = Codebook.objects.current(project)
    if codebook is None or not codebook.judged_name:
        return codebook, None, NO_LABEL
    question = codebook.judged_question
    if question.type != QuestionType.LABEL:
        return codebook, None, NO_LABEL
    if revised_fields(spec_of(codebook.pk).questions):
        return codebook, None, REVISES
    return codebook, question, ""


def voices(project: Project, codebook: Codebook, question: Question, *, with_models: bool) -> Voices:
    """Blind answers of people by the codebook in force, those to checks among them, whose labels are known."""
    said = answers_of_people(project, codebook).filter(blind=True).exclude(label="").order_by("-pk")
    rows = list(said.values_list("item__sample", "user__username", "label", "pk")[:MOST])
    table = pd.DataFrame.from_records(rows[::-1], columns=["item", "annotator", "label", "annotation"])
    table = table.drop_duplicates(["item", "annotator"], keep="last").reset_index(drop=True)
    labels = table[["item", "annotator", "label"]]
    models = of_models(project, codebook, question) if with_models else labels[:0]
    both = last_answers(pd.concat([labels, models], ignore_index=True)) if len(models) else labels
    return Voices(
        both,
        table[["item", "annotator", "annotation"]],
        sorted(labels["annotator"].unique()),
        sorted(name.removeprefix(MODEL) for name in models["annotator"].unique()),
        references(project, codebook, question),
    )


def several_answers(project: Project) -> QuerySet[Item]:
    """Items to which several people's answers stand; never those of an audit, nor checks, nor what judges a draft."""
    items = Item.objects.filter(project=project, answers__gt=1).exclude(state=Item.State.GOLD)
    drawn = AuditDraw.objects.filter(item=OuterRef("pk"))
    again = RecheckRow.objects.filter(item=OuterRef("pk"), draw__isnull=False)
    return items.exclude(pk__in=held_out(project).values("item")).annotate(
        audited=Exists(drawn), asked_again=Exists(again), **{f"now_{name}": _newest(name) for name in NEWEST}
    )


def _newest(name: str) -> Subquery:
    return Subquery(Resolution.objects.filter(item=OuterRef("pk")).order_by("-pk").values(name)[:1])


def rows_of(project: Project) -> pd.DataFrame:
    """One row an item with several answers: (pk, sample, state, lane, answers, answers_needed, done_when, stream,
    audited, asked_again: for what people got wrong, last: how its last assignment ended, sent_back: by a lead, now_*:
    its newest resolution)."""
    ended = Assignment.objects.filter(item=OuterRef("pk")).exclude(stream=Stream.GOLD).order_by("-pk")
    found = several_answers(project).annotate(last=Subquery(ended.values("state")[:1]))
    names = ("pk", "sample", "state", "lane", "answers", "answers_needed", "done_when", "stream", "audited",
             "asked_again", "last", "now_rule", "now_label", "now_joining", "now_joined", "now_id")  # fmt: skip
    rows = pd.DataFrame.from_records(list(found.values_list(*names)), columns=list(names))
    back = Event.objects.filter(project=project, verb="item.sent_back").values_list("subject", flat=True)
    return rows.assign(sent_back=rows["pk"].map(lambda pk: f"item {pk}").isin(set(back)))


def settled_audits(project: Project, codebook: Codebook) -> dict[int, str]:
    """{sample: reference} of audit rows whose reference rule is met by blind answers of several people."""
    seen = Annotation.objects.valid().filter(item=OuterRef("pk"), blind=False)
    rows = several_answers(project).filter(Q(audited=True) | Q(stream=Stream.AUDIT)).filter(~Exists(seen))
    newest = Resolution.objects.filter(item=OuterRef("pk")).order_by("-pk")
    rows = rows.annotate(
        settles=Subquery(newest.values("settles")[:1]), under=Subquery(newest.values("codebook")[:1])
    ).filter(settles=True, under=codebook.pk)
    return {sample: label for sample, label in rows.values_list("sample", "now_label") if label}


def names_able(project_id: int, lane: int) -> set[str]:
    """Of the members who may answer the items of a lane."""
    return set(User.objects.filter(pk__in=could_answer(project_id, lane)).values_list("username", flat=True))


def usual_people(project: Project) -> int:
    return policy_of(project).overlap_people


def marks(project: Project) -> tuple[int, int]:
    """The newest answer and the newest line of the audit log."""
    answer = Annotation.objects.filter(project=project).order_by("-pk").values_list("pk", flat=True).first()
    event = Event.objects.filter(project=project).order_by("-pk").values_list("pk", flat=True).first()
    return answer or 0, event or 0
