"""Two sides speak in turn, each with its own prompt; the talk is cut where it goes wrong, and says why it ended.

CAMEL, G. Li et al. 2023 (arXiv 2303.17760); UltraChat, Ding et al. 2023 (arXiv 2305.14233).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from generation.methods.dialogues.registry import DETECTORS, USUAL, first_cut
from generation.methods.dialogues.script import to_text
from generation.methods.dialogues.turns import ASSISTANT, USER, Turn
from generation.methods.draws import derive
from generation.methods.kit import Kit
from generation.methods.parts import PartError, at, bounded, unknown
from generation.methods.plans.steps.scratch import Scratch
from generation.methods.schemas import closed
from generation.methods.steps import FIRST, Answer, Ask, Script, asked
from generation.methods.translatable import gettext_noop as _

REPLY = closed({"turn": {"type": "string"}})
DONE, ENOUGH = "done", "rounds"
BROKE_OFF, SAID_SO = _("the talk broke off early: %(why)s"), _("A side said that it was done")


@dataclass(frozen=True)
class TurnsStep:
    """Ask the templates called `user` and `assistant` in turn, for `least` to `most` rounds, as many as chance says.

    Each side is given the talk from where it stands: what it said itself as the assistant's messages, what the other
    said as the user's. Where `opening` names a value, that is the user's first turn. `user_model` and
    `assistant_model` say which of the run's models speaks: first or second.

    The talk ends early where the user's turn is `done` alone, and before a turn that one of the `detectors` names. It
    always ends with an answer; a talk of fewer than `keep` rounds is of no use. It gives `conversation` (a text),
    `messages` (a list), `rounds`, and `ended`: done, rounds, the detector's name, or why a turn could not be used.
    """

    user: str
    assistant: str
    opening: str = ""
    least: int = bounded(3, least=1, most=50)
    most: int = bounded(7, least=1, most=50)
    keep: int = bounded(1, least=1, most=50)
    done: str = ""
    user_model: Literal["first", "second"] = FIRST
    assistant_model: Literal["first", "second"] = FIRST
    detectors: tuple[str, ...] = USUAL

    READ = ("opening",)
    names = ("conversation", "messages", "rounds", "ended")

    def __post_init__(self) -> None:
        for i, name in enumerate(self.detectors):
            if name not in DETECTORS:
                raise PartError(at("detectors", i), *unknown(name, DETECTORS))

    @property
    def asks(self) -> frozenset[str]:
        """The templates that it needs."""
        return frozenset({self.user, self.assistant})

    @property
    def models(self) -> frozenset[str]:
        """Which models it asks."""
        return frozenset({self.user_model, self.assistant_model})

    def calls(self, kit: Kit, of: str = "") -> tuple[int, int]:
        """Two calls a round, of one model or of both; a talk may be cut after the first."""
        user, assistant = (of in ("", model) for model in (self.user_model, self.assistant_model))
        return user * (not self.opening) + assistant, (user + assistant) * max(self.least, self.most)

    def run(self, row: Scratch) -> Script[None]:
        turns: list[Turn] = [Turn(USER, str(row.known(self.opening)))] if self.opening else []
        wanted, ended = self._wanted(row), ENOUGH
        while len(turns) < 2 * wanted:
            speaker = ASSISTANT if len(turns) % 2 else USER
            ask = self._ask(row, speaker, turns)
            answer: Answer = yield from asked(ask)
            row.steps.append(ask.step)
            row.raw = answer.text
            text = str((answer.fields or {}).get("turn", "")).strip()
            if not text:
                ended = answer.problem or "empty"
                break
            if speaker == USER and self._is_done(text):
                ended = DONE
                break
            turns.append(Turn(speaker, text))
            if cut := first_cut(turns, self.detectors):
                turns, ended = turns[: cut.keep], cut.reason
                break
        self._hand_on(row, turns[: len(turns) // 2 * 2], ended)

    def _hand_on(self, row: Scratch, turns: Sequence[Turn], ended: str) -> None:
        rounds = len(turns) // 2
        if rounds < self.keep:
            why = DETECTORS[ended].title if ended in DETECTORS else SAID_SO
            row.end(BROKE_OFF % {"why": why}, ended)
            return
        row.values |= {
            "conversation": to_text(turns),
            "messages": [{"role": turn.speaker, "content": turn.text} for turn in turns],
            "rounds": rounds,
            "ended": ended,
        }

    def _wanted(self, row: Scratch) -> int:
        low, high = sorted((self.least, self.most))
        return Random(derive(row.kit.context.seed, "turns", repr(row.draw.to_json()))).randint(low, high)

    def _is_done(self, text: str) -> bool:
        return bool(self.done) and text.strip(" .!<>*\"'\n").casefold() == self.done.casefold()

    def _ask(self, row: Scratch, speaker: str, turns: Sequence[Turn]) -> Ask:
        name = self.assistant if speaker == ASSISTANT else self.user
        with row.turn(len(turns) // 2 + 1):
            ask = row.kit.ask(row.step(name), row.slots(), REPLY, template=name)
        model = self.assistant_model if speaker == ASSISTANT else self.user_model
        said = tuple({"role": ASSISTANT if turn.speaker == speaker else USER, "content": turn.text} for turn in turns)
        return replace(ask, messages=(*ask.messages, *said), model=model)
