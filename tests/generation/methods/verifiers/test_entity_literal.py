from generation.methods.steps import Candidate
from generation.methods.verifiers.entity_literal import literal
from tests.generation.methods.verifiers.judging import verdict


def sample(text: str, entities: str) -> Candidate:
    return Candidate({"text": text, "entities": entities})


def test_every_listed_entity_stands_in_the_text():
    assert verdict("entity_literal", sample("Aspirin eased the pain.", "Aspirin\n\npain\n"))[0] == "accept"


def test_an_entity_in_another_form_is_none():
    found = verdict("entity_literal", sample("Aspirin eased the pains.", "aspirin\npain\nAspirin"))
    assert found == ("reject", "lists names that are not in the text")


def test_a_recipe_keeps_those_that_do():
    assert literal(["Aspirin", "ache", "pain"], "Aspirin eased the pain.") == ["Aspirin", "pain"]
