"""What the gates make sure of, in a line for users. Apart from registry.py, so that pages need no numpy."""

from generation.methods.translatable import gettext_noop as _

TITLES = {
    "format": _("Every field is filled in"),
    "refusal": _("No refusals"),
    "length": _("As long as drawn"),
    "label_leak": _("Does not announce its label"),
    "label_margin": _("A blind reading gives the intended label"),
    "demonstration_copy": _("No copies of examples"),
    "demonstration_vocabulary": _("Words of its own, not an example's"),
    "context_copy": _("More than its context"),
    "passage_copy": _("No long copies of its source"),
    "quote_literal": _("Quotes stand in the item"),
    "role_phrase": _("Does not speak of its role"),
    "prompt_leak": _("Does not speak of its prompt"),
    "word_inclusion": _("Uses the drawn words"),
    "mention": _("Mentions its topic"),
    "entity_literal": _("Listed entities stand in the text"),
    "instruction_form": _("An instruction for a text model"),
    "instance_form": _("A whole input and output"),
    "repeated_run": _("Does not repeat itself"),
    "no_content": _("Says something"),
    "apology": _("Answers instead of apologising"),
    "word_growth": _("Not just longer than before"),
    "drift": _("Of the same subject as before"),
    "opening_cap": _("Beginnings vary"),
    "duplicates": _("No near-duplicates"),
}

#: What turns a candidate away besides gates.
BESIDE = {"usable": _("A usable answer"), "unique": _("Not there before")}
