"""The inflected forms of an English word, by rule and by a table of common irregular words."""

import re
from functools import cache

from generation.methods.verifiers.occurrence import occurs
from generation.methods.verifiers.rouge import words

_IRREGULAR = """
be being am is are was were been being/have has had/do does did done/go goes went gone/say said/make made
take took taken/come came/see saw seen/know knew known/get got gotten/give gave given/find found/think thought
tell told/become became/show showed shown/leave left/feel felt/bring brought/begin began begun/keep kept/hold held
write wrote written/stand stood/hear heard/let/mean meant/set/meet met/run ran/pay paid/sit sat/speak spoke spoken
lie lay lain lying/lead led/read/grow grew grown/lose lost/fall fell fallen/send sent/build built
understand understood/draw drew drawn/break broke broken/spend spent/cut/rise rose risen/drive drove driven
buy bought/wear wore worn/choose chose chosen/throw threw thrown/catch caught/eat ate eaten/fight fought
fly flew flown/forget forgot forgotten/forgive forgave forgiven/freeze froze frozen/hang hung hanged/hide hid hidden
hit/hurt/lay laid/lend lent/light lit lighted lighter lightest/put/quit/ride rode ridden/ring rang rung/sell sold
shake shook shaken/shine shone shined/shoot shot/shut/sing sang sung/sink sank sunk/sleep slept/slide slid
steal stole stolen/stick stuck/strike struck/sweep swept/swim swam swum/swing swung/teach taught/tear tore torn
wake woke woken/weep wept/win won/wind wound/bend bent/bind bound/bite bit bitten/bleed bled/blow blew blown
burn burnt burned/cost/creep crept/dig dug/dream dreamt dreamed/drink drank drunk/feed fed/flee fled
kneel knelt kneeled/learn learnt learned/leap leapt leaped/seek sought/sew sewed sewn/shrink shrank shrunk
spell spelt spelled/spill spilt spilled/spin spun/split/spread/spring sprang sprung/swear swore sworn
swell swelled swollen/weave wove woven/child children/man men/woman women/foot feet/tooth teeth/goose geese
mouse mice/person people/ox oxen/knife knives/wife wives/life lives/leaf leaves/loaf loaves/half halves/wolf wolves
shelf shelves/calf calves/thief thieves/self selves/elf elves/scarf scarves/hoof hooves/fish fishes fished/sheep
deer/good better best/well better best/bad worse worst/far farther farthest further furthest/little less least
many more most/much more most
"""
IRREGULAR = {group.split()[0]: frozenset(group.split()) for group in re.split(r"[/\n]", _IRREGULAR.strip())}
ENGLISH = re.compile(r"[a-z]+")
_VOWELS = re.compile(r"[aeiouy]+")
_DOUBLING = re.compile(r"(?:^|[^aeiou])[aeiouy][bdfgklmnprstvz]$")


def inflected(phrase: str, text: str) -> bool:
    """Say whether an English word or phrase stands in `text`, each word of it in any inflected form, case aside.

    Words of other scripts and languages must occur as they are; after Hangul, kana and Chinese characters a particle
    may follow. An empty phrase never occurs.
    """
    wanted, found = words(phrase), words(text)
    if not all(map(ENGLISH.fullmatch, wanted)):
        return occurs(phrase.casefold(), text.casefold())
    allowed = [forms(word) for word in wanted]
    places = range(len(found) - len(wanted) + 1) if wanted else ()
    return any(all(found[i + k] in allowed[k] for k in range(len(allowed))) for i in places)


@cache
def forms(word: str) -> frozenset[str]:
    """Return a base form with its plural, third person, past, participles, comparative and superlative.

    Rules and a table of common irregular words, no dictionary. So they also allow words that do not exist
    (`informations`) and what only looks like an inflection (`worker` for `work`), and miss irregular words that are
    not in the table. They do not go back from an inflected form: draw base forms. `word` is one casefolded word of
    English letters.
    """
    known = IRREGULAR.get(word)
    endings = ("ing",) if known else ("ing", "ed", "er", "est")
    made = (form for ending in endings for form in _joined(word, ending))
    return frozenset({word, *_with_s(word), *made, *(known or ())})


def _with_s(word: str) -> tuple[str, ...]:
    if re.search(r"[^aeiou]y$", word):
        return (f"{word[:-1]}ies",)
    if word.endswith("o"):
        return (f"{word}s", f"{word}es")
    return (f"{word}es",) if word.endswith(("s", "x", "z", "ch", "sh")) else (f"{word}s",)


def _joined(word: str, ending: str) -> tuple[str, ...]:
    if word.endswith("ie") and ending == "ing":
        return (f"{word[:-2]}ying",)
    if word.endswith("e"):
        keeps = ending == "ing" and word.endswith(("ee", "oe", "ye"))
        return (f"{word if keeps else word[:-1]}{ending}",)
    if re.search(r"[^aeiou]y$", word) and ending != "ing":
        return (f"{word[:-1]}i{ending}",)
    if word.endswith("c"):
        return (f"{word}k{ending}",)
    if not _DOUBLING.search(word):
        return (f"{word}{ending}",)
    doubled = f"{word}{word[-1]}{ending}"  # hopped, never hoped; but visited, travelled, referred
    return (doubled,) if len(_VOWELS.findall(word)) == 1 else (doubled, f"{word}{ending}")
