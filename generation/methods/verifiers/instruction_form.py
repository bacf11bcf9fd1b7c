"""An instruction that a text model can follow (Self-Instruct's heuristics)."""

import re
import unicodedata

from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding

UNFIT = re.compile(r"\b(images?|graphs?|pictures?|files?|maps?|draw|plot|go to)\b", re.IGNORECASE)
PROGRAM = re.compile(r"^write a program\b", re.IGNORECASE)
LEAST, MOST = 4, 150


def check(case: Case) -> Finding:
    """Reject an instruction of three words or fewer, of more than 150, that needs what a text model does not have
    (images, files, maps, …), asks for a program, or begins with a punctuation mark or, unless the parameter `ascii` is
    False, with a character outside ASCII.

    The word list and the limits are those of the released code (Wang et al. 2023, arXiv 2212.10560).
    """
    text = case.text.strip()
    return Finding(flaw(text, ascii=case.params.get("ascii", True)), float(len(text.split())))


def flaw(text: str, *, ascii: bool = True) -> str:
    """Say what is wrong with an instruction, or ''."""
    if not LEAST <= len(text.split()) <= MOST:
        return _("too short or too long for an instruction")
    if found := UNFIT.search(text):
        return _("not for a text model: %(word)s") % {"word": found[0].lower()}
    if PROGRAM.match(text):
        return _("asks for a program")
    if unicodedata.category(text[0])[0] in "PS" or ascii and not text[0].isascii():
        return _("begins unlike an instruction")
    return ""
