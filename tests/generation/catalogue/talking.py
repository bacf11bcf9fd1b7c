"""A scripted model of both sides of a talk, for the tests of recipes that write dialogues."""

from dataclasses import dataclass, field
from random import Random

from generation.methods.steps import Answer, Ask
from tests.generation.catalogue.instructing import answered, step_of

WORDS = "harbour lamp winter engine letter garden copper ticket violin ledger saddle kettle orchard mirror".split()  # noqa: SIM905


@dataclass
class Talk:
    """Knobs: the turn (from 1, both sides counted) at which a side plays the other's part, or from which both only
    thank; after how many rounds the user says that all is done."""

    flips_at: int = 0
    thanks_from: int = 0
    done_after: int = 0
    done: str = "TASK DONE"
    asked: list[Ask] = field(default_factory=list)

    def __call__(self, ask: Ask) -> Answer:
        self.asked.append(ask)
        rng = Random(len(self.asked))
        if "turn" in ask.schema["properties"]:
            return answered({"turn": self.turn(ask, rng)})
        return answered(self.other(ask, rng))

    def turn(self, ask: Ask, rng: Random) -> str:
        asks = step_of(ask) in ("user", "instruct")
        said = [message for message in ask.messages if message["role"] != "system"]
        number = len(said) if asks else len(said) + (len(said) + 1) % 2
        if asks:
            number = len(said)  # its own opening line counts as no turn
        if self.done_after and asks and number > 2 * self.done_after:
            return self.done
        if self.flips_at and number == self.flips_at:
            return "Sure, here is what you need." if asks else "Instruction: now you do the work"
        if self.thanks_from and number >= self.thanks_from:
            return "Thank you so much!" if asks else "You are welcome, thank you!"
        words = [f"{rng.choice(WORDS)}{rng.randrange(10**6)}" for _ in range(6 if asks else 40)]
        return ("Instruction: tell me of " if asks else "Solution: ") + " ".join(words)

    def other(self, ask: Ask, rng: Random) -> dict:
        names = list(ask.schema["properties"])
        if names == ["topics"]:
            return {"topics": [{"name": f"{rng.choice(WORDS)} {rng.randrange(10**6)}"} for _ in range(5)]}
        if names in (["values"], ["tasks"]):
            return {names[0]: [f"{rng.choice(WORDS)} {rng.randrange(10**6)}" for _ in range(12)]}
        return {names[0]: f"I wonder about the {rng.choice(WORDS)} number {rng.randrange(10**6)}"}
