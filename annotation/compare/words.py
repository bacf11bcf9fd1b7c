"""What each number of a comparison is called, and how it is written."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: id of a figure (methods/agreement) -> its name, and what is written: a share, or a number.
FIGURES: dict[str, tuple[str | Promise, str]] = {
    "jaccard": (_("Shared labels (mean Jaccard index)"), "share"),
    "within_one": (_("Within one step"), "share"),
    "difference": (_("Mean difference, %(left)s less %(right)s, in steps"), "decimal"),
    "same_order": (_("Pairs in the same order"), "share"),
    "tau": (_("Kendall's tau-b, mean"), "decimal"),
    "similarity": (_("Similarity of the texts, mean"), "share"),
    "exact_f1": (_("F1 of equal spans"), "share"),
    "overlap_f1": (_("F1 of spans that overlap"), "share"),
}
#: What is equal as a whole, by kind of question.
EQUAL = {
    "label": _("Same label"),
    "multi_label": _("Same set of labels"),
    "rating": _("Same number"),
    "ranking": _("Same order of all"),
    "text": _("Same text"),
    "spans": _("Same spans"),
}
KAPPA = _("Weighted kappa (quadratic), blind answers alone")
PARTS = ("blind", "answered", "all")


def figures_of(kind: str, pair: dict, *, left: str, right: str) -> list[dict]:
    """Rows of the table: the share of equal answers, then what else the kind tells, in each part that a pair has.

    `left` and `right` are the sides as they are called."""
    names = {"left": left, "right": right}
    parts = [pair[part] for part in PARTS if part in pair]
    rows = [{"name": EQUAL[kind], "unit": "share", "cells": parts}]
    for place, figure in enumerate(parts[0]["figures"]):
        name, unit = FIGURES[figure["id"]]
        cells = [part["figures"][place] for part in parts]
        rows.append({"name": str(name) % names if "%(" in str(name) else name, "unit": unit, "cells": cells})
    if kappa := pair.get("blind", {}).get("kappa"):
        empty = [None] * (len(parts) - 1)  # only blind answers count
        rows.append({"name": KAPPA, "unit": "decimal", "cells": [kappa | {"n": kappa["items"]}, *empty]})
    return rows
