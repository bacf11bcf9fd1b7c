"""What weights and trainings do to a student of the project's rows. Needs pandas and scikit-learn: worker only."""

import numpy as np

from annotation.enhance.material import material_of
from annotation.machine.frames import drawn_and_settled
from annotation.methods.weighting.effect import Rows, effects
from generation.methods.students.features import reduced_view
from generation.models import Codebook, Origin, Project, Sample

MOST_LEARNED, MOST_CHECKED = 5000, 2000  # rows of models' labels; checked ones, drawn and chosen each


def learning_report(project: Project, args: dict) -> dict:
    """{reason, n, drawn, basis, plain, ways, learned}, as `methods/weighting/effect.py` says. Of a large project a
    random part.

    `reason`: why there is nothing to tell: no_codebook, no_answers; "" where there is.
    """
    codebook = Codebook.objects.current(project)
    if codebook is None or not codebook.judged_name:
        return {"reason": "no_codebook", "n": 0, "drawn": 0}
    material = material_of(project, codebook.judged_name, in_force=True)
    drawn = np.isin(material.samples, list(drawn_and_settled(project)))
    kept = _some(material.answers >= 0, drawn)
    written = set(Sample.objects.filter(project=project, origin=Origin.GENERATED).values_list("pk", flat=True))
    rows = Rows(
        features=material.features[kept],
        view=reduced_view(material.features[kept]),
        given=material.given[kept],
        truth=material.answers[kept],
        groups=np.asarray(material.groups)[kept],
        real=np.array([sample not in written for sample in material.samples[kept]], dtype=bool),
        drawn=drawn[kept],
        classes=material.classes,
    )
    found = effects(rows)
    return {"reason": "" if "ways" in found else "no_answers", "learned": len(kept) - found["n"], **found}


def _some(checked: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Places of rows; of those that chance drew the random part is taken on its own, for they are the test."""
    rng = np.random.default_rng(0)
    parts = ((~checked, MOST_LEARNED), (checked & ~drawn, MOST_CHECKED), (checked & drawn, MOST_CHECKED))
    return np.sort(np.concatenate([rng.permutation(np.flatnonzero(rows))[:most] for rows, most in parts]))
