"""What the measures are called, what they say, and which way is better. Imports no measure: pages need no numpy."""

from dataclasses import dataclass

from generation.methods.translatable import gettext_noop as _

UP, DOWN, AS_ASKED = "up", "down", ""


@dataclass(frozen=True)
class Measure:
    """`better` is "up", "down", or "" where a value is neither good nor bad by itself."""

    title: str
    line: str
    better: str


MEASURES = {
    "coverage": Measure(_("Coverage"), _("Share of the combinations of conditions that an accepted sample fills."), UP),
    "balance": Measure(_("Balance"), _("How even the labels are: 1 when each has the same number of samples."), UP),
    "obedience": Measure(
        _("Obedience"), _("Share of the drawn conditions that the texts keep, where a test can tell."), UP
    ),
    "distinct": Measure(_("Different phrases"), _("Share of the word sequences that occur for the first time."), UP),
    "self_bleu": Measure(_("Self-BLEU"), _("How much each text repeats the wording of the others."), DOWN),
    "similarity_within": Measure(
        _("Similarity within a label"), _("How alike the texts of one label are on average."), DOWN
    ),
    "similarity_between": Measure(
        _("Similarity between labels"), _("How alike texts of two different labels are on average."), AS_ASKED
    ),
    "vocabulary": Measure(_("Vocabulary"), _("Number of different words in a random part of fixed size."), UP),
    "vocabulary_overlap": Measure(
        _("Real words used"), _("Share of the words of the real texts that the generated ones use as well."), UP
    ),
    "duplicate_share": Measure(
        _("Near-duplicates"), _("Share of the samples that nearly repeat an earlier one."), DOWN
    ),
    "leak": Measure(_("Copies"), _("Share of the samples that copy an example, a given sample or a test text."), DOWN),
    "opening_entropy": Measure(
        _("Variety of beginnings"), _("How differently the texts begin, in bits over their first five words."), UP
    ),
    "top_opening_share": Measure(
        _("Most common beginning"), _("Share of the texts that begin with the same five words."), DOWN
    ),
    "accepted_share": Measure(_("Yield"), _("Share of what was generated that was accepted."), UP),
    "cost_per_accepted": Measure(
        _("Cost per accepted sample"), _("Tokens or money for each accepted sample, rejected ones included."), DOWN
    ),
    "marginal_test": Measure(
        _("Values as asked"),
        _("Probability of such a spread of values if texts followed the request; near 0, they do not."),
        UP,
    ),
    "gini": Measure(_("Uneven use"), _("0 when all entities are used equally often, near 1 when few are used."), DOWN),
    "readability_grade": Measure(
        _("Reading grade"), _("School grade that an English text asks for, by word and sentence length."), AS_ASKED
    ),
    "length_distance": Measure(
        _("Difference in length"), _("How differently long generated and real texts are: 0 alike, 1 apart."), DOWN
    ),
}
