"""Too many texts begin alike ('Once upon a time there was …', TinyStories)."""

from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding
from generation.methods.verifiers.rouge import opening


def check(case: Case) -> Finding:
    """Reject a text if those that begin with its five first words would be more than `share` (2 %) of all.

    Counted over the accepted texts, those given to the project among them. A beginning that is new always passes, so a
    second text may begin alike only from about 1 / share texts on.
    """
    begins = opening(case.candidate.text)
    alike = case.index.openings[begins]
    share = (alike + 1) / (case.index.size + 1)
    if begins and alike and share > case.params.get("share", 0.02):
        return Finding(_("begins like too many others"), share)
    return Finding(score=share)
