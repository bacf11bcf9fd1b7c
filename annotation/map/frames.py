"""What a map is coloured by, as columns of the rows that it shows. Needs pandas: worker only."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from annotation.methods.map.parts import NOTHING, numbers, shares
from annotation.models import Annotation, DataMap, Signal
from generation.models import Codebook, LabelSource, Project, Sample

MOST_NAMES = 250
CHUNK = 10_000


@dataclass(frozen=True)
class Column:
    """`values`: a byte a row. `names`: what the bytes stand for; None where they are shares."""

    id: str
    values: np.ndarray
    names: list[str] | None = field(default=None)

    def as_json(self) -> dict:
        return {"id": self.id} if self.names is None else {"id": self.id, "names": self.names}


def columns_of(project: Project, codebook: Codebook, samples: pd.Index) -> list[Column]:
    """Label, who gave it, who answered last, and every signal that is stored."""
    rows = Sample.objects.filter(project=project).order_by("pk").values_list("pk", "current_label", "label_source")
    held = pd.DataFrame(rows.iterator(chunk_size=CHUNK), columns=["sample", "label", "source"])
    held = held.set_index("sample").reindex(samples).fillna("")
    judged = codebook.judged_question
    known = [label.name for label in judged.labels.all()] if judged else []
    named = [
        _named(DataMap.LABEL, held["label"], known),
        _named(DataMap.BY, held["source"], [source.value for source in LabelSource if source != LabelSource.NONE]),
        _named(DataMap.ANNOTATOR, _annotators(project).reindex(samples).fillna(""), []),
    ]
    return [column for column in named if (column.values != NOTHING).any()] + _signals(project, samples)


def _named(name: str, values: pd.Series, first: list[str]) -> Column:
    """The names that are in use: those of `first` in their order, then the most frequent others."""
    counts = values[values != ""].value_counts()
    names = [one for one in first if one in counts.index] + [one for one in counts.index if one not in first]
    names = names[:MOST_NAMES]
    return Column(name, numbers(values.tolist(), names), names)


def _annotators(project: Project) -> pd.Series:
    valid = Annotation.objects.valid().of_items().filter(project=project).order_by("pk")
    said = valid.values_list("item__sample", "user__username").iterator(chunk_size=CHUNK)
    return pd.Series(dict(said), dtype=object)


def _signals(project: Project, samples: pd.Index) -> list[Column]:
    stored = Signal.objects.filter(project=project)
    found = []
    for name in sorted(stored.order_by().values_list("name", flat=True).distinct()):
        values = dict(stored.filter(name=name).values_list("sample_id", "value").iterator(chunk_size=CHUNK))
        series = pd.Series(values, dtype=float).reindex(samples)
        found.append(Column(name, shares(series.to_numpy())))
    return found
