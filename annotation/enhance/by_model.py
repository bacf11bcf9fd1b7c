"""Which rows a model is asked about, and what it said of them, as methods of enhancement take it. Needs numpy: worker
only."""

from collections.abc import Mapping, Sequence
from itertools import islice

from annotation.methods.enhancement.freeal import Ask
from annotation.methods.enhancement.material import Material
from annotation.methods.enhancement.registry import Wanted, wanted

MOST_SHOWN = 500  # clean rows that examples are taken from
JUDGED_BY = 4  # one in so many that are asked about at most is a row that people answered


def rows_to_ask(
    method: str, material: Material, count: int, *, earlier: Sequence[Ask] = (), random_state: int = 0
) -> tuple[list[int], dict[int, str]]:
    """Samples to ask about, the most wanted first, `count` at most; and samples to show, each with its label.

    `earlier`: what was said in the rounds before. The same seed as of the method that hears the answers.
    """
    found = wanted(method, material, earlier=earlier, random_state=random_state)
    samples = material.samples.to_numpy()
    shown = {int(samples[row]): material.classes[label] for row, label in islice(found.shown.items(), MOST_SHOWN)}
    return [int(samples[row]) for row in _first(material, found, count)], shown


def as_ask(said: Mapping[int, str], material: Material) -> Ask:
    """What was said of samples, as the methods ask for it: a label of none is no answer."""
    numbers = {name: number for number, name in enumerate(material.classes)}
    samples = material.samples.to_numpy()
    return lambda rows, _shown: [numbers.get(said.get(int(samples[row]), ""), -1) for row in rows]


def _first(material: Material, found: Wanted, count: int) -> list[int]:
    """Rows that people answered are asked about to see what the model is worth: a share of all."""
    answered = [row for row in found.rows if material.pinned[row]][: count // JUDGED_BY]
    others = [row for row in found.rows if not material.pinned[row]]
    return [*answered, *others[: count - len(answered)]]
