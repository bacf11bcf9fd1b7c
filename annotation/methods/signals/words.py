"""What the signals are called, what a high value says, and the sentence that explains one.

Apart from registry.py, so that pages need no pandas.
"""

from generation.methods.translatable import gettext_noop as _

SUSPICION, WRONG, BEFORE = "suspicion", "wrong_probability", "wrong_before_opinion"
LABEL, TEXT = "label", "text"  # what a signal is about: the given label, which may be wrong, or the text itself

#: id: (name, line)
OF_LABELS = {
    "self_confidence": (
        _("Student's doubt"),
        _("A small model that has not seen this row thinks the given label unlikely."),
    ),
    "student_margin": (
        _("Student's margin"),
        _("How far the small model prefers another label to the given one; from 0.5 on it does."),
    ),
    "student_disagreement": (
        _("Student prefers another label"),
        _("The small model would give another label; the higher, the surer it is."),
    ),
    "student_entropy": (
        _("Student wavers"),
        _("The small model cannot tell the labels apart. That alone says little of a wrong label."),
    ),
    "second_view": (
        _("Second student's doubt"),
        _("A second small model, on a coarser view of the text, thinks the given label unlikely."),
    ),
    "confident_learning": (
        _("Confident learning"),
        _("Among the rows that confident learning counts as wrong, by how sure the student is of its own label."),
    ),
    "learning_dynamics": (
        _("Doubt while learning"),
        _("A student that was watched while it learned gave the label little, from beginning to end."),
    ),
    "ambiguity": (
        _("Text leaves it open"),
        _("While it learned, the student stayed undecided: the text itself leaves it open."),
    ),
    "variability": (_("Changing mind"), _("While it learned, the student changed its mind about the label.")),
    "influence": (
        _("Harmful to learn from"),
        _("Having learned from this row, a student is worse on others. A rank within the label."),
    ),
    "neighbours": (_("Similar texts differ"), _("The most similar texts carry other labels.")),
    "llm_confidence": (_("LLM's own doubt"), _("The LLM was not sure of the label that it gave.")),
    "llm_logprob": (
        _("LLM's doubt, by its tokens"),
        _("The probabilities of the label's tokens were low."),
    ),
    "llm_verbalised": (
        _("LLM's doubt, in its words"),
        _("Asked how sure it is, the LLM named a low number. Such numbers order rows at best."),
    ),
    "llm_quality": (
        _("Graded low"),
        _("Asked to grade the row with its label by the codebook, a model gave a low grade."),
    ),
    "consistency_runs": (
        _("Asked again, it differs"),
        _("The same model, asked again in the same words, gave other labels."),
    ),
    "consistency_forms": (
        _("Asked in another form, it differs"),
        _("The same model, asked in other words or with other settings, gave other labels."),
    ),
    "source_disagreement": (_("Other models disagree"), _("Other models gave another label to the same text.")),
}
OF_TEXTS = {
    "near_duplicates": (_("Near-duplicate"), _("Another text says nearly the same; the higher, the closer it is.")),
    "templates": (
        _("Made after a pattern"),
        _("Many texts begin alike, or are the same but for a few words; 1 from a thousand on."),
    ),
    "label_leak": (
        _("Gives its label away"),
        _("The label's name, or a word that hardly any other label's texts have."),
    ),
    "generic": (
        _("Says nothing of its label"),
        _("No word of it is clearly more frequent with this label than with others."),
    ),
    "length": (_("Unusual length"), _("Much shorter or longer than other texts of its label.")),
    "language": (_("Another language"), _("Most texts are in another language or script.")),
    "toxicity": (_("Rude words"), _("Words of a list of insults and curses; it knows no context.")),
    "llm_toxicity": (
        _("Hurtful, says a model"),
        _("Asked how hurtful the text is, a model gave a high grade; it reads the context."),
    ),
    "personal_data": (
        _("Personal data"),
        _("What looks like an e-mail address, or the number of a phone, a card, an account or a person."),
    ),
    "contamination": (
        _("Stands in the benchmark"),
        _("A gold sample stands in it, or many words of one in a row: who learns from it knows the test."),
    ),
    "generation_probability": (
        _("Unlikely when written"),
        _("The model found its own text unlikely, beside texts of its label that are as long."),
    ),
}
WORDS = {
    SUSPICION: (_("Suspicion"), _("Made from all signals: the order in which people should look.")),
    WRONG: (
        _("Chance of a wrong label"),
        _("In how many of a hundred rows like this one the label is wrong, as far as the answers show."),
    ),
    BEFORE: (
        _("Chance of a wrong label before a later opinion"),
        _("Of answered rows that a model was asked about afterwards: what was known before. Routes are judged by it."),
    ),
    **OF_LABELS,
    **OF_TEXTS,
}
ABOUT = dict.fromkeys(OF_LABELS, LABEL) | dict.fromkeys(OF_TEXTS, TEXT)

#: Where a signal spoke of no row: what it would need.
FOUND_NONE = _("Found none.")
NEEDS = {
    "llm_confidence": _("No label came with a confidence."),
    "llm_logprob": _("No run recorded the probabilities of its labels' tokens; not every endpoint tells them."),
    "llm_verbalised": _("No model was asked how sure it is."),
    "llm_quality": _("No model was asked to grade the rows."),
    "consistency_runs": _(
        "No model labelled the same texts twice in the same form. Ask again under “Grades by a model”."
    ),
    "consistency_forms": _(
        "No model labelled the same texts in two forms. Ask again in another form under “Grades by a model”."
    ),
    "source_disagreement": _("No second source labelled the same texts."),
    "contamination": _("There are no gold samples to compare with."),
    "generation_probability": _("No endpoint told how likely its texts were; SuperGen's recipe asks for it."),
    "near_duplicates": FOUND_NONE,
    "templates": FOUND_NONE,
    "label_leak": FOUND_NONE,
    "length": FOUND_NONE,
    "language": FOUND_NONE,
    "toxicity": FOUND_NONE,
    "llm_toxicity": _("No model was asked how hurtful the texts are."),
    "personal_data": FOUND_NONE,
    "generic": FOUND_NONE,
}
#: Those that look at every row that is scored: where nothing is stored of one, it found nothing odd.
LOOK_EVERYWHERE = frozenset(name for name, needs in NEEDS.items() if needs == FOUND_NONE)
