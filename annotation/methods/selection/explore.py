"""How much is left to chance while the student knows too little to choose. Without numpy: the queue reads it."""

RANDOM_SHARE = 0.2  # of the rows that nobody has labelled yet: what covers most costs nothing by it (docs/methods.md)
