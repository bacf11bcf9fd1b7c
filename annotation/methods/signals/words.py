"""What the signals are called, and what a high value says. Apart from registry.py, so that pages need no pandas."""

from generation.methods.translatable import gettext_noop as _

SUSPICION = "suspicion"

#: id: (name, line)
WORDS = {
    SUSPICION: (_("Suspicion"), _("Made from all signals: the order in which people should look.")),
    "self_confidence": (
        _("Student's doubt"),
        _("A small model that has not seen this row thinks the given label unlikely."),
    ),
    "second_view": (
        _("Second student's doubt"),
        _("A second small model, on a coarser view of the text, thinks the given label unlikely."),
    ),
    "student_disagreement": (
        _("Student prefers another label"),
        _("The small model would give another label; the higher, the surer it is."),
    ),
    "neighbours": (_("Similar texts differ"), _("The most similar texts carry other labels.")),
    "llm_confidence": (_("LLM's own doubt"), _("The LLM was not sure of the label that it gave.")),
    "source_disagreement": (_("Other models disagree"), _("Other models gave another label to the same text.")),
}
