"""The numbers that a text states, whatever way they are written."""

import re
import unicodedata
from collections import Counter
from fractions import Fraction

_TOKEN = re.compile(
    r"(?P<ordinal>\d+(?:st|nd|rd|th)\b)"
    r"|(?<!\w)(?:(?<![)])-)?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.\d+|\d+)"
    r"|[a-z]+|[%/,;.:!?()]"
)
MOST_SCALES = 2  # 2 hundred thousand
LONGEST = 100  # digits; a longer figure is no quantity
_VULGAR = {"½": " 1/2", "⅓": " 1/3", "⅔": " 2/3", "¼": " 1/4", "¾": " 3/4", "⅕": " 1/5", "⅛": " 1/8"}
_TEENS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen"""
_TIES = "twenty thirty forty fifty sixty seventy eighty ninety"
_UNITS = {name: value for value, name in enumerate(_TEENS.split())}
_TENS = {name: 10 * value for value, name in enumerate(_TIES.split(), start=2)}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_PARTS = {
    "half": 2,
    "halves": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "eighth": 8,
    "tenth": 10,
}
_PARTS |= {f"{name}s": value for name, value in _PARTS.items()}
_TIMES = {"twice": 2, "double": 2, "thrice": 3, "triple": 3}
_BEFORE_PRONOUN = {"no", "each", "every", "another", "any", "some", "this", "that", "which", "the"}


def numbers(text: str) -> Counter[Fraction]:
    """Count the numbers of an English text: figures, words, fractions, percent; money by its amount.

    `1,250`, `$3.50`, `twenty-five`, `a hundred and five`, `2 dozen`, `1/2`, `½`, `two thirds`, `one and a half` count
    as what they are worth, `50 %` as one half, `twice` and `double` as 2. Ordinals (`3rd`, `third` alone) and `one` as
    a pronoun (`no one`, `one another`) are none. Units are not read: 50 cents are 50. In other languages only figures
    and signs are read.
    """
    tokens = _tokens(text)
    found: Counter[Fraction] = Counter()
    place = 0
    while place < len(tokens):
        value, used = _number(tokens, place)
        if value is not None:
            found[value] += 1
        place += used
    return found


def _tokens(text: str) -> list[str]:
    for sign, spelled in _VULGAR.items():
        text = text.replace(sign, spelled)
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").lower()
    plain = re.sub(r"(?<=\d)\s*[-–]\s*(?=\d)", " , ", plain)  # a range, not a minus
    found = (match for match in _TOKEN.finditer(plain) if not match["ordinal"] and len(match[0]) <= LONGEST)
    return [match[0].replace(",", "") or match[0] for match in found]


def _number(tokens: list[str], at: int) -> tuple[Fraction | None, int]:
    """The number that starts at a token, or None, and how many tokens it takes."""
    value, used = _whole(tokens, at)
    if value is None:
        return _named(tokens, at)
    value, used = _with_fraction(tokens, at, value, used)
    after = tokens[at + used : at + used + 2]
    if after[:1] in (["%"], ["percent"]):
        return value / 100, used + 1
    return (value / 100, used + 2) if after == ["per", "cent"] else (value, used)


def _named(tokens: list[str], at: int) -> tuple[Fraction | None, int]:
    """`half`, `a third`, `twice`."""
    word, following = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else ""
    if word in _TIMES:
        return Fraction(_TIMES[word]), 1
    if word == "half":
        return Fraction(1, 2), 1
    if word == "a" and following in _PARTS:
        return Fraction(1, _PARTS[following]), 2
    return None, 1


def _whole(tokens: list[str], at: int) -> tuple[Fraction | None, int]:
    """Figures or words, with what multiplies them: `5 million`, `a dozen`, `half a dozen`, `two hundred and six`."""
    following = tokens[at + 1 : at + 3]
    if _is_figure(tokens[at]):
        return _scaled(tokens, at, Fraction(tokens[at]), 1)
    if tokens[at] == "half" and following[:1] == ["a"] and following[1:] and following[1] in _SCALES:
        return Fraction(_SCALES[following[1]], 2), 3
    if tokens[at] == "a" and following and following[0] in _SCALES:
        value, used = _spelled(["one", *tokens[at + 1 :]])
        return Fraction(value), used
    if tokens[at] in _UNITS or tokens[at] in _TENS:
        if _is_pronoun(tokens, at):
            return None, 1
        value, used = _spelled(tokens[at:])
        return Fraction(value), used
    return None, 1


def _scaled(tokens: list[str], at: int, value: Fraction, used: int) -> tuple[Fraction, int]:
    while used <= MOST_SCALES and at + used < len(tokens) and tokens[at + used] in _SCALES:
        value *= _SCALES[tokens[at + used]]
        used += 1
    return value, used


def _spelled(tokens: list[str]) -> tuple[int, int]:
    """Number words from the start on: their value and how many there are."""
    total = current = used = 0
    before = "start"
    for word, following in zip(tokens, [*tokens[1:], ""], strict=True):
        if word in _UNITS and (before in ("start", "scale", "and") or before == "tens" and 0 < _UNITS[word] < 10):
            current, before = current + _UNITS[word], "unit"
        elif word in _TENS and before in ("start", "scale", "and"):
            current, before = current + _TENS[word], "tens"
        elif word in _SCALES and (before in ("unit", "tens") or before == "scale" and _SCALES[word] >= 1000):
            if _SCALES[word] < 1000:
                current *= _SCALES[word]
            else:
                total, current = total + current * _SCALES[word], 0
            before = "scale"
        elif word == "and" and before == "scale" and (following in _UNITS or following in _TENS):
            before = "and"
        else:
            break
        used += 1
    return total + current, used


def _with_fraction(tokens: list[str], at: int, value: Fraction, used: int) -> tuple[Fraction, int]:
    rest = [*tokens[at + used : at + used + 3], "", "", ""]
    if rest[0] == "/" and _is_figure(rest[1]) and Fraction(rest[1]):
        return value / Fraction(rest[1]), used + 2
    if _is_figure(rest[0]) and rest[1] == "/" and _is_figure(rest[2]) and Fraction(rest[2]):
        return value + Fraction(rest[0]) / Fraction(rest[2]), used + 3
    if rest[0] in _PARTS and value < 20:
        return value / _PARTS[rest[0]], used + 1
    if rest[:2] == ["and", "a"] and rest[2] in _PARTS:
        return value + Fraction(1, _PARTS[rest[2]]), used + 3
    return value, used


def _is_pronoun(tokens: list[str], at: int) -> bool:
    before, following = tokens[at - 1] if at else "", tokens[at + 1] if at + 1 < len(tokens) else ""
    alone = following not in _SCALES and following not in _PARTS
    return tokens[at] == "one" and alone and (before in _BEFORE_PRONOUN or following == "another")


def _is_figure(word: str) -> bool:
    return any(char.isdigit() for char in word)
