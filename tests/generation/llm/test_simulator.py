"""The simulated model: any codebook, only what the prompt says, and knobs that do what they are called."""

import json
import random

import pytest

from generation.llm.simulator.answers import Model
from generation.llm.simulator.knobs import Knobs

HEADER = """You are a support analyst.
Purpose: Send each ticket to the right desk.
An item has: text

Question: Topic
Labels:
- Billing: charges, invoices or payments
  Must be like: I was billed twice this month.
- Technical issue: the app crashes or shows errors
- Garden shed: wooden sheds, roofs or planks in the yard

Rules:
R1 [Billing]: A payment that failed because of a crash is Billing.
"""
LABELS = ["Billing", "Technical issue", "Garden shed"]
TEXT = {"type": "object", "properties": {"text": {"type": "string"}}}
ANNOTATE = {
    "type": "object",
    "properties": {
        "reason": {"type": "string"},
        "rule": {"type": "string", "enum": ["R1", "none"]},
        "quote": {"type": "string"},
        "label": {"type": "string", "enum": LABELS},
    },
}


def ask(content: str, schema: dict | None, *, seed: int = 0, **knobs):
    messages = [{"role": "system", "content": HEADER}, {"role": "user", "content": content}]
    return Model(messages, Knobs(**({"label_noise": 0} | knobs)), random.Random(seed)).answer(schema)


def write(label: str, seed: int, more: str = "", **knobs) -> str:
    content = f"Write one customer support ticket of the label {label}.\n{more}"
    return json.loads(ask(content, TEXT, seed=seed, **knobs).content)["text"]


def label_of(text: str, **knobs) -> str:
    return json.loads(ask(f"Text: {text}", ANNOTATE, **knobs).content)["label"]


def test_texts_carry_the_signal_of_their_label():
    right = sum(label_of(write(label, seed)) == label for label in LABELS for seed in range(20))
    assert right >= 54


def test_another_seed_writes_another_text():
    assert len({write("Billing", seed) for seed in range(30)}) == 30


def test_noise_makes_errors_at_its_rate_and_always_the_same_ones():
    texts = [write("Billing", seed) for seed in range(200)]
    given = [label_of(text, label_noise=0.3) for text in texts]
    assert 0.15 <= sum(label != "Billing" for label in given) / 200 <= 0.45
    assert given == [label_of(text, label_noise=0.3) for text in texts]


def test_collapse_makes_texts_repeat_themselves():
    def words(collapse: float) -> int:
        return len({word for seed in range(40) for word in write("Billing", seed, collapse=collapse).split()})

    assert words(3.0) < 0.8 * words(0.0)


def test_a_length_band_is_kept_by_an_obedient_model_and_not_by_another():
    def kept(obedience: float) -> int:
        asked = "Between 60 and 70 words."
        return sum(60 <= len(write("Billing", seed, asked, obedience=obedience).split()) <= 70 for seed in range(20))

    assert kept(1.0) == 20
    assert kept(0.0) < 10


def test_a_condition_shows_only_where_the_prompt_names_it():
    asked = "1. subtopic: late fees\n2. location: Kigali"
    assert "late fees" in write("Billing", 1, asked, obedience=1)
    assert "Kigali" in write("Billing", 1, asked, obedience=1)
    assert "late fees" not in write("Billing", 1, asked, obedience=0)


def test_a_quote_is_a_piece_of_the_text():
    text = write("Technical issue", 3)
    assert json.loads(ask(f"Text: {text}", ANNOTATE).content)["quote"] in text


def test_lists_have_as_many_different_values_as_were_asked_for():
    schema = {"type": "object", "properties": {"values": {"type": "array", "items": {"type": "string"}}}}
    values = json.loads(ask("List 10 diverse subtopics of Billing.", schema).content)["values"]
    assert len(set(values)) == 10


def test_similar_labels_come_from_the_list_and_leave_out_the_label_itself():
    schema = {"type": "object", "properties": {"similar": {"type": "array", "items": {"enum": LABELS}}}}
    similar = json.loads(ask("Name the 2 labels most similar to Billing.", schema).content)["similar"]
    assert len(similar) == 2
    assert "Billing" not in similar


@pytest.mark.parametrize(
    "content", ["", "{text}", "\x00", "Labels:\n- :", "한국어 리뷰를 하나 써 주세요", "<a></a>" * 50]
)
def test_a_strange_prompt_gets_an_answer_all_the_same(content):
    assert Model([{"role": "user", "content": content}], Knobs(), random.Random(1)).answer(TEXT).content


def test_knobs_refuse_nonsense():
    with pytest.raises(ValueError, match="no knob"):
        Knobs().changed({"speed": 1})
    with pytest.raises(ValueError, match="rate_429"):
        Knobs().changed({"rate_429": 7})
