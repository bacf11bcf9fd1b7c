"""The methods of enhancement that a project can run, by their names in words.py."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

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


def _next_round(material: Material, *, ask: Ask, earlier: Sequence[Ask] = (), random_state: int = 0) -> Enhanced:
    """Of what asks a model one round more than there were: then all that it asks is known beforehand."""
    return freeal(material, ask=ask, earlier=earlier, rounds=len(earlier) + 1, random_state=random_state)


_PLAIN = {"freeal": freeal, "several": several, "freeal_asked": _next_round}


@dataclass
class Wanted:
    """What a method would ask a model: row numbers, the most wanted first, and rows to show it as examples, each with
    the class number of its label."""

    rows: list[int] = field(default_factory=list)
    shown: dict[int, int] = field(default_factory=dict)

    def note(self, rows: Sequence[int], shown: Mapping[int, int]) -> list[int]:
        """Asks nobody, and says so of every row. What is judged with answers hidden wants further rows."""
        known = set(self.rows)
        self.rows += [row for row in rows if row not in known]
        self.shown = self.shown or dict(shown)
        return [-1] * len(rows)


def wanted(method: str, material: Material, *, earlier: Sequence[Ask] = (), random_state: int = 0) -> Wanted:
    """Which rows a method that asks a model wants it to be asked about, after what it said in `earlier` rounds;
    `enhance` takes the same seed."""
    found = Wanted()
    with threadpool_limits(1):
        (_PLAIN | _OWN_SURE)[method](material, ask=found.note, random_state=random_state, **_rounds(earlier))
    return found


def _rounds(earlier: Sequence[Ask]) -> dict:
    return {"earlier": earlier} if earlier else {}


def enhance(
    method: str,
    material: Material,
    *,
    sure: float | None = None,
    ask: Ask | None = None,
    earlier: Sequence[Ask] = (),
    random_state: int = 0,
) -> Enhanced:
    """Run a method; `sure`: the least probability of a proposed label, None: the method's own default. `ask`: for
    methods that ask a model, what it said; `earlier`: for those that do so in rounds, in the rounds before.

    Raises ValueError for an unknown method or a probability outside (0, 1].
    """
    if method not in ENHANCEMENTS:
        raise ValueError(f"method must be one of {', '.join(ENHANCEMENTS)}, not {method!r}.")
    sure = ENHANCEMENTS[method].sure if sure is None else sure
    if sure is not None and not 0 < sure <= 1:
        raise ValueError("sure must lie between 0 and 1.")
    told = {"random_state": random_state} | ({"ask": ask} if ENHANCEMENTS[method].asks else {}) | _rounds(earlier)
    with threadpool_limits(1):
        if method in _OWN_SURE:
            return _OWN_SURE[method](material, sure=sure, **told)
        found = _PLAIN[method](material, **told)
    is_sure = found.proposals["probability"].to_numpy(dtype=float) >= (sure or 0)
    kept = found.proposals[is_sure | (np.full(len(is_sure), sure is None))].reset_index(drop=True)
    return replace(found, proposals=kept)
