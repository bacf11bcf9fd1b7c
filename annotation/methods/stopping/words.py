"""States and thresholds of the rules for stopping. Standard library only: pages read them, too."""

STOP_SET = 2000  # rows on which successive students are held against each other
ROUNDS = 3  # in a row that must be alike, or bring nothing
STABLE = 0.99  # kappa from which on two students say the same
GAIN = 0.002  # share right that three rounds together must bring to go on

NOT_YET, TOO_FEW, REACHED = "not_yet", "too_few", "reached"

#: Wrong labels, and right ones, that must have been seen before it is shown how well a score tells them apart.
ENOUGH_APART = 10
