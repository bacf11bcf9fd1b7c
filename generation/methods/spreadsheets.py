"""Cells that a spreadsheet shows and does not run."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def guarded(value: str | None) -> str | None:
    """Text that no spreadsheet takes for a formula: an apostrophe goes before a first character that would make it one.

    What is not text is returned as it is. Source: OWASP, CSV injection.
    """
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value
