"""What runs are made from and what their pages show."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext, ngettext

from generation.catalogue.params import Param
from generation.conditions.frames import in_words, lengths_instead, scope_of
from generation.jobs import RING_AGAIN, open_job
from generation.knowledge.frames import FirstRows, frozen_knowledge, rows_of
from generation.methods.conditions import Scope
from generation.methods.context import Context, Item
from generation.methods.steps import Demonstration
from generation.methods.tallies import PACE_OVER_S, rate
from generation.methods.taskspec import TaskSpec
from generation.methods.verifiers.words import BESIDE, REASONS, REQUESTS, TITLES
from generation.models import (
    TO_CHECK,
    Claim,
    Endpoint,
    Job,
    LabelSource,
    MachineLabel,
    Origin,
    PlannedRow,
    Project,
    Round,
    Run,
    RunMeasures,
    RunPurpose,
    RunState,
    Sample,
    SampleState,
)
from generation.models.machine import STUDENT
from generation.models.run import ENDED
from generation.recipe_book import recipe_of
from generation.silence import silent_of
from generation.talks import in_short, talks_of

T = TypeVar("T")
WORK, MEASURE = "generation.work_run", "generation.measure_run"
MOST_SUPPORT = 500
MOST_TOPICS = 1000
ENDS = 10  # topics looked at from either end: what is imported together has the same columns
READ_AT_ONCE = 100
COMES_WITHIN = 2 * RING_AGAIN  # the bell rings, and once more: by then a worker with a free place has come
PLACES_OF_BATCHES = 2000
MOVING = (RunState.PLANNED, RunState.RUNNING)


def frozen_support(project: Project) -> dict:
    """The samples that a run started now may show or write about, by id, and how many gold ones there are."""
    seeds = Sample.objects.filter(project=project, origin=Origin.SEED).exclude(reference="").order_by("id")
    topics = Sample.objects.filter(project=project, origin=Origin.UNLABELLED).order_by("id")
    about = list(topics.values_list("id", flat=True)[:MOST_TOPICS])
    ends = Sample.objects.filter(pk__in={*about[:ENDS], *about[-ENDS:]}).values_list("fields", flat=True)
    return {
        "support": list(seeds.values_list("id", flat=True)[:MOST_SUPPORT]),
        "topics": about,
        "columns": sorted({name for fields in ends for name in fields}),
        "gold": Sample.objects.filter(project=project, origin=Origin.GOLD).exclude(reference="").count(),
        **frozen_knowledge(project),
    }


def context_of(run: Run, number: int | None = None, known: Context | None = None) -> Context:
    """All that the run's recipe may know in its current round, or in another (0: its set-up), as it was frozen; and
    read: a worker's loop must not ask the database. Documents and facts, which are many and never change, are taken
    over from `known`, an earlier context of the run, where there is one."""
    if known:
        knowledge = {"documents": known.documents, "triples": known.triples, "made": known.made}
    else:
        knowledge = {kind: rows_of(run.setup.get(kind, ())) for kind in recipe_of(run).knowledge(run.params)}
    return replace(first_look(run, number), **knowledge)


def first_look(run: Run, number: int | None = None) -> Context:
    """The same with no more than the beginning of the documents and facts: enough to say whether a run can start, and
    what it costs."""
    before = run.setup.get("before")
    scope = before if number == 0 else run.setup.get("scope", before)
    known = context(
        run.codebook,
        run.params,
        run.count,
        Scope.from_json(scope) if scope is not None else scope_of(run.project),
        run.setup,
    )
    rounds = Round.objects.filter(run=run, number=run.round if number is None else number)
    notes = rounds.values_list("notes", flat=True).first() or {}
    return replace(known, support=tuple(known.support), topics=tuple(known.topics), seed=run.seed, notes=notes)


def context(codebook, params: dict, count: int, scope: Scope, frozen: dict) -> Context:
    spec = TaskSpec.from_json(codebook.as_spec())
    spec.question(params.get("question", ""))  # KeyError where the codebook has no such question
    first = spec.question().name  # the reference answers this one, whichever the run is about

    def demonstration(sample: Sample) -> Demonstration:
        known = {**sample.metadata, "machine": sample.origin in TO_CHECK}
        return Demonstration(str(sample.pk), sample.fields, {first: sample.reference, **sample.answers}, known)

    support = Later(frozen["support"], demonstration)
    topics = Later(frozen["topics"], lambda sample: "\n".join(map(str, sample.fields.values())))
    knowledge = {kind: FirstRows(frozen.get(kind, ())) for kind in ("documents", "triples")}
    more = {"gold": frozen.get("gold", 0), "second": bool(frozen.get("second"))}
    more["columns"] = tuple(frozen.get("columns", ()))
    return Context(spec, params, count, scope, support, topics, **more, **knowledge)


class Later(Sequence[T]):
    """Samples known by id, read a few at a time when they are looked at: a preview needs the first ones, or none."""

    def __init__(self, ids: list[int], shape: Callable[[Sample], T]) -> None:
        self._left, self._shape, self._read = list(ids), shape, []

    def __len__(self) -> int:
        return len(self._read) + len(self._left)

    def __getitem__(self, place):
        while self._left and not (isinstance(place, int) and 0 <= place < len(self._read)):
            ids, self._left = self._left[:READ_AT_ONCE], self._left[READ_AT_ONCE:]
            samples = Sample.objects.in_bulk(ids)
            self._read += [self._shape(samples[pk]) for pk in ids if pk in samples]
        return self._read[place]


def next_items(run: Run, which: str, count: int, times: int = 1) -> tuple[Item, ...]:
    """The samples that come after the ones already planned, in the order they came in; none that the run wrote. Where
    each may be taken several `times`, those that come first follow on the last one."""
    if not which:
        return ()
    known = run.plan_state.get("allocator", {})
    last = known.get("last", 0) if times > 1 else run.rows.aggregate(last=Max("source_id"))["last"] or 0
    asked = {"question": run.params.get("question", ""), "but_of": run}
    found = items(run.project, which, count, after=last, **asked)
    return found if found or known.get("turn", times) >= times else items(run.project, which, count, **asked)


def items(
    project: Project, which: str, count: int, after: int = 0, question: str = "", but_of: Run | None = None
) -> tuple[Item, ...]:
    if not which:
        return ()
    samples = _existing(project, which, question)
    if but_of:
        samples = samples.filter(Q(run=None) | ~Q(run=but_of))
    rows = samples.filter(pk__gt=after).order_by("pk").values_list("pk", "fields")
    return tuple(Item(str(pk), fields) for pk, fields in rows[:count])


def waiting(project: Project, which: str, most: int, *, question: str = "") -> int:
    """How many samples there are to make rows from; no more are counted than `most`."""
    return _existing(project, which, question).order_by()[:most].count()


def _existing(project: Project, which: str, question: str) -> QuerySet[Sample]:
    if which == "unlabelled":
        return unlabelled(project, question)
    samples = Sample.objects.filter(project=project)
    return samples.filter(run=None) if which == "imported" else samples


def unlabelled(project: Project, question: str = "") -> QuerySet[Sample]:
    """Samples without a label; with `question` those that came without one and to which no model answered that."""
    samples = Sample.objects.filter(project=project)
    if not question:
        return samples.filter(current_label="")
    said = MachineLabel.objects.filter(sample=OuterRef("pk"), question=question).exclude(source=STUDENT)
    return samples.filter(~Exists(said), origin=Origin.UNLABELLED).exclude(label_source=LabelSource.PERSON)


@dataclass(frozen=True)
class Progress:
    """Where a run stands: for its page, the API and the command line."""

    answered: int  # rows whose answer is stored, not yet accepted or rejected
    in_flight: int
    rate: float  # samples a minute that passed the gates, of late
    seconds_left: int | None
    share: float  # of what is to pass
    choice_of: int = 0  # how many are to pass before the choice among them is made; 0 where none is to come
    needs_person: int = 0  # of the accepted samples, those that wait for a person

    @property
    def time_left(self) -> str:
        return timesince(timezone.now() - timedelta(seconds=max(self.seconds_left or 0, 60)), depth=2)


def progress(run: Run) -> Progress:
    return progress_of([run])[run.pk]


def progress_of(runs: Sequence[Run]) -> dict[int, Progress]:
    """A few queries for all of them: of what is under way or waits, for what is settled is counted in the run."""
    states = PlannedRow.State
    open_rows = PlannedRow.objects.filter(run__in=runs, state__in=(states.ANSWERED, states.CLAIMED), round__gt=0)
    counted = open_rows.order_by().values_list("run", "state").annotate(rows=Count("pk"))
    counts = {(run, state): rows for run, state, rows in counted}
    targets, for_people = _targets([run for run in runs if run.held]), waiting_for_people(runs)
    return {
        run.pk: _progress(
            run,
            answered=counts.get((run.pk, states.ANSWERED), 0),
            in_flight=counts.get((run.pk, states.CLAIMED), 0),
            choice_of=targets.get(run.pk, 0),
            needs_person=for_people[run.pk],
        )
        for run in runs
    }


def waiting_for_people(runs: Sequence[Run]) -> dict[int, int]:
    """How many samples that each run wrote, or labelled, wait for a person now: answers of people change it."""
    given = [run for run in runs if run.accepted]
    labelling = [run for run in given if run.purpose != RunPurpose.GENERATE]
    waiting = Sample.objects.filter(project__in={run.project_id for run in given}, state=SampleState.NEEDS_PERSON)
    counts = dict.fromkeys((run.pk for run in runs), 0)
    if given:
        counts |= waiting.filter(run__in=given).order_by().values_list("run").annotate(n=Count("pk"))
    if labelling:
        ended = PlannedRow.objects.filter(run__in=labelling, state=PlannedRow.State.ACCEPTED)
        labelled = ended.filter(source__in=waiting).order_by().values_list("run")
        counts |= labelled.annotate(n=Count("source", distinct=True))
    return counts


def _targets(runs: Sequence[Run]) -> dict[int, int]:
    """How many are to pass before a choice that has not been made."""
    if not runs:
        return {}
    open_rounds = Round.objects.filter(run__in=runs, number=F("run__round"), kept=None)
    return dict(open_rounds.values_list("run", "target"))


def _progress(run: Run, *, answered: int, in_flight: int, choice_of: int, needs_person: int) -> Progress:
    lately = _rate(run)
    passed, wanted = (run.held, choice_of) if choice_of else (run.accepted, run.count)
    left = max(wanted - passed, 0)
    seconds = round(left / lately * 60) if lately and run.state == RunState.RUNNING else None
    share = min(passed / wanted, 1.0) if wanted else float(run.state == RunState.DONE)
    return Progress(answered, in_flight, lately, seconds, share, choice_of, needs_person)


def _rate(run: Run) -> float:
    """Samples a minute over the last minute, or over the whole life of a shorter run."""
    if run.started_at is None:
        return 0.0
    until = (run.finished_at or timezone.now()).timestamp()
    since = max(run.started_at.timestamp(), until - PACE_OVER_S)
    return rate(run.pace, accepted=run.passed, since=since, until=until)


def runs_of(project: Project) -> QuerySet[Run]:
    return project.runs.select_related("endpoint", "second", "codebook", "project", "created_by")


def places_of(run: Run) -> int:
    """How many requests of a run are under way at most, at all endpoints that it asks."""
    return sum(places_at(run, endpoint) for endpoint in (run.endpoint, run.second) if endpoint)


def places_at(run: Run, endpoint: Endpoint) -> int:
    """How many of them are under way at one endpoint at most; those of a batch wait together."""
    return PLACES_OF_BATCHES if run.setup.get("batch") else endpoint.concurrency


def panel_of(run: Run) -> dict:
    """What the moving part of a run's page shows."""
    look = run.measures.order_by("-accepted").first()
    return {
        "progress": progress(run),
        "ended": run.state in ENDED,
        "moving": run.state in MOVING,
        "standstill": standstill(run),
        "line": place_in_line(run) if run.state == RunState.PLANNED else "",
        "in_setup": "scope" not in run.setup,
        "newest": newest(run),
        "rejections": rejections(run),
        "problems": problems(run),
        "spent": spent(run),
        "look": look,
        "measuring": run.state in ENDED and _measures_come(run, look),
        "each": run.cost_usd / run.accepted if run.accepted else None,
    }


def _measures_come(run: Run, look: RunMeasures | None) -> bool:
    """Whether measures of what an ended run wrote are still to come. Its worker asks for them right after the end."""
    if open_job(MEASURE, str(run.pk)):
        return True
    just_ended = run.finished_at is not None and timezone.now() - run.finished_at < COMES_WITHIN
    return just_ended and run.samples.count() > (look.accepted if look else 0)


def standstill(run: Run) -> str:
    """Why a run that should move does not; "" while a worker is heard of, begins, or may yet come at the first bell."""
    if run.state not in MOVING:
        return ""
    now, until = timezone.now(), run.claims.aggregate(until=Max("until"))["until"]
    jobs = Job.objects.filter(task=WORK, key__startswith=f"{run.pk}/", state=Job.State.OPEN)
    found = jobs.aggregate(at=Min("lease_until", filter=Q(lease_until__gt=now)), rung=Max("created_at"))
    again, rung = found["at"], found["rung"]
    if until is None:
        coming = again or (rung and now - rung < COMES_WITHIN)
        if coming:
            return ""
        return " ".join(filter(None, (gettext("It waits for a worker that has a free place."), place_in_line(run))))
    if until > now:
        return ""
    silent = {"n": int((now - until + Claim.LEASE).total_seconds())}
    if again is None:
        text = gettext(
            "Its worker has not been heard of for %(n)d seconds. The next one that has a free place takes its calls "
            "over."
        )
        return text % silent
    text = gettext("Its worker has not been heard of for %(n)d seconds. Its calls are taken over at %(time)s.")
    return text % (silent | {"time": date_format(timezone.localtime(again), "H:i:s")})


def place_in_line(run: Run) -> str:
    """Which runs, of any project, come before one that nobody works on; "" where none does. Places that come free are
    taken in the order in which runs asked for one."""
    now = timezone.now()
    jobs = Job.objects.filter(task=WORK, state=Job.State.OPEN).order_by("pk").values_list("key", "lease_until")
    asked = [(int(key.split("/")[0]), until is not None and until > now) for key, until in jobs]
    held = {number for number, is_held in asked if is_held}
    line = list(dict.fromkeys(number for number, _is_held in asked if number not in held))
    if run.pk not in line or (line[0] == run.pk and not held):
        return ""
    place = gettext("It is number %(place)d in line.") % {"place": line.index(run.pk) + 1}
    if not held:
        return place
    return ngettext("%(n)d run is under way.", "%(n)d runs are under way.", len(held)) % {"n": len(held)} + " " + place


def settings_of(run: Run) -> list[tuple[str, str]]:
    """The recipe's settings as people read them."""
    known = {param.name: param for param in _params(run)}
    return [_setting(known.get(name), name, value) for name, value in _used(run).items()]


def chosen_of(run: Run) -> list[tuple[str, str]]:
    """Those of them that are not as usual."""
    known = {param.name: param for param in _params(run)}
    usual = {name: param.default for name, param in known.items()}
    return [_setting(known.get(name), name, value) for name, value in _used(run).items() if value != usual.get(name)]


def _used(run: Run) -> dict:
    """The run's settings, with the project's own lengths in place of a setting that they went before."""
    try:
        recipe = recipe_of(run)
    except ValidationError:
        return run.params
    frozen = run.setup.get("scope", run.setup.get("before")) or []
    setting, lengths = lengths_instead(recipe, Scope.from_json(frozen))
    if not lengths or setting not in run.params:
        return run.params
    told = gettext("%(lengths)s (an attribute of the project)") % {"lengths": in_words(lengths)}
    return run.params | {setting: told}


def recipe_title(run: Run) -> str:
    """What people call the run's recipe; "" where its document is of another version."""
    try:
        return gettext(recipe_of(run).title)
    except ValidationError:
        return ""


def _params(run: Run) -> Sequence[Param]:
    """None where the run's document is of another version: its page shows the settings by their names then."""
    try:
        return recipe_of(run).params
    except ValidationError:
        return ()


def _setting(param: Param | None, name: str, value) -> tuple[str, str]:
    if param is None:
        return name, value
    if isinstance(value, bool):
        return gettext(param.title), gettext("yes") if value else gettext("no")
    chosen = dict(param.choices).get(value)
    return gettext(param.title), gettext(chosen) if chosen else ("–" if value == "" else value)


def newest(run: Run, count: int = 8) -> list[dict]:
    """The last texts that were accepted; before there are any, the last that wait for it, or for a choice."""
    states = PlannedRow.State
    rows = run.rows.filter(round__gt=0).select_related("source").prefetch_related("samples")
    rows = rows.order_by("-round", "-index")
    waiting = (states.ANSWERED, states.HELD)
    shown = list(rows.filter(state=states.ACCEPTED)[:count]) or list(rows.filter(state__in=waiting)[:count])
    talks = talks_of(run.codebook.fields)
    return [_shown(row, talks) for row in shown]


def _shown(row: PlannedRow, talks: Collection[str]) -> dict:
    """A row by its first candidate that became a sample, or its first one while none has."""
    made = min(row.samples.all(), key=lambda sample: sample.place, default=None)
    candidate = next(iter(row.candidates[made.place if made else 0 :]), {})
    fields = candidate.get("fields") or (row.source.fields if row.source else {})
    return {
        "text": in_short(fields, talks, between=" — ", most=400),
        "label": ", ".join(label["label"] for label in candidate.get("labels", [])),
        "sample": made or row.source,
        "simulated": candidate.get("simulated", False),
    }


def hush(rows: Sequence[dict], user, project: Project) -> None:
    """Take the labels from rows that this person is being asked about without knowing one; `silent` says which."""
    known = {row["sample"].pk for row in rows if row["sample"]}
    silent = silent_of(user, project, known)
    for row in rows:
        row["silent"] = bool(row["sample"]) and row["sample"].pk in silent
        row["label"] = "" if row["silent"] else row["label"]


def rejections(run: Run) -> list[dict]:
    """How many candidates each gate turned away and why, most first; a gate is named by what it makes sure of."""
    found = [
        {"gate": gettext(TITLES.get(gate) or BESIDE.get(gate, gate)), "reason": REASONS.get(reason, reason), "n": count}
        for gate, reasons in run.turned_away.items()
        for reason, count in reasons.items()
    ]
    return sorted(found, key=lambda row: -row["n"])[:20]


def problems(run: Run) -> list[dict]:
    """Requests that gave no answer, by what happened and by what the endpoint said, most first."""
    found = []
    for error, count in run.problems.items():
        code, _colon, said = error.partition(": ")
        known = code in REQUESTS
        told = {"error": REQUESTS[code] if known else error, "said": said if known else ""}
        found.append(told | {"n": count})
    return sorted(found, key=lambda row: -row["n"])[:10]


def spent(run: Run) -> Decimal:
    """What counts against the budget: paid, reserved by calls under way, and reserved by workers that died."""
    return run.cost_usd + run.reserved_usd + run.lost_usd
