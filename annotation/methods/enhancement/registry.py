"""The methods of enhancement that a project can run, by their names in words.py."""

import numpy as np
from threadpoolctl import threadpool_limits

from annotation.methods.enhancement.freeal import freeal
from annotation.methods.enhancement.material import Enhanced, Material
from annotation.methods.enhancement.mckd import mckd
from annotation.methods.enhancement.regen import regen
from annotation.methods.enhancement.replacement import replacement
from annotation.methods.enhancement.several import several
from annotation.methods.enhancement.words import ENHANCEMENTS

#: Some take the least probability themselves, for it decides what is taught next or what is asked of the student.
_OWN_SURE = {"mckd": mckd, "regen": regen, "replacement": replacement}
_PLAIN = {"freeal": freeal, "several": several}


def enhance(method: str, material: Material, *, sure: float | None = None, random_state: int = 0) -> Enhanced:
    """Run a method; `sure`: the least probability of a proposed label, None: the method's own default.

    Raises ValueError for an unknown method or a probability outside (0, 1].
    """
    if method not in ENHANCEMENTS:
        raise ValueError(f"method must be one of {', '.join(ENHANCEMENTS)}, not {method!r}.")
    sure = ENHANCEMENTS[method].sure if sure is None else sure
    if sure is not None and not 0 < sure <= 1:
        raise ValueError("sure must lie between 0 and 1.")
    with threadpool_limits(1):
        if method in _OWN_SURE:
            return _OWN_SURE[method](material, sure=sure, random_state=random_state)
        found = _PLAIN[method](material, random_state=random_state)
    is_sure = found.proposals["probability"].to_numpy(dtype=float) >= (sure or 0)
    kept = found.proposals[is_sure | (np.full(len(is_sure), sure is None))].reset_index(drop=True)
    return Enhanced(kept, found.report, found.notes)
