"""What a recipe may work on and a project may have none of, in words for people."""

from generation.methods.translatable import gettext_noop as _

LACKING = {
    "seeds": _("This recipe works on seeds: examples with a label that you give it. Import some first."),
    "alike": _(
        "This recipe shows ambiguous seeds of one label together, and no label has enough of them, or all seeds have "
        "the same one. Import more, look at a larger share of them, or show fewer in a prompt."
    ),
    "gold": _("This recipe learns from gold samples: texts with a label that you trust. Import some first."),
    "unlabelled": _("This recipe works on samples without a label, and there are none. Import some first."),
    "documents": _("This recipe writes from documents, and the project has none. Import some first."),
    "triples": _("This recipe writes from facts (subject, relation, object), and there are none. Import some first."),
    "rules": _("This recipe holds texts against the codebook's rules, and the codebook has none. Add some first."),
    "consent": _("What this recipe writes may mislead or offend. Read its description, then tick the setting for it."),
}
OTHER = _(
    "This recipe writes about one “%(name)s” at a time, as the metadata of your seeds names it, and no seed has one. "
    "Import seeds whose metadata has a “%(name)s”."
)

#: The same beside a recipe in the list.
IN_SHORT = {
    "seeds": _("needs seeds"),
    "alike": _("needs more seeds"),
    "gold": _("needs gold samples"),
    "unlabelled": _("needs unlabelled samples"),
    "samples": _("needs samples"),
    "documents": _("needs documents"),
    "triples": _("needs facts"),
    "rules": _("needs rules in the codebook"),
    "consent": _("needs your consent"),
    "fields": _("needs other fields in the codebook"),
    "labels": _("needs other labels in the codebook"),
    "settings": _("needs a setting"),
}
OTHER_IN_SHORT = _("needs seeds with a “%(name)s”")
