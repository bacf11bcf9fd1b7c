"""What the dataset card states, gathered once and frozen with the version."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from annotation.certificate.of_version import version_promise
from annotation.curation.filters import DROPPED
from annotation.curation.quality import label_estimate
from annotation.curation.selection import Curated
from annotation.datasets.columns import columns_of
from annotation.datasets.provenance import runs_of
from annotation.datasets.tallies import Tally
from annotation.methods.splits import SHARES
from annotation.models import DatasetVersion, Item, Resolution, Row
from generation.models import LabelSource, MachineLabel, Run, Sample
from generation.support.mapping import DEFAULT_SOURCE

#: `Row.source`, as the card's page translates it.
LABEL_SOURCES = (_("machine"), _("person"), _("reference"))

#: How people's answers become the label that holds, as it stands on the card.
RULES = {
    Resolution.Rule.SINGLE: _("one answer"),
    Resolution.Rule.AGREEMENT: _("all agree"),
    Resolution.Rule.MAJORITY: _("more than half agree"),
    Resolution.Rule.MERGE: _("two people's versions, one of them kept"),
    Resolution.Rule.JOINED: _("joined by a method of aggregation"),
    Resolution.Rule.LEAD: _("decided by a lead"),
    Resolution.Rule.OPEN: _("undecided"),
}

IMPORTED = _("Imported labels")
WRITTEN = _("written by run %(number)s with %(recipe)s")

SOURCES = {
    "generated": _("written by a model elsewhere"),
    "imported": _("imported; who wrote them is not recorded"),
    "collected": _("imported; written by people"),
    "seed": _("given examples"),
    "unlabelled": _("given texts"),
    "gold": _("given texts with a reference label"),
}


@dataclass(frozen=True)
class Measured:
    """What is read before the rows are chosen, so that nothing later is in it: tables that keep no history."""

    agreement: list[dict]
    student: dict


def card_facts(
    version: DatasetVersion, curated: Curated, measured: Measured, tally: Tally, weights: dict | None = None
) -> dict:
    """Facts in the shape that `annotation.methods.exports.card.card` renders, from the version's rows, all stored.

    `weights` are those of `weigh`, where the rows were weighed.
    """
    codebook = version.codebook
    estimate = label_estimate(version.project, version)
    sources = _text_sources(version)
    return {
        "name": version.project.name,
        "version": version.number,
        "created": timezone.now().strftime("%Y-%m-%d %H:%M UTC"),
        "purpose": codebook.purpose,
        "role": codebook.role,
        "columns": [[column.name, column.kind] for column in columns_of(codebook, weighed=bool(weights))],
        "sources": sources,
        "runs": _runs(version),
        "labels": _label_sources(tally),
        "resolved": _resolved(tally),
        "splits": _by_split(version),
        "label_splits": _by_label_and_split(version),
        "filters": [{"name": str(DROPPED[name]), "dropped": curated.dropped[name]} for name in DROPPED],
        "filter_set": curated.filtered.facts if curated.filtered else None,
        "codebook": _codebook(codebook, tally),
        "weights": weights,
        "judged": codebook.judged_name if codebook.judged else "",
        "agreement": measured.agreement,
        "estimate": estimate | {"design": _design(estimate)},
        "certificate": version_promise(version),
        "student": _student(measured.student["answered"]),
        "student_audit": measured.student["audit"],
        "simulated": _simulated(tally, len(curated.rows)),
        "limits": _limits(estimate, curated, tally, codebook.number) + _waiting(version),
    }


def _text_sources(version: DatasetVersion) -> list[dict]:
    rows = Sample.objects.filter(version_rows__version=version)
    counts = rows.values("origin", "run", "simulated").annotate(rows=Count("pk")).order_by("origin", "run", "simulated")
    runs = Run.objects.in_bulk([count["run"] for count in counts if count["run"]])
    return [
        {
            "name": _written(runs[count["run"]]) if count["run"] else SOURCES[count["origin"]],
            "kind": count["origin"],  # what the column `origin` says
            "rows": count["rows"],
            "simulated": count["simulated"],
        }
        for count in counts
    ]


def _written(run: Run) -> str:
    return WRITTEN % {"number": run.pk, "recipe": run.recipe}


def _runs(version: DatasetVersion) -> list[dict]:
    """The runs that wrote texts or gave labels."""
    texts = Sample.objects.filter(version_rows__version=version, run__isnull=False).values_list("run", flat=True)
    said = MachineLabel.objects.given_by(version.chosen_at)
    labels = said.filter(sample__version_rows__version=version, call__isnull=False)
    ids = {*texts.distinct(), *labels.values_list("call__run", flat=True).distinct()}
    return [run for _pk, run in sorted(runs_of(ids).items())]


def _label_sources(tally: Tally) -> list[dict]:
    """Who gave the labels that the rows carry: each row counts once, so they add up to the version."""
    found = [
        {"source": IMPORTED if model == DEFAULT_SOURCE else model or source, "rows": rows, "simulated": simulated}
        for (source, model, simulated), rows in tally.sources.items()
    ]
    return sorted(found, key=lambda one: (-one["rows"], one["source"], one["simulated"]))


def _resolved(tally: Tally) -> list[dict]:
    """Rows that carry people's label, by the rule by which it holds; `rule` stands in the column `resolved_by`."""
    return [{"rule": by, "name": RULES[by.partition(":")[0]], "rows": n} for by, n in sorted(tally.resolved.items())]


def _simulated(tally: Tally, rows: int) -> dict:
    """How many rows the column `simulated` marks, and how many of them have a simulated text; {} for none."""
    marked = tally.simulated.total()
    return {"rows": marked, "texts": tally.simulated["texts"], "share": marked / rows} if marked else {}


def _by_split(version: DatasetVersion) -> dict[str, int]:
    counts = Row.objects.filter(version=version).values("split").annotate(rows=Count("pk"))
    found = {count["split"]: count["rows"] for count in counts}
    return {part: found[part] for part in SHARES if part in found}


def _by_label_and_split(version: DatasetVersion) -> list[list]:
    counts = Row.objects.filter(version=version).values("label", "split").annotate(rows=Count("pk"))
    return [[count["label"], count["split"], count["rows"]] for count in counts.order_by("label", "split")]


def _codebook(codebook, tally: Tally) -> dict:
    spec = codebook.as_spec()
    for question in spec["questions"]:
        for label in question["labels"]:
            label["rows"] = tally.labels[question["name"]][label["name"]]
    return {"version": codebook.number, "asked": tally.asked(), "questions": spec["questions"], "rules": spec["rules"]}


def _design(estimate: dict) -> str:
    if not estimate["n"]:
        return ""
    return f"audit rows drawn at random from snapshot {estimate['snapshot']} by secret keys, answered blind"


def _student(answered: dict) -> dict | None:
    if not answered["n"]:
        return None
    return {"accuracy": answered["value"], **{name: answered[name] for name in ("low", "high", "n", "drawn")}}


def _limits(estimate: dict, curated: Curated, tally: Tally, codebook: int) -> list[str]:
    limits = []
    machine = [row for row in curated.rows if row.source == LabelSource.MACHINE]
    unseen = sum(not row.upto for row in machine)
    if unseen:
        limits.append(
            _("%(n)s of %(all)s labels were given by a model and looked at by nobody.")
            % {"n": unseen, "all": len(curated.rows)}
        )
    if undecided := len(machine) - unseen:
        one = _("One label was given by a model; people have answered there, but nothing is decided yet.")
        many = _("%(n)s labels were given by a model; people have answered there, but nothing is decided yet.")
        limits.append(_counted(undecided, one, many))
    unknown = curated.dropped["unknown_label"]
    if unknown:
        one = _("One row is left out because its label is not in this version of the codebook.")
        many = _("%(n)s rows are left out because their label is not in this version of the codebook.")
        limits.append(_counted(unknown, one, many))
    if tally.simulated:
        limits.append(_("Simulated rows come from the built-in simulated model: of no use but for trying things out."))
    if tally.revised:
        one = _("In one row people revised the text; the text as it was stands in its provenance.")
        many = _("In %(n)s rows people revised the text; the texts as they were stand in their provenance.")
        limits.append(_counted(tally.revised, one, many))
    if not estimate["n"]:
        limits.append(_("No random audit was answered: how many labels are wrong is not known."))
    else:
        limits += _limits_of(estimate, curated)
    if older := tally.answers_beside(codebook):
        one = _("One human answer was given to another version of the codebook than the one printed here.")
        many = _("%(n)s human answers were given to another version of the codebook than the one printed here.")
        limits.append(_counted(older, one, many))
    return limits


def _limits_of(estimate: dict, curated: Curated) -> list[str]:
    limits = []
    uncovered = estimate["rows"] - estimate["population"]
    if uncovered:
        one = _("The label estimate does not speak of one row that got its label after the snapshot.")
        many = _("The label estimate does not speak of %(n)s rows that got their label after the snapshot.")
        limits.append(_counted(uncovered, one, many))
    if estimate["changed"]:
        one = _("One row was labelled anew after the snapshot: the label estimate speaks of its label before.")
        many = _("%(n)s rows were labelled anew after the snapshot: the label estimate speaks of their label before.")
        limits.append(_counted(estimate["changed"], one, many))
    if curated.dropped.total() > curated.dropped["unlabelled"]:
        limits.append(
            _("The label estimate is of all labelled rows: those that the filters kept may be better or worse.")
        )
    return limits


def _waiting(version: DatasetVersion) -> list[str]:
    """Rows with one answer of two: looked at, but not settled, as the certificate counts.

    One that a person has before them at this moment waits as well: else the card would change with who is at work. One
    that is asked anew, as its answer is in doubt, stays settled until then.
    """
    unsettled = (Item.State.WAITING, Item.State.HELD)
    rows = Row.objects.filter(version=version, source=LabelSource.PERSON, sample__item__state__in=unsettled)
    newest = Resolution.objects.filter(item__sample=OuterRef("sample")).order_by("-pk").values("settles")[:1]
    waiting = rows.annotate(settled=Subquery(newest)).exclude(settled=True).count()
    one = _("One label of a person waits for a second answer; the certificate counts it among those not settled.")
    many = _("%(n)s labels of people wait for a second answer; the certificate counts them among those not settled.")
    return [_counted(waiting, one, many)] if waiting else []


def _counted(n: int, one: str, many: str) -> str:
    """Stored in English and told again by its message, which a plural form of a catalogue would not be."""
    return one if n == 1 else many % {"n": n}
