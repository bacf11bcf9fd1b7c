"""A risk is told rounded up, a confidence rounded down, with digits enough not to be taken for certainty."""

from decimal import Decimal

import pytest

from annotation.methods.certificate.family import share_of_family
from annotation.methods.certificate.told import confidence_of, confidence_told, risk_told


def of_family(number: int) -> float:
    return confidence_of(share_of_family(0.05, number))


@pytest.mark.parametrize(
    ("confidence", "told"),
    [
        (0.95, "95.0"),
        (0.9, "90.0"),
        (of_family(1), "96.9"),  # 96.9604
        (of_family(2), "99.24"),  # 99.2401
        (of_family(8), "99.952"),  # 99.9525: one decimal would be 100.0
        (0.999, "99.90"),
        (1.0, "99.99990"),  # an earlier release kept six digits of it, rounded to nearest
    ],
)
def test_a_confidence_is_rounded_down_and_never_certain(confidence, told):
    assert str(confidence_told(confidence)) == told


@pytest.mark.parametrize(
    ("risk", "told"),
    [(0.05, "5.0"), (0.05 / 3, "1.7"), (0.05 / 120, "0.042"), (0.0304, "3.1"), (0.1 + 0.2 - 0.25, "5.0"), (0.0, "0.0")],
)
def test_a_risk_is_rounded_up_and_never_nothing(risk, told):
    assert str(risk_told(risk)) == told


@pytest.mark.parametrize("number", range(1, 400))
def test_what_is_told_is_never_more_than_is_promised(number):
    risk = share_of_family(0.05, number)
    assert confidence_told(1 - risk) <= 100 * (1 - Decimal(repr(risk))) + Decimal("1e-10")
    assert risk_told(risk) >= 100 * Decimal(repr(risk)) - Decimal("1e-10")
    assert confidence_told(of_family(number)) < 100
    assert of_family(number) <= 1 - risk


def test_a_confidence_is_kept_with_six_digits_rounded_down():
    risks = (0.05, 0.1, 0.3, 0.0303963551, 3e-8)
    assert [confidence_of(risk) for risk in risks] == [0.95, 0.9, 0.7, 0.969603, 0.999999]
