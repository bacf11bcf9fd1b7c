"""Arithmetic of charts: round ticks, positions in per cent, words for numbers."""

import math
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

MISSING = (None, "")  # a template's word for what a stored report does not have is ""


def ticks(low: float, high: float, *, about: int = 4) -> list[float]:
    """Round, evenly spaced values that cover [low, high]: steps of 1, 2, 2.5 or 5 times a power of ten."""
    if not high > low:
        low, high = (low - 0.5, high + 0.5) if low else (0.0, 1.0)
    raw = (high - low) / about
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw * 0.999999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(index * step, 12) for index in range(first, last + 1)]


def place(value: float, low: float, high: float, size: float = 100.0) -> float:
    """Where a value lies on an axis of `size`, kept inside it."""
    if not high > low:
        return 0.0
    return round(min(max((value - low) / (high - low), 0.0), 1.0) * size, 2)


def fixed(value: float, decimals: int, *, times: int = 1, grouped: bool = False) -> str:
    """A number with so many decimals, halves rounded up; number_format alone would cut a float off."""
    exact = Decimal(repr(float(value))) * times
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), context=Context(prec=400, rounding=ROUND_HALF_UP))
    return number_format(rounded or abs(rounded), decimal_pos=decimals, force_grouping=grouped)


def words(value: float | None, unit: str = "number") -> str:
    """A number as people read it: `percent` takes shares (0.783 is 78.3%), `points` a difference of two (0.031 is
    +3.1), `coefficient` has two decimals, `seconds` one, `count` and `number` group thousands."""
    if value in MISSING or not math.isfinite(value):
        return "–"
    if unit == "percent":
        return fixed(value, 1, times=100) + "%"
    if unit == "points":
        return _signed(value)
    if unit == "coefficient":
        return fixed(value, 2)
    if unit == "seconds":
        return fixed(value, 1, grouped=True) + " s"
    if unit == "count":
        return number_format(round(value), force_grouping=True)
    if unit == "usd":
        return "$" + fixed(value, 2 if abs(value) >= 0.1 or value == 0 else 4, grouped=True)
    return fixed(value, 0 if float(value).is_integer() else 2, grouped=True)


def _signed(share: float) -> str:
    """Hundredths with their sign; one that is rounded to nothing has none."""
    told = fixed(abs(share), 1, times=100)
    sign = "" if not round(abs(share) * 100, 1) else "+" if share > 0 else "−"
    return sign + told


def rounded_up(share: float, decimals: int = 1) -> float:
    """To so many decimals of its hundredths, but for the noise of floats."""
    parts = 100 * 10**decimals
    return math.ceil(round(parts * share, 6)) / parts


def at_most(share: float | None, decimals: int = 1) -> str:
    """A limit, rounded up: rounded down it would promise more than it may."""
    return words(share) if share in MISSING else fixed(rounded_up(share, decimals), decimals, times=100) + "%"


def tick_words(values: list[float], unit: str) -> list[str]:
    """Axis words without needless decimals: 20%, not 20.0%; 30 s."""
    if unit == "seconds":
        return [f"{told} s" for told in tick_words(values, "number")]
    if unit == "percent":
        return [fixed(value, _decimals(100 * value for value in values), times=100) + "%" for value in values]
    if all(float(value).is_integer() for value in values):
        return [number_format(int(value), force_grouping=True) for value in values]
    return [fixed(value, _decimals(values)) for value in values]


def _decimals(values: Iterable[float]) -> int:
    """As many as tell each of them, four at most."""
    return min(4, max(len(f"{value:.6g}".partition(".")[2]) for value in values))


def interval(low: float | None, high: float | None, unit: str) -> str:
    """86.0–95.0%: the unit once, where it stands behind the number; signed numbers have a word between them."""
    if low in MISSING or high in MISSING:
        return ""
    if unit == "points":
        return _("%(low)s to %(high)s") % {"low": words(low, unit), "high": words(high, unit)}
    return f"{words(low, unit).removesuffix('%').removesuffix(' s')}–{words(high, unit)}"


def finite(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None and math.isfinite(value)]


def path(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g},{y:g}" for x, y in points)
