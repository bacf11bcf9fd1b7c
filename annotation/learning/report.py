"""What weights and trainings do to a student of the project's rows. Needs pandas and scikit-learn: worker only."""

import numpy as np

from annotation.enhance.material import material_of
from annotation.methods.weighting.effect import Rows, effects
from generation.methods.students.features import reduced_view
from generation.models import Codebook, Origin, Project, Sample

MOST_LEARNED, MOST_CHECKED = 5000, 2000  # rows of models' labels, and rows that people checked


def learning_report(project: Project, args: dict) -> dict:
    """{reason, n, plain, ways, learned}, as `methods/weighting/effect.py` says. Of a large project a random part.

    `reason`: why there is nothing to tell: no_codebook, no_answers; "" where there is.
    """
    codebook = Codebook.objects.current(project)
    if codebook is None or not codebook.judged_name:
        return {"reason": "no_codebook", "n": 0}
    material = material_of(project, codebook.judged_name, in_force=True)
    kept = _some(material.answers >= 0)
    written = set(Sample.objects.filter(project=project, origin=Origin.GENERATED).values_list("pk", flat=True))
    rows = Rows(
        features=material.features[kept],
        view=reduced_view(material.features[kept]),
        given=material.given[kept],
        truth=material.answers[kept],
        groups=np.asarray(material.groups)[kept],
        real=np.array([sample not in written for sample in material.samples[kept]], dtype=bool),
        classes=material.classes,
    )
    found = effects(rows)
    return {"reason": "" if "ways" in found else "no_answers", "learned": len(kept) - found["n"], **found}


def _some(checked: np.ndarray) -> np.ndarray:
    rng = np.random.default_rng(0)
    parts = ((np.flatnonzero(~checked), MOST_LEARNED), (np.flatnonzero(checked), MOST_CHECKED))
    return np.sort(np.concatenate([rng.permutation(rows)[:most] for rows, most in parts]))
