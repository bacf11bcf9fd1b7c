"""The sets with wrong labels: of LLMs, and plain ones into which noise is put. No `main`: see errors_found."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
#: file, column of the LLM's label, column of its confidence, columns of second opinions
REAL = {
    "mr_freeal": ("mr_freeal/train.jsonl", "llm_label", None, []),
    "global_warming_gpt": ("global_warming_gpt/items.jsonl", "llm_label", "llm_confidence", []),
    "css_emotion": ("css_llm_labels/emotion.jsonl", "llm_flan_ul2", None, []),
    "css_stance": ("css_llm_labels/semeval_stance.jsonl", "llm_chatgpt", None, []),
    "css_discourse": ("css_llm_labels/discourse.jsonl", "llm_chatgpt", None, []),
    "css_conv_go_awry": ("css_llm_labels/conv_go_awry.jsonl", "llm_chatgpt", None, []),
    "css_emotion, second opinions": (
        "css_llm_labels/emotion.jsonl", "llm_flan_ul2", None, ["llm_chatgpt", "llm_flan_t5_xxl"],
    ),
    "css_stance, second opinions": (
        "css_llm_labels/semeval_stance.jsonl", "llm_chatgpt", None, ["llm_text_davinci_002", "llm_text_davinci_003"],
    ),
    "css_discourse, second opinions": (
        "css_llm_labels/discourse.jsonl", "llm_chatgpt", None, ["llm_flan_ul2", "llm_flan_t5_xxl"],
    ),
    "css_conv_go_awry, second opinions": (
        "css_llm_labels/conv_go_awry.jsonl", "llm_chatgpt", None, ["llm_flan_ul2", "llm_flan_t5_xxl"],
    ),
}  # fmt: skip
PLAIN = {"trec": "trec/train.jsonl", "ag_news": "ag_news/test7600.jsonl", "banking77": "banking77/test.jsonl"}
SHARES, KINDS = (10, 20, 30), ("uniform", "confusion")
NOISY = [f"{name} {kind} {share} %" for name in PLAIN for kind in KINDS for share in SHARES]
#: Rows of a plain set that a seed draws: 18 settings with five seeds each are to be affordable.
ROWS = 1000


@dataclass(frozen=True)
class Task:
    """Rows with a label in question, and what people would say."""

    samples: pd.DataFrame
    others: pd.DataFrame
    gold: np.ndarray

    @property
    def wrong(self) -> np.ndarray:
        return self.samples["label"].to_numpy() != self.gold


def load(name: str, seed: int) -> Task:
    """A real set as it is, whatever the seed; of a plain one 1,000 rows and their noise by the seed.

    Uniform noise: any other label. Confusion: each label is taken for the next one in the alphabet.
    """
    return _real(name) if name in REAL else _noisy(name, seed)


def _real(name: str) -> Task:
    path, column, confidence, sources = REAL[name]
    rows = [row for row in rows_of(path) if row[column] != -1]
    others = [(number, source, str(row[source]), None) for number, row in enumerate(rows) for source in sources]
    samples = _samples(rows, [str(row[column]) for row in rows])
    if confidence:
        samples["confidence"] = [row[confidence] for row in rows]
    return Task(samples, _others(others), np.array([str(row["label"]) for row in rows]))


def _noisy(name: str, seed: int) -> Task:
    base, kind, share, _unit = name.split()
    rng, rows = np.random.default_rng(seed), rows_of(PLAIN[base])
    rows = [rows[at] for at in rng.permutation(len(rows))[:ROWS]]
    classes, gold = np.unique([str(row["label"]) for row in rows], return_inverse=True)
    flipped = rng.random(len(rows)) < int(share) / 100
    step = rng.integers(1, len(classes), len(rows)) if kind == "uniform" else 1
    noisy = classes[np.where(flipped, (gold + step) % len(classes), gold)]
    return Task(_samples(rows, noisy), _others([]), classes[gold])


def rows_of(path: str) -> list[dict]:
    return [json.loads(line) for line in (DATA / path).read_text().splitlines()]


def _samples(rows: list[dict], labels) -> pd.DataFrame:
    texts = [row["text"] for row in rows]
    table = pd.DataFrame({"sample": range(len(rows)), "text": texts, "label": labels, "confidence": None})
    return table.assign(answer=pd.Series([None] * len(rows), dtype=object), reference=None)


def _others(rows: list[tuple]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["sample", "source", "label", "probability"])
