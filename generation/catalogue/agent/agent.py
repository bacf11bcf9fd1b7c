"""Whose turn it is, and the agent's own turns. Pure like a recipe: given the same answers it says the same.

The model is asked only where nobody else has to speak first: after a proposal a person, after a pilot was agreed to
the pilot. So nothing is spent that nobody agreed to, and a transcript replays to the same recipe.
"""

from generation.catalogue.agent.brief import analysed
from generation.catalogue.agent.critic import criticised
from generation.catalogue.agent.planner import planned
from generation.catalogue.agent.turns import RUN, Decision, Proposal, Seen, Talk, Turn
from generation.methods.steps import Script

AGENT, PERSON, PILOTING, OVER = "agent", "person", "pilot", "over"


def whose_turn(talk: Talk) -> str:
    """Return AGENT, PERSON (to agree or refuse), PILOTING (to show what it gives) or OVER (the run was agreed to)."""
    last = talk.turns[-1] if talk.turns else None
    if isinstance(last, Proposal):
        return PERSON
    if isinstance(last, Decision) and last.agreed:
        return OVER if last.do == RUN else PILOTING
    return AGENT


def next_turn(talk: Talk) -> Script[Turn]:
    """Ask the model for the agent's turn; ValueError where it is somebody else's."""
    if (turn := whose_turn(talk)) != AGENT:
        raise ValueError(f"It is not the agent's turn: {turn}.")
    if not talk.turns:
        return (yield from analysed(talk))
    if isinstance(talk.turns[-1], Seen):
        return (yield from criticised(talk, talk.turns[-1]))
    return (yield from planned(talk))
