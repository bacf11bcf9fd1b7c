"""What the measures are called, what they say, and which way is better. Imports no measure: pages need no numpy."""

from dataclasses import dataclass

from generation.methods.translatable import gettext_noop as _

UP, DOWN, AS_ASKED = "up", "down", ""
SIZE = 200  # texts of the measures that drift with the number of texts


@dataclass(frozen=True)
class Measure:
    """`better` is "up", "down", or "" where a value is neither good nor bad by itself."""

    title: str
    line: str
    better: str


HIGHER = {
    "coverage": (_("Coverage"), _("Share of the combinations of conditions that an accepted sample fills.")),
    "balance": (_("Balance"), _("How even the labels are: 1 when each has the same number of samples.")),
    "obedience": (_("Obedience"), _("Share of the drawn conditions that the texts keep, where a test can tell.")),
    "distinct": (_("Different phrases"), _("Share of the word sequences that occur for the first time.")),
    "vocabulary": (_("Vocabulary"), _("Number of different words in a random part of fixed size.")),
    "vocabulary_overlap": (
        _("Real words used"),
        _("Share of the words of the real texts that the generated ones use as well."),
    ),
    "opening_entropy": (
        _("Variety of beginnings"),
        _("How differently the texts begin, in bits over their first five words."),
    ),
    "accepted_share": (_("Yield"), _("Share of what was generated that was accepted.")),
    "marginal_test": (
        _("Values as asked"),
        _("Probability of such a spread of values if texts followed the request; near 0, they do not."),
    ),
}
LOWER = {
    "self_bleu": (_("Self-BLEU"), _("How much each text repeats the wording of the others.")),
    "similarity_within": (_("Similarity within a label"), _("How alike the texts of one label are on average.")),
    "duplicate_share": (_("Near-duplicates"), _("Share of the samples that nearly repeat an earlier one.")),
    "leak": (_("Copies"), _("Share of the samples that copy an example, a given sample or a test text.")),
    "top_opening_share": (_("Most common beginning"), _("Share of the texts that begin with the same five words.")),
    "cost_per_accepted": (
        _("Cost per accepted sample"),
        _("Tokens or money for each accepted sample, rejected ones included."),
    ),
    "gini": (_("Uneven use"), _("0 when all entities are used equally often, near 1 when few are used.")),
    "length_distance": (
        _("Difference in length"),
        _("How differently long generated and real texts are: 0 alike, 1 apart."),
    ),
}
NEITHER = {
    "similarity_between": (
        _("Similarity between labels"),
        _("How alike texts of two different labels are on average."),
    ),
    "readability_grade": (
        _("Reading grade"),
        _("School grade that an English text asks for, by word and sentence length."),
    ),
}
MEASURES = {
    name: Measure(*words, better)
    for better, group in ((UP, HIGHER), (DOWN, LOWER), (AS_ASKED, NEITHER))
    for name, words in group.items()
}
