"""The price range of a run before it starts: calls and tokens at least, and in the worst likely case."""

import math
from dataclasses import dataclass, replace
from decimal import Decimal

from generation.catalogue.prepared import Calls, Prepared
from generation.catalogue.preview import preview, setup_preview
from generation.methods.conditions import LENGTH, length_band
from generation.methods.context import Item
from generation.methods.tokens import estimate_tokens, message_tokens

MILLION = Decimal(1_000_000)
FILLED_LIST = 400  # tokens of a set-up reply, where the request sets no limit
ROWS_LOOKED_AT = 8


@dataclass(frozen=True)
class Range:
    """Calls, tokens in and out, from low to high; `cost` turns them into money. `second` is the part of them that a
    second model is asked, at prices of its own."""

    calls: tuple[int, int]
    tokens_in: tuple[int, int]
    tokens_out: tuple[int, int]
    second: "Range | None" = None

    @property
    def first(self) -> "Range":
        """The part that the first model is asked."""
        return self if self.second is None else self._without(self.second)

    def _without(self, part: "Range") -> "Range":
        names = ("calls", "tokens_in", "tokens_out")
        pairs = (zip(getattr(self, name), getattr(part, name), strict=True) for name in names)
        return Range(*(tuple(whole - some for whole, some in pair) for pair in pairs))

    def cost(self, price_in: Decimal, price_out: Decimal) -> tuple[Decimal, Decimal]:
        """Return USD from low to high for prices in USD a million tokens, all of it at these."""
        pairs = zip(self.tokens_in, self.tokens_out, strict=True)
        low, high = ((i * price_in + o * price_out) / MILLION for i, o in pairs)
        return low, high


def estimate(recipe: Prepared, items: tuple[Item, ...] = (), there: int | None = None) -> Range:
    """Estimate a run of its count of samples from prompts drawn as the run would draw them.

    Tokens are estimated from characters. Replies: at least short ones, at most the longest asked for and a half (never
    over the settings' limit). For recipes that work on existing samples, `items` are some of these, and `there` says
    how many there are: no more of them can be paid for.
    """
    calls = _within(recipe, there).calls()
    rows = [ask for row in preview(recipe, 0, ROWS_LOOKED_AT, items) for ask in row.asks]
    setup = setup_preview(recipe)
    row_in = _mean([message_tokens(ask.messages) for ask in rows])
    setup_in = _mean([message_tokens(ask.messages) for ask in setup]) or row_in
    short, long = _reply_tokens(recipe)
    longest_list = max((ask.decoding.max_tokens or FILLED_LIST for ask in setup), default=0)
    again = (calls.rows_high - calls.rows_low) * (row_in + long)  # second tries show the model its first reply
    return Range(
        (calls.setup_low + calls.rows_low, calls.setup_high + calls.rows_high),
        (
            calls.setup_low * setup_in + calls.rows_low * row_in,
            calls.setup_high * setup_in + calls.rows_low * row_in + again,
        ),
        (calls.setup_low * 10 + calls.rows_low * short, calls.setup_high * longest_list + calls.rows_high * long),
        _second(calls, row_in, short, long) if recipe.context.second else None,
    )


def _within(recipe: Prepared, there: int | None) -> Prepared:
    """The recipe, asked for no more than the existing samples give."""
    if there is None:
        return recipe
    count = min(recipe.context.count, math.ceil(recipe.most_rows(there) * recipe.candidates))
    return recipe.recipe.prepare(replace(recipe.context, count=count))


def _second(calls: Calls, row_in: int, short: int, long: int) -> Range:
    again = (calls.second_high - calls.second_low) * (row_in + long)
    return Range(
        (calls.second_low, calls.second_high),
        (calls.second_low * row_in, calls.second_low * row_in + again),
        (calls.second_low * short, calls.second_high * long),
    )


def _mean(numbers: list[int]) -> int:
    return round(sum(numbers) / len(numbers)) if numbers else 0


def _reply_tokens(recipe: Prepared) -> tuple[int, int]:
    bands = [band for d in recipe.kit.scope.of_kind(LENGTH) for v in d.kept() if (band := length_band(v.text))]
    limit = recipe.kit.model.max_tokens
    if not bands:
        short, long = (min(tokens, limit) + recipe.more_tokens for tokens in recipe.recipe.reply_tokens)
        return short * recipe.answers_a_reply, long * recipe.answers_a_reply
    words = "word " * round(sum(low for low, _high in bands) / len(bands))
    longest = "longer " * max(high for _low, high in bands)
    return min(estimate_tokens(words) + 10, limit), min(round(estimate_tokens(longest) * 1.5), limit)
