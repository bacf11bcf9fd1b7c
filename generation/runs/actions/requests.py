"""From what a row asks to the request that is sent: the same each time, so that it can be rebuilt."""

from generation.endpoints.requests import request_of_ask
from generation.llm.client import LLMRequest
from generation.methods.draws import derive
from generation.methods.steps import SECOND, Ask
from generation.models import PlannedRow, Run


def request_of(run: Run, row: PlannedRow, ask: Ask, *, model: str = "", deadline_s: float = 600.0) -> LLMRequest:
    """The request of one ask. `model`: empty for the one that the run was started with."""
    model = model or asked_of(run, ask)["model"]
    return request_of_ask(ask, model=model, seed=seed_of(run, row, ask), deadline_s=deadline_s)


def asked_of(run: Run, ask: Ask) -> dict:
    """The endpoint of one ask as it was when the run was started."""
    return run.asked_second if ask.model == SECOND else run.asked


def seed_of(run: Run, row: PlannedRow, ask: Ask) -> int:
    """Nothing is drawn at temperature 0, so there the seed leaves the run out: runs that ask the same of the same
    item share its answer. Rows without an item are repeats of the prompt, each with an answer of its own."""
    if is_steady(ask):
        return derive(0, "call", row.source_id or f"{row.round}/{row.index}", ask.step)
    return derive(run.seed, "call", row.round, row.index, ask.step)


def is_steady(ask: Ask) -> bool:
    return ask.decoding.temperature == 0
