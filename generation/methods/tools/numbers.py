"""The numbers in a text, as digits, words, percentages, money or fractions; and questions with one of them unknown.

Read are 1,250 and 3.5, $4.50, 20 % and 20 percent (a fifth), 1/2 and 2 1/2, twenty-five, two hundred and five, two
thirds, half, 3 million, a dozen. Not read are ordinals (2nd, third), what is part of a name (B12) and the word “one”
alone, which is a pronoun more often than a number.

MetaMath, Yu et al. 2024 (arXiv 2309.12284): questions rewritten so that a number is asked for whose value is known.
"""

import re
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

ONES = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
TEENS = {"zero": 0, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15}
TEENS |= {"sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19}
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
SCALES = {"dozen": 12, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
ORDINALS = {"third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}
PARTS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4}
PARTS |= ORDINALS | {f"{name}s": size for name, size in ORDINALS.items()}
CURRENCIES = "$€£¥₩₹"
DIGITS = r"(?:(?:[0-9]{1,3}(?:,[0-9]{3}){1,9}|[0-9]{1,30})(?:\.[0-9]{1,30})?|\.[0-9]{1,30})(?![0-9])"  # ids are longer
UNKNOWNS = "xyznkw"


def _any(words) -> str:
    return rf"(?:{'|'.join(sorted(words, key=len, reverse=True))})\b"


_BELOW_100 = rf"(?:{_any(TENS)}(?:[\s-]+{_any(ONES)})?|{_any(TEENS)}|{_any(ONES)})"
_BELOW_1000 = rf"(?:(?:an?|{_BELOW_100})\s+hundred\b(?:\s+(?:and\s+)?{_BELOW_100})?|{_BELOW_100})"
_SCALE = _any(SCALES)
_WORDS = rf"(?:(?:an?|{_BELOW_1000})\s+{_SCALE}(?:\s+(?:and\s+)?{_BELOW_1000}(?:\s+{_SCALE})?)*|{_BELOW_1000})"
_NUMBER = re.compile(
    rf"(?<![\w.])(?P<sign>(?<![)\]%])[-−])?(?P<money>[{CURRENCIES}]\s?)?"
    rf"(?P<number>(?:(?P<whole>[0-9]{{1,9}})\s+)?(?P<top>[0-9]{{1,9}})\s?/\s?(?P<bottom>[1-9][0-9]{{0,8}})(?![0-9]|[.,][0-9])"
    rf"|(?P<digits>(?>{DIGITS}))(?!(?:st|nd|rd|th)\b)(?:\s+(?P<scale>{_SCALE}))?"
    rf"|(?P<words>\b(?:{_WORDS}(?!\s*-?\s*{_any(PARTS)})))"
    rf"|(?P<part>\b(?:(?P<count>an?|{_WORDS})\s*-?\s*{_any(PARTS)}|{_any(['half', 'halves'])})))"
    rf"(?P<percent>\s?%|\s+per\s?cent\b)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Number:
    """A number at text[start:end], without its currency or percent sign.

    `value` is what it is worth, `shown` what is written there: 1/5 and 20 for 20 %, so that in “x %” x stands for 20.
    `kind` is plain, money, percent, fraction or word.
    """

    value: Fraction
    shown: Fraction
    kind: str
    start: int
    end: int


def numbers(text: str) -> list[Number]:
    """Return the numbers of a text in order; [] for none."""
    return [_read(match) for match in _NUMBER.finditer(text) if match["number"].casefold() != "one"]


def values(text: str) -> tuple[Fraction, ...]:
    """Return the numbers' values in order: two questions with the same tuple may be copies with other names."""
    return tuple(number.value for number in numbers(text))


def same_numbers(left: str, right: str) -> bool:
    """Say whether two texts hold the same numbers, each as often, in any order and notation (50 % is half)."""
    return Counter(values(left)) == Counter(values(right))


def usable(question: str, solution: str) -> list[Number]:
    """Return the question's numbers that may be masked: those that the solution uses.

    A number that it does not use is undetermined once it is unknown. A percentage is used as 20 or as 0.2.
    """
    used = {worth for number in numbers(solution) for worth in (number.value, number.shown)}
    return [number for number in numbers(question) if {number.value, number.shown} & used]


def masked(text: str, number: Number, unknown: str = "x") -> str:
    """Return the text with one number unknown; what was written there is `number.shown`."""
    return text[: number.start] + unknown + text[number.end :]


def fobar(question: str, number: Number, answer: str) -> str:
    """Return the backward question: a number of `question` unknown, its answer known. The gold is `number.shown`."""
    unknown = _letter(f"{question} {answer}")
    known = masked(question, number, unknown).strip()
    return f"{known} If the answer to this question is {answer}, what is the value of {unknown}?"


def self_verification(statement: str, number: Number) -> str | None:
    """Return the statement that joins a question with its answer, `number` of the question unknown and asked for.

    None where the statement does not hold that number exactly once: then it is not clear what is asked for.
    """
    same = [other for other in numbers(statement) if (other.value, other.shown) == (number.value, number.shown)]
    if len(same) != 1:
        return None
    unknown = _letter(statement)
    return f"{masked(statement, same[0], unknown).strip()} What is the value of {unknown}?"


def _letter(text: str) -> str:
    """Return a letter that is not yet a word of the text."""
    taken = set(re.findall(r"[^\W\d_]+", text.casefold()))
    return next((letter for letter in UNKNOWNS if letter not in taken), "x0")


def _read(match: re.Match) -> Number:
    shown, kind = _shown(match)
    percent = match["percent"] is not None
    sign = -1 if match["sign"] else 1
    value = sign * shown / (100 if percent else 1)
    if match["money"]:
        return Number(value, shown, "money", match.start("number"), match.end("number"))  # -$5 becomes -$x
    start = match.start("sign" if match["sign"] else "number")
    return Number(value, sign * shown, "percent" if percent else kind, start, match.end("number"))


def _shown(match: re.Match) -> tuple[Fraction, str]:
    if match["bottom"]:
        return int(match["whole"] or 0) + Fraction(int(match["top"]), int(match["bottom"])), "fraction"
    if match["digits"]:
        scale = SCALES[match["scale"].casefold()] if match["scale"] else 1
        return Fraction(match["digits"].replace(",", "")) * scale, "plain"
    if match["words"]:
        return _spoken(match["words"]), "word"
    part = re.findall(r"[a-z]+", match["part"].casefold())[-1]
    return (_spoken(match["count"]) if match["count"] else 1) * Fraction(1, PARTS[part]), "fraction"


def _spoken(text: str) -> Fraction:
    """Read number words: a hundred and five thousand and twelve is (1 * 100 + 5) * 1000 + 12."""
    total = group = 0
    for word in re.findall(r"[a-z]+", text.casefold()):
        if word == "hundred":
            group *= 100
        elif word in SCALES:
            total, group = total + group * SCALES[word], 0
        else:
            group += {"a": 1, "an": 1, **ONES, **TEENS, **TENS}.get(word, 0)
    return Fraction(total + group)
