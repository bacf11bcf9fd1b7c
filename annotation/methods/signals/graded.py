"""What a model said when it was asked to grade a row for one thing."""

import numpy as np
import pandas as pd

from annotation.methods.columns import GRADES, checked
from annotation.methods.signals.evidence import Evidence, Said
from generation.methods.grading import CONFIDENCE, DIMENSIONS, QUALITY, TOXICITY


def llm_quality(evidence: Evidence) -> Said:
    """One minus the mean grade of the row with its label, over 5; NaN where nobody graded it with this label.

    A grade is of a row with the label that it had: of another label it says nothing. Told with it: the `grade`, and
    `why`, in the model's words, as it was said last.
    Reference: Chen et al., "AlpaGasus" (ICLR 2024, arXiv 2307.08701).
    """
    said = grades_of(evidence, QUALITY)
    return _said(evidence, said, 1 - said["share"])


def llm_toxicity(evidence: Evidence) -> Said:
    """The mean grade of how hurtful the text is, over 5; NaN where no model was asked."""
    said = grades_of(evidence, TOXICITY)
    return _said(evidence, said, said["share"])


def confidence_of(evidence: Evidence) -> np.ndarray:
    """(rows,) how sure models said they are of the label when they were asked for that alone; NaN where none was."""
    return grades_of(evidence, CONFIDENCE)["share"].to_numpy()


def grades_of(evidence: Evidence, dimension: str) -> pd.DataFrame:
    """By sample (share, grade, why): the mean of what was said of the row, and of its label where it is about that.

    A grade without a label is of whatever label the row has.
    """
    asked, table = DIMENSIONS[dimension], checked(evidence.grades, GRADES)
    table = table[(table["dimension"] == dimension) & table["sample"].isin(evidence.samples)]
    if asked.of_label:
        own = pd.Series(evidence.named(evidence.given), index=evidence.samples).reindex(table["sample"]).to_numpy()
        table = table[table["label"].isna().to_numpy() | (table["label"].to_numpy() == own)]
    groups = table.groupby("sample")
    said = pd.DataFrame({"grade": groups["score"].mean(), "why": groups["reason"].last().str.rstrip(" .")})
    said = said.reindex(evidence.samples)
    return said.assign(share=said["grade"].astype(float) / asked.most)


def _said(evidence: Evidence, said: pd.DataFrame, values: pd.Series) -> Said:
    whys = [why if isinstance(why, str) and why else None for why in said["why"]]
    grades = [
        None if np.isnan(grade) else f"{grade:.2f}".rstrip("0").rstrip(".") for grade in said["grade"].astype(float)
    ]
    return evidence.said(values.to_numpy(dtype=float), grade=grades, why=whys)
