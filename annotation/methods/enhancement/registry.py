"""The methods of enhancement that a project can run, by their names in words.py."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from threadpoolctl import threadpool_limits

from annotation.methods.enhancement.freeal import Ask, freeal
from annotation.methods.enhancement.judge import judge
from annotation.methods.enhancement.material import Enhanced, Material
from annotation.methods.enhancement.mckd import mckd
from annotation.methods.enhancement.regen import regen
from annotation.methods.enhancement.replacement import replacement
from annotation.methods.enhancement.several import several
from annotation.methods.enhancement.words import ENHANCEMENTS

#: Some take the least probability themselves, for it decides what is taught next or what is asked of the student.
_OWN_SURE = {"mckd": mckd, "regen": regen, "replacement": replacement, "ares": judge}
#: Of what asks a model one round: then all that it asks is known beforehand.
_PLAIN = {"freeal": freeal, "several": several, "freeal_asked": partial(freeal, rounds=1)}


@dataclass
class Wanted:
    """What a method would ask a model: row numbers, the most wanted first, and rows to show it as examples."""

    rows: list[int] = field(default_factory=list)
    shown: list[int] = field(default_factory=list)

    def note(self, rows: Sequence[int], shown: Sequence[int]) -> list[int]:
        """Asks nobody, and says so of every row. What is judged with answers hidden wants further rows."""
        known = set(self.rows)
        self.rows += [row for row in rows if row not in known]
        self.shown = self.shown or list(shown)
        return [-1] * len(rows)


def wanted(method: str, material: Material, *, random_state: int = 0) -> Wanted:
    """Which rows a method that asks a model wants it to be asked about; `enhance` takes the same seed."""
    found = Wanted()
    with threadpool_limits(1):
        (_PLAIN | _OWN_SURE)[method](material, ask=found.note, random_state=random_state)
    return found


def enhance(
    method: str, material: Material, *, sure: float | None = None, ask: Ask | None = None, random_state: int = 0
) -> Enhanced:
    """Run a method; `sure`: the least probability of a proposed label, None: the method's own default. `ask`: for
    methods that ask a model, what it said.

    Raises ValueError for an unknown method or a probability outside (0, 1].
    """
    if method not in ENHANCEMENTS:
        raise ValueError(f"method must be one of {', '.join(ENHANCEMENTS)}, not {method!r}.")
    sure = ENHANCEMENTS[method].sure if sure is None else sure
    if sure is not None and not 0 < sure <= 1:
        raise ValueError("sure must lie between 0 and 1.")
    told = {"random_state": random_state} | ({"ask": ask} if ENHANCEMENTS[method].asks else {})
    with threadpool_limits(1):
        if method in _OWN_SURE:
            return _OWN_SURE[method](material, sure=sure, **told)
        found = _PLAIN[method](material, **told)
    is_sure = found.proposals["probability"].to_numpy(dtype=float) >= (sure or 0)
    kept = found.proposals[is_sure | (np.full(len(is_sure), sure is None))].reset_index(drop=True)
    return Enhanced(kept, found.report, found.notes)
