"""What leads decided about groups of near-duplicates, as it holds now."""

from dataclasses import dataclass, field

from annotation.models import DuplicateDecision
from generation.models import LabelSource, Project

Choice = DuplicateDecision.Choice

#: Whose label is worth most where one row of a group stays.
RANK = {LabelSource.REFERENCE: 0, LabelSource.PERSON: 1, LabelSource.MACHINE: 2, LabelSource.NONE: 3}


@dataclass
class Decided:
    """`of`: sample -> the one that was kept instead of the others of its group; `all_stay`: the samples of groups in
    which all were kept. A later decision on a sample takes the place of an earlier one."""

    of: dict[int, int] = field(default_factory=dict)
    all_stay: set[int] = field(default_factory=set)

    def masks(self, samples: list[int]) -> dict:
        """Of each sample what `copies` asks: whether it was kept, whether one of its group was, whether all were."""
        import numpy as np  # noqa: PLC0415 - for the worker; pages decide without it

        kept = {sample for sample in samples if self.of.get(sample) == sample}
        return {
            "chosen": np.array([sample in kept for sample in samples], dtype=bool),
            "ruled": np.array([self.of.get(sample) in kept for sample in samples], dtype=bool),
            "all_stay": np.array([sample in self.all_stay for sample in samples], dtype=bool),
        }


def decided(project: Project) -> Decided:
    """Read in one query, for the worker."""
    found = Decided()
    said = DuplicateDecision.objects.filter(project=project).order_by("pk")
    for choice, kept, samples in said.values_list("choice", "sample_id", "samples"):
        for sample in samples:
            found.of.pop(sample, None)
            found.all_stay.discard(sample)
        if choice == Choice.ONE:
            found.of |= dict.fromkeys(samples, kept)
        elif choice == Choice.ALL:
            found.all_stay |= set(samples)
    return found
