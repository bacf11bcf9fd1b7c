"""Names of the methods and why one holds, in words; without the methods themselves, which pages do not load."""

from django.utils.translation import gettext_noop as _

#: As the methods name themselves (annotation.methods.aggregation.registry).
NAMES = {
    "majority": _("Majority"),
    "weighted": _("Weighted majority"),
    "one_coin": _("One-coin model"),
    "dawid_skene": "Dawid-Skene",
    "mace": "MACE",
    "glad": "GLAD",
}

#: By what the method was chosen.
BY = {
    "gold": _("It is right most often on items whose label is given; no method was told these labels."),
    "likelihood": _(
        "Fewer than 30 items have a given label, so it is the one whose model explains the answers best. That says how "
        "well answers are explained, not how right the labels are."
    ),
}
