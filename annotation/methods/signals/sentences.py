"""The one sentence that explains a value of a signal, with its numbers: places are filled by annotation/samples.

`percent` is the value and `rest` what it lacks to one, both in per cent; the others are the signal's details.
"""

from generation.methods.translatable import gettext_noop as _

SENTENCES = {
    "suspicion": _("More suspicious than %(percent)s of the rows."),
    "wrong_probability": _("In %(percent)s of rows like this one the label is wrong, as far as the answers show."),
    "wrong_before_opinion": _("Before the later opinion, %(percent)s of rows like this one were expected to be wrong."),
    "self_confidence": _("The student, which has not seen this row, gives the label a probability of %(rest)s."),
    "second_view": _("The second student, which has not seen this row, gives the label a probability of %(rest)s."),
    "student_margin": _("The student gives “%(label)s” %(points)s points more than the given label."),
    "student_disagreement": _("The student gives “%(label)s” a probability of %(percent)s."),
    "student_entropy": _("The student's probabilities are %(percent)s of the way to all labels being alike."),
    "confident_learning": _("Counted as wrong: among such rows “%(label)s” is likelier."),
    "learning_dynamics": _("While it learned, a student gave the label %(rest)s on average."),
    "ambiguity": _("While it learned, a student came %(percent)s close to tossing a coin."),
    "variability": _("While it learned, the label's probability moved by %(half)s around its mean."),
    "influence": _("More harmful to learn from than %(percent)s of the texts of its label."),
    "neighbours": _("The %(of)s most similar texts carry “%(label)s” in %(n)s of %(of)s cases."),
    "llm_confidence": _("The LLM gave its label a confidence of %(rest)s."),
    "llm_logprob": _("The label's tokens had a probability of %(rest)s."),
    "llm_verbalised": _("Asked how sure it is, the LLM said %(rest)s."),
    "llm_quality": _("Graded %(grade)s of 5: “%(why)s”."),
    "consistency_runs": _("Asked %(of)s times in the same words, the model gave “%(label)s” %(n)s times."),
    "consistency_forms": _("Asked in %(of)s forms, the model gave “%(label)s” in %(n)s of them."),
    "source_disagreement": _("%(n)s of %(of)s other models gave another label."),
    "near_duplicates": _("%(percent)s the same as sample %(of)s; %(n)s texts are alike."),
    "templates": _("%(n)s texts are made after “%(pattern)s”."),
    "label_leak": _("“%(word)s” gives the label away."),
    "generic": _("Even its most telling words are only %(times)s times as frequent with this label as on average."),
    "length": _("It has %(characters)s characters; texts of its label usually have %(low)s to %(high)s."),
    "language": _("It reads like %(language)s; most texts are in %(usual)s."),
    "toxicity": _("Words on the list: %(words)s."),
    "llm_toxicity": _("Hurtful to %(grade)s of 5: “%(why)s”."),
    "personal_data": _("It looks like: %(kinds)s."),
    "contamination": _("%(words)s words in a row stand in gold sample %(of)s."),
    "generation_probability": _("The model found it less likely than %(percent)s of texts of its label and length."),
}
#: Where the details say something else.
AGREES = {
    "student_margin": _("The student gives the label %(points)s points more than “%(label)s”, the next."),
    "student_disagreement": _("The student would give the same label."),
    "label_leak": _("%(n)s of %(of)s texts with “%(word)s” carry “%(label)s”."),
    "influence": _("It helps: a student that learned from it is better on others."),
    "learning_dynamics": _("While it learned, a student gave the label %(rest)s on average: %(group)s."),
    "llm_quality": _("Graded %(grade)s of 5."),
    "llm_toxicity": _("Hurtful to %(grade)s of 5."),
}
GROUPS = {"easy": _("easy"), "ambiguous": _("ambiguous"), "hard": _("hard, it contradicts the label")}
KINDS = {
    "email": _("e-mail address"),
    "phone": _("phone number"),
    "card": _("card number"),
    "iban": _("bank account"),
    "ip": _("network address"),
    "national_id": _("national identity number"),
}
LANGUAGES = {
    "english": _("English"),
    "german": _("German"),
    "french": _("French"),
    "spanish": _("Spanish"),
    "italian": _("Italian"),
    "portuguese": _("Portuguese"),
    "dutch": _("Dutch"),
    "polish": _("Polish"),
    "turkish": _("Turkish"),
    "indonesian": _("Indonesian"),
    "vietnamese": _("Vietnamese"),
    "swedish": _("Swedish"),
    "greek": _("Greek"),
    "cyrillic": _("Cyrillic letters"),
    "hebrew": _("Hebrew"),
    "arabic": _("Arabic letters"),
    "devanagari": _("Devanagari letters"),
    "thai": _("Thai"),
    "korean": _("Korean"),
    "japanese": _("Japanese"),
    "han": _("Chinese characters"),
}
