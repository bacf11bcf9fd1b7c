"""The promises that are offered: at most such a share of all labels wrong. Standard library only, for web processes."""

LIMITS = (0.01, 0.02, 0.03, 0.05, 0.1)
