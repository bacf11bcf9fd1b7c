"""What looks like personal data: addresses, numbers of phones, cards, accounts and people."""

import ipaddress
import re
from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np

from annotation.methods.signals.evidence import Evidence, Said

LONGEST = 20_000  # characters that are read


def _pattern(text: str) -> re.Pattern:
    """Letters and digits are those of ASCII: a Korean particle may follow on anything."""
    return re.compile(text, re.ASCII)


# Every repetition is bounded and no two that follow each other can take the same characters, so that the time grows
# with the text and not with what an attacker writes into it.
EMAIL = _pattern(r"(?<![\w.+-])[\w+-]{1,64}(?:\.[\w+-]{1,64}){0,5}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}(?![\w@])")
CARD = _pattern(r"(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-]|\.\d)")
IBAN = _pattern(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
IP4 = _pattern(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]|\.\d)")
IP6 = _pattern(r"(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![\w:])")
PHONE = _pattern(r"(?<![\w.,+-])(?:\+\d{1,3}[ .-]?)?(?:\(\d{1,5}\)[ .-]?)?\d{2,5}(?:[ .-]\d{2,8}){1,4}(?![\w-]|[.,]\d)")
PHONE_WHOLE = _pattern(r"(?<![\w.,+-])(?:\+\d{8,15}|0\d{8,11})(?![\w-]|[.,]\d)")
US_NUMBER = _pattern(r"(?<![\w-])(\d{3})-(\d{2})-(\d{4})(?![\w-])")
KOREAN_NUMBER = _pattern(r"(?<![\w-])\d{2}(\d{2})(\d{2})-?[1-8]\d{6}(?![\w-])")
SPANISH_NUMBER = _pattern(r"(?<![\w-])([0-9XYZ])(\d{7})-?([A-Z])(?![\w-])")
FRENCH_NUMBER = _pattern(r"(?<![\w-])([12] ?\d{2} ?\d{2} ?\d{2} ?\d{3} ?\d{3}) ?(\d{2})(?![\w-])")
DATE = re.compile(r"(?:19|20)\d{2}[ .-]\d{1,2}[ .-]\d{1,2}|\d{1,2}[ .-]\d{1,2}[ .-](?:19|20)\d{2}")
YEARS = re.compile(r"(?:19|20)\d{2}(?:[ .-](?:19|20)\d{2})+")
#: Without this no number of any kind can begin; most texts have none.
ANY_NUMBER = _pattern(r"(?<!\w)(?:[+(]?\d|[A-Z]{1,2}\d{2}|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f]{0,4}:)")
CARD_LENGTHS = (13, 14, 15, 16, 19)
SPANISH_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"


def personal_data(evidence: Evidence) -> Said:
    """`n / (n + 1)` of the number of places that look like personal data; 0 without. With it: how many of each `kind`.

    Kinds: email, phone, card (Luhn), iban (mod 97), ip, national_id (United States, Korea, Spain, France).
    """
    found = [kinds_in(text) for text in evidence.texts]
    n = np.array([sum(kinds.values()) for kinds in found], dtype=float)
    return evidence.said(n / (n + 1), kinds=[dict(sorted(kinds.items())) if kinds else None for kinds in found])


def kinds_in(text: str) -> Counter:
    """Count what looks like personal data, by kind; a place counts once, under the surest kind."""
    text = text[:LONGEST]
    counts: Counter[str] = Counter()
    if "@" in text:
        text = _taken(EMAIL, text, _always, "email", counts)
    if not ANY_NUMBER.search(text):
        return counts
    for kind, pattern, holds in _NUMBERS:
        text = _taken(pattern, text, holds, kind, counts)
    return counts


def luhn(digits: str) -> bool:
    """Whether the digits end with their check digit by Luhn's rule (ISO/IEC 7812): every second one doubled."""
    numbers = [int(digit) for digit in reversed(digits)]
    return sum(numbers[0::2] + [sum(divmod(2 * number, 10)) for number in numbers[1::2]]) % 10 == 0


def mod97(iban: str) -> bool:
    """Whether an account number without spaces holds by ISO 13616: letters as 10 to 35, 1 modulo 97."""
    return int("".join(str(int(char, 36)) for char in iban[4:] + iban[:4])) % 97 == 1


def _taken(pattern: re.Pattern, text: str, holds: Callable, kind: str, counts: Counter) -> str:
    """Count the places that hold, and blank them for the kinds that follow."""
    kept: list[str] = []
    end = 0
    for match in _holding(pattern, text, holds):
        counts[kind] += 1
        kept += [text[end : match.start()], "\n"]
        end = match.end()
    return "".join([*kept, text[end:]])


def _holding(pattern: re.Pattern, text: str, holds: Callable) -> Iterator[re.Match]:
    return (match for match in pattern.finditer(text) if holds(match))


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _card(match: re.Match) -> bool:
    digits = _digits(match[0])
    return len(digits) in CARD_LENGTHS and digits[0] in "3456" and len(set(digits)) > 1 and luhn(digits)


def _iban(match: re.Match) -> bool:
    plain = match[0].replace(" ", "")
    return 15 <= len(plain) <= 34 and mod97(plain)


def _address(match: re.Match) -> bool:
    try:
        address = ipaddress.ip_address(match[0])
    except ValueError:
        return False
    return not (address.is_unspecified or address.is_loopback) and (address.version == 4 or match[0].count(":") > 2)


def _phone(match: re.Match) -> bool:
    digits = _digits(match[0])
    if not 8 <= len(digits) <= 15 or DATE.fullmatch(match[0]) or YEARS.fullmatch(match[0]):
        return False
    parts = [len(part) for part in re.split(r"\D+", match[0]) if part]
    return parts == [3, 3, 4] or (match[0][0] in "+(0" and parts != [3, 2, 4])


def _us_number(match: re.Match) -> bool:
    return match[1] not in ("000", "666") and match[1] < "900" and match[2] != "00" and match[3] != "0000"


def _korean_number(match: re.Match) -> bool:
    return 1 <= int(match[1]) <= 12 and 1 <= int(match[2]) <= 31


def _spanish_number(match: re.Match) -> bool:
    first = str("XYZ".find(match[1])) if match[1] in "XYZ" else match[1]
    return SPANISH_LETTERS[int(first + match[2]) % 23] == match[3]


def _french_number(match: re.Match) -> bool:
    return 97 - int(match[1].replace(" ", "")) % 97 == int(match[2])


def _always(_match: re.Match) -> bool:
    return True


_NUMBERS = (
    ("iban", IBAN, _iban),
    ("card", CARD, _card),
    ("national_id", FRENCH_NUMBER, _french_number),
    ("national_id", KOREAN_NUMBER, _korean_number),
    ("national_id", US_NUMBER, _us_number),
    ("national_id", SPANISH_NUMBER, _spanish_number),
    ("ip", IP4, _address),
    ("ip", IP6, _address),
    ("phone", PHONE, _phone),
    ("phone", PHONE_WHOLE, _always),
)
