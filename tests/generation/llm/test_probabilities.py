import math

import pytest

from generation.llm.client import TokenLogprob
from generation.llm.probabilities import field_distribution

TEXT = '{"reason": "positive words", "label": "positive"}'


def token(text: str, probability: float, **top: float) -> TokenLogprob:
    listed = tuple((word.encode(), math.log(share)) for word, share in top.items())
    return TokenLogprob(text.encode(), math.log(probability), listed)


def distribution(*tokens: TokenLogprob, choices=("positive", "negative")):
    return field_distribution(tokens, TEXT, field="label", choices=choices)


def test_listed_alternatives_are_normalised_over_the_choices():
    tokens = (
        token('{"reason": "positive words", "label": "', 1.0),
        token("positive", 0.6, positive=0.6, negative=0.2, x=0.2),
    )
    assert distribution(*tokens, token('"}', 1.0)) == pytest.approx({"positive": 0.75, "negative": 0.25})


def test_a_value_of_several_tokens_has_the_product_of_them():
    tokens = (
        token('{"reason": "positive words", "label": "', 0.5),
        token("posi", 0.8),
        token('tive"', 0.5),
        token("}", 0.1),
    )
    assert distribution(*tokens) == pytest.approx({"positive": 0.4})


def test_an_alternative_that_points_to_two_choices_is_not_used():
    tokens = (
        token('{"reason": "positive words", "label": "', 1.0),
        token("positive", 0.6, p=0.6, n=0.3),
        token('"}', 1.0),
    )
    assert distribution(*tokens, choices=("positive", "plain", "negative")) == pytest.approx({"positive": 0.6})


def test_without_log_probabilities_there_is_none():
    assert distribution() is None


def test_a_token_outside_the_list_reads_minus_9999_and_does_no_harm():
    tokens = token('{"reason": "positive words", "label": "', 1.0), TokenLogprob(b"positive", -9999.0), token('"}', 1.0)
    assert 0 <= distribution(*tokens)["positive"] < 1e-9
