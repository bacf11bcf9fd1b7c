"""The filters, as presets named after their papers, over whole columns of numbers: for programs and benches.

Pages do not run them: they run the rules of `live.py` over columns of bytes. These here, one paper a file, are what the
rules are held against in tests (`tests/annotation/methods/filters/test_live.py`): the oracle of the live filters.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from annotation.methods.filters.agreement import agrees
from annotation.methods.filters.confidence import margin, self_confidence
from annotation.methods.filters.confident_learning import BOTH, NOISE_RATE, mislabelled
from annotation.methods.filters.decision import Decision
from annotation.methods.filters.duplicates import keep_one
from annotation.methods.filters.generation_probability import likeliest
from annotation.methods.filters.grade import graded
from annotation.methods.filters.influence import harmful
from annotation.methods.filters.learning_dynamics import hard
from annotation.methods.filters.texts import contamination, label_leak, language, length
from annotation.methods.filters.words import WORDS


@dataclass(frozen=True)
class FilterMethod:
    """A filter and its settings as published; `takes` names the columns that it cannot do without.

    `by_label`: it goes by the label as well. `may_take`: columns that it uses where they are there.
    """

    id: str
    name: str
    line: str
    paper: str
    takes: tuple[str, ...]
    run: Callable[..., Decision]
    settings: dict[str, Any] = field(default_factory=dict)
    may_take: tuple[str, ...] = ()
    by_label: bool = True

    def missing(self, columns: Mapping[str, Any]) -> list[str]:
        """The columns without which it is not available: a model that tells no log-probabilities has none."""
        return [name for name in self.takes if name not in columns]

    def keep(self, columns: Mapping[str, Any], labels: np.ndarray, **settings: Any) -> Decision:
        """Decide on all rows.

        Parameters
        ----------
        columns : name -> one entry a row; `run` says what each is. labels : class numbers, -1 for none. settings : in
            place of the preset's.

        Raises ValueError where a column is missing, or a setting is none of its own.
        """
        missing = self.missing(columns)
        unknown = [name for name in settings if name not in self.settings]
        if missing or unknown:
            raise ValueError(f"{self.id} lacks {missing}." if missing else f"{self.id} has no setting {unknown[0]}.")
        given = {name: columns[name] for name in (*self.takes, *self.may_take) if name in columns}
        if self.by_label:
            given["labels"] = labels
        return self.run(**given, **{**self.settings, **settings})


def _filter(name: str, run: Callable[..., Decision], settings: dict | None = None, **others: Any) -> FilterMethod:
    return FilterMethod(name, *WORDS[name], run, settings or {}, **others)


_ALL = (
    _filter("self_confidence", self_confidence, {"share": 0.1}),
    _filter("margin", margin, {"share": 0.1}),
    _filter("confident_learning", partial(mislabelled, by=BOTH)),
    _filter("confident_learning_noise_rate", partial(mislabelled, by=NOISE_RATE)),
    _filter("cllm", hard, {"at_most": 0.2, "certain": None}),
    _filter("progen", harmful, {"most": 0.1}),
    _filter("supergen", likeliest, {"share": 0.5, "bins": 5}, may_take=("lengths",)),
    _filter("regen", agrees, {"at_least": 0.0}),
    _filter("alpagasus", graded, {"at_least": 4.5}),
    _filter("near_duplicates", keep_one, may_take=("scores", "checked", "texts")),
    _filter("length", length, {"least": 1, "most": None}, by_label=False),
    _filter("language", language, {"wanted": ("en",)}, by_label=False),
    _filter("label_leak", label_leak, {"at_most": 0.5}, by_label=False),
    _filter("contamination", contamination, {"at_most": 0.5}, by_label=False),
)

FILTERS = {method.id: method for method in _ALL}
