"""The bets that are kept against each possible number of wrong labels. Standard library only: exports print them."""

#: The factors `t` of `1 + (1 - t)(p - X)/(1 - p)`, and the share of the wealth that each begins with.
BETS = (0.0, 0.15, 0.3, 0.45, 0.6, 0.75)
SHARES = (0.25, 0.15, 0.15, 0.15, 0.15, 0.15)
