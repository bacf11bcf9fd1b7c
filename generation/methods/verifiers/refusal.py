"""A refusal that came as text instead of as a refusal."""

import re

from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding

OPENING = 160  # characters; people write "I'm sorry" too, models refuse in their first words
REFUSAL = re.compile(
    r"^\W*(?:as an? (?:ai|artificial intelligence|language model)(?: language)?(?: model| assistant)?(?:,| i\b)"
    r"|(?:i(?:['’]m| am) (?:sorry|afraid)|sorry|apologies)[,.!]?\s+(?:but\s+)?"
    r"i (?:can(?:no|['’])t|am unable|won['’]t|am not able)"
    r"|i (?:can(?:no|['’])t|am unable to|am not able to|won['’]t) "
    r"(?:help|assist|provide|create|write|generate|fulfil|comply|do that)"
    r"|(?:죄송|미안)(?:하지만|합니다만|합니다)[,.]?.{0,40}(?:없습니다|어렵습니다|수 없))",
    re.IGNORECASE,
)


def check(case: Case) -> Finding:
    """Reject a text that opens with a refusal."""
    for text in case.candidate.fields.values():
        if REFUSAL.search(text[:OPENING]):
            return Finding(_("reads like a refusal"))
    return Finding()
