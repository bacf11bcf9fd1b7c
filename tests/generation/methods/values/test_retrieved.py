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
