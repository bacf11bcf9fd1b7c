"""Which rows a model is to grade, and the runs in which one did."""

from collections.abc import Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from annotation.asked.walking import (
    by_chance,
    by_suspicion,
    farthest,
    first_of,
    lately_answered,
    most_suspicious_of,
    of_a_run,
    suspicious_of_a_run,
)
from annotation.enhance.frames import first_labels
from generation.catalogue.annotate import ORDER, WORDING
from generation.methods.grading import DIMENSIONS
from generation.models import Codebook, MachineLabel, PlannedRow, Project, Run, RunPurpose, Sample, SampleState
from generation.models.machine import STUDENT, sources_of
from generation.models.run import ENDED

CHANCE, SUSPICIOUS, ANSWERED = "chance", "suspicious", "answered"
WHICH = (CHANCE, SUSPICIOUS, ANSWERED)
AGAIN = "again_of"  # in the set-up of a run that asks again: the run whose labels it is about
SAME_WORDS = "same_words"  # beside it: whether by the very prompt
ASKED_ON = "asked_on"  # beside it: that it asks on about rows on which answers differ
FORM = {one.name: one.default for one in (WORDING, ORDER)}  # settings that words follow from, as they are by default
MOST = 10_000  # of a run: it keeps the list of its rows


def rows_to_grade(project: Project, dimension: str, *, which: str, count: int, again: bool = False) -> dict[int, str]:
    """Rows with the label that a model gave them, "" where the grade is about the text alone; at most `count`.

    `which`: by chance, the most suspicious first, or those that people answered. Without `again` none has such a grade.
    So many rows are looked at as `farthest` says, and no more.
    """
    count = min(count, MOST)
    rows = Sample.objects.filter(project=project).exclude(state=SampleState.REJECTED)
    if not again:
        said = PlannedRow.objects.filter(source=OuterRef("pk"), state=PlannedRow.State.ACCEPTED, run__project=project)
        rows = rows.filter(~Exists(said.filter(run__purpose=RunPurpose.JUDGE, run__params__dimension=dimension)))
    question = Codebook.objects.current(project).judged_name
    order = _in_order(project, which, farthest(count), turn=f"{dimension} {gradings_of(project).count()}")
    if which == ANSWERED:
        rows = rows.labelled_by_people()
    if not DIMENSIONS[dimension].of_label or not question:
        return dict.fromkeys(first_of(order, rows, count), "")
    labels = MachineLabel.objects.standing().filter(sample=OuterRef("pk"), question=question).exclude(source=STUDENT)
    ids = first_of(order, rows.filter(Exists(labels)), count)
    given = first_labels(ids, question)
    return {pk: given[pk] for pk in ids}


def rows_to_ask_again(project: Project, run: Run, *, recipe: str, params: Mapping, which: str, count: int) -> list[int]:
    """Rows that carry the label that this run gave, and about which its model was not asked again in this form: by this
    recipe, in these words, with the labels in such an order.

    The run's own rows are looked through, for a large project holds many that are none of its: all of them, or so many
    as `farthest` says.
    """
    count = min(count, MOST)
    question = Codebook.objects.current(project).judged_name
    labels = MachineLabel.objects.standing().filter(sample=OuterRef("pk"), question=question).exclude(source=STUDENT)
    by_run = labels.filter(source__in=sources_of(run))
    again = PlannedRow.objects.filter(source=OuterRef("pk"), state=PlannedRow.State.ACCEPTED, run__project=project)
    again = again.filter(_in_form(params), run__recipe=recipe, **{f"run__setup__{AGAIN}": run.pk})
    rows = Sample.objects.filter(Exists(by_run), ~Exists(again), project=project).exclude(state=SampleState.REJECTED)
    rows = rows.annotate(in_use=Subquery(labels.in_turn().values("source")[:1])).filter(in_use__in=sources_of(run))
    if which == ANSWERED:
        rows = rows.labelled_by_people()
    turn = f"{run.pk} {askings_of(project).count()}"
    return first_of(_of_the_run(run, which, farthest(count), turn=turn), rows, count)


def _in_form(params: Mapping) -> Q:
    """Rows of runs with the same words and order; a run from before there were several had the usual ones."""
    found = Q()
    for name, usual in FORM.items():
        value = params.get(name) or usual
        is_it = Q(**{f"run__params__{name}": value})
        found &= is_it | Q(**{f"run__params__{name}__isnull": True}) if value == usual else is_it
    return found


def runs_to_repeat(project: Project) -> QuerySet[Run]:
    """Runs whose labels rows may carry, by the codebook in force, the newest first; none that asked again."""
    labelled = (RunPurpose.GENERATE, RunPurpose.ANNOTATE)
    runs = Run.objects.filter(project=project, purpose__in=labelled, accepted__gt=0, state__in=ENDED)
    runs = runs.filter(codebook=Codebook.objects.current(project)).exclude(setup__has_key=AGAIN)
    return runs.select_related("endpoint", "project").order_by("-pk")


def _of_the_run(run: Run, which: str, most: int, *, turn: str) -> list[int]:
    is_whole = run.accepted <= most
    if which == SUSPICIOUS:
        return (
            most_suspicious_of(of_a_run(run, most, turn=turn))
            if is_whole
            else suspicious_of_a_run(run, most, turn=turn)
        )
    if which == ANSWERED and not is_whole:  # few of its rows are: sooner met among the newest answers
        return lately_answered(run.project, most, turn=turn)
    return of_a_run(run, most, turn=turn)


def _in_order(project: Project, which: str, most: int, *, turn: str) -> list[int]:
    if which == SUSPICIOUS:
        return by_suspicion(project, most)
    if which == ANSWERED:
        return lately_answered(project, most, turn=turn)
    return by_chance(project, most, turn=turn)


def askings_of(project: Project) -> QuerySet[Run]:
    """Those that graded and those that asked again, the newest first."""
    asked = Q(purpose=RunPurpose.JUDGE) | Q(setup__has_key=AGAIN)
    return Run.objects.filter(asked, project=project).select_related("endpoint", "created_by")


def gradings_of(project: Project) -> QuerySet[Run]:
    return Run.objects.filter(project=project, purpose=RunPurpose.JUDGE).select_related("endpoint", "created_by")


def labels_by(project: Project, model: str) -> bool:
    """Whether a run of the same model has written or labelled rows: it would grade itself."""
    made = Run.objects.filter(project=project, accepted__gt=0, setup__endpoint__model=model)
    return made.filter(purpose__in=(RunPurpose.GENERATE, RunPurpose.ANNOTATE)).exists()
