"""One ask of a recipe becomes a stored answer: reserved, sent, tried again where that helps, paid for.

Retries are ours: each attempt is a row. An ask gives up after some failures only while others are answered; where
nothing is answered at all it is the endpoint that failed, and the run pauses with the reason.
"""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from generation.endpoints.requests import request_json
from generation.llm.client import (
    ConfigurationError,
    Gateway,
    LLMError,
    LLMRequest,
    QuotaExhausted,
    RateLimited,
    Reply,
    RequestRejected,
    Usage,
    request_key,
)
from generation.llm.limits import back_off
from generation.llm.openai_client import OpenAIGateway
from generation.llm.probabilities import field_distribution, mean_logprob
from generation.llm.usage import Prices, cost_of, worst_case
from generation.methods.steps import Answer, Ask, stored_step
from generation.models import Call, Endpoint, PlannedRow, Run
from generation.runs.actions import ledger
from generation.runs.actions.batches import BatchGateway
from generation.runs.actions.health import Health, RunStops
from generation.runs.actions.lifecycle import TOO_DEAR
from generation.runs.actions.places import Places
from generation.runs.actions.requests import is_steady, request_of
from generation.runs.actions.writer import Writer

MOST_ATTEMPTS = 6
ZERO = Decimal(0)


@dataclass
class Caller:
    """What all calls of one worker to one endpoint share. `second`: it is the run's second endpoint."""

    run: Run
    endpoint: Endpoint
    second: bool
    gateway: Gateway
    places: Places
    writer: Writer
    health: Health
    break_off: Callable[[BaseException], None]  # for an answer that cannot be stored
    before: ledger.Before
    batches: BatchGateway | None = None  # the gateway where that is what it is: it knows who keeps what is set aside

    def __post_init__(self) -> None:
        endpoint = self.endpoint
        self.prices = endpoint.prices()
        self.batch_prices = endpoint.prices(batch=True)
        self.capped = self.run.budget_usd is not None and (endpoint.price_in or endpoint.price_out)
        self.simulated = endpoint.simulated

    @property
    def live(self) -> OpenAIGateway:
        """What asks at once, batches or not."""
        return self.batches.inner if self.batches else self.gateway

    async def answer(self, row: PlannedRow, ask: Ask) -> Answer:
        endpoint = self.endpoint
        request = request_of(self.run, row, ask, model=endpoint.model, deadline_s=endpoint.timeout_s)
        key = request_key(request, base_url=endpoint.base_url)
        may_be_known = self.before.any if is_steady(ask) else self.before.same_seed
        if may_be_known and (known := await self.writer.do(ledger.reusable_answer, key, endpoint.pk)):
            return await self._again(self._call(row, ask, request, key), known)
        reserved = await self._reserve(request, key)
        return await self._asked(row, ask, request, key, reserved)

    async def _again(self, call: Call, known: Call) -> Answer:
        """What an earlier run paid for, at no cost."""
        call.reply, call.model, call.rung, call.cached = known.reply, known.model, known.rung, True
        self.simulated = self.simulated or is_simulated(known.reply["fingerprint"])
        await self.writer.call(call, ZERO)
        return Answer(**known.reply["answer"])

    def _worst(self, request: LLMRequest) -> Decimal:
        return worst_case(request, self.prices) if self.capped else ZERO

    async def _reserve(self, request: LLMRequest, key: str) -> Decimal:
        """What the worker's claim sets aside: nothing for a request in a batch that keeps it."""
        if not self.capped or (self.batches and self.batches.keeps(key)):
            return ZERO
        amount = self._worst(request)
        while not await self.writer.reserve(amount):
            # Calls under way give back what they do not use.
            waits = bool(self.batches and self.batches.waits)
            if not await self.writer.do(partial(ledger.may_fit, self.run.pk, amount, waits=waits)):
                raise RunStops(TOO_DEAR)
            await self.places.pause(0.25)
        return amount

    async def _asked(self, row: PlannedRow, ask: Ask, request: LLMRequest, key: str, reserved: Decimal) -> Answer:
        """Each attempt holds a place until it is answered; the wait before the next one holds none."""
        first, attempt = time.monotonic(), 0
        while True:
            attempt += 1
            call = self._call(row, ask, request, key, attempt)
            await self.places.take()
            started = time.monotonic()
            try:
                reply = await self.gateway.complete(request)
            except LLMError as problem:
                over = self._is_over(problem, attempt, first)
                call.error, call.latency_ms = f"{problem.code}: {problem}"[:300], _milliseconds(started)
                # What timed out here may be finished, and billed, there: its worst case stays out of the budget.
                lost = self._worst(request) if problem.may_be_billed else ZERO
                used_up = bool(lost or problem.usage)
                if problem.usage:
                    self._book(call, problem.usage, self.batch_prices if problem.of_batch else self.prices)
                self._store(call, reserved, lost, ends=over or used_up)
                self._stop_where_hopeless(problem)
                if over:
                    return Answer(None, problem="unavailable", detail=str(problem)[:300])
                await self.places.pause(self._wait(problem, attempt, started))
                if used_up:
                    reserved = await self._reserve(request, key)
            except BaseException:
                self.places.give()
                raise
            else:
                return self._answered(call, ask, reply, reserved)

    def _store(self, call: Call, reserved: Decimal, lost: Decimal = ZERO, *, ends: bool = True) -> None:
        """`ends`: what was set aside for it is so no more."""
        kept = self.batches.let_go(call.request_hash) if self.batches and ends else None
        released = ZERO if not ends or (kept and kept.own) else reserved
        self.places.give_for_storing()
        self.writer.call(call, released, lost, kept).add_done_callback(self._stored)

    def _stored(self, write: asyncio.Future) -> None:
        self.places.stored()
        if not write.cancelled() and write.exception():
            self.break_off(write.exception())

    def _is_over(self, problem: LLMError, attempt: int, first: float) -> bool:
        """Whether this ask ends without an answer: it is not accepted, or fails while others are answered."""
        if isinstance(problem, RequestRejected):
            return True
        failed = problem.retryable and not isinstance(problem, RateLimited)
        return failed and attempt >= MOST_ATTEMPTS and self.health.answered_at > first

    def _stop_where_hopeless(self, problem: LLMError) -> None:
        if isinstance(problem, QuotaExhausted | ConfigurationError):
            raise RunStops(str(problem))
        if isinstance(problem, RequestRejected):
            self.health.rejected(problem)
        if problem.retryable:
            self.health.failed(problem)

    def _wait(self, problem: LLMError, attempt: int, started: float) -> float:
        wait = back_off(attempt - 1, random)
        if isinstance(problem, RateLimited):
            if problem.retry_after is not None:
                wait = problem.retry_after + 0.1 * random.random()
            self.places.limited(started_at=started, wait=wait)
        return wait

    def _answered(self, call: Call, ask: Ask, reply: Reply, reserved: Decimal) -> Answer:
        self.health.answered()
        self.places.answered(reply.meta.get("headers", {}))
        answer = answer_of(ask, reply)
        call.reply = {
            "answer": answer_json(answer),
            "finish": reply.finish[0],
            "id": reply.meta["id"],
            "fingerprint": reply.meta["fingerprint"],
            "estimated": reply.usage.estimated,
            **({"batch": True} if reply.meta.get("batch") else {}),
        }
        call.model, call.rung, call.latency_ms = reply.meta["model"][:120], reply.rungs[0], reply.meta["latency_ms"]
        self._book(call, reply.usage, self.batch_prices if reply.meta.get("batch") else self.prices)
        self.simulated = self.simulated or is_simulated(reply.meta["fingerprint"])
        self._store(call, reserved)
        return answer

    @staticmethod
    def _book(call: Call, usage: Usage, prices: Prices) -> None:
        call.tokens_in, call.tokens_out = usage.prompt, usage.completion
        call.cost_usd = cost_of(usage, prices)

    def _call(self, row: PlannedRow, ask: Ask, request: LLMRequest, key: str, attempt: int = 1) -> Call:
        return Call(
            run_id=self.run.pk,
            row_id=row.pk,
            step=stored_step(ask.step),
            template=ask.template[:120],
            seed=request.seed,
            attempt=attempt,
            second=self.second,
            request_hash=key,
            request=request_json(request),
        )


def is_simulated(fingerprint: str) -> bool:
    return fingerprint.startswith("simulated")


def _milliseconds(since: float) -> int:
    return round((time.monotonic() - since) * 1000)


def answer_of(ask: Ask, reply: Reply) -> Answer:
    """What a recipe is told of a reply; what it asked to know of the probabilities is computed here, once."""
    fields, probability, shares = reply.parsed[0], None, None
    if fields is not None and ask.probability_of and reply.logprobs[0]:
        choices = [str(choice) for choice in ask.schema["properties"][ask.probability_of].get("enum", [])]
        shares = field_distribution(reply.logprobs[0], reply.texts[0], field=ask.probability_of, choices=choices)
        probability = (shares or {}).get(str(fields[ask.probability_of]))
    likelihood = (
        mean_logprob(reply.logprobs[0], reply.texts[0], fields) if fields is not None and ask.likelihood else None
    )
    return Answer(fields, reply.texts[0], reply.problems[0], reply.details[0], probability, shares, likelihood)


def answer_json(answer: Answer) -> dict:
    told = {
        "fields": answer.fields,
        "text": answer.text,
        "problem": answer.problem,
        "detail": answer.detail,
        "probability": answer.probability,
    }
    asked = {"shares": answer.shares, "likelihood": answer.likelihood}
    return told | {name: value for name, value in asked.items() if value is not None}
