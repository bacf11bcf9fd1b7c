"""What happened so far, in lines for the model: refusals with their reasons, pilots with what they missed."""

import json
from collections.abc import Iterator

from generation.catalogue.agent.reading import shortfalls
from generation.catalogue.agent.turns import Decision, Proposal, Seen, Talk
from generation.methods.fence import fence


def story(talk: Talk) -> str:
    """Return a line for each refusal and each pilot; “nothing yet” where there is none."""
    return "\n".join(_lines(talk)) or "nothing yet"


def _lines(talk: Talk) -> Iterator[str]:
    proposed = None
    for turn in talk.turns:
        if isinstance(turn, Proposal):
            proposed = turn
        elif isinstance(turn, Decision) and not turn.agreed:
            yield f"- The lead refused {_named(proposed)}: {fence('reason', turn.reason)}"
        elif isinstance(turn, Seen):
            missed = {name: round(short, 3) for name, short in shortfalls(turn, talk.wanted).items()}
            found = f"{turn.accepted} of {turn.tried} accepted, missed {json.dumps(missed)}"
            yield f"- A pilot of {turn.recipe} {json.dumps(dict(turn.settings), ensure_ascii=False)}: {found}"


def _named(proposal: Proposal | None) -> str:
    if proposal is None or not proposal.recipe:
        return "the proposal"
    return f"{proposal.do} of {proposal.recipe} {json.dumps(dict(proposal.settings), ensure_ascii=False)}"
