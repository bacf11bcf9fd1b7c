"""What a model grades one dimension at a time, and how its grade is read."""

import re
from dataclasses import dataclass

from generation.methods.translatable import gettext_noop as _

QUALITY, TOXICITY, CONFIDENCE = "quality", "toxicity", "confidence"


@dataclass(frozen=True)
class Dimension:
    """One thing that an item is graded for, from 0 to `most`. `of_label`: it is about the label that the item has."""

    id: str
    title: str
    line: str
    most: float
    of_label: bool


DIMENSIONS = {
    one.id: one
    for one in (
        Dimension(
            QUALITY,
            _("Quality"),
            _("A model grades from 0 to 5 how well each row and its label keep to the codebook (AlpaGasus)."),
            5,
            of_label=True,
        ),
        Dimension(
            TOXICITY,
            _("Toxicity"),
            _("A model grades from 0 to 5 how hurtful each text is; unlike a list of words it reads the context."),
            5,
            of_label=False,
        ),
        Dimension(
            CONFIDENCE,
            _("How sure it is"),
            _("A model says from 0 to 100 how sure it is that the label of each row is right."),
            100,
            of_label=True,
        ),
    )
}

_GRADE = re.compile(r"(?:(?:final\s+)?(?:score|grade|rating)\s*[:=]?\s*)?(\d+(?:[.,]\d+)?)\s*(?:/\s*\d+|%)?\.?", re.I)
_DECORATION = "*_#` \t\"'“”"


def read_grade(text: str, most: float) -> float | None:
    """The grade in the first line that has words, the form that AlpaGasus asks for: "4.5", "Score: 4,5", "**4.5/5**".

    None where there is none from 0 to `most`: what cannot be read is no low grade.

    Reference: Chen et al., "AlpaGasus" (ICLR 2024, arXiv 2307.08701).
    """
    line = next((line.strip(_DECORATION) for line in text.splitlines() if line.strip(_DECORATION)), "")
    found = _GRADE.fullmatch(line.replace("*", ""))
    return within(float(found[1].replace(",", ".")), most) if found else None


def within(grade: float, most: float) -> float | None:
    return grade if 0 <= grade <= most else None
