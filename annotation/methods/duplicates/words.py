"""Which row of a group of near-duplicates stays: the rules by their names. Imports nothing heavy: for pages, too."""

from generation.methods.translatable import gettext_noop as _

FIRST, PEOPLE, LONGEST, CENTRAL = "first", "people", "longest", "central"

#: name -> (title, what stays)
RULES = {
    PEOPLE: (
        _("What people answered"),
        _("A given label before an answer of people, that before a model's; then the least chance of a wrong label."),
    ),
    FIRST: (_("First come"), _("The row that came first.")),
    LONGEST: (_("Longest"), _("The row with the longest text.")),
    CENTRAL: (_("Most central"), _("The row that is most like the others of its group.")),
}
