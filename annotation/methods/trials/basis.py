"""Which answers of people a verdict rests on. No import that pages cannot bear."""

DRAFT, BASE, BOTH = "draft", "base", "both"  # what figures rest on
SAME, OTHERS = "same", "others"  # with DRAFT: the references of `references.by_reference`
ENOUGH = 20  # items: as few as a half may have that judges


def rests_on(by_draft: int, others: int, *, enough: int | None = ENOUGH) -> str:
    """Whether figures rest on people's answers by the draft alone, by the version in force alone, or on both.

    Parameters
    ----------
    by_draft : items that people answered by the draft; others : the rest, answered by the version in force alone.
    enough : so many answered by the draft stand alone, and the others are left out; None: never while there are others.

    Returns DRAFT, BASE or BOTH; BASE where there is no item at all. ValueError for a negative count.
    """
    if min(by_draft, others) < 0:
        raise ValueError("A count of items is not negative.")
    if not by_draft:
        return BASE
    return DRAFT if not others or (enough is not None and by_draft >= enough) else BOTH
