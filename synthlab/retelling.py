"""What workers stored, and Django-free modules said, in English: again in the language of the page.

A text that is itself a message of the catalogue is translated; one with values in it is recognised by the message that
it was made from. What is not recognised (a server's own words, a user's) stays as it is.
"""

import re
from functools import cache

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _
from django.utils.translation.trans_real import translation

PLACE = re.compile(r"%\((\w+)\)([sd])")
VALUE = {"s": ".*?", "d": r"-?\d+"}
LEAST_LETTERS = 10  # a message with fewer of its own would be seen in texts that it did not make
LONGEST = 600

#: `generation/llm` knows nobody and marks nothing; these are its words.
FOREIGN = (
    _("The host %(host)s cannot be found."),
    _("%(host)s must be addressed by https, or be listed in SYNTHLAB_ALLOWED_LLM_HOSTS."),
    _("%(host)s is an address on a private network. List it in SYNTHLAB_ALLOWED_LLM_HOSTS to use it."),
    _("This is not a web address."),
    _("The address must begin with https:// or http:// and name a host."),
    _("The address must not hold a user name or a password. Give the key in its own field."),
    _("The address must not hold a query or a fragment."),
    _("The endpoint refuses every form of the request."),
    _("The address does not answer like an OpenAI-compatible endpoint."),
    _("the answer is no chat completion"),
    _("no answer within %(seconds)s seconds"),
    _(
        "This endpoint does not tell the ids of its tokens (it has no /tokenize), so no word is made less likely "
        "here and the texts are written without. To let the prompt forbid words instead, cancel the run and start"
        " one with that setting."
    ),
    _(
        "The endpoint refuses logit_bias, so no word is made less likely here and the texts are written without. "
        "To let the prompt forbid words instead, cancel the run and start one with that setting."
    ),
)


def retold(text: str) -> str:
    """Return `text` in the language of the page, or as it is where nobody translated it."""
    text = str(text or "")
    if not text or len(text) > LONGEST:
        return text
    said = gettext(text)
    if said != text:
        return said
    for pattern, message in _patterns(get_language() or ""):
        if found := pattern.fullmatch(text):
            # What was put in as a number comes out of the text as text; a sentence may have been put in, too.
            values = {name: retold(value) if " " in value else value for name, value in found.groupdict().items()}
            return PLACE.sub(r"%(\1)s", gettext(message)) % values
    return text


@cache
def _patterns(language: str) -> list[tuple[re.Pattern, str]]:
    """The messages with values, as patterns; those with most words of their own are tried first."""
    messages = (
        [text for text, _said in translation(language)._catalog.items() if isinstance(text, str)] if language else []
    )
    made = [text for text in messages if PLACE.search(text) and _letters(text) >= LEAST_LETTERS]
    return [(_pattern(text), text) for text in sorted(made, key=_letters, reverse=True)]


def _letters(message: str) -> int:
    return sum(map(str.isalpha, PLACE.sub("", message)))


def _pattern(message: str) -> re.Pattern:
    """`The host %(host)s cannot be found.` as a pattern; a value that stands twice must be the same twice."""
    made, seen, end = [], set(), 0
    for place in PLACE.finditer(message):
        name, kind = place.groups()
        made.append(_literal(message[end : place.start()]))
        made.append(f"(?P={name})" if name in seen else f"(?P<{name}>{VALUE[kind]})")
        seen.add(name)
        end = place.end()
    return re.compile("".join([*made, _literal(message[end:])]), re.DOTALL)


def _literal(text: str) -> str:
    return re.escape(text.replace("%%", "%"))
