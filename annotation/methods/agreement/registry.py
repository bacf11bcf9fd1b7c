"""The coefficients of agreement that people can choose from."""

from collections.abc import Callable
from dataclasses import dataclass

from annotation.methods.agreement.coefficient import Coefficient
from annotation.methods.agreement.cohen_kappa import cohen_kappa
from annotation.methods.agreement.fleiss_kappa import fleiss_kappa
from annotation.methods.agreement.gwet import gwet_ac1
from annotation.methods.agreement.krippendorff_alpha import krippendorff_alpha
from annotation.methods.agreement.percent import percent_agreement
from generation.methods.translatable import gettext_noop as _


@dataclass(frozen=True)
class AgreementMethod:
    id: str
    name: str
    line: str
    compute: Callable[..., Coefficient]


AGREEMENT = {
    method.id: method
    for method in (
        AgreementMethod(
            "percent", _("Percent agreement"), "Share of equal answers; says nothing about chance.", percent_agreement
        ),
        AgreementMethod(
            "cohen_kappa", "Cohen's kappa", "Two people beyond chance; with more, the mean over pairs.", cohen_kappa
        ),
        AgreementMethod(
            "fleiss_kappa",
            "Fleiss' kappa",
            "Beyond chance, with the same number of answers on each item.",
            fleiss_kappa,
        ),
        AgreementMethod(
            "krippendorff_alpha",
            "Krippendorff's alpha",
            "Beyond chance, for any number of people and missing answers.",
            krippendorff_alpha,
        ),
        AgreementMethod(
            "gwet_ac1",
            "Gwet's AC1",
            "Beyond chance also where one label is nearly always given; beside alpha, never instead of it.",
            gwet_ac1,
        ),
    )
}
