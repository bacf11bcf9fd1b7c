"""Which label an answer can be held against, and how that label is known."""

from dataclasses import dataclass

import pandas as pd

from annotation.effects.frames import judged_questions, references, settled_labels
from generation.models import Project

REFERENCE = "reference"  # came with the sample: whether it is known has nothing to do with the answer
SETTLED = "settled"  # by a majority or a lead, after the answer


@dataclass(frozen=True)
class Known:
    """What is known of a project's items, and the judged question of each version of its codebook."""

    references: dict[int, str]
    settled: dict[int, tuple[str, int]]
    judged: dict[int, tuple[str, frozenset[str]]]

    @classmethod
    def of(cls, project: Project) -> "Known":
        return cls(references(project), settled_labels(project), judged_questions(project))

    def beside(self, answers: pd.DataFrame) -> pd.DataFrame:
        """(truth, by) for each row of answers (item, codebook, …), with its index; missing where nothing is known.

        A reference goes before what was settled. It counts where the answer's version of the codebook has such a label,
        what was settled where it was settled by that very version: labels of another one mean something else.
        """
        found = [self._of(row.item, row.codebook) for row in answers.itertuples()]
        return pd.DataFrame(found, columns=["truth", "by"], index=answers.index, dtype=object)

    def _of(self, item: int, codebook: int) -> tuple[str | None, str | None]:
        reference = self.references.get(item)
        if reference is not None and reference in self.judged.get(codebook, ("", frozenset()))[1]:
            return reference, REFERENCE
        label, settled_by = self.settled.get(item, (None, None))
        return (label, SETTLED) if settled_by == codebook else (None, None)
