"""Tokens and money. Before a call: the most it can cost. After it: what it did cost."""

import json
import math
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from generation.llm.client import LLMRequest, Usage

MESSAGE_OVERHEAD = 8  # role and separators; the chat formats in use need 3 to 7 tokens
DEFAULT_MAX_TOKENS = 1024
MILLION = Decimal(1_000_000)
MICRO = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Prices:
    """USD for a million tokens."""

    tokens_in: Decimal = Decimal(0)
    tokens_out: Decimal = Decimal(0)

    def cost(self, tokens_in: int, tokens_out: int) -> Decimal:
        amount = (self.tokens_in * tokens_in + self.tokens_out * tokens_out) / MILLION
        return amount.quantize(MICRO, rounding=ROUND_UP)


def likely_tokens(text: str) -> int:
    """About four bytes a token in English: the middle of an estimate, not a bound."""
    return math.ceil(len(text.encode("utf-8", "replace")) / 4)


def most_tokens(text: str) -> int:
    """A bound that byte-level vocabularies keep in practice: two ASCII characters, or one other byte, a token."""
    raw = len(text.encode("utf-8", "replace"))
    plain = sum(character < "\x80" for character in text)
    return math.ceil(plain / 2) + (raw - plain)


def prompt_tokens(request: LLMRequest, *, worst: bool) -> int:
    count = most_tokens if worst else likely_tokens
    total = sum(count(str(message.get("content") or "")) + MESSAGE_OVERHEAD for message in request.messages)
    return total + (count(json.dumps(request.schema, ensure_ascii=False)) if request.schema else 0)


def worst_case(request: LLMRequest, prices: Prices) -> Decimal:
    """What has to be reserved before the call is made."""
    most_out = (request.max_tokens or DEFAULT_MAX_TOKENS) * request.n
    return prices.cost(prompt_tokens(request, worst=True), most_out)


def estimated_usage(request: LLMRequest, texts: tuple[str, ...]) -> Usage:
    """For an endpoint that reports none."""
    completion = sum(likely_tokens(text) for text in texts)
    return Usage(prompt=prompt_tokens(request, worst=False), completion=completion, estimated=True)


def cost_of(usage: Usage, prices: Prices) -> Decimal:
    return prices.cost(usage.prompt, usage.completion)
