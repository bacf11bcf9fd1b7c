"""One question of a plan to the model: what is stored is not asked again, and what is sent was counted before.

Worker and command line only: this brings the LLM client in.
"""

import asyncio
import random
import time
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_noop as _

from generation.agent.actions.turning import locked
from generation.encryption import KeyUnreadable
from generation.endpoints.gateways import connected
from generation.endpoints.requests import request_json, request_of_ask
from generation.llm.addresses import AddressRefused
from generation.llm.client import LLMError, LLMRequest, RateLimited, Reply, request_key
from generation.llm.limits import back_off
from generation.llm.usage import cost_of, worst_case
from generation.methods.draws import derive
from generation.methods.steps import Answer, Ask, stored_step
from generation.models import Call, Endpoint, Plan, PlanState
from generation.plan_budgets import left
from generation.runs.actions.calls import answer_json, answer_of
from generation.runs.actions.lifecycle import TOO_DEAR

ATTEMPTS = 3
LONGEST_WAIT_S = 30.0
ZERO = Decimal(0)
ANSWERED_ALREADY = "too_late: the question was answered already"
ALL_ASKED = _("All %(most)d requests that the plan may send have been sent.")


class Stuck(Exception):
    """The plan cannot go on; the message is what the lead reads."""


class NotWanted(Exception):
    """Somebody closed the plan meanwhile: ask nothing more."""


class Asking:
    """Answers a plan's asks, from what is stored or from its endpoint."""

    def __init__(self, plan: Plan) -> None:
        self._plan, self._endpoint = plan, plan.endpoint
        self._prices = plan.endpoint.prices()
        self._stored = {call.step: call for call in plan.call_log.filter(error="")}

    def __call__(self, ask: Ask) -> Answer:
        if known := self._stored.get(stored_step(ask.step)):
            return Answer(**known.reply["answer"])
        request = self._request(ask)
        for attempt in range(1, ATTEMPTS + 1):
            reserved = set_aside(self._plan.pk, worst_case(request, self._prices))
            call, started = self._call(ask, request, attempt), time.monotonic()
            try:
                reply = asyncio.run(_sent(self._endpoint, request))
            except LLMError as problem:
                self._failed(call, problem, reserved, started)
                if not problem.retryable or attempt == ATTEMPTS:
                    raise Stuck(str(problem)) from problem
                time.sleep(_wait(problem, attempt))
            except (AddressRefused, KeyUnreadable) as problem:
                settle(self._plan.pk, reserved)
                raise Stuck(str(problem)) from problem
            else:
                return self._answered(call, ask, reply, reserved, started)
        raise AssertionError("the last attempt answers or raises")

    def _request(self, ask: Ask) -> LLMRequest:
        endpoint = self._endpoint
        seed = derive(self._plan.pk, "plan", ask.step)
        return request_of_ask(ask, model=endpoint.model, seed=seed, deadline_s=endpoint.timeout_s)

    def _call(self, ask: Ask, request: LLMRequest, attempt: int) -> Call:
        return Call(
            plan=self._plan,
            step=stored_step(ask.step),
            template=ask.template[:120],
            seed=request.seed,
            attempt=attempt,
            request_hash=request_key(request, base_url=self._endpoint.base_url),
            request=request_json(request),
        )

    def _failed(self, call: Call, problem: LLMError, reserved: Decimal, started: float) -> None:
        call.error, call.latency_ms = f"{problem.code}: {problem}"[:300], _milliseconds(started)
        if problem.usage:
            call.tokens_in, call.tokens_out = problem.usage.prompt, problem.usage.completion
            call.cost_usd = cost_of(problem.usage, self._prices)
        settle(self._plan.pk, reserved, call, lost=reserved if problem.may_be_billed else ZERO)

    def _answered(self, call: Call, ask: Ask, reply: Reply, reserved: Decimal, started: float) -> Answer:
        answer = answer_of(ask, reply)
        call.reply = {
            "answer": answer_json(answer),
            "finish": reply.finish[0],
            "id": reply.meta["id"],
            "fingerprint": reply.meta["fingerprint"],
            "estimated": reply.usage.estimated,
        }
        call.model, call.rung, call.latency_ms = reply.meta["model"][:120], reply.rungs[0], _milliseconds(started)
        call.tokens_in, call.tokens_out = reply.usage.prompt, reply.usage.completion
        call.cost_usd = cost_of(reply.usage, self._prices)
        kept = settle(self._plan.pk, reserved, call)
        return Answer(**kept.reply["answer"])


@transaction.atomic
def set_aside(plan_id: int, amount: Decimal) -> Decimal:
    """Count a request before it is sent, with the worst that it can cost: so no kill lets one more through."""
    plan = locked(plan_id)
    if plan.state != PlanState.THINKING:
        raise NotWanted(plan_id)
    if plan.calls >= plan.most_calls:
        raise Stuck(ALL_ASKED % {"most": plan.most_calls})
    if amount > left(plan):
        raise Stuck(TOO_DEAR)
    plan.calls, plan.reserved_usd = plan.calls + 1, plan.reserved_usd + amount
    plan.save(update_fields=["calls", "reserved_usd"])
    return amount


@transaction.atomic
def settle(plan_id: int, reserved: Decimal, call: Call | None = None, *, lost: Decimal = ZERO) -> Call | None:
    """Give back what was set aside and keep what came. Returns the answer that holds: the one that is there already
    where another was faster; this one is stored beside it, for it was paid for."""
    plan = locked(plan_id)
    still_reserved = min(reserved, plan.reserved_usd)
    plan.reserved_usd -= still_reserved
    plan.lost_usd += lost - (reserved - still_reserved)  # the rest: whoever took this worker for dead booked it as lost
    if call is not None:
        plan.cost_usd += call.cost_usd
        known = None if call.error else Call.objects.filter(plan=plan, step=call.step, error="").first()
        if known is not None:
            call.error = ANSWERED_ALREADY
        call.save(force_insert=True)
        if call.reply and call.reply["fingerprint"].startswith("simulated"):
            plan.setup["endpoint"] = plan.asked | {"simulated": True}
        call = known or call
    plan.save(update_fields=["reserved_usd", "lost_usd", "cost_usd", "setup"])
    return call


@transaction.atomic
def book_what_died(plan_id: int) -> None:
    """What a worker had set aside when it died may have been spent: it stays out of the budget."""
    plan = locked(plan_id)
    if plan.reserved_usd:
        plan.lost_usd, plan.reserved_usd = plan.lost_usd + plan.reserved_usd, ZERO
        plan.save(update_fields=["lost_usd", "reserved_usd"])


async def _sent(endpoint: Endpoint, request: LLMRequest) -> Reply:
    async with connected(endpoint) as gateway:
        return await gateway.complete(request)


def _wait(problem: LLMError, attempt: int) -> float:
    told = problem.retry_after if isinstance(problem, RateLimited) else None
    return min(back_off(attempt - 1, random) if told is None else told, LONGEST_WAIT_S)


def _milliseconds(since: float) -> int:
    return round((time.monotonic() - since) * 1000)
