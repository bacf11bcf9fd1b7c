"""Rows that share a long text, of reading data or talks under one prompt, are rows of their own."""

import random

import pytest

from generation.methods.measures.near_duplicates import near_duplicate_groups
from generation.methods.measures.shingles import normalised
from generation.methods.measures.told_apart import copy_groups

QUESTIONS = ["Who founded it?", "When was it sold?", "Why did it fail?", "What colour is the roof?"]


def passage(words, seed=0):
    chance = random.Random(seed)
    return " ".join("".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _ in range(words))


@pytest.mark.parametrize("words", [100, 700, 8000])
@pytest.mark.parametrize("at_end", [True, False])
def test_a_passage_with_four_questions_is_four_rows_however_long_it_is(words, at_end):
    texts = [f"{passage(words)}\n{asked}" if at_end else f"{asked}\n{passage(words)}" for asked in QUESTIONS]
    assert copy_groups(texts).tolist() == [0, 1, 2, 3]
    assert len({normalised(text) for text in texts}) == 4, "none is an exact copy"


def test_they_are_near_each_other_all_the_same_and_stay_in_one_part_of_a_version():
    assert near_duplicate_groups([f"{passage(700)}\n{asked}" for asked in QUESTIONS]).tolist() == [0, 0, 0, 0]


def test_texts_that_only_begin_alike_are_not_near_each_other():
    head = passage(700)
    texts = [f"{head} {passage(700, seed)}" for seed in (1, 2)]
    assert near_duplicate_groups(texts).tolist() == [0, 1]


def test_the_same_question_twice_is_a_copy_and_so_is_an_edited_one():
    asked = ("Who founded it?", "Why did it fail in the end?", "who founded it", "Why did it fail at the end?")
    assert copy_groups([f"{passage(700)}\n{question}" for question in asked]).tolist() == [0, 1, 0, 1]


def test_a_long_text_that_was_edited_here_and_there_is_a_copy():
    words = passage(1500).split()
    edited = [*words[:200], "changed", *words[201:900], *words[910:]]
    assert copy_groups([" ".join(words), " ".join(edited)]).tolist() == [0, 0]


def test_a_greeting_or_a_line_more_makes_no_row_of_its_own():
    body = passage(80)
    texts = [f"Dear Anna,\n{body}\nTom", f"Dear Tom,\n{body}\nAnna", f"{body}", f"{body}\nAnd one more line of it."]
    assert copy_groups(texts).tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("texts", [[], [""], ["", "\n"], ["a", "b"]])
def test_edges_are_groups_of_their_own(texts):
    assert copy_groups(texts).tolist() == list(range(len(texts)))
