"""What the measured items stand for, in words."""

from django.utils.translation import gettext_noop as _

#: What a coefficient is of, as the card keeps it, in English; its page translates it.
OF = {
    "random": _("Of the items that were drawn at random from what nobody had reviewed and asked twice"),
    "chosen": _("Of the items that the queue chose and asked twice; not the rate of the whole dataset"),
}

#: The same of shares of items where a person's first answer, given blind, is held against the model's.
BESIDE = {
    "random": _("Of the items that were drawn at random and answered blind"),
    "chosen": _("Of the items that the queue chose and people answered blind; not the rate of the whole dataset"),
}

#: What a kind has beside equal answers, by its id in annotation.methods.agreement; a card keeps it in English.
NAMES = {
    "alpha_interval": _("Krippendorff's alpha, interval scale"),
    "alpha_ordinal": _("Krippendorff's alpha, ordinal scale"),
    "kappa_quadratic": _("Cohen's kappa, quadratic weights"),
    "ac2": _("Gwet's AC2, quadratic weights"),
    "alpha_masi": _("Krippendorff's alpha, MASI distance"),
    "alpha_jaccard": _("Krippendorff's alpha, Jaccard distance"),
    "alpha_words": _("Krippendorff's alpha of words"),
    "exact_f1": _("F1 of equal spans"),
    "overlap_f1": _("F1 of spans that overlap"),
    "same_order": _("Pairs in the same order"),
    "tau": _("Kendall's tau-b, mean"),
    "similarity": _("Similarity of the texts, mean"),
}
SHARES = ("exact_f1", "overlap_f1", "same_order", "similarity")

#: How alpha takes two answers that differ.
SCALES = {
    "nominal": _("two answers are the same or not (nominal)"),
    "interval": _("two numbers differ by the square of their distance (interval)"),
    "masi": _("two sets of labels differ by what they do not share (MASI distance)"),
}

#: What a kind's coefficients compare.
COMPARED = {
    "rating": _(
        "Numbers are taken as numbers: 4 is nearer to 5 than 1 is. All points of the scale count, given or not."
    ),
    "multi_label": _(
        "Sets of labels that share some are nearer than sets that share none; MASI sees whether one holds the other."
    ),
    "spans": _("Each word of the text is compared: whether it is marked, and as what. Words that nobody marked agree."),
    "ranking": _("Each two candidates are compared: which of them is better, or that neither is."),
    "text": _("Texts are compared character by character; beyond chance nothing can be said of them."),
}
