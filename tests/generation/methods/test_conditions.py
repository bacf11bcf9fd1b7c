import pytest

from generation.methods.conditions import (
    LENGTH,
    Dimension,
    Scope,
    Value,
    length_band,
    obeys,
)


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("30", (30, 80)),
        ("30 to 80 words", (30, 80)),
        ("100–150", (100, 150)),
        ("80 to 30", None),
        ("short", None),
        ("0", None),
    ],
)
def test_it_reads_a_length(text, band):
    assert length_band(text) == band


@pytest.mark.parametrize(("words", "kept"), [(23, False), (24, True), (96, True), (97, False)])
def test_a_length_is_kept_within_a_fifth(words, kept):
    assert obeys(Dimension("length", kind=LENGTH), "30 to 80", "word " * words) is kept


def test_only_a_judge_could_tell_other_conditions():
    assert obeys(Dimension("style"), "formal", "Dear Sir") is None


def test_the_scope_goes_to_json_and_back():
    scope = Scope((Dimension("topic", depends_on_label=True, values=(Value("war", "World", "ambiguous", "model"),)),))
    assert Scope.from_json(scope.to_json()) == scope


def test_values_taken_out_are_not_drawn():
    values = (Value("a"), Value("b", state="removed"), Value("c", "World"), Value("d", "Sports"))
    assert [v.text for v in Dimension("topic", values=values).kept("World")] == ["a", "c"]
