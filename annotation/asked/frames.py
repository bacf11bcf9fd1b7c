"""Which rows a model is to grade, and the runs in which one did."""

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from annotation.enhance.frames import first_labels
from annotation.methods.signals.words import SUSPICION
from annotation.models import Signal
from generation.methods.grading import DIMENSIONS
from generation.models import Codebook, MachineLabel, PlannedRow, Project, Run, RunPurpose, Sample, SampleState
from generation.models.machine import STUDENT, sources_of
from generation.models.run import ENDED

CHANCE, SUSPICIOUS, ANSWERED = "chance", "suspicious", "answered"
WHICH = (CHANCE, SUSPICIOUS, ANSWERED)
AGAIN = "again_of"  # in the set-up of a run that asks again: the run whose labels it is about
SAME_WORDS = "same_words"  # beside it: whether by the very prompt
MOST = 10_000  # of a run: it keeps the list of its rows


def rows_to_grade(project: Project, dimension: str, *, which: str, count: int, again: bool = False) -> dict[int, str]:
    """Rows with the label that a model gave them, "" where the grade is about the text alone; at most `count`.

    `which`: by chance, the most suspicious first, or those that people answered. Without `again` none has such a grade.
    """
    rows = Sample.objects.filter(project=project).exclude(state=SampleState.REJECTED)
    if not again:
        said = PlannedRow.objects.filter(source=OuterRef("pk"), state=PlannedRow.State.ACCEPTED, run__project=project)
        rows = rows.filter(~Exists(said.filter(run__purpose=RunPurpose.JUDGE, run__params__dimension=dimension)))
    question = Codebook.objects.current(project).judged_name
    if not DIMENSIONS[dimension].of_label or not question:
        return dict.fromkeys(_in_order(project, rows, which, min(count, MOST)), "")
    labels = MachineLabel.objects.standing().filter(sample=OuterRef("pk"), question=question).exclude(source=STUDENT)
    ids = _in_order(project, rows.filter(Exists(labels)), which, min(count, MOST))
    given = first_labels(ids, question)
    return {pk: given[pk] for pk in ids}


def rows_to_ask_again(project: Project, run: Run, *, recipe: str, which: str, count: int) -> list[int]:
    """Rows that carry the label that this run gave, and about which its model was not asked again by this recipe."""
    question = Codebook.objects.current(project).judged_name
    labels = MachineLabel.objects.standing().filter(sample=OuterRef("pk"), question=question).exclude(source=STUDENT)
    by_run = labels.filter(source__in=sources_of(run))
    again = PlannedRow.objects.filter(source=OuterRef("pk"), state=PlannedRow.State.ACCEPTED, run__project=project)
    again = again.filter(run__recipe=recipe, **{f"run__setup__{AGAIN}": run.pk})
    rows = Sample.objects.filter(Exists(by_run), ~Exists(again), project=project).exclude(state=SampleState.REJECTED)
    rows = rows.annotate(in_use=Subquery(labels.in_turn().values("source")[:1])).filter(in_use__in=sources_of(run))
    return _in_order(project, rows, which, min(count, MOST))


def runs_to_repeat(project: Project) -> QuerySet[Run]:
    """Runs whose labels rows may carry, by the codebook in force, the newest first; none that asked again."""
    labelled = (RunPurpose.GENERATE, RunPurpose.ANNOTATE)
    runs = Run.objects.filter(project=project, purpose__in=labelled, accepted__gt=0, state__in=ENDED)
    runs = runs.filter(codebook=Codebook.objects.current(project)).exclude(setup__has_key=AGAIN)
    return runs.select_related("endpoint", "project").order_by("-pk")


def _in_order(project: Project, rows: QuerySet[Sample], which: str, count: int) -> list[int]:
    if which == SUSPICIOUS:
        found = Signal.objects.filter(project=project, name=SUSPICION, sample__in=rows).order_by("-value", "sample")
        return list(found.values_list("sample", flat=True)[:count])
    if which == ANSWERED:
        rows = rows.labelled_by_people()
    return list(rows.order_by("content_hash").values_list("pk", flat=True)[:count])  # a hash knows nothing of its text


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
