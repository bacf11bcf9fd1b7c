"""What the measures are called, what they say, and which way is better. Imports no measure: pages need no numpy."""

from dataclasses import dataclass

from generation.methods.translatable import gettext_noop as _

UP, DOWN, AS_ASKED = "up", "down", ""
#: Shown as per cent; others as numbers.
SHARES = frozenset(
    ("coverage", "obedience", "distinct", "student", "duplicate_share", "leak", "label_named",
     "top_opening_share", "vocabulary_overlap")
)  # fmt: skip
SIZE = 200  # texts of the measures that drift with the number of texts


@dataclass(frozen=True)
class Measure:
    """`better` is "up", "down", or "" where a value is neither good nor bad by itself."""

    title: str
    line: str
    better: str


HIGHER = {
    "coverage": (_("Pairs of conditions covered"), _("Share of all pairs of drawn values that a sample has.")),
    "balance": (_("Balance"), _("How even the labels are: 1 when each has the same number of samples.")),
    "obedience": (_("Conditions kept"), _("Share of the drawn conditions that the texts keep, where a test can tell.")),
    "distinct": (_("Different phrases"), _("Share of the word sequences that occur for the first time.")),
    "vocabulary": (_("Vocabulary"), _("Number of different words in a random part of fixed size.")),
    "vocabulary_overlap": (
        _("Real words used"),
        _("Share of the words of your seeds and gold samples that these texts use as well, as many texts of each."),
    ),
    "opening_entropy": (
        _("Variety of beginnings"),
        _("How differently the texts begin, in bits over their first five words."),
    ),
}
LOWER = {
    "self_bleu": (_("Self-BLEU"), _("How much each text repeats the wording of the others.")),
    "similarity_within": (_("Similarity within a label"), _("How alike the texts of one label are on average.")),
    "duplicate_share": (
        _("Near-duplicates"),
        _("Share of the samples that nearly repeat another one, as curation finds them."),
    ),
    "leak": (_("Copies"), _("Share of the samples with eight words in a row of one of your seeds or gold samples.")),
    "top_opening_share": (_("Most common beginning"), _("Share of the texts that begin with the same five words.")),
    "gini": (
        _("Uneven use of values"),
        _("Of the attribute with the least even samples: 0 when each value is used as often, near 1 when few are."),
    ),
    "length_distance": (
        _("Difference in length"),
        _("How differently long these texts and your seeds and gold samples are: 0 alike, 1 apart."),
    ),
}
NEITHER = {
    "similarity_between": (
        _("Similarity between labels"),
        _("How alike texts of two different labels are on average."),
    ),
    "readability_grade": (
        _("Reading grade"),
        _("School year that the texts ask for, by the length of words and sentences. For English alone."),
    ),
    "label_named": (
        _("Names its label"),
        _("Share of the texts in which the name of their label stands. A student may learn that word alone."),
    ),
    "marginal_test": (
        _("Values as asked"),
        _(
            "Probability that chance alone made some values be accepted more often than they were asked for. Near 0, "
            "model or gates prefer some."
        ),
    ),
}
MEASURES = {
    name: Measure(*words, better)
    for better, group in ((UP, HIGHER), (DOWN, LOWER), (AS_ASKED, NEITHER))
    for name, words in group.items()
}
