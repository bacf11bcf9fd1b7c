"""Recipes are found by the words that people use, whatever the recipes call it themselves."""

import pytest
from django.utils import translation

from generation.catalogue.also_called import ALSO_CALLED, words_for
from generation.catalogue.registry import RECIPES
from generation.recipes.shelf import fits


def found(query: str) -> set[str]:
    return {name for name, recipe in RECIPES.items() if fits(recipe, query.casefold().split())}


@pytest.mark.parametrize(
    ("query", "first", "others"),
    [
        ("maths", "metamath", {"tool-verified", "exercises"}),
        ("math", "metamath", {"tool-verified"}),
        ("corpus", "retrieval-grounded", {"regen", "lab-knowledge"}),
        ("RLHF", "preference-pairs", set()),
        ("rag", "retrieval-grounded", {"lab-knowledge"}),
        ("distillation", "orca", {"s3"}),
        ("few-shot", "few-shot", {"kate", "gpt3mix"}),
        ("few shot", "few-shot", {"kate"}),
        ("zero-shot", "zerogen", {"attrprompt", "simprompt"}),
        ("reasoning", "chain-of-thought", {"determlr", "orca"}),
        ("chain of thought", "chain-of-thought", set()),
        ("self-play", "camel", {"ultrachat"}),
        ("chatbot", "ultrachat", set()),
        ("DPO", "preference-pairs", set()),
        ("NER", "clingen-entities", set()),
        ("active learning", "vote-k", {"coannotating"}),
        ("fine-tuning", "self-instruct", {"evol-instruct"}),
        ("text-to-sql", "symgen", set()),
    ],
)
def test_a_word_of_the_field_leads_to_its_recipes(query, first, others):
    assert {first} | others <= found(query)
    assert len(found(query)) < len(RECIPES) / 2


def test_a_short_word_is_not_found_inside_others():
    assert "supergen" not in found("rag")  # whose words have none that begins so
    assert found("rag") == {name for name in RECIPES if any("RAG" in words for words in words_for(name))}


def test_all_the_words_must_fit():
    assert found("maths rlhf") == set()
    assert "metamath" in found("maths backwards")


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_has_such_words(name):
    assert words_for(name)


def test_they_lead_to_recipes_that_there_are_and_to_each_once():
    for words, recipes in ALSO_CALLED:
        assert set(recipes) <= RECIPES.keys(), words
        assert len(recipes) == len(set(recipes)), words


def test_they_are_found_in_the_language_of_the_page_too(monkeypatch):
    monkeypatch.setattr("generation.recipes.shelf._", lambda text: "수학" if text.startswith("maths") else text)
    with translation.override("ko"):
        assert found("수학") == found("maths")


def test_a_recipe_of_ones_own_is_found_by_what_it_says():
    own = {"name": "mine", "title": "Sums", "summary": "Adds.", "when": "", "cites": []}
    assert fits(own, ["sums"])
    assert not fits(own, ["maths"])
