"""A project's rows as methods/enhancement reads them. Needs pandas and scikit-learn: worker only."""

import numpy as np
import pandas as pd

from annotation.machine.frames import samples_frame
from annotation.methods.enhancement.material import Material
from annotation.models import AuditDraw
from generation.methods.measures.near_duplicates import near_duplicate_groups
from generation.methods.students.features import text_features
from generation.models import Project
from generation.models.machine import ENHANCED


def material_of(project: Project, question: str, *, in_force: bool = False) -> Material:
    """Rows with a model's label, a person's answer or a reference; rejected samples and rows without any are left out.

    The label given is the models' own, whatever enhancement is in use, and no enhancement is a further source. What an
    audit drew counts as unanswered: audit answers neither teach nor judge here, so that before and after can be
    estimated from them. `in_force`: as versions have the rows instead, with the labels of an enhancement that is in use
    and all answers.
    """
    samples, others = samples_frame(project, question, without="" if in_force else ENHANCED)
    if not in_force:
        drawn = AuditDraw.objects.filter(snapshot__project=project).values_list("item__sample", flat=True)
        samples.loc[samples["sample"].isin(set(drawn)), "answer"] = None
    truth = samples["answer"].fillna(samples["reference"])
    kept = (samples["label"].notna() | truth.notna()).to_numpy()
    samples, truth = samples[kept].reset_index(drop=True), truth[kept].reset_index(drop=True)
    classes = sorted(set(samples["label"].dropna()) | set(truth.dropna()))
    numbers = {name: number for number, name in enumerate(classes)}
    texts = samples["text"].fillna("").tolist()
    return Material(
        samples=pd.Index(samples["sample"].to_numpy(dtype=np.int64)),
        classes=classes,
        features=text_features(texts),
        given=samples["label"].map(numbers).fillna(-1).to_numpy(dtype=np.int64),
        answers=truth.map(numbers).fillna(-1).to_numpy(dtype=np.int64),
        groups=near_duplicate_groups(texts),
        others=others,
    )
