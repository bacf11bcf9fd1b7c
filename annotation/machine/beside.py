"""What is known beside texts and labels: confidences as they were recorded, and who gave the labels. Needs pandas."""

import math
from collections.abc import Iterator
from typing import Any

import orjson
import pandas as pd
from django.db.models.fields.json import KeyTransform

from annotation.machine.askers import asker_of, askers_of_runs
from annotation.machine.grades import grades_of
from annotation.methods.columns import BESIDE
from annotation.methods.scoring import Beside
from annotation.methods.signals.generation_probability import contrast
from generation.methods.asking.reading import share
from generation.methods.asking.schema import CONFIDENCE
from generation.models import Codebook, MachineLabel, Origin, Project, Sample, SampleState
from generation.models.machine import STUDENT

CHUNK = 5000


def beside(project: Project, codebook: Codebook) -> Beside:
    """Read in seven queries, whatever the number of rows."""
    first = _first_labels(project, codebook.judged_name)
    table = pd.DataFrame(_rows(project, first), columns=list(BESIDE))
    return Beside(table, _names(codebook), _sources(project, table["source"]), grades_of(project))


def _first_labels(project: Project, question: str) -> dict[int, tuple[str, float | None, float | None]]:
    """Of each sample the label in use: source, probability by tokens, and what the model said of itself."""
    said = MachineLabel.objects.standing().filter(sample__project=project, question=question).exclude(source=STUDENT)
    said = said.annotate(
        by_tokens=KeyTransform("probability", "call__reply"),
        alone=KeyTransform(CONFIDENCE, KeyTransform("fields", "call__reply")),
        among=KeyTransform(f"{question}.{CONFIDENCE}", KeyTransform("fields", "call__reply")),
    )
    rows = said.in_turn().values_list("sample_id", "source", "by_tokens", "alone", "among")
    found: dict[int, tuple] = {}
    for pk, source, by_tokens, alone, among in rows.iterator(chunk_size=CHUNK):
        if pk not in found:
            found[pk] = (source, _number(by_tokens), share(_number(among if alone is None else alone)))
    return found


def _rows(project: Project, first: dict) -> Iterator[tuple]:
    """Texts that a recipe wrote keep the mean log-probability of their tokens as `score`, imports may bring it as
    `logprob`, and with `logprobs` that of the whole text under each label's prompt."""
    samples = Sample.objects.filter(project=project).exclude(state=SampleState.REJECTED).order_by("pk")
    names = ("pk", "metadata", "current_label", "origin", "run_id")
    for pk, metadata, label, origin, run in samples.values_list(*names).iterator(chunk_size=CHUNK):
        kept = metadata if isinstance(metadata, dict) else {}
        likely = _number(kept.get("score") if run else kept.get("logprob"))
        likely = likely if likely is not None and likely <= 0 else None
        yield pk, *first.get(pk, (None, None, None)), likely, _contrast(kept, label), origin == Origin.GOLD


def _contrast(kept: dict[str, Any], label: str) -> float | None:
    under = kept.get("logprobs")
    if not isinstance(under, dict) or label not in under or len(under) < 2:
        return None
    numbers = {name: _number(value) for name, value in under.items()}
    return None if None in numbers.values() else contrast(numbers[label], pd.Series(numbers).to_numpy())


def _number(value: Any) -> float | None:
    if isinstance(value, str):  # some databases give JSON's numbers as text
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def _names(codebook: Codebook) -> dict[str, tuple[str, ...]]:
    judged = codebook.judged_question
    labels = judged.labels.all() if judged else []
    called = {label.name: (label.name, label.verbalizer) for label in labels}
    return {name: tuple(dict.fromkeys(one for one in names if one)) for name, names in called.items()}


def _sources(project: Project, in_use: pd.Series) -> dict[str, tuple[str, str]]:
    """Of each source the model and the form of prompt (askers.py)."""
    of_runs = askers_of_runs(project)
    others = MachineLabel.objects.filter(sample__project=project, call=None).exclude(source=STUDENT)
    imported = others.order_by().values_list("source", flat=True).distinct()
    return {source: asker_of(source, of_runs).pair for source in {*of_runs, *imported, *in_use.dropna()}}
