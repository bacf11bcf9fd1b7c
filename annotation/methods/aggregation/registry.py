"""The methods of aggregation that people can choose from, the simplest first."""

from collections.abc import Callable
from dataclasses import dataclass

from annotation.methods.aggregation.aggregated import Aggregated
from annotation.methods.aggregation.dawid_skene import dawid_skene, one_coin
from annotation.methods.aggregation.glad import glad
from annotation.methods.aggregation.mace import mace
from annotation.methods.aggregation.majority import majority
from annotation.methods.aggregation.weighted import weighted
from generation.methods.translatable import gettext_noop as _


@dataclass(frozen=True)
class AggregationMethod:
    id: str
    name: str
    line: str
    compute: Callable[..., Aggregated]


AGGREGATION = {
    method.id: method
    for method in (
        AggregationMethod("majority", _("Majority"), _("The label with the most answers."), majority),
        AggregationMethod(
            "weighted",
            _("Weighted majority"),
            _("Answers of those who agree with the others count more."),
            weighted,
        ),
        AggregationMethod(
            "one_coin",
            _("One-coin model"),
            _("Each annotator has one chance of being right, found together with the labels."),
            one_coin,
        ),
        AggregationMethod(
            "dawid_skene",
            "Dawid-Skene",
            _("Each annotator confuses labels in an own way, found together with the labels."),
            dawid_skene,
        ),
        AggregationMethod(
            "mace",
            "MACE",
            _("Each annotator knows the label or answers from habit."),
            mace,
        ),
        AggregationMethod("glad", "GLAD", _("Annotators have an ability, items an ease."), glad),
    )
}
