"""The little English that filling a sentence needs: a or an, capitals, where a foreign phrase can stand."""

import re

ARTICLES = ("a", "an", "the")
DETERMINERS = frozenset((*ARTICLES, "my", "our", "your", "his", "her", "its", "their", "this", "that", "some", "no"))
SPELLED = re.compile(r"[A-Z]{2,3}\b|[A-Z](?![A-Za-z])")  # SMS, X-ray: said letter by letter
#: Said with a vowel although a consonant is written, and the other way round.
SILENT_H = re.compile(r"(?:hour|honest|honou?r|heir)", re.IGNORECASE)
LIKE_YOU_OR_ONE = re.compile(r"(?:uni(?!n|m|de)|us[aeiu]|ut[ie]|eu|ewe|ubi|one\b|once\b|one-)", re.IGNORECASE)
PLAIN_WORDS = re.compile(r"[^\W_][\w’'-]*(?: [^\W_][\w’'-]*)*")
NUMBER = re.compile(r"\d[\d,]*")
QUOTATION = str.maketrans("", "", '“”"')


def with_article(phrase: str) -> str:
    """The phrase with a or an before it, as its first word sounds."""
    return f"{'an' if starts_with_vowel(phrase) else 'a'} {phrase}"


def starts_with_vowel(phrase: str) -> bool:
    """Whether the phrase, said aloud, begins with a vowel."""
    phrase = phrase.lstrip("“\"'(")
    if number := NUMBER.match(phrase):
        digits = number.group().replace(",", "")
        return digits[0] == "8" or (digits[:2] in ("11", "18") and len(digits) % 3 == 2)
    if SPELLED.match(phrase):
        return phrase[0] in "AEFHILMNORSX"
    if SILENT_H.match(phrase):
        return True
    return phrase[:1].lower() in "aeiou" and not LIKE_YOU_OR_ONE.match(phrase)


def capitalised(text: str) -> str:
    """The text with a capital at its beginning, behind an opening quotation mark too."""
    place = next((i for i, character in enumerate(text) if character.isalnum()), None)
    return text if place is None else text[:place] + text[place].upper() + text[place + 1 :]


def mentioned(phrase: str) -> str:
    """A phrase of somebody else's, which stands in any sentence as it is: between quotation marks."""
    return f"“{' '.join(phrase.translate(QUOTATION).split()).rstrip('.,;:!?')}”"


def says_something(phrase: str) -> bool:
    return any(character.isalnum() for character in phrase)


def begins_like_a_noun(phrase: str) -> bool:
    """Whether a phrase has a determiner and plain words, so that it can stand where a noun does."""
    first, _, rest = phrase.partition(" ")
    return first.lower() in DETERMINERS and bool(PLAIN_WORDS.fullmatch(rest))


def inside(phrase: str) -> str:
    """A phrase as it stands within a sentence: its determiner without a capital, a or an as it has to be."""
    first, _, rest = phrase.partition(" ")
    if first.lower() in ("a", "an"):
        return with_article(rest)
    return f"{first.lower()} {rest}" if first.lower() in DETERMINERS else phrase


def qualified(adjective: str, phrase: str) -> str:
    """The phrase with one more adjective: "an urgent nurse", "urgent refund", but "Seoul (urgent)": it is a name."""
    first, _, rest = phrase.partition(" ")
    if first.lower() in ("a", "an") and rest:
        return with_article(f"{adjective} {rest}")
    if first.lower() in DETERMINERS and rest:
        return f"{first} {adjective} {rest}"
    return f"{adjective} {phrase}" if phrase[:1].islower() else f"{phrase} ({adjective})"
