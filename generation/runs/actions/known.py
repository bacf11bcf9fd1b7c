"""What a schedule may know before a round: read from the database, in the order of the ids."""

from collections.abc import Iterable, Mapping

from django.db.models import Exists, OuterRef, Q, Subquery

from generation.catalogue.prepared import Prepared
from generation.methods.context import Item
from generation.methods.questions.revisions import revisions
from generation.methods.schedules.schedule import Found, Known, Made
from generation.methods.steps import Candidate, Demonstration, Draw
from generation.models import LabelSource, MachineLabel, Origin, PlannedRow, Run, Sample
from generation.models.machine import sources_of
from generation.runs.actions.candidates import Place, candidate_of
from generation.runs.frames.context import first_look
from generation.runs.frames.items import there_at_start

MOST = 100_000


def known_of(run: Run, needs: Iterable[str], question: str) -> Known:
    """What the schedule says that it reads, as labels of the run's question; the rest stays empty."""
    readers = {
        "made": lambda: made_by(run, question),
        "gold": lambda: gold(run),
        "support": lambda: seeds(run),
        "items": lambda: items(run),
        "people": lambda: people(run, question),
        "found": lambda: found(run),
    }
    return Known(**{name: readers[name]() for name in needs})


def made_by(run: Run, question: str) -> list[Made]:
    """New samples that the run has accepted, or, of one that labels, the labels that it gave last."""
    by_run = MachineLabel.objects.filter(source__in=sources_of(run))
    own = by_run.filter(sample=OuterRef("pk"), question=question).order_by("-pk")
    written = Sample.objects.filter(run=run).order_by("pk").select_related("planned_row")
    if written.exists():
        return [
            Made(
                str(sample.pk), sample.fields, sample.answers.get(question, sample.current_label),
                sample.planned_row.round, chance, sample.planned_row.condition,
                tuple(sample.planned_row.candidates[sample.place].get("parents", ())), kept=sample.metadata,
            )
            for sample in written.annotate(chance=Subquery(own.values("probability")[:1]))[:MOST]
            for chance in [sample.chance]
        ]  # fmt: skip
    rows = run.rows.filter(state=PlannedRow.State.ACCEPTED, round__gt=0, source__isnull=False)
    last: dict[int, Made] = {}
    for row in rows.select_related("source").order_by("round", "index"):
        said = next((one for one in row.candidates[0]["labels"] if one["question"] == question), None)
        if said:
            before, kept = last.get(row.source_id), row.candidates[0]["kept"]
            last[row.source_id] = Made(
                str(row.source_id), row.source.fields, said["label"], row.round, said["probability"], row.condition,
                before=before.label if before else "", kept=kept,
            )  # fmt: skip
    return [last[pk] for pk in sorted(last)]


def found(run: Run) -> list[Found]:
    """What rows found out for later ones, in the order of the plan."""
    rows = run.rows.filter(state=PlannedRow.State.ACCEPTED, round__gt=0, source__isnull=True).order_by("round", "index")
    aside = rows.exclude(pk__in=Sample.objects.filter(run=run).values("planned_row"))
    return [
        Found(row.round, one["kept"], row.condition)
        for row in aside
        for one in row.candidates
        if candidate_of(one).is_aside
    ]


def made_of_rows(recipe: Prepared, rows: Iterable[PlannedRow], held: Mapping[Place, Candidate]) -> list[Made]:
    """Candidates that wait for a choice; their ids are row/place."""
    by_row, question = {row.pk: row for row in rows}, recipe.kit.question.name
    found = []
    for at, candidate in held.items():
        row = by_row[at.row]
        draft = next((one for one in candidate.labels if one.question == question), None)
        chance = candidate.kept.get("score", draft.probability if draft else None)
        label = draft.label if draft else ""
        draw = Draw.from_json(row.condition)
        found.append(
            Made(
                f"{at.row}/{at.place}", candidate.fields or draw.item_fields, label, row.round, chance, draw.to_json(),
                candidate.parents, kept=candidate.kept,
            )
        )  # fmt: skip
    return found


def gold(run: Run) -> list[Demonstration]:
    """Samples with a reference label that were imported as gold: to judge by, never to show."""
    first = run.codebook.judged_question.name
    rows = Sample.objects.filter(project=run.project_id, origin=Origin.GOLD).kept().exclude(reference="").order_by("pk")
    found = rows.values_list("pk", "fields", "reference")[:MOST]
    return [Demonstration(str(pk), fields, {first: reference}) for pk, fields, reference in found]


def seeds(run: Run) -> list[Demonstration]:
    """The run's examples, with the labels that they had at its start: all that it ever learns from."""
    return list(first_look(run).support)


def items(run: Run) -> list[Item]:
    """Samples that had come without a label by its start, but for those that another run has labelled since: it would
    not take them."""
    own = PlannedRow.objects.filter(run=run, source=OuterRef("pk"), state=PlannedRow.State.ACCEPTED)
    rows = Sample.objects.filter(project=run.project_id, origin=Origin.UNLABELLED).order_by("pk")
    rows = rows.filter(~Q(label_source=LabelSource.MACHINE) | Exists(own), there_at_start(run))
    return [Item(str(pk), fields) for pk, fields in rows.values_list("pk", "fields")[:MOST]]


def people(run: Run, question: str) -> dict[str, str]:
    """What people came to, by sample; "" where they left the question out, or were not asked it. What a lead is still
    to decide is not among it. "" stands, too, for a text that they revised: the run has it as it came."""
    first, asked = run.codebook.judged_question.name, list(run.codebook.questions.all())
    rows = Sample.objects.filter(project=run.project_id).labelled_by_people().order_by("pk")
    found = rows.values_list("pk", "current_label", "answers")[:MOST]
    said = {
        str(pk): "" if revisions(asked, answers) else {first: label, **answers}.get(question, "")
        for pk, label, answers in found
    }
    return {name: label if isinstance(label, str) else "" for name, label in said.items()}
