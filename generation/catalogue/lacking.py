"""What a recipe may work on and a project may have none of, in words for people."""

from generation.methods.translatable import gettext_noop as _

LACKING = {
    "seeds": _("This recipe works on seeds: examples with a label that you give it. Import some first."),
    "gold": _("This recipe learns from gold samples: texts with a label that you trust. Import some first."),
    "unlabelled": _("This recipe works on samples without a label, and there are none. Import some first."),
    "documents": _("This recipe writes from documents, and the project has none. Import some first."),
    "triples": _("This recipe writes from facts (subject, relation, object), and there are none. Import some first."),
    "rules": _("This recipe holds texts against the codebook's rules, and the codebook has none. Add some first."),
    "consent": _("What this recipe writes may mislead or offend. Read its description, then tick the setting for it."),
}
OTHER = _("This recipe works on “%(name)s”, and the project has none.")
