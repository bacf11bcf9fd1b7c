import math

import pytest

from generation.llm.client import TokenLogprob
from generation.llm.probabilities import field_distribution, mean_logprob

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


def test_how_likely_a_text_is_leaves_out_keys_and_braces():
    tokens = (token('{"text": "', 0.1), token("so", 0.5), token(" ist", 0.25), token("’s", 0.5), token('"}', 0.1))
    mean = (math.log(0.5) + math.log(0.25) + math.log(0.5)) / 3
    assert mean_logprob(tokens, '{"text": "so ist’s"}', {"text": "so ist’s"}) == pytest.approx(mean)
    escaped = (token('{"text": "', 0.1), token("a\\nb", 0.5), token('"}', 0.1))
    assert mean_logprob(escaped, '{"text": "a\\nb"}', {"text": "a\nb"}) == pytest.approx(math.log(0.5))
    assert mean_logprob((), '{"text": "so"}', {"text": "so"}) is None


def test_every_text_of_an_answer_counts_once():
    text = '{"items": [{"text": "a"}, {"text": "a"}], "number": 3}'
    parts = ('{"items": [{"text": "', "a", '"}, {"text": "', "a", '"}], "number": 3}')
    tokens = [token(part, share) for part, share in zip(parts, (0.9, 0.5, 0.9, 0.25, 0.9), strict=True)]
    assert mean_logprob(tokens, text, {"items": [{"text": "a"}, {"text": "a"}], "number": 3}) == pytest.approx(
        (math.log(0.5) + math.log(0.25)) / 2
    )
