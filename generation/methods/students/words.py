"""What the ways of training are called. Apart from robust.py, so that pages need no numpy."""

from generation.methods.translatable import gettext_noop as _

#: id: (name, line)
TRAINING_WORDS = {
    "smoothing": (_("Label smoothing"), _("A share of 0.15 of each label is spread over all.")),
    "supergen": (
        _("SuperGen's training"),
        _("What the student's running mean over its epochs (0.8) does not agree with is left out."),
    ),
    "fewgen": (
        _("FewGen's training"),
        _("What the student's running mean over its epochs (0.9) does not agree with is left out."),
    ),
    "reverse": (_("Reverse cross-entropy"), _("A loss that rows with an unlikely label hardly change.")),
}
