"""What a recipe may work on and a project may have too little of, in words for people."""

from generation.methods.translatable import gettext_noop as _

LACKING = {
    "seeds": _("This recipe works on seeds: examples with a label that you give it. Import some first."),
    "alike": _(
        "This recipe shows ambiguous seeds of one label together, and no label has enough of them. Import more, look "
        "at a larger share of them, or show fewer in a prompt."
    ),
    "labels_told": _("This recipe needs seeds of several labels, and all of yours have the same one. Import others."),
    "gold": _("This recipe learns from gold samples: texts with a label that you trust. Import some first."),
    "unlabelled": _("This recipe works on samples without a label. Import some first."),
    "samples": _("This recipe works on samples that are there. Import some first."),
    "documents": _("This recipe writes from documents. Import some first."),
    "triples": _("This recipe writes from facts (subject, relation, object). Import some first."),
    "rules": _("This recipe holds texts against the codebook's rules. Add some first."),
    "consent": _("What this recipe writes may mislead or offend. Read its description, then tick the setting for it."),
}
OTHER = _(
    "This recipe writes about one “%(name)s” at a time, as the metadata of your seeds names it. "
    "Import seeds whose metadata has a “%(name)s”."
)
#: How many of it, behind the sentence above; with the question where only labels of that one count.
COUNTED = _("Needed: %(needed)d; there: %(there)d.")
COUNTED_ABOUT = _("Needed with a label for “%(about)s”: %(needed)d; there: %(there)d.")

#: The same beside a recipe in the list.
IN_SHORT = {
    "seeds": _("needs seeds"),
    "alike": _("needs more seeds of one label"),
    "labels_told": _("needs seeds of more labels"),
    "gold": _("needs gold samples"),
    "unlabelled": _("needs unlabelled samples"),
    "samples": _("needs samples"),
    "documents": _("needs documents"),
    "triples": _("needs facts"),
    "rules": _("needs rules in the codebook"),
    "consent": _("needs your consent"),
}
OTHER_IN_SHORT = _("needs seeds with a “%(name)s”")
COUNTED_IN_SHORT = _("%(lack)s: at least %(needed)d, there: %(there)d")
