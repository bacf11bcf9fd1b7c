"""Where a row comes from: run, recipe, model, parameters, seed, what was drawn for it, its parents and calls."""

from collections import defaultdict
from collections.abc import Iterable

from generation.models import Call, PlannedRow, Run, Sample


def provenance_of(samples: Iterable[Sample]) -> dict[int, dict]:
    """Sample id -> provenance, in four queries for any number of samples."""
    samples = list(samples)
    runs = runs_of({sample.run_id for sample in samples if sample.run_id})
    rows = PlannedRow.objects.in_bulk([sample.planned_row_id for sample in samples if sample.planned_row_id])
    calls = _calls(rows)
    return {
        sample.pk: {
            "created_at": sample.created_at.isoformat(),
            **runs.get(sample.run_id, {}),
            **(_drawn(rows[sample.planned_row_id], sample.place, calls) if sample.planned_row_id else {}),
        }
        for sample in samples
    }


def labelling_of(calls: Iterable[int]) -> dict[int, dict]:
    """Call id -> how a model came to the label that the call gave: the call and its run, in two queries."""
    names = ("id", "run_id", "second", "step", "template", "model", "seed", "request_hash")
    asked = list(Call.objects.filter(pk__in=calls).values(*names))
    runs = runs_of({call["run_id"] for call in asked})
    return {call["id"]: _labelled(call, runs[call["run_id"]]) for call in asked}


def runs_of(ids: Iterable[int]) -> dict[int, dict]:
    """Run id -> what it was: recipe, codebook, endpoint, model, parameters, seed."""
    runs = Run.objects.filter(pk__in=ids).select_related("endpoint", "codebook")
    return {
        run.pk: {
            "run": run.pk,
            "recipe": run.recipe,
            "recipe_version": run.recipe_version,
            "recipe_hash": run.recipe_hash,
            "codebook": run.codebook.number,
            "endpoint": run.asked["name"],
            "model": run.asked["model"],
            "params": run.params,
            "run_seed": run.seed,
            **_second(run),
        }
        for run in runs
    }


def _second(run: Run) -> dict:
    """The second model, of a run that names one."""
    if not run.second_id:
        return {}
    return {"second_endpoint": run.asked_second["name"], "second_model": run.asked_second["model"]}


def _labelled(call: dict, run: dict) -> dict:
    """`endpoint` is the one that answered; `model` too where the endpoint named it, else the one that was asked."""
    told = {name: call[name] for name in ("step", "template", "seed", "request_hash")}
    endpoint, model = (run[f"second_{name}" if call["second"] else name] for name in ("endpoint", "model"))
    return {**run, **told, "endpoint": endpoint, "model": call["model"] or model}


def _calls(rows: Iterable[int]) -> dict[int, list[dict]]:
    calls = defaultdict(list)
    names = ("id", "second", "step", "template", "model", "seed", "request_hash")
    for call in Call.objects.filter(row__in=rows, error="").order_by("pk").values("row_id", *names):
        if not call["second"]:
            del call["second"]  # only said of what a run's second model answered
        calls[call.pop("row_id")].append(call)
    return calls


def _drawn(row: PlannedRow, place: int, calls: dict[int, list[dict]]) -> dict:
    return {
        "round": row.round,
        "index": row.index,
        "seed": row.seed,
        "draw": row.condition,
        "source_sample": row.source_id,
        "candidate": place,
        "parents": row.candidates[place]["parents"],
        "calls": calls[row.pk],
    }
