"""What the methods of enhancement are called, and the line people read: without numpy, for pages."""

from collections.abc import Mapping
from dataclasses import dataclass

from generation.methods.translatable import gettext_noop as _

SETTLED = 0.01  # of the labels


def settled(flips: Mapping) -> bool:
    """Whether a round of FreeAL is the last: fewer labels changed than `SETTLED` of all. Where it could not ask about
    every row that is not clean, fewer than that of those it asked about, too: a small budget is no sign of an end."""
    few = flips["share"] < SETTLED
    return few and (not flips["unheard"] or flips["changed"] < SETTLED * flips["heard"])


@dataclass(frozen=True)
class EnhancementMethod:
    """`sure`: the least probability of a label that is proposed, where a lead says nothing else; None: any. `asks`: a
    model is asked, which takes a run and may cost money. `in_rounds`: another round may follow one that is done."""

    id: str
    name: str
    line: str
    sure: float | None = None
    asks: bool = False
    in_rounds: bool = False


ENHANCEMENTS = {
    method.id: method
    for method in (
        EnhancementMethod(
            "mckd",
            _("Students of halves (MCKD)"),
            _("The rows are cut in two, a student of each half labels the other, up to three times."),
            0.7,
        ),
        EnhancementMethod(
            "freeal",
            _("Clean labels teach the others (FreeAL)"),
            _("Labels that fit the others stay; a student of these gives the rest its labels."),
        ),
        EnhancementMethod(
            "replacement",
            _("Student of reviewed rows (label replacement)"),
            _("A student of people's answers alone replaces labels, if it is seen to be right where it is sure."),
            0.9,
        ),
        EnhancementMethod(
            "regen",
            _("What students do not say (ReGen)"),
            _(
                "Round by round, students of the rows that were kept say which labels they would not give. These rows "
                "are told apart for people; no label is proposed."
            ),
            0.5,
        ),
        EnhancementMethod(
            "several",
            _("Several models together"),
            _("Labels of three sources at least, each weighed by how reliable it turns out."),
        ),
        EnhancementMethod(
            "freeal_asked",
            _("Clean labels as examples for a model (FreeAL)"),
            _(
                "Labels that fit the others stay. A model is asked for the rest again, the most doubtful first, and "
                "shown clean ones. Further rounds can follow, one by one."
            ),
            asks=True,
            in_rounds=True,
        ),
        EnhancementMethod(
            "ares",
            _("A judge taught by a model (ARES)"),
            _(
                "A model labels rows drawn by chance without seeing their labels. Those that it confirms teach a small "
                "judge, which reads every row."
            ),
            0.7,
            asks=True,
        ),
    )
}

#: Those that ask nobody, and those that ask a model.
WITHOUT_ASKING = [method.id for method in ENHANCEMENTS.values() if not method.asks]
ASKING = [method.id for method in ENHANCEMENTS.values() if method.asks]
IN_ROUNDS = [method.id for method in ENHANCEMENTS.values() if method.in_rounds]
