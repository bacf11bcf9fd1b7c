"""From what a row asks to the request that is sent: the same each time, so that it can be rebuilt."""

from generation.llm.client import LLMRequest
from generation.llm.usage import DEFAULT_MAX_TOKENS
from generation.methods.draws import derive
from generation.methods.steps import Ask
from generation.models import PlannedRow, Run

TOP_LOGPROBS = 20


def request_of(run: Run, row: PlannedRow, ask: Ask, *, model: str = "", deadline_s: float = 600.0) -> LLMRequest:
    """The request of one ask. `model`: empty for the one that the run was started with."""
    decoding = ask.decoding
    return LLMRequest(
        messages=ask.messages,
        model=model or run.asked["model"],
        temperature=decoding.temperature,
        top_p=decoding.top_p,
        max_tokens=decoding.max_tokens or DEFAULT_MAX_TOKENS,
        stop=decoding.stop,
        seed=seed_of(run, row, ask),
        schema=ask.schema,
        logprobs=TOP_LOGPROBS if ask.probability_of else 0 if ask.likelihood else None,
        deadline_s=deadline_s,
    )


def seed_of(run: Run, row: PlannedRow, ask: Ask) -> int:
    """Nothing is drawn at temperature 0, so there the seed leaves the run out: runs that ask the same of the same
    item share its answer. Rows without an item are repeats of the prompt, each with an answer of its own."""
    if is_steady(ask):
        return derive(0, "call", row.source_id or f"{row.round}/{row.index}", ask.step)
    return derive(run.seed, "call", row.round, row.index, ask.step)


def is_steady(ask: Ask) -> bool:
    return ask.decoding.temperature == 0
