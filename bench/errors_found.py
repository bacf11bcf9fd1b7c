"""Real LLM errors found by reviewing the most suspicious rows first, beside random order and cleanlab.

The reviews of mr_freeal that ChatGPT labelled (6.3 % wrong) and three smaller sets. People answer with the gold label;
the order is made anew after every 1 % (at least 20) of answers, as the product does.
"""

import json
import time
from pathlib import Path

import numpy as np
import pandas as pd
from cleanlab.filter import find_label_issues
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from annotation.methods.scoring import prepare, score

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
SHARES = (0.05, 0.10, 0.20)
SETS = {
    "mr_freeal": ("mr_freeal/train.jsonl", "llm_label", None),
    "global_warming_gpt": ("global_warming_gpt/items.jsonl", "llm_label", "llm_confidence"),
    "css_emotion": ("css_llm_labels/emotion.jsonl", "llm_flan_ul2", None),
    "css_stance": ("css_llm_labels/semeval_stance.jsonl", "llm_chatgpt", None),
}
SECOND_OPINIONS = {"css_emotion": ["llm_chatgpt", "llm_flan_t5_xxl"], "css_stance": ["llm_text_davinci_002"]}


def main() -> dict:
    if not DATA.exists():
        print("skipped: the shared data is not here")
        return {"skipped": True}
    figures = {}
    for name in SETS:
        figures[name] = _compare(name)
    return figures


def _compare(name: str) -> dict:
    rows, samples, gold = _load(name)
    wrong = (samples["label"] != gold).to_numpy()
    texts = prepare(samples["text"].tolist())
    orders = {
        "random": _reviewed_in(np.random.default_rng(0).permutation(len(wrong)), wrong),
        "cleanlab, TF-IDF": _reviewed_in(_cleanlab(samples, _plain_probabilities(samples)), wrong),
        "cleanlab, our student": _reviewed_in(_cleanlab(samples, _our_probabilities(samples, texts)), wrong),
        "our order at the start": _reviewed_in(_start(samples, texts, None), wrong),
        "our order, learning": _learning(samples, gold, texts, None),
    }
    if name in SECOND_OPINIONS:
        others = _others(rows, SECOND_OPINIONS[name])
        orders["with second opinions"] = _learning(samples, gold, texts, others)
    print(f"{name}: {len(wrong)} rows, {100 * wrong.mean():.1f} % wrong; share of them found at 5 / 10 / 20 % reviewed")
    for order, found in orders.items():
        accuracy = [1 - wrong.mean() * (1 - share) for share in found]
        print(
            f"  {order:24}"
            + "".join(f"{100 * share:7.1f}" for share in found)
            + "   labels right"
            + "".join(f"{100 * share:7.2f}" for share in accuracy),
            flush=True,
        )
    return {order: [round(100 * share, 1) for share in found] for order, found in orders.items()}


def _load(name: str) -> tuple[list[dict], pd.DataFrame, pd.Series]:
    path, column, confidence = SETS[name]
    rows = [json.loads(line) for line in (DATA / path).read_text().splitlines()]
    rows = [row for row in rows if row[column] != -1]
    samples = pd.DataFrame(
        {
            "sample": range(len(rows)),
            "text": [row["text"] for row in rows],
            "label": [str(row[column]) for row in rows],
            "confidence": [row[confidence] if confidence else None for row in rows],
            "answer": None,
            "reference": None,
        }
    )
    return rows, samples, pd.Series([str(row["label"]) for row in rows])


def _others(rows: list[dict], sources: list[str]) -> pd.DataFrame:
    found = [(i, source, str(row[source]), None) for i, row in enumerate(rows) for source in sources]
    return pd.DataFrame(found, columns=["sample", "source", "label", "probability"])


def _reviewed_in(order: np.ndarray, wrong: np.ndarray) -> list[float]:
    found = np.cumsum(wrong[order]) / wrong.sum()
    return [float(found[round(share * len(order)) - 1]) for share in SHARES]


def _plain_probabilities(samples: pd.DataFrame) -> np.ndarray:
    """What a user of cleanlab would do: TF-IDF of words and logistic regression, five-fold out of fold."""
    features = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True).fit_transform(samples["text"])
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    model = LogisticRegression(C=5, max_iter=300)
    return cross_val_predict(model, features, samples["label"], cv=folds, method="predict_proba")


def _our_probabilities(samples: pd.DataFrame, texts) -> np.ndarray:
    """Our student's out-of-fold doubt spread over the classes, so that cleanlab ranks with the same knowledge."""
    from generation.methods.students.student import out_of_fold  # noqa: PLC0415 - only here

    codes, classes = pd.factorize(samples["label"], sort=True)
    return out_of_fold(texts.features, codes, len(classes), groups=texts.groups)


def _cleanlab(samples: pd.DataFrame, probabilities: np.ndarray) -> np.ndarray:
    """cleanlab's issues first, in its own order, then the rest by the same measure."""
    codes, _classes = pd.factorize(samples["label"], sort=True)
    issues = find_label_issues(codes, probabilities, return_indices_ranked_by="self_confidence", n_jobs=1)
    doubt = np.argsort(probabilities[np.arange(len(codes)), codes], kind="stable")
    return np.concatenate([issues, doubt[~np.isin(doubt, issues)]])


def _start(samples: pd.DataFrame, texts, others) -> np.ndarray:
    return np.argsort(-score(samples, others, texts=texts).suspicion.to_numpy(), kind="stable")


def _learning(samples: pd.DataFrame, gold: pd.Series, texts, others) -> list[float]:
    samples = samples.assign(answer=pd.Series([None] * len(samples), dtype=object))
    wrong = (samples["label"] != gold).to_numpy()
    size, done, found = len(samples), 0, {}
    stops = {round(share * size): share for share in SHARES}
    while done < max(stops):
        order = _start(samples, texts, others)
        order = order[samples["answer"].isna().to_numpy()[order]]
        take = min([max(20, round(size / 100)), *(stop - done for stop in stops if stop > done)])
        picked = order[:take]
        samples.loc[picked, "answer"] = gold[picked]
        done += take
        if done in stops:
            found[stops[done]] = float(wrong[samples["answer"].notna()].sum() / wrong.sum())
    return [found[share] for share in SHARES]


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    print(f"{time.perf_counter() - started:.0f} s")
