"""Shares and coefficients as people read them; each comes with its interval, or with the reason why there is none."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotation.methods.certificate.told import confidence_told, risk_told
from generation.methods import estimates
from synthlab import drawing
from synthlab.drawing import MISSING, interval, words

register = template.Library()

#: Why a coefficient has no value, in the words of annotation.methods.agreement; marked here for translation.
REASONS = (
    _("needs two annotators on one item"),
    _("no variation"),
    _("too many different answers for their distances"),
    _("no item tells it"),
    _("items have different numbers of answers; use Krippendorff's alpha"),
)


@register.filter
def share(value: float | None) -> str:
    return words(value, "percent")


@register.filter
def at_most(value: float | None) -> str:
    return drawing.at_most(value)


@register.filter
def risk(value: float | None) -> str:
    return words(value) if value in MISSING else _told(risk_told(value))


@register.filter
def confidence(value: float | None) -> str:
    """Rounded down, with as many digits as keep it below 100%."""
    return words(value) if value in MISSING else _told(confidence_told(value))


def _told(hundredths: Decimal) -> str:
    return number_format(hundredths, decimal_pos=-hundredths.as_tuple().exponent) + "%"


@register.filter
def enough(estimate: dict | None) -> bool:
    """Whether a share stands on so many rows that it is shown."""
    return estimates.is_enough(estimate)


@register.filter
def stands_on(estimate: dict) -> int:
    return estimates.rows_of(estimate)


@register.filter
def needed(estimate: dict) -> int:
    return estimates.needed(estimate.get("population"))


@register.filter
def decimal(value: float | None) -> str:
    return words(value)


@register.filter
def count(value: int | None) -> str:
    return words(value, "count")


@register.filter
def usd(value) -> str:
    return words(value if value in MISSING else float(value), "usd")


@register.filter
def points(value: float | None) -> str:
    """A difference of two shares, in hundredths with its sign."""
    return words(value, "points")


@register.filter
def coefficient(value: float | None) -> str:
    """One that is no share, such as kappa: always with two decimals, so that 1 is not taken for a count."""
    return words(value, "coefficient")


@register.filter
def seconds(value: float | None) -> str:
    return words(value, "seconds")


@register.filter
def share_interval(estimate: dict | None) -> str:
    return _limits(estimate, "percent")


@register.filter
def decimal_interval(estimate: dict | None) -> str:
    return _limits(estimate, "number")


@register.filter
def coefficient_interval(estimate: dict | None) -> str:
    return _limits(estimate, "coefficient")


@register.filter
def points_interval(estimate: dict | None) -> str:
    return _limits(estimate, "points")


@register.filter
def seconds_interval(estimate: dict | None) -> str:
    return _limits(estimate, "seconds")


def _limits(estimate: dict | None, unit: str) -> str:
    if not estimate:
        return ""
    if told := interval(estimate.get("low"), estimate.get("high"), unit):
        return _known(estimate) % {"limits": told} if unit == "percent" else told
    counted = estimate.get("n", estimate.get("items"))
    return gettext("none yet") if counted == 0 else gettext("too few or too alike for an interval")


def _known(estimate: dict) -> str:
    """Where random rows say less than what people have found already, the share stands at a limit that is certain; an
    interval that ends at its value would look like a slip."""
    value, low, high = (estimate.get(name) for name in ("value", "low", "high"))
    if value is None or low == high or not estimate.get("population"):  # of a whole, some of which is known
        return "%(limits)s"
    if value == high < 1:
        return gettext("%(limits)s; it cannot be more, by what people have answered already")
    if value == low > 0:
        return gettext("%(limits)s; it cannot be less, by what people have answered already")
    return "%(limits)s"


@register.filter
def reason(text: str) -> str:
    """A reason in the language of the page, as a sentence of its own begins."""
    return capfirst(gettext(text)) if text else ""
