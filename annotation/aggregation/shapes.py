"""From the stored report to what the page's tables take."""

from django.utils.translation import gettext as _

from annotation.aggregation.words import BY, NAMES


def told(part: dict) -> dict:
    """One part of a question's report, its methods by their names and the choice in words."""
    if part["reason"]:
        return part
    differ = [row | {"said": [_named(one) for one in row["said"]]} for row in part["differ"]]
    methods = [row | {"name": _(NAMES[row["method"]])} for row in part["methods"]]
    return part | {"methods": methods, "differ": differ, "best_name": _(NAMES[part["best"]]), "why": _(BY[part["by"]])}


def _named(said: dict) -> dict:
    return said | {"methods": ", ".join(_(NAMES[name]) for name in said["methods"])}
