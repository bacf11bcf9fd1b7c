"""People beside the model, question by question: the share of items where it says what they say."""

from typing import Any

import pandas as pd

from generation.methods.estimates import wilson


def beside_model(answers: pd.DataFrame, said: dict[tuple[int, str], Any], question: str) -> list[dict]:
    """Return {drawn, value, low, high, n}: the share of equal answers to one question with Wilson's 95 % interval, of
    the items drawn at random, then of those that the queue chose; never of the two together.

    Parameters: answers(sample, answers, random), a person's blind answer to each item; said, (sample, question) -> the
    model's. Equal is equal as a whole: of several labels the whole set, of spans all of them, of a text every word,
    whatever the space between. Items where one of the two gave none do not count; a part without any is left out.
    """
    pairs = [
        (bool(random), given[question], said[sample, question])
        for sample, given, random in answers[["sample", "answers", "random"]].itertuples(index=False)
        if question in given and (sample, question) in said
    ]
    found = []
    for drawn, is_random in (("random", True), ("chosen", False)):
        equal = [_plain(person) == _plain(model) for random, person, model in pairs if random == is_random]
        if equal:
            share = wilson(sum(equal), len(equal))
            found.append({"drawn": drawn, "value": share.value, "low": share.low, "high": share.high, "n": share.n})
    return found


def _plain(answer: Any) -> Any:
    return " ".join(answer.split()) if isinstance(answer, str) else answer
