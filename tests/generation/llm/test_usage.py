from decimal import Decimal

from generation.llm.client import LLMRequest, Usage, request_key
from generation.llm.usage import Prices, cost_of, most_tokens, worst_case

PRICES = Prices(Decimal("2.50"), Decimal("10"))


def request(**more) -> LLMRequest:
    return LLMRequest(
        **({"messages": ({"role": "user", "content": "word " * 100},), "model": "m", "max_tokens": 100} | more)
    )


def test_the_worst_case_is_not_below_what_was_spent():
    assert worst_case(request(), PRICES) >= cost_of(Usage(prompt=130, completion=100), PRICES)


def test_each_choice_can_cost_all_its_tokens():
    assert worst_case(request(n=4), PRICES) > worst_case(request(), PRICES) + 3 * PRICES.cost(0, 99)


def test_korean_is_counted_by_its_bytes():
    assert most_tokens("한국어") == 9


def test_cost_is_rounded_up_so_that_nothing_is_free():
    assert cost_of(Usage(prompt=1), Prices(Decimal("0.01"), Decimal(0))) == Decimal("0.000001")


def test_the_same_request_has_the_same_key_and_another_draw_another():
    keys = {request_key(request(draw=draw), base_url="https://a/v1") for draw in (0, 0, 1)}
    assert len(keys) == 2
    assert request_key(request(), base_url="https://b/v1") not in keys
