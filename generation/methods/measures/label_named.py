"""How many texts name their own label: the word alone may be all that a student learns."""

from collections.abc import Mapping, Sequence

from generation.methods.measures.subsample import SIZE, subsample
from generation.methods.verifiers.occurrence import occurs


def label_named(
    texts: Sequence[tuple[str, str]], names: Mapping[str, Sequence[str]], *, size: int = SIZE, random_state: int = 0
) -> float | None:
    """Share of the texts of a random subsample in which their label stands as whole words, case aside.

    Parameters
    ----------
    texts : (text, label) pairs; those without a label are left out. names : label -> what it is called.

    Neither good nor bad by itself: a text about sport may say so. No text with a label: None.
    """
    chosen = subsample([pair for pair in texts if pair[1]], size=size, random_state=random_state)
    if not chosen:
        return None
    return sum(_named(text.casefold(), names.get(label, (label,))) for text, label in chosen) / len(chosen)


def _named(text: str, names: Sequence[str]) -> bool:
    return any(occurs(name.casefold(), text) for name in names)
