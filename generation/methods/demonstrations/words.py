"""What the selectors are called. Apart from the parts, whose names they have."""

from generation.methods.translatable import gettext_noop as _

#: id: (name, line)
WORDS = {
    "same_label": (_("Same label"), _("Examples of the label that is asked for, drawn by chance.")),
    "mixed_label": (_("Mixed labels"), _("Examples of all labels, drawn by chance, each shown with its label.")),
    "seeds_and_machine": (
        _("Seeds and generated"),
        _("Mostly examples that people wrote, with a few that a model made."),
    ),
    "leaf_only": (_("One topic"), _("Examples of the topic that is asked for, and of no other.")),
    "seed_sets": (_("Sets that take turns"), _("A few fixed sets of examples, each used equally often.")),
    "nearest": (_("Nearest"), _("The examples that are most similar to what is asked for.")),
    "least_similar": (
        _("Least similar"),
        _("Examples that fit but are unlike what was generated before, and unlike each other."),
    ),
    "cluster_argmax": (
        _("Nearest of each group"),
        _("Similar texts are grouped; of each group the example that fits best."),
    ),
    "cluster_complexity": (
        _("Hardest of each group"),
        _("Similar texts are grouped; of each group the example with the longest reasoning."),
    ),
    "cluster_lines": (
        _("Longest of each group"),
        _("Similar texts are grouped, the run's own among them; of each group the one with the longest reasoning."),
    ),
    "influence": (_("Most helpful"), _("The examples from which a small model learns most that helps it elsewhere.")),
    "vote_k": (_("Typical and varied"), _("Texts to label first: each stands for many others and is unlike the rest.")),
    "vote_k_confidence": (
        _("From sure to unsure"),
        _("Texts to label next: typical ones of every degree of the model's confidence, but for what it knows well."),
    ),
    "variability": (
        _("Ambiguous"),
        _("Labelled texts of which a small model changes its mind while it learns."),
    ),
    "variability_unlabelled": (
        _("Ambiguous, not yet checked"),
        _("Generated texts that a small model finds hard to place, as many of each label."),
    ),
    "student_errors": (_("Student's errors"), _("Checked texts that a small model gets wrong.")),
}
