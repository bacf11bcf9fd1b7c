"""How large a selection may be that somebody picks out, and one that a filter goes by."""

MOST_ROWS = 10_000
