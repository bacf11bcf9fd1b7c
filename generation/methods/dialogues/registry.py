"""All detectors of a dialogue gone wrong: the name that they are counted by, the line that users read, and the code."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from generation.methods.dialogues.echo import echo
from generation.methods.dialogues.empty_promise import empty_promise
from generation.methods.dialogues.no_instruction import no_instruction
from generation.methods.dialogues.no_news import no_news
from generation.methods.dialogues.politeness import politeness
from generation.methods.dialogues.role_flip import role_flip
from generation.methods.dialogues.turns import Cut, Turn
from generation.methods.translatable import gettext_noop as _


@dataclass(frozen=True)
class Detector:
    """`find` returns the first turn that must go, or None; `title` says what happened there."""

    find: Callable[[Sequence[Turn]], int | None]
    title: str


#: Of detectors that name the same turn the upper one is the reason.
DETECTORS = {
    "role_flip": Detector(role_flip, _("A side plays the other's part")),
    "empty_promise": Detector(empty_promise, _("The assistant promises and does nothing")),
    "echo": Detector(echo, _("A speaker repeats themselves")),
    "politeness": Detector(politeness, _("Only politeness is left")),
    "no_news": Detector(no_news, _("Nothing new is said")),
    "no_instruction": Detector(no_instruction, _("The instructing side no longer instructs")),
}

#: Those for any talk; the others are for recipes whose sides have a form to keep to.
USUAL = ("role_flip", "empty_promise", "echo", "politeness", "no_news")


def first_cut(turns: Sequence[Turn], detectors: Iterable[str] = USUAL) -> Cut | None:
    """Return where the dialogue has to be cut, and why: before the earliest turn that one of the detectors names.

    None where nothing is wrong. What is kept is never padded; a recipe stores the reason with the sample. Li et al.
    2023 (arXiv 2303.17760); Ding et al. 2023 (arXiv 2305.14233).
    """
    chosen = set(detectors)
    found = [(DETECTORS[name].find(turns), name) for name in DETECTORS if name in chosen]
    return min((Cut(*cut) for cut in found if cut[0] is not None), key=lambda cut: cut.keep, default=None)
