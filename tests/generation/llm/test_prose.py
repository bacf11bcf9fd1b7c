"""The simulated model writes English that people can read, whatever the codebook and the conditions are made of."""

import json
import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generation.llm.simulator.answers import Model
from generation.llm.simulator.grammar import qualified, starts_with_vowel, with_article
from generation.llm.simulator.knobs import Knobs
from generation.llm.simulator.phrases import GENRES, SLOTS
from generation.llm.simulator.themes import THEMES

TEXT = {"type": "object", "properties": {"text": {"type": "string"}}}
PROPER = {word for kind in ("name", "place", "month", "weekday", "day") for word in SLOTS[kind] if word[0].isupper()}
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")

words = st.text("abcdefghiouXÉ한0.,;:!?'’“”\"()-/ ", min_size=1, max_size=30)
ones = st.text("aeioubcdh", min_size=1, max_size=8)
phrases = st.one_of(
    words, st.builds(lambda determiner, one: f"{determiner} {one}", st.sampled_from(["a", "An", "the"]), ones)
)
conditions = st.lists(
    st.tuples(st.sampled_from(["Sub-topic", "Location", "Persona", "Time", "Tone", "Style", "Colour"]), phrases),
    max_size=4,
)
names = st.one_of(words, st.sampled_from(sorted(THEMES)))
bands = st.one_of(
    st.none(), st.tuples(st.integers(1, 90), st.integers(0, 30)).map(lambda pair: (pair[0], pair[0] + pair[1]))
)
genres = st.sampled_from([*sorted(GENRES), "note"])


def written(genre: str, name: str, definition: str, asked: list, band: tuple[int, int] | None, seed: int) -> str:
    header = f"Purpose: Sort what people write.\nAn item has: text\n\nQuestion: Kind\nLabels:\n- {name}: {definition}\n"
    lines = [f"Write one {genre} of the label {name}.", *(f"{n}. {k}: {v}" for n, (k, v) in enumerate(asked, 1))]
    lines += [f"Between {band[0]} and {band[1]} words."] if band else []
    messages = [{"role": "system", "content": header}, {"role": "user", "content": "\n".join(lines)}]
    knobs = Knobs(label_noise=0, obedience=1)
    return json.loads(Model(messages, knobs, Random(seed)).answer(TEXT).content)["text"]


def mistakes(text: str, given: str = "") -> list[str]:
    """What an editor would mark. Words of somebody else's stand between quotation marks, or are `given`."""
    own = re.sub(r"“[^”]*”", "“Q”", text)
    found = [f"starts small: {one}" for one in SENTENCE_END.split(own) if not re.match(r"“?[^\W_a-z]|“?\d", one)]
    found += [
        f"capital after a comma: {word}" for word in re.findall(r", (?!I\b)([A-Z]\w+)", own) if word not in PROPER
    ]
    found += [
        f"article: {article} {word}"
        for article, word in re.findall(r"\b(an?) ([\w’'-]+)", own, re.IGNORECASE)
        if (article.lower() == "an") != starts_with_vowel(word)
    ]
    found += [f"twice: {word}" for word in re.findall(r"\b(\w+) \1\b", own) if word not in given]
    found += re.findall(r"\s[,.;:!?…]|[,;:][,.;:!?]|[.!?][.,;:!?]|  |^\s|\s$", own)
    found += re.findall(r"[{}]", own)
    return found + ([] if re.search(r"[.!?…]$", own) else [f"no end: {own[-10:]}"])


@settings(max_examples=200, deadline=None)
@given(genres, names, words, conditions, bands, st.integers(0, 10**6))
def test_any_codebook_gives_sentences_without_mistakes(genre, name, definition, asked, band, seed):
    text = written(genre, name, definition, asked, band, seed)
    assert mistakes(text, given=" ".join(value for _name, value in asked)) == []


@pytest.mark.parametrize("genre", [*sorted(GENRES), "note"])
@pytest.mark.parametrize("theme", sorted(THEMES))
def test_every_theme_is_written_without_mistakes(theme, genre):
    for seed in range(15):
        text = written(genre, theme, f"About {theme}.", [], None, seed)
        assert mistakes(text) == [], text


@settings(max_examples=80, deadline=None)
@given(genres, names, conditions, st.integers(8, 120), st.integers(0, 20), st.integers(0, 10**6))
def test_a_length_is_kept_to_the_word_and_no_sentence_is_cut(genre, name, asked, low, more, seed):
    text = written(genre, name, "charges, invoices or payments", [], (low, low + more), seed)
    assert low <= len(text.split()) <= low + more
    if low >= 30:
        assert "…" not in text


@settings(max_examples=30, deadline=None)
@given(genres, names, words, conditions, bands, st.integers(0, 10**6))
def test_the_same_seed_writes_the_same_text(genre, name, definition, asked, band, seed):
    first, again = (written(genre, name, definition, asked, band, seed) for _ in range(2))
    assert first == again


def test_texts_of_one_label_differ_in_how_they_begin_and_go_on():
    texts = [written("customer support ticket", "Billing", "charges", [], None, seed) for seed in range(100)]
    beginnings = {SENTENCE_END.split(text)[0] for text in texts}
    assert len(set(texts)) == 100
    assert len(beginnings) >= 40
    assert len({sentence for text in texts for sentence in SENTENCE_END.split(text)}) >= 200


@pytest.mark.parametrize(
    "phrase",
    ["a user", "an engineer", "an hour", "a unicorn", "an uncle", "a European", "an SMS", "a UN envoy", "a NASA map",
     "an X-ray", "a one-way ticket", "an 8", "an 11th try", "an 18,000 euro car", "a 110", "a 1,100", "an honest man",
     "an umbrella", "an unidentified insect", "a useful idea", "an “ECG”", "a house", "an unusual day"],
)  # fmt: skip
def test_a_or_an_follows_the_sound(phrase):
    assert with_article(phrase.split(" ", 1)[1]) == phrase


@pytest.mark.parametrize(
    ("adjective", "phrase", "expected"),
    [
        ("urgent", "a nurse", "an urgent nurse"),
        ("local", "an engineer", "a local engineer"),
        ("seasonal", "the Scottish coast", "the seasonal Scottish coast"),
        ("seasonal", "Seoul", "Seoul (seasonal)"),
        ("first-time", "double charge", "first-time double charge"),
    ],
)
def test_a_list_of_values_has_no_adjective_before_an_article(adjective, phrase, expected):
    assert qualified(adjective, phrase) == expected
