"""Measuring what a run has accepted so far. Imports numpy: for the process that carries a job out."""

from generation.methods.conditions import Scope
from generation.methods.measures.summary import Beside, Written, summary
from generation.methods.schedules.gold import halves
from generation.methods.steps import Demonstration
from generation.methods.taskspec import TaskSpec
from generation.models import Origin, PlannedRow, Run, RunMeasures, Sample

MOST_GOLD = 10_000
MOST_READ = 20_000  # accepted samples, the newest ones: measures look at fewer
MOST_GIVEN = 2000  # seeds and gold samples that texts are held against, the first ones
ENDED = (PlannedRow.State.ACCEPTED, PlannedRow.State.REJECTED, PlannedRow.State.FAILED)


def measure(run: Run) -> RunMeasures | None:
    """Measure the samples that the run wrote; None where it wrote none. Measured again at the same count, nothing."""
    question = TaskSpec.from_json(run.codebook.as_spec()).question(run.params.get("question", ""))
    written = run.samples.count()
    samples = _written(run)
    if not samples:
        return None
    scope = Scope.from_json(run.setup.get("scope", {}))
    names = {label.name: (label.name, label.verbalizer) for label in question.labels}
    beside = Beside(_gold(run), _given(run), _asked(run), names)
    data = summary(samples, list(names), scope, beside)
    found, _created = RunMeasures.objects.get_or_create(run=run, accepted=written, defaults={"data": data})
    return found


def _written(run: Run) -> list[Written]:
    rows = run.samples.order_by("-pk").values_list("fields", "current_label", "planned_row__condition")[:MOST_READ]
    return [Written(_text(fields), label, _conditions(draw)) for fields, label, draw in rows]


def _asked(run: Run) -> list[tuple[tuple[str, str], ...]]:
    rows = PlannedRow.objects.filter(run=run, round__gt=0, state__in=ENDED).order_by("-pk")
    return [_conditions(draw) for draw in rows.values_list("condition", flat=True)[:MOST_READ]]


def _given(run: Run) -> list[str]:
    known = Sample.objects.filter(project=run.project_id, origin__in=(Origin.SEED, Origin.GOLD)).order_by("pk")
    return [_text(fields) for fields in known.values_list("fields", flat=True)[:MOST_GIVEN]]


def _conditions(draw: dict | None) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in (draw or {}).get("conditions", []))


def _gold(run: Run) -> list[tuple[str, str]]:
    """The half of the gold samples that no recipe is shown: so those that learn from gold compare with the others."""
    known = (
        Sample.objects.filter(project=run.project_id, origin=Origin.GOLD).kept().exclude(reference="").order_by("pk")
    )
    rows = known.values_list("pk", "fields", "reference")[:MOST_GOLD]
    _used, never = halves([Demonstration(str(pk), fields, {"": label}) for pk, fields, label in rows])
    return [(_text(demo.fields), demo.labels[""]) for demo in never]


def _text(fields: dict) -> str:
    return "\n".join(map(str, fields.values()))
