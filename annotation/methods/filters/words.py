"""What the filters are called and take. Apart from registry.py, so that pages need no numpy."""

from generation.methods.translatable import gettext_noop as _

#: id: (name, line, paper, what it takes beside the labels)
WORDS = {
    "self_confidence": (
        _("Low confidence"),
        _("Drops the rows of each label that the student believes least, and all that it believes less than chance."),
        "Northcutt et al. 2021",
        ("probabilities",),
    ),
    "margin": (
        _("Low margin"),
        _("Drops the rows of each label where the student is farthest towards another one."),
        "Northcutt et al. 2021",
        ("probabilities",),
    ),
    "confident_learning": (
        _("Confident learning, cautious"),
        _("Drops what two ways of pruning agree on."),
        "Northcutt et al. 2021",
        ("probabilities",),
    ),
    "confident_learning_noise_rate": (
        _("Confident learning, by noise rate"),
        _("Drops as many rows of each pair of labels as seem to be mixed up."),
        "Northcutt et al. 2021",
        ("probabilities",),
    ),
    "cllm": (
        _("CLLM: hard rows"),
        _("Drops rows that the student gets wrong all along without wavering; ambiguous rows stay."),
        "Seedat et al. 2024",
        ("confidence", "aleatoric"),
    ),
    "progen": (
        _("ProGen: harmful rows"),
        _("Drops the worst of those rows of each label that raise the loss on held-out rows."),
        "Ye et al. 2022",
        ("influence",),
    ),
    "supergen": (
        _("SuperGen: the likeliest texts"),
        _("Keeps the texts of each label that the generator found likeliest, for their length."),
        "Meng et al. 2022",
        ("log_probabilities",),
    ),
    "regen": (
        _("ReGen: the student agrees"),
        _("Keeps rows to which a student that has not seen them gives the same label: the first of ReGen's rounds."),
        "Yu et al. 2023",
        ("probabilities",),
    ),
    "alpagasus": (
        _("AlpaGasus: graded 4.5 or more"),
        _("Keeps rows that a judge graded at least 4.5 of 5."),
        "Chen et al. 2024",
        ("grades",),
    ),
    "near_duplicates": (
        _("One of near-duplicates"),
        _(
            "Keeps of nearly equal texts all checked ones, else the best; groups with two labels go to people. Counted "
            "among labelled rows that a version would hold, whatever leads decided about groups: the page of "
            "near-duplicates counts all rows, and goes by what they decided."
        ),
        "Broder 1997",
        ("groups",),
    ),
    "length": (
        _("Length"),
        _("Drops texts that are too short or too long."),
        "",
        ("words",),
    ),
    "language": (
        _("Language"),
        _("Drops texts in another language than asked for."),
        "",
        ("languages",),
    ),
    "label_leak": (
        _("Label leak"),
        _("Drops texts that give their label away."),
        "",
        ("leak",),
    ),
    "contamination": (
        _("Contamination"),
        _("Drops texts that stand in a benchmark."),
        "",
        ("contamination",),
    ),
}
