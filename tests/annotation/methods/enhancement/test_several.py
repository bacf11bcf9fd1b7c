import json

import numpy as np
import pandas as pd
import pytest

from annotation.methods.enhancement.material import WORSE, Material
from annotation.methods.enhancement.several import BY_LIKELIHOOD, OWN, TOO_FEW_SOURCES, several
from tests.annotation.methods.aggregation.tables import SHARED


def rows_of(truth, **skills):
    """Labels of sources that are right so often, the first of which is in use; nobody answered anything."""
    rng = np.random.default_rng(0)
    said = {
        name: np.where(rng.random(len(truth)) < skill, truth, (truth + rng.integers(1, 3, len(truth))) % 3)
        for name, skill in skills.items()
    }
    (first, given), *rest = said.items()
    others = [(i, name, "abc"[label], None) for name, labels in rest for i, label in enumerate(labels)]
    table = pd.DataFrame(others, columns=["sample", "source", "label", "probability"])
    size = len(truth)
    return Material(pd.RangeIndex(size), list("abc"), np.zeros((size, 1)), given, np.full(size, -1), others=table)


TRUTH = np.random.default_rng(1).integers(0, 3, 400)


def test_better_sources_outvote_the_one_in_use():
    material = rows_of(TRUTH, own=0.6, good=0.9, fair=0.85)
    found = several(material)
    reliability = {row["source"]: row["reliability"] for row in found.report["sources"]}
    labels = material.given.copy()
    labels[found.proposals["sample"].to_numpy(dtype=int)] = ["abc".index(one) for one in found.proposals["label"]]
    assert (labels == TRUTH).mean() > 0.85
    assert reliability[OWN] < min(reliability["good"], reliability["fair"])
    assert found.notes == [BY_LIKELIHOOD]


def test_thirty_answers_choose_the_method():
    material = rows_of(TRUTH, own=0.6, good=0.9, fair=0.85)
    answers = np.where(np.arange(400) < 40, TRUTH, -1)
    found = several(
        Material(material.samples, material.classes, material.features, material.given, answers, others=material.others)
    )
    assert (found.report["by"], found.notes) == ("gold", [])
    assert found.proposals["sample"].min() >= 40  # answered rows keep what people said
    assert json.dumps(found.report)


def test_two_sources_alone_settle_nothing():
    assert several(rows_of(TRUTH, own=0.6, good=0.9)).notes == [TOO_FEW_SOURCES]


@pytest.mark.parametrize("name", ["emotion", "semeval_stance", "discourse", "conv_go_awry"])
def test_twelve_language_models_together_do_no_harm_to_one(name):
    material, truth = language_models(name)
    found = several(material)
    labels = material.given.copy()
    labels[found.proposals["sample"].to_numpy(dtype=int)] = [
        material.classes.index(one) for one in found.proposals["label"]
    ]
    rest = ~material.pinned
    assert (labels[rest] == truth[rest]).mean() >= (material.given[rest] == truth[rest]).mean() - 0.01


def test_many_poor_models_beside_a_good_one_propose_nothing():
    assert several(language_models("semeval_stance")[0]).notes == [WORSE]


def language_models(name: str) -> tuple[Material, np.ndarray]:
    """Twelve real models on one set; ChatGPT's labels are in use, a quarter of the rows is answered."""
    path = SHARED / "css_llm_labels" / f"{name}.jsonl"
    if not path.exists():
        pytest.skip(f"shared data is not here: css_llm_labels, {name}")
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    classes = sorted({str(row["label"]) for row in rows})
    numbers = {label: number for number, label in enumerate(classes)}
    truth = np.array([numbers[str(row["label"])] for row in rows])
    given = np.array([numbers.get(str(row["llm_chatgpt"]), -1) for row in rows])
    sources = [source for source in rows[0] if source.startswith("llm_") and source != "llm_chatgpt"]
    others = [(i, source, str(row[source]), None) for i, row in enumerate(rows) for source in sources]
    table = pd.DataFrame(others, columns=["sample", "source", "label", "probability"])
    answers, size = np.where(np.arange(len(rows)) % 4 == 0, truth, -1), len(rows)
    return Material(pd.RangeIndex(size), classes, np.zeros((size, 1)), given, answers, others=table), truth
