"""What the weighting methods are called and need. Apart from registry.py, so that pages need no numpy."""

from generation.methods.translatable import gettext_noop as _

#: id: (name, line, what it needs beside the labels)
WORDS = {
    "sungen": (
        _("SunGen"),
        _("Rows that a noise-robust loss would rather do without weigh less. Needs nothing but the labels."),
        (),
    ),
    "reweighting": (
        _("Learned from checked labels (LLMaAA)"),
        _("A row weighs as much as a step on it lowers the loss on labels that people checked."),
        ("clean",),
    ),
    "meta_weights": (
        _("Weight net (FewGen, on samples)"),
        _("A small net gives each row a weight by its loss, taught by labels that people checked."),
        ("clean",),
    ),
    "label_shift": (
        _("Towards the target's labels"),
        _("Labels weigh as they are common among the texts that the student will meet; given, or estimated from them."),
        ("target",),
    ),
    "covariate_shift": (
        _("Towards the target's texts"),
        _("Rows weigh more the more they are like the texts that the student will meet."),
        ("target_rows",),
    ),
}
