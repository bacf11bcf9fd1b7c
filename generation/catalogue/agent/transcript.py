"""The agent's transcript: every request by its hash with what came back. It replays to the same recipe, unasked."""

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from generation.catalogue.agent.agent import Proposal, Script_
from generation.catalogue.agent.pilot import Pilot, Tried, TryOut
from generation.methods.steps import Answer, Ask


class Differs(ValueError):
    """The transcript is not that of this brief with these recipes."""


def recorded(
    script: Script_, ask: Callable[[Ask], Answer], pilot: Callable[[TryOut], Pilot]
) -> tuple[Proposal, list[dict]]:
    """Run the agent to its end; return its proposal and its transcript (JSON)."""
    entries: list[dict] = []

    def answered(request: Any) -> Any:
        reply = pilot(request) if isinstance(request, TryOut) else [ask(one) for one in request]
        entries.append({"request": _hash(request), "step": _step(request), "reply": _written(reply)})
        return reply

    return _driven(script, answered), entries


def replayed(script: Script_, entries: Sequence[dict]) -> Proposal:
    """Feed a transcript to the script; Differs where it asks something else than it did."""
    left = iter(entries)

    def answered(request: Any) -> Any:
        entry = next(left, None)
        if entry is None or entry["request"] != _hash(request):
            raise Differs(f"asks {_step(request)}, where the transcript has {entry and entry['step']}")
        return _read(entry["reply"])

    return _driven(script, answered)


def _driven(script: Script_, answered: Callable[[Any], Any]) -> Proposal:
    try:
        request = next(script)
        while True:
            request = script.send(answered(request))
    except StopIteration as end:
        return end.value


def _hash(request: Any) -> str:
    data = vars(request) if isinstance(request, TryOut) else [[one.step, one.messages, one.schema] for one in request]
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _step(request: Any) -> str:
    return "pilot" if isinstance(request, TryOut) else ", ".join(one.step for one in request)


def _written(reply: Any) -> dict:
    if isinstance(reply, Pilot):
        return {"pilot": [vars(one) for one in reply.tried], "cost_usd": reply.cost_usd}
    return {"answers": [vars(one) for one in reply]}


def _read(reply: dict) -> Any:
    if "pilot" in reply:
        return Pilot([Tried(**one) for one in reply["pilot"]], reply["cost_usd"])
    return [Answer(**one) for one in reply["answers"]]
