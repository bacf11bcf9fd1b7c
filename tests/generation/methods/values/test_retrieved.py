from generation.methods.values.retrieved import passages_of


def test_what_stands_in_several_documents_is_one_passage():
    documents = [
        {"title": "Tides", "text": "The moon pulls the sea.\n\nAll rights reserved.", "source": "a"},
        {"title": "Again", "text": "The moon  pulls the sea.\n\nEbb follows flood.", "source": "b"},
    ]
    found = [(one["text"], one["source"]) for one in passages_of(documents)]
    assert found == [("The moon pulls the sea.", "a"), ("All rights reserved.", "a"), ("Ebb follows flood.", "b")]


def test_a_passage_has_the_place_of_its_document_and_its_number_there_whatever_stands_in_others():
    documents = [{"text": "Ebb.\n\nFlood."}, {"text": "Ebb.\n\nNeap."}]
    assert [one["at"] for one in passages_of(documents)] == [[0, 1], [0, 2], [1, 2]]


def test_a_heading_alone_is_no_passage_and_keeps_its_number():
    parts = (
        "# Delivery",
        "It takes two days.",
        "## Returns",
        "Within 30 days.",
        "# Of it all\nThere is more.",
        "#1 here",
    )
    text = "\n\n".join(parts)
    found = [(one["at"][1], one["text"]) for one in passages_of([{"text": text}])]
    assert found == [
        (2, "It takes two days."),
        (4, "Within 30 days."),
        (5, "# Of it all There is more."),
        (6, "#1 here"),
    ]


def test_a_document_of_headings_alone_gives_nothing():
    assert list(passages_of([{"text": "# Delivery\n\n## Returns"}])) == []
