"""A pair whose two texts are one: it says nothing of how one text stands to another."""

from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding


def check(case: Case) -> Finding:
    """Reject a candidate two of whose filled fields say the same, but for case, spaces and what stands at the ends."""
    texts = (_plain(case.candidate.fields.get(field.name, "")) for field in case.spec.fields)
    said = [text for text in texts if text]
    return Finding(_("two fields say the same")) if len(set(said)) < len(said) else Finding()


def _plain(text: str) -> str:
    return " ".join(text.split()).strip(" .!?…\"'“”").casefold()
