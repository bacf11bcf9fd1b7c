"""Corrections that were none: what a wrong answer to a right label does to the bound. Standard library only."""


def false_finds(finds: int, *, found_again: int, left_wrong: int, apart: int) -> int:
    """Bound on the finds of the first log whose frozen label was right, while the bound on people's errors holds.

    A person who replaces a right label is a find: the log takes it for one wrong label less among those that are left.
    With F such finds, "M labels were wrong" (the true number) says too low a rate of what is left at every draw, so the
    wealth against it is a supermartingale and it is ruled out at most as often as the risk allows; what is left is
    wrong at most B + F times. Each of the F is a label of people that is wrong: found by asking again, still among
    those that are not (`left_wrong` bounds these), or of a row that nobody is asked about again.

    Parameters
    ----------
    finds : wrong labels by the first log. found_again : labels of people that turned out wrong. left_wrong : the bound
    on those that are wrong and not found. apart : rows of the log that people settled and that are not in the pool.

    Returns
    -------
    Rows, at most `finds`. Everything asked again and all right: 0.

    Reference: derived for this product from methods/human.md 9.4 and 9.9; simulated in the tests.
    """
    return min(finds, found_again + left_wrong + apart)
