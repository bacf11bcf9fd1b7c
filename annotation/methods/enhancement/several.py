"""Several models as annotators: their labels together, weighed by how reliable each turns out."""

import numpy as np
import pandas as pd

from annotation.methods.aggregation.aggregated import ABSTAIN, Aggregated
from annotation.methods.aggregation.choosing import GOLD, Choice, choose
from annotation.methods.columns import OTHER_LABELS, checked
from annotation.methods.enhancement.material import (
    NOT_SHOWN,
    WORSE,
    Enhanced,
    Material,
    before,
    gain_as_json,
    gained,
    nothing,
    propose,
    right,
)
from generation.methods.translatable import gettext_noop as _

ENOUGH_SOURCES = 3
OWN = "given"  # the label in use, beside the names of the other sources
WHY = _("Several models together, each weighed by how reliable it turns out, give another label.")
TOO_FEW_SOURCES = _("Labels of three sources at least are needed: the one in use and two others.")
BY_LIKELIHOOD = _("Too few rows with people's answers: the way to weigh the sources was chosen by likelihood alone.")


def several(material: Material, *, random_state: int = 0) -> Enhanced:
    """Aggregate the given label and those of other sources; propose what they come to together.

    The method of aggregation is chosen by the answers of people where there are 30, else by likelihood; both are
    reported. No method is told the answers, so with 20 of them it is seen whether labels got better: where fewer of the
    answered rows would be right, as with many poor models beside a good one, nothing is proposed. Rows that only one
    source labelled keep their label, and so do those where the sources tie.

    Parameters
    ----------
    material : the rows, with `others`. random_state : seed.

    Returns
    -------
    Enhanced; report: {method, by, methods: [{method, accuracy, low, high, criterion, differs}], sources: [{source,
    answers, reliability}], before, after: shares of answered rows, gain: after less before, in pairs}. With fewer than
    three sources nothing, with a note.

    Reference: `annotation.methods.aggregation`.
    """
    others = checked(material.others, OTHER_LABELS).dropna(subset=["label"])
    others = others[others["sample"].isin(material.samples) & others["label"].isin(material.classes)]
    said = np.flatnonzero(material.given >= 0)
    own = pd.DataFrame(
        {
            "item": material.samples.to_numpy()[said],
            "annotator": OWN,
            "label": [material.classes[number] for number in material.given[said]],
        }
    )
    others = others.rename(columns={"sample": "item", "source": "annotator"})
    labels = pd.concat([own, others[["item", "annotator", "label"]]], ignore_index=True)
    if labels["annotator"].nunique() < ENOUGH_SOURCES:
        return nothing(TOO_FEW_SOURCES)
    gold = {material.samples[row]: material.classes[material.answers[row]] for row in np.flatnonzero(material.pinned)}
    choice = choose(labels, gold=gold, ties=ABSTAIN, random_state=random_state)
    result = choice.results[choice.best]
    found = result.labels().set_index("item").reindex(material.samples)
    heard = labels.groupby("item")["annotator"].nunique().reindex(material.samples).to_numpy() > 1
    numbers = {name: number for number, name in enumerate(material.classes)}
    best = np.where(heard, found["label"].map(numbers).fillna(-1).to_numpy(dtype=int), -1)
    start = before(material)
    answered = np.flatnonzero(material.pinned & (material.given >= 0))
    labels = np.where(best >= 0, best, material.given)
    after = right(labels, material.answers, answered) if start else None
    gain = gained(material, labels, answered) if start else None
    report = _report(choice, result) | {"gain": gain_as_json(gain)}
    report |= {name: share and share.as_json() for name, share in (("before", start), ("after", after))}
    if after is not None and after.count < start.count:
        return nothing(WORSE, report=report)
    proposals = propose(material, best, found["probability"].to_numpy(dtype=float), WHY)
    notes = [] if choice.by == GOLD else [BY_LIKELIHOOD]
    notes += [NOT_SHOWN] if gain and len(proposals) and gain.low < 0 else []
    return Enhanced(proposals, report, notes)


def _report(choice: Choice, result: Aggregated) -> dict:
    columns = ["method", "accuracy", "low", "high", "criterion", "differs"]
    table = choice.table[columns].astype(object)
    sources = result.annotators()[["annotator", "answers", "reliability"]].rename(columns={"annotator": "source"})
    return {
        "method": choice.best,
        "by": choice.by,
        "methods": table.where(table.notna(), None).to_dict("records"),
        "sources": sources.to_dict("records"),
    }
