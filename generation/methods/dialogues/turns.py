"""The turns of a dialogue between a user and an assistant, and where one is to be cut."""

from dataclasses import dataclass

USER, ASSISTANT = "user", "assistant"
SYSTEM, TOOL = "system", "tool"  # in dialogues of other tools alone


@dataclass(frozen=True)
class Turn:
    """What one side said; `speaker` is "user" or "assistant", or in imported dialogues "system" or "tool"."""

    speaker: str
    text: str


@dataclass(frozen=True)
class Cut:
    """Keep the first `keep` turns; `reason` is the name of the detector that says so."""

    keep: int
    reason: str
