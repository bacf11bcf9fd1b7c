"""Settings that many recipes have, and what they ask a model with."""

from dataclasses import replace

from generation.catalogue.params import Param
from generation.methods.translatable import gettext_noop as _

QUESTION = Param(
    "question", "text", "", _("Question"), _("Name of the label question; empty for the codebook's first one.")
)
TEMPERATURE = Param(
    "temperature",
    "float",
    1.0,
    _("Temperature"),
    _("How freely the model writes: 0 always the same."),
    0,
    2,
)
TOP_P = Param("top_p", "float", 1.0, _("Top-p"), _("Share of the probability mass that words are drawn from."), 0.01, 1)
HEADER_TOKENS = Param(
    "header_tokens",
    "int",
    1500,
    _("Longest codebook part"),
    _(
        "Tokens of the codebook in each prompt. Where it is longer, examples are left out first; definitions "
        "always stay."
    ),
    100,
    20_000,
)
SAMPLED = {"temperature": "$temperature", "top_p": "$top_p", "max_tokens": "$max_tokens"}
ANSWERED = {"temperature": "$temperature", "top_p": 1.0, "max_tokens": "$max_tokens"}  # nothing varied is wanted
STEADY = replace(TEMPERATURE, default=0.0, help=_("0 gives the model's steadiest answer."))
ASK_CONFIDENCE = Param(
    "ask_confidence",
    "bool",
    False,
    _("Ask for its confidence"),
    _("For endpoints that give no token probabilities."),
)


FIELDS = Param(
    "fields",
    "text",
    "",
    _("Fields"),
    _("Which field takes which part, such as “question=title, answer=body”. Empty: by their names."),
)


def max_tokens(default: int) -> Param:
    """The setting for the longest reply."""
    return Param("max_tokens", "int", default, _("Longest reply"), _("Tokens of a reply at most."), 16, 16_384)


def writing(*own: Param, longest: int = 512, temperature: float = 1.0) -> tuple[Param, ...]:
    """The settings of a recipe that writes items: its own between those that all of them have."""
    return (QUESTION, *own, replace(TEMPERATURE, default=temperature), TOP_P, max_tokens(longest), HEADER_TOKENS)


def listed(name: str, default: int, title: str, most: int) -> Param:
    """The setting for how many values a set-up asks for, from 2 to `most`."""
    return Param(name, "int", default, title, _("Used where the project has none yet."), 2, most)
