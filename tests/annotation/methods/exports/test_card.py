from annotation.methods.exports.card import card
from annotation.methods.exports.columns import Column

FACTS = {
    "name": "Film reviews",
    "version": 3,
    "hash": "abc123",
    "rows": 100,
    "purpose": "Tell praise from blame",
    "columns": [Column("text"), Column("split")],
    "sources": [{"name": "SimPrompt", "kind": "generated", "rows": 60, "simulated": True}],
    "labels": [{"source": "people", "rows": 40}],
    "splits": {"train": 80, "validation": 10, "test": 10},
    "filters": [{"name": "exact duplicates", "dropped": 2}],
    "codebook": {
        "version": 2,
        "asked": {"people": [1, 2], "models": [1], "outside": 3},
        "questions": [
            {"name": "sentiment", "type": "label", "labels": [{"name": "good", "definition": "It praises.", "rows": 7}]}
        ],
        "rules": [{"id": "R1", "text": "Irony counts as meant."}],
    },
    "agreement": [
        {"name": "Krippendorff's alpha", "value": 0.81, "low": 0.7, "high": 0.9, "items": 30},
        {"name": "Cohen's kappa", "value": None, "reason": "no variation", "items": 30},
    ],
    "estimate": {"value": 0.95, "low": 0.91, "high": 0.97, "n": 200, "population": 80, "rows": 100},
    "certificate": {
        "snapshot": 2,
        "bound": 0.05,
        "at_most_wrong": 4,
        "confidence": 0.95,
        "population": 80,
        "rows": 100,
        "reference": "one blind answer",
    },
    "student": {"accuracy": 0.8, "low": 0.7, "high": 0.9, "n": 90, "drawn": 60},
    "limits": ["English only."],
}


def test_it_states_sources_codebook_agreement_estimate_and_limits():
    text = card(FACTS)
    for part in (
        "# Film reviews",
        "SimPrompt (simulated) | generated | 60",
        "| people | 40 |",
        "Version 2. People answered to versions 1 and 2. Models labelled by version 1. "
        "3 labels were imported; by what codebook they were given is not known.",
        "| good | It praises. | 7 |",
        "R1: Irony counts as meant.",
        "| Krippendorff's alpha | 0.810 | 0.700 to 0.900 | 30 |",
        "none: no variation",
        "95.0 % (95 % interval 91.0 % to 97.0 %; 200 checked, for 80 of all 100 labelled rows, before the filters",
        "80 of 100 rows carry a label that snapshot 2 froze and nobody has settled since; at most 4 of these (5.0 %)",
        "| exact duplicates | 2 |",
        "| train | 80 |",
        "English only.",
    ):
        assert part in text


def test_it_says_what_was_not_measured():
    text = card({"name": "Bare"})
    assert "no estimate, for no random audit was drawn" in text
    assert text.count("Not measured.") >= 4


def test_hostile_text_makes_no_markup():
    text = card(
        {"name": 'x"\n---\n<script>alert(1)</script>', "limits": ["| a | [b](javascript:1) `c`", "# big"], "rows": 1}
    )
    assert "<script" not in text.split("---\n", 2)[2]
    assert "[b](" not in text
    assert "\\| a \\|" in text
    assert text.startswith('---\npretty_name: "x\\"\\n---')


def test_the_same_facts_give_the_same_card():
    assert card(FACTS) == card(FACTS)


def test_it_says_how_the_rows_were_asked_that_the_student_is_measured_on():
    assert "60 were drawn at random for an audit, the others chosen by the queue, so this is no rate" in card(FACTS)
    rest = {**FACTS["student"], "drawn": 90}
    assert "all were drawn at random for an audit." in card(FACTS | {"student": rest})
    assert "these rows were chosen by the queue" in card(FACTS | {"student": rest | {"drawn": 0}})


def test_it_says_which_question_it_speaks_of_where_there_are_several():
    assert "All of this speaks of the question sentiment alone" in card(FACTS | {"judged": "sentiment"})
    assert "All of this speaks" not in card(FACTS)
